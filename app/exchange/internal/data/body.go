package data

import (
	"bytes"
	"compress/flate"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"hash"
	"io"
	"os"
	"slices"
	"strings"
	"time"

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
	// Spool is the folder for workbooks while they are read; empty: the system's folder for temporary files.
	Spool string
	// Workbooks are the places of workbooks; nil: any number.
	Workbooks *Workbooks
	// Stall is how long a sender may pause within a body; 0: for ever.
	Stall time.Duration
	// Spooling is how long a whole workbook may take to arrive; 0: for ever.
	Spooling time.Duration
}

// StallTime is how long a sender may pause: longer than any network that will still go on. SpoolingTime is enough for the largest workbook,
// 64 MB, over 2 Mbit/s. Without them a sender that says nothing more would hold a place for ever.
const (
	StallTime    = 2 * time.Minute
	SpoolingTime = 5 * time.Minute
)

// Upload is a body as it arrives.
type Upload struct {
	Agency      string
	ContentType string
	Encoding    string // Content-Encoding
	Sheet       string // of a workbook; empty: the first
	Reader      io.Reader
	// Deadline ends reads that are not done by then; the zero time: none.
	Deadline func(time.Time) error
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
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fault.New(fault.Invalid, "BODY_STALLED", "内容在规定时间内没有传完,连接已断开。", "The body did not arrive in time; it was broken off.").
			Then("请检查网络后重新发送整个文件。", "Check the network and send the whole body again.").Because(err)
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, &corrupt), errors.Is(err, zstd.ErrMagicMismatch),
		errors.Is(err, zstd.ErrCRCMismatch), errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		return fault.New(fault.Invalid, rowfile.ReasonCorrupt, "压缩数据损坏,或与 Content-Encoding 不符。", "The compressed body is damaged or not of the declared Content-Encoding.").
			Then("请重新压缩后发送。", "Compress and send it again.").Because(err)
	}
	return fault.New(fault.Invalid, rowfile.ReasonTruncated, "内容没有传完。", "The body broke off.").
		Then("请重新发送整个文件。", "Send the whole body again.").Because(err)
}

// OpenBody opens a body for records of a schema. The error says what is wrong with the body as a whole.
func OpenBody(ctx context.Context, schema *resource.Schema, u Upload, l Limits) (biz.Rows, error) {
	b := &body{sheet: u.Sheet, schema: schema}
	wire := &paced{r: u.Reader, deadline: u.Deadline, stall: l.Stall}
	if rowfile.IsWorkbook(u.ContentType) && l.Workbooks != nil {
		var err error
		if b.leave, err = l.Workbooks.enter(ctx, u.Agency); err != nil {
			return nil, err
		}
		if l.Spooling > 0 {
			wire.until = time.Now().Add(l.Spooling)
		}
	}
	plain, err := decompress(u.Encoding, wire)
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	b.src = &source{r: plain, sum: sha256.New()}
	if err := b.open(u, l); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

// body is a body being read.
type body struct {
	src     *source
	schema  *resource.Schema
	reader  rowfile.Reader
	sheet   string
	columns *resource.Columns
	header  []byte
	leave   func() // gives the place of a workbook back
}

func (b *body) open(u Upload, l Limits) error {
	r, err := rowfile.Open(rowfile.Options{
		ContentType: u.ContentType, MaxRecord: int64(l.MaxRecord), MaxBytes: l.MaxPush, Sheet: u.Sheet, Spool: l.Spool,
	}, b.src)
	if err != nil {
		return err
	}
	b.reader = r
	if r.Header() == nil {
		return nil
	}
	if _, err := rowfile.Bind(r, b.schema); err != nil {
		return err
	}
	b.columns, _ = b.schema.Columns(r.Header())
	b.header = line(r.Header())
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
	*row = biz.Raw{Line: rec.Line, Bytes: rec.Raw, Cells: rec.Cells, ContentType: b.reader.Format().ContentType(), Bad: b.named(rec.Finding)}
	return nil
}

// named makes a finding about a column one about its item.
func (b *body) named(f *resource.Finding) *resource.Finding {
	if f == nil || f.Item == "" || b.columns == nil {
		return f
	}
	if item := b.columns.Item(slices.Index(b.reader.Header(), f.Item)); item >= 0 {
		f.Item = b.schema.Item(item).Name
	}
	return f
}

// Digest of the body. A sheet that was asked for by name belongs to it: another sheet of the same file is another push.
func (b *body) Digest() (d [32]byte) {
	if b.sheet == "" {
		b.src.sum.Sum(d[:0])
		return d
	}
	return sha256.Sum256(append(b.src.sum.Sum(nil), b.sheet...))
}

// Close releases the readers.
func (b *body) Close() error {
	var err error
	if b.reader != nil {
		err = b.reader.Close()
	}
	if b.leave != nil {
		b.leave()
	}
	if b.src != nil {
		err = errors.Join(err, b.src.r.Close())
	}
	return err
}
