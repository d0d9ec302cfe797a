package rowfile

import (
	"bytes"
	"errors"
	"io"
)

// keep is how much of a record that is too large is kept as its raw bytes.
const keep = 64 << 10

// lines reads NDJSON: one record a line, blank lines skipped.
type lines struct {
	src  *source
	max  int64
	line int64
	rec  Record
	buf  []byte
	any  bool
	end  error
}

// Format of the body.
func (l *lines) Format() Format { return NDJSON }

// Header is nil: the records name their items.
func (l *lines) Header() []string { return nil }

// HeaderLine is 0: there is no header.
func (*lines) HeaderLine() int64 { return 0 }

// Close ends the reader.
func (l *lines) Close() error { l.src.close(); return nil }

// Next is the next line that is not blank.
func (l *lines) Next() (*Record, error) {
	for l.end == nil {
		raw, big, err := l.readLine()
		if err != nil && !errors.Is(err, io.EOF) {
			// A line that broke off is not a record.
			l.end = readFault(err)
			break
		}
		if err != nil {
			l.end = io.EOF
			if len(raw) == 0 {
				break
			}
		}
		l.line++
		raw = bytes.TrimSuffix(raw, []byte{'\r'})
		if len(bytes.TrimSpace(raw)) == 0 {
			continue
		}
		l.any = true
		l.rec = Record{Line: l.line, Raw: raw}
		if big {
			l.rec.Finding = tooLarge(l.max)
		}
		return &l.rec, nil
	}
	if errors.Is(l.end, io.EOF) && !l.any {
		l.end = emptyBody()
	}
	return nil, l.end
}

// readLine reads to the line's end; of a line that is too large the beginning is kept and the rest skipped.
func (l *lines) readLine() (raw []byte, big bool, err error) {
	l.buf = l.buf[:0]
	for {
		part, err := l.src.buf.ReadSlice('\n')
		if big {
			// skip
		} else if int64(len(l.buf)+len(part)) > l.max+1 {
			big = true
			l.buf = append(l.buf, part...)
			l.buf = l.buf[:min(len(l.buf), keep)]
		} else if len(l.buf) == 0 && err == nil {
			return part[:len(part)-1], false, nil
		} else {
			l.buf = append(l.buf, part...)
		}
		if errors.Is(err, errFull) {
			continue
		}
		raw = bytes.TrimSuffix(l.buf, []byte{'\n'})
		if !big && int64(len(raw)) > l.max { // the last line has no end
			raw, big = raw[:min(len(raw), keep)], true
		}
		return raw, big, err
	}
}
