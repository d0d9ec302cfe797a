package clickhouse

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
)

// Codes this endpoint gives by itself; they are ClickHouse's, so clients need to know no others.
const (
	codeIncorrectData    = 117
	codeBadArguments     = 36
	codeNotImplemented   = 48
	codeLogical          = 49
	codeSyntax           = 62
	codeTooLargeQuery    = 161
	codeReadonly         = 164
	codeUnknownSetting   = 115
	codeTooManyQueries   = 202
	codeCancelled        = 394
	codeAuthentication   = 516
	codeUnknownException = 1002
	codeUnknownFormat    = 73
	codeShutdown         = 734
)

// Exception is an error with ClickHouse's code; Message is the text as a server would send it, beginning with "Code: N.".
type Exception struct {
	Code    int
	Message string
}

// Error is the message.
func (e *Exception) Error() string { return e.Message }

var codePrefix = regexp.MustCompile(`^Code: ?(\d{1,6})\.`)

// parseException reads the code off the engine's message; a message without one gets UNKNOWN_EXCEPTION.
func parseException(msg string) *Exception {
	msg = strings.TrimSpace(strings.ToValidUTF8(msg, "\uFFFD"))
	if m := codePrefix.FindStringSubmatch(msg); m != nil {
		if code, err := strconv.Atoi(m[1]); err == nil && code > 0 {
			return &Exception{Code: code, Message: msg}
		}
	}
	return exception(codeUnknownException, "UNKNOWN_EXCEPTION", msg)
}

// exception builds an error in the server's words.
func exception(code int, name, msg string) *Exception {
	return &Exception{Code: code, Message: "Code: " + strconv.Itoa(code) + ". DB::Exception: " + msg + " (" + name + ")"}
}

// asException finds the exception in err, or makes one of it.
func asException(err error) *Exception {
	var e *Exception
	if errors.As(err, &e) {
		return e
	}
	return exception(codeUnknownException, "UNKNOWN_EXCEPTION", err.Error())
}
