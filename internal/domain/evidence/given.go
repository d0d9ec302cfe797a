package evidence

import (
	"slices"
	"strconv"
	"strings"
)

// Given is how many records of one resource an answer held.
type Given struct {
	Resource string
	Records  int64
}

// maxGiven bounds the resources an event names one by one; what is beyond is counted together under others.
const (
	maxGiven = 200
	others   = "*"
)

// GivenText is the records an answer held, by resource, as Event.Given carries them: "penalty=3 permit=12", by code. Resources
// without records are left out. Of more than 200 resources the rest is counted together as "*=7", so that an event stays small.
func GivenText(records map[string]int64) string {
	codes := make([]string, 0, len(records))
	for code, n := range records {
		if n > 0 {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	var b strings.Builder
	write := func(code string, n int64) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(code)
		b.WriteByte('=')
		b.WriteString(strconv.FormatInt(n, 10))
	}
	rest := int64(0)
	for i, code := range codes {
		if i < maxGiven {
			write(code, records[code])
		} else {
			rest += records[code]
		}
	}
	if rest > 0 {
		write(others, rest)
	}
	return b.String()
}

// ParseGiven reads what GivenText wrote; ok is false for anything else. What is counted together under "*" comes last.
func ParseGiven(s string) (out []Given, ok bool) {
	if s == "" {
		return nil, true
	}
	for part := range strings.SplitSeq(s, " ") {
		code, count, found := strings.Cut(part, "=")
		n, err := strconv.ParseInt(count, 10, 64)
		if !found || code == "" || err != nil || n <= 0 || strconv.FormatInt(n, 10) != count {
			return nil, false
		}
		out = append(out, Given{code, n})
	}
	return out, len(out) <= maxGiven+1
}
