package data

import (
	"bytes"
	"io"
	"unicode/utf8"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// readSize is how much is asked of a body at once; sniffSize how much of its beginning must be UTF-8 for the whole to be believed.
const (
	readSize  = 256 << 10
	sniffSize = 64 << 10
)

// ndjson reads one JSON record per line. A line is cut out without being copied or parsed: the schema's decoder does that, on every core.
type ndjson struct {
	src       *source
	buf       []byte
	from, end int
	line      int64
	started   bool
	eof       bool
	maxRecord int
}

func newNDJSON(src *source, maxRecord int) *ndjson {
	return &ndjson{src: src, buf: make([]byte, readSize), maxRecord: maxRecord}
}

// Table is none.
func (n *ndjson) Table() (*resource.Columns, []byte) { return nil, nil }

// Digest of the body.
func (n *ndjson) Digest() [32]byte { return n.src.digest() }

// Next gives the next line that is not blank.
func (n *ndjson) Next(row *biz.Raw) error {
	if !n.started {
		if err := n.start(); err != nil {
			return err
		}
	}
	for {
		text, long, err := n.cut()
		if err != nil {
			return err
		}
		n.line++
		text = bytes.TrimSpace(text)
		if len(text) == 0 {
			continue
		}
		*row = biz.Raw{Line: n.line, Bytes: text, ContentType: "application/json"}
		if long {
			row.Bad = biz.TooLarge()
		}
		return nil
	}
}

// start skips a byte order mark and makes sure of the encoding, so that a file in GBK is one error and not a thousand.
func (n *ndjson) start() error {
	n.started = true
	for n.end < sniffSize && !n.eof {
		if err := n.read(); err != nil {
			return err
		}
	}
	if bytes.HasPrefix(n.buf[:n.end], []byte("\ufeff")) {
		n.from = 3
	}
	if head := n.buf[n.from:min(n.end, sniffSize)]; !utf8.Valid(whole(head)) {
		return fault.New(fault.Invalid, "CHARSET_NOT_UTF8", "文件不是 UTF-8 编码(可能是 GBK)。", "The body is not UTF-8 (it may be GBK).").
			Then("JSON 必须使用 UTF-8;CSV 可在 Content-Type 中声明 charset=gbk。", "JSON must be UTF-8; CSV may declare charset=gbk in its Content-Type.").At("", "Content-Type")
	}
	return nil
}

// whole drops a character that the end of the sample cut in two.
func whole(b []byte) []byte {
	for i := 1; i <= utf8.UTFMax && i <= len(b); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			return b
		}
	}
	return b
}

func (n *ndjson) read() error {
	if n.end == len(n.buf) {
		n.room()
	}
	got, err := n.src.Read(n.buf[n.end:])
	n.end += got
	if err == io.EOF { //nolint:errorlint // only the true end
		n.eof, err = true, nil
	}
	return err
}

// room moves what is left to the front, or grows the buffer for a line longer than it.
func (n *ndjson) room() {
	if n.from > 0 {
		copy(n.buf, n.buf[n.from:n.end])
		n.end -= n.from
		n.from = 0
		return
	}
	bigger := make([]byte, 2*len(n.buf))
	copy(bigger, n.buf[:n.end])
	n.buf = bigger
}

// cut takes the next line. Of one longer than a record may be, the beginning is given and the rest is passed over.
func (n *ndjson) cut() (text []byte, long bool, err error) {
	seen := n.from
	for {
		if i := bytes.IndexByte(n.buf[seen:n.end], '\n'); i >= 0 {
			text = n.buf[n.from : seen+i]
			n.from = seen + i + 1
			if len(text) > n.maxRecord {
				return text[:n.maxRecord], true, nil
			}
			return text, false, nil
		}
		if n.end-n.from > n.maxRecord {
			return n.skip()
		}
		if n.eof {
			if n.from == n.end {
				return nil, false, io.EOF
			}
			text, n.from = n.buf[n.from:n.end], n.end
			return text, false, nil
		}
		seen = n.end
		from := n.from
		if err := n.read(); err != nil {
			return nil, false, err
		}
		seen -= from - n.from
	}
}

// skip passes over the rest of a line that is too long.
func (n *ndjson) skip() ([]byte, bool, error) {
	head := bytes.Clone(n.buf[n.from : n.from+n.maxRecord])
	n.from = n.end
	for {
		if i := bytes.IndexByte(n.buf[n.from:n.end], '\n'); i >= 0 {
			n.from += i + 1
			return head, true, nil
		}
		n.from, n.end = 0, 0
		if n.eof {
			return head, true, nil
		}
		if err := n.read(); err != nil {
			return nil, false, err
		}
	}
}
