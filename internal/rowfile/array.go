package rowfile

import (
	"bufio"
	"errors"
	"io"
	"strconv"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

var errFull = bufio.ErrBufferFull

// array reads the elements of a JSON array, or one single object. It only finds where elements end; whether they are
// records is for the decoder.
type array struct {
	src    *source
	max    int64
	single bool
	n      int64
	rec    Record
	buf    []byte
	big    bool
	end    error
}

func openArray(src *source, max int64) (Reader, error) {
	a := &array{src: src, max: max}
	c, err := a.skip()
	switch {
	case errors.Is(err, io.EOF):
		return nil, emptyBody()
	case err != nil:
		return nil, readFault(err)
	case c == '{':
		a.single = true
		return a, a.unread()
	case c != '[':
		return nil, a.broken()
	}
	return a, nil
}

// Format of the body.
func (a *array) Format() Format { return JSON }

// Header is nil: the records name their items.
func (a *array) Header() []string { return nil }

// HeaderLine is 0: there is no header.
func (*array) HeaderLine() int64 { return 0 }

// Close ends the reader.
func (a *array) Close() error { a.src.close(); return nil }

func (a *array) unread() error {
	if err := a.src.buf.UnreadByte(); err != nil {
		return readFault(err)
	}
	return nil
}

// skip gives the next byte that is not white space.
func (a *array) skip() (byte, error) {
	for {
		c, err := a.src.buf.ReadByte()
		if err != nil || c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			return c, err
		}
	}
}

func (a *array) broken() error {
	n := strconv.FormatInt(a.n+1, 10)
	return fault.New(fault.Invalid, ReasonArray, "不是合法的 JSON 数组，问题在第 "+n+" 条附近。", "Not a valid JSON array; the problem is near element "+n+".").At(n, "").
		Then("请检查方括号、逗号和引号；逐行一条记录时请用 application/x-ndjson。", "Check brackets, commas and quotes; for one record a line use application/x-ndjson.")
}

// Next is the next element.
func (a *array) Next() (*Record, error) {
	if a.end != nil {
		return nil, a.end
	}
	if a.single {
		return a.only()
	}
	c, err := a.skip()
	if err == nil && a.n > 0 && c == ',' {
		if c, err = a.skip(); err == nil && (c == ']' || c == ',') {
			a.end = a.broken()
			return nil, a.end
		}
	} else if err == nil && c == ']' {
		a.end = a.finish()
		return nil, a.end
	} else if err == nil && a.n > 0 {
		a.end = a.broken()
		return nil, a.end
	}
	if err == nil {
		err = a.unread()
	}
	if err == nil {
		err = a.element()
	}
	if err != nil {
		a.end = a.cut(err)
		return nil, a.end
	}
	return a.yield(), nil
}

// only is the one object of a body that is no array.
func (a *array) only() (*Record, error) {
	if a.n > 0 {
		a.end = a.finish()
		return nil, a.end
	}
	if err := a.element(); err != nil {
		a.end = a.cut(err)
		return nil, a.end
	}
	return a.yield(), nil
}

func (a *array) yield() *Record {
	a.n++
	a.rec = Record{Line: a.n, Raw: a.buf}
	if a.big {
		a.rec.Finding = tooLarge(a.max)
	}
	return &a.rec
}

// finish checks that nothing follows.
func (a *array) finish() error {
	_, err := a.skip()
	switch {
	case err == nil:
		return a.broken()
	case !errors.Is(err, io.EOF):
		return readFault(err)
	case a.n == 0:
		return emptyBody()
	}
	return io.EOF
}

func (a *array) cut(err error) error {
	if errors.Is(err, io.EOF) {
		return readFault(io.ErrUnexpectedEOF)
	}
	return readFault(err)
}

// element reads one value into buf: brackets and strings tell where it ends.
func (a *array) element() error {
	a.buf, a.big = a.buf[:0], false
	depth, inString, escaped := 0, false, false
	for {
		c, err := a.src.buf.ReadByte()
		if err != nil {
			return err
		}
		if !inString && depth == 0 && (c == ',' || c == ']' || c == '}') {
			return a.unread()
		}
		a.add(c)
		switch {
		case escaped:
			escaped = false
		case inString && c == '\\':
			escaped = true
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return nil
			}
		}
	}
}

func (a *array) add(c byte) {
	if a.big {
		return
	}
	a.buf = append(a.buf, c)
	if int64(len(a.buf)) > a.max {
		a.big = true
		a.buf = a.buf[:min(len(a.buf), keep)]
	}
}
