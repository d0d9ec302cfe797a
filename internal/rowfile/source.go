package rowfile

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

const (
	bufferSize = 256 << 10
	// peekSize is how much of the beginning is looked at to tell the charset.
	peekSize = 64 << 10
	// zstdWindow bounds the decoder's memory whatever the frame asks for.
	zstdWindow = 32 << 20
)

// source is the decompressed, decoded body behind one buffer.
type source struct {
	buf    *bufio.Reader
	closer func()
}

// newSource decompresses by the declared encoding and bounds the result.
func newSource(o Options, r io.Reader) (*source, error) {
	s := &source{closer: func() {}}
	switch strings.ToLower(o.Encoding) {
	case "", "identity":
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, compressionFault(err)
		}
		r = z
	case "zstd":
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(zstdWindow), zstd.WithDecoderMaxMemory(uint64(o.MaxBytes)))
		if err != nil {
			return nil, compressionFault(err)
		}
		r, s.closer = z, z.Close
	default:
		return nil, fault.New(fault.Invalid, ReasonEncoding, "不支持的压缩方式。", "This content encoding is not supported.").Then("请用 gzip 或 zstd，或不压缩。", "Use gzip, zstd or none.")
	}
	s.buf = bufio.NewReaderSize(&bounded{r: r, left: o.MaxBytes, max: o.MaxBytes}, bufferSize)
	return s, nil
}

func (s *source) close() { s.closer() }

// bounded refuses a body that is over its limit, and turns errors of the decompressors into faults.
type bounded struct {
	r    io.Reader
	left int64
	max  int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		// One more byte tells a body of exactly the limit from a larger one.
		var one [1]byte
		n, err := io.ReadFull(b.r, one[:])
		if n == 0 && errors.Is(err, io.EOF) {
			return 0, io.EOF
		}
		return 0, fault.New(fault.TooLarge, ReasonTooLarge, "内容超过 "+strconv.FormatInt(b.max, 10)+" 字节的上限。", "The body is over the limit of "+strconv.FormatInt(b.max, 10)+" bytes.").
			Then("请分成几次推送。", "Push it in parts.")
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.r.Read(p)
	b.left -= int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		err = compressionFault(err)
	}
	return n, err
}

func compressionFault(err error) error {
	if _, ok := fault.As(err); ok {
		return err
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return readFault(err)
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.Is(err, zstd.ErrMagicMismatch), errors.Is(err, zstd.ErrCRCMismatch),
		errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded), isFlate(err):
		return fault.New(fault.Invalid, ReasonCorrupt, "压缩数据已损坏，或与声明的压缩方式不符。", "The compressed data is corrupt or not of the declared encoding.").
			Then("请重新压缩后推送。", "Compress it again and push.").Because(err)
	}
	return fault.New(fault.Invalid, ReasonRead, "读取内容时连接中断。", "Reading the body failed.").Then("请重新推送。", "Push it again.").Because(err)
}

func isFlate(err error) bool { return strings.Contains(err.Error(), "flate:") }

var bom = []byte("\uFEFF")

// decode strips a byte-order mark and sets up the charset: what is declared, else what the beginning looks like.
func (s *source) decode(charset string, f Format) error {
	head, err := s.buf.Peek(peekSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return readFault(err)
	}
	if bytes.HasPrefix(head, []byte{0xFF, 0xFE}) || bytes.HasPrefix(head, []byte{0xFE, 0xFF}) {
		return badCharset("UTF-16", f == CSV)
	}
	if bytes.HasPrefix(head, bom) {
		charset, head = "utf-8", head[len(bom):]
		if _, err := s.buf.Discard(len(bom)); err != nil {
			return readFault(err)
		}
	}
	if len(bytes.TrimSpace(head)) == 0 && errors.Is(err, io.EOF) {
		return emptyBody()
	}
	switch charset {
	case "":
		return s.detect(head, f)
	case "utf-8", "utf8", "us-ascii":
		if !validStart(head) {
			return badCharset(looksLike(head), f == CSV)
		}
		return nil
	case "gbk", "gb18030", "gb2312":
		s.chinese()
		return nil
	}
	return fault.New(fault.Invalid, ReasonCharset, "不支持的字符集。", "This charset is not supported.").Then("请用 utf-8、gbk 或 gb18030。", "Use utf-8, gbk or gb18030.")
}

func (s *source) detect(head []byte, f Format) error {
	if validStart(head) {
		return nil
	}
	looks := looksLike(head)
	// Only CSV comes out of spreadsheets that can't say their charset; senders of JSON are programs and must say it.
	if f == CSV && looks != "" {
		s.chinese()
		return nil
	}
	return badCharset(looks, f == CSV)
}

// chinese decodes GB18030, which holds GBK and GB 2312.
func (s *source) chinese() {
	s.buf = bufio.NewReaderSize(transform.NewReader(s.buf, simplifiedchinese.GB18030.NewDecoder()), bufferSize)
}

// validStart reports whether b is valid UTF-8, but for a character cut off at its end.
func validStart(b []byte) bool {
	for cut := 0; cut < utf8.UTFMax && cut <= len(b); cut++ {
		if utf8.Valid(b[:len(b)-cut]) {
			return cut == 0 || !utf8.FullRune(b[len(b)-cut:])
		}
	}
	return false
}

// looksLike names the charset of text that is not UTF-8, "" when it is nothing we know.
func looksLike(b []byte) string {
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
	if err != nil {
		return ""
	}
	wide, chinese := 0, 0
	for i, r := range string(text) {
		if r < utf8.RuneSelf {
			continue
		}
		wide++
		switch {
		case r >= 0x4E00 && r <= 0x9FFF, r >= 0x3000 && r <= 0x303F, r >= 0xFF00 && r <= 0xFFEF, r >= 0x2010 && r <= 0x2030:
			chinese++
		case r == utf8.RuneError && i+8 >= len(text):
			wide-- // cut off at the end of what was looked at
		}
	}
	if wide > 0 && chinese*100 >= wide*95 {
		return "GBK/GB18030"
	}
	return ""
}
