package clickhouse

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Limits of one request. Values of query parameters travel in the URL, hence the generous header.
const (
	maxHeaderBytes    = 4 << 20
	maxStatementBytes = 16 << 20
	maxParams         = 4096
)

// request is what the URL of a request asks for.
type request struct {
	statement string // the `query` parameter; the body may hold more
	database  string
	format    string // of the answer, unless the statement names one
	params    []param
	settings  []param // allowed settings for the engine, sorted by name
	queryID   string
	revision  uint64 // the client's protocol version

	compress   bool   // answer in ClickHouse's own compressed blocks
	decompress bool   // the body is in such blocks
	method     string // of those blocks: LZ4, LZ4HC, ZSTD or NONE
	httpCoding bool   // Accept-Encoding may be heeded
	whole      bool   // answer only when the whole answer is there
}

var (
	paramName   = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,127}$`)
	settingName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,127}$`)
	formatName  = regexp.MustCompile(`^[A-Za-z0-9_]{1,64}$`)
)

// parseRequest reads the URL parameters; the first value of a repeated one counts, as in ClickHouse.
func parseRequest(query url.Values) (*request, *Exception) {
	q := &request{format: "TabSeparated", method: "LZ4"}
	for name, values := range query {
		value := values[0]
		if rest, ok := strings.CutPrefix(name, "param_"); ok {
			if !paramName.MatchString(rest) {
				return nil, badArgument("the parameter name %.40q is not an identifier", rest)
			}
			q.params = append(q.params, param{rest, value})
			continue
		}
		if err := q.set(name, value); err != nil {
			return nil, err
		}
	}
	if len(q.params)+len(q.settings) > maxParams {
		return nil, badArgument("more than %d parameters and settings", maxParams)
	}
	byName := func(a, b param) int { return strings.Compare(a.name, b.name) }
	slices.SortFunc(q.params, byName)
	slices.SortFunc(q.settings, byName)
	return q, nil
}

// set takes one URL parameter that is no query parameter.
func (q *request) set(name, value string) (bad *Exception) {
	switch name {
	case "query":
		q.statement = value
	case "database":
		if len(value) > 255 || strings.ContainsRune(value, 0) {
			return badArgument("the database name is too long or holds a NUL byte")
		}
		q.database = value
	case "default_format":
		if !formatName.MatchString(value) {
			return exception(codeUnknownFormat, "UNKNOWN_FORMAT", fmt.Sprintf("Unknown format %.40q", value))
		}
		q.format = value
	case "query_id":
		if len(value) > 255 {
			return badArgument("the query id is longer than 255 bytes")
		}
		q.queryID = value
	case "client_protocol_version":
		n, err := strconv.ParseUint(value, 10, 32)
		if err != nil || n > maxRevision {
			return badArgument("client_protocol_version %.40q is not a protocol version", value)
		}
		q.revision = n
	case "network_compression_method":
		q.method = strings.ToUpper(value)
		if !slices.Contains([]string{"LZ4", "LZ4HC", "ZSTD", "NONE"}, q.method) {
			return badArgument("network_compression_method %.40q is none of LZ4, LZ4HC, ZSTD, NONE", value)
		}
	case "compress":
		q.compress, bad = parseFlag(name, value)
	case "decompress":
		q.decompress, bad = parseFlag(name, value)
	case "enable_http_compression":
		q.httpCoding, bad = parseFlag(name, value)
	case "wait_end_of_query":
		q.whole, bad = parseFlag(name, value)
	case "user", "password", "quota_key": // checked before, or of no meaning here
	default:
		return q.setting(name, value)
	}
	return bad
}

// setting takes a parameter that can only be a setting for the engine.
func (q *request) setting(name, value string) *Exception {
	if ignoredSettings[name] {
		return nil
	}
	if !settingName.MatchString(name) || !settingAllowed(name) {
		return exception(codeUnknownSetting, "UNKNOWN_SETTING", fmt.Sprintf("Setting %.128q is unknown or may not be set on the embedded engine", name))
	}
	if len(value) > 64<<10 {
		return badArgument("the value of setting %s is longer than 64 KiB", name)
	}
	q.settings = append(q.settings, param{name, value})
	return nil
}

func parseFlag(name, value string) (bool, *Exception) {
	switch value {
	case "1", "true":
		return true, nil
	case "0", "false", "":
		return false, nil
	}
	return false, badArgument("%s must be 0 or 1", name)
}

func badArgument(format string, args ...any) *Exception {
	return exception(codeBadArguments, "BAD_ARGUMENTS", fmt.Sprintf(format, args...))
}
