package data

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"hash"
	"io"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/rowfile"
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
	return nil, fault.New(fault.Invalid, rowfile.ReasonEncoding, "不支持这种 Content-Encoding。", "This Content-Encoding is not supported.").
		Then("请使用 gzip 或 zstd,或不压缩。", "Use gzip or zstd, or send the body as it is.").At("", "Content-Encoding")
}

// source reads a decompressed body and digests it. Here and not on the wire, because the same file compressed again is the same push.
type source struct {
	r   io.ReadCloser
	sum hash.Hash
}

// Read gives the next bytes of the body; its errors are faults, except io.EOF.
func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	_, _ = s.sum.Write(p[:n])
	if err != nil && err != io.EOF { //nolint:errorlint // io.ErrUnexpectedEOF must not pass for the end
		err = broken(err)
	}
	return n, err
}

func broken(err error) error {
	if _, ok := fault.As(err); ok {
		return err
	}
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, &corrupt), errors.Is(err, zstd.ErrMagicMismatch),
		errors.Is(err, zstd.ErrCRCMismatch), errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		return fault.New(fault.Invalid, rowfile.ReasonCorrupt, "压缩数据损坏,或与 Content-Encoding 不符。", "The compressed body is damaged or not of the declared Content-Encoding.").
			Then("请重新压缩后发送。", "Compress and send it again.").Because(err)
	}
	return fault.New(fault.Invalid, rowfile.ReasonTruncated, "内容没有传完。", "The body broke off.").
		Then("请重新发送整个文件。", "Send the whole body again.").Because(err)
}

// OpenBody opens a body for records of a schema. The error says what is wrong with the body as a whole.
func OpenBody(schema *resource.Schema, contentType, encoding string, r io.Reader, l Limits) (biz.Rows, error) {
	plain, err := decompress(encoding, r)
	if err != nil {
		return nil, err
	}
	b := &body{src: &source{r: plain, sum: sha256.New()}}
	if err := b.open(schema, contentType, l); err != nil {
		return nil, errors.Join(err, plain.Close())
	}
	return b, nil
}

// body is a body being read.
type body struct {
	src     *source
	reader  rowfile.Reader
	kind    string
	columns *resource.Columns
	header  []byte
}

func (b *body) open(schema *resource.Schema, contentType string, l Limits) error {
	r, err := rowfile.Open(rowfile.Options{ContentType: contentType, MaxRecord: int64(l.MaxRecord), MaxBytes: l.MaxPush}, b.src)
	if err != nil {
		return err
	}
	if r.Format() == rowfile.XLSX { // a workbook can't be read in bounded memory; the command line turns it into rows
		return errors.Join(fault.New(fault.Invalid, rowfile.ReasonType, "不能直接上传 XLSX。", "XLSX can't be uploaded as it is.").
			Then("请用命令行 chengxin push 报送,或另存为 CSV。", "Use chengxin push, or save it as CSV."), r.Close())
	}
	b.reader, b.kind = r, r.Format().ContentType()
	if r.Header() == nil {
		return nil
	}
	if _, err := rowfile.Bind(r, schema); err != nil {
		return errors.Join(err, r.Close())
	}
	columns, _ := schema.Columns(r.Header())
	b.columns, b.header = columns, line(r.Header())
	return nil
}

// line writes cells as a line of CSV.
func line(cells []string) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	_ = w.Write(cells) // to memory
	w.Flush()
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

// Table is how columns map to items.
func (b *body) Table() (*resource.Columns, []byte) { return b.columns, b.header }

// Next gives the next row.
func (b *body) Next(row *biz.Raw) error {
	rec, err := b.reader.Next()
	if err != nil {
		return err
	}
	*row = biz.Raw{Line: rec.Line, Bytes: rec.Raw, Cells: rec.Cells, ContentType: b.kind, Bad: rec.Finding}
	return nil
}

// Digest of the body.
func (b *body) Digest() (d [32]byte) {
	b.src.sum.Sum(d[:0])
	return d
}

// Close releases the readers.
func (b *body) Close() error { return errors.Join(b.reader.Close(), b.src.r.Close()) }
