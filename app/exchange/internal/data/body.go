package data

import (
	"compress/flate"
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"mime"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Limits bound a body.
type Limits struct {
	// MaxRecord is the most bytes of one record.
	MaxRecord int
	// MaxPush is the most bytes of a body after decompression.
	MaxPush int64
}

// zstdWindow bounds what a zstd body may make us keep.
const zstdWindow = 8 << 20

// decompress undoes the Content-Encoding.
func decompress(encoding string, r io.Reader) (io.ReadCloser, error) {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "", "identity":
		return io.NopCloser(r), nil
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, broken(err)
		}
		return z, nil
	case "zstd":
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(zstdWindow), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, broken(err)
		}
		return z.IOReadCloser(), nil
	}
	return nil, fault.New(fault.Invalid, "ENCODING_UNKNOWN", "不支持这种 Content-Encoding。", "This Content-Encoding is not supported.").
		Then("请使用 gzip 或 zstd,或不压缩。", "Use gzip or zstd, or send the body as it is.").At("", "Content-Encoding")
}

// source reads a decompressed body, digests it and keeps it within its limit. Its errors are faults, except io.EOF.
type source struct {
	r    io.ReadCloser
	sum  hash.Hash
	left int64
}

func newSource(r io.ReadCloser, limit int64) *source {
	return &source{r: r, sum: sha256.New(), left: limit}
}

// Read gives the next bytes of the body.
func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	_, _ = s.sum.Write(p[:n])
	if s.left -= int64(n); s.left < 0 {
		return 0, fault.New(fault.TooLarge, "BODY_TOO_LARGE", "文件超过大小上限。", "The body is over the size limit.").
			Then("请拆分成几个文件报送。", "Split it into several pushes.")
	}
	if err != nil && err != io.EOF { //nolint:errorlint // io.ErrUnexpectedEOF must not pass for the end
		err = broken(err)
	}
	return n, err
}

func (s *source) digest() (d [32]byte) {
	s.sum.Sum(d[:0])
	return d
}

func broken(err error) error {
	if _, ok := fault.As(err); ok {
		return err
	}
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, context.Canceled):
		return fault.New(fault.Invalid, "BODY_BROKEN", "连接中断,文件没有传完。", "The connection ended before the body did.").
			Then("请重新发送整个文件。", "Send the whole body again.").Because(err)
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.Is(err, zstd.ErrMagicMismatch), errors.As(err, &corrupt):
		return fault.New(fault.Invalid, "BODY_CORRUPT", "压缩数据损坏,或与 Content-Encoding 不符。", "The compressed body is damaged or not of the declared Content-Encoding.").
			Then("请重新压缩后发送。", "Compress and send it again.").Because(err)
	}
	return fault.New(fault.Invalid, "BODY_BROKEN", "文件没有传完或已损坏。", "The body is cut short or damaged.").
		Then("请检查文件后重新发送。", "Check the file and send it again.").Because(err)
}

// OpenBody opens a body for records of a schema. The error says what is wrong with the body as a whole.
func OpenBody(schema *resource.Schema, contentType, encoding string, r io.Reader, l Limits) (biz.Rows, error) {
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil, contentTypeUnknown()
	}
	plain, err := decompress(encoding, r)
	if err != nil {
		return nil, err
	}
	src := newSource(plain, l.MaxPush)
	switch media {
	case "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines":
		if cs := strings.ToLower(params["charset"]); cs != "" && cs != "utf-8" && cs != "utf8" {
			return nil, contentTypeUnknown()
		}
		return newNDJSON(src, l.MaxRecord), nil
	}
	return nil, contentTypeUnknown()
}

func contentTypeUnknown() error {
	return fault.New(fault.Invalid, "CONTENT_TYPE_UNKNOWN", "不支持这种 Content-Type。", "This Content-Type is not supported.").
		Then("请使用 application/x-ndjson、application/json 或 text/csv。", "Use application/x-ndjson, application/json or text/csv.").At("", "Content-Type")
}
