package clickhouse

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/ClickHouse/ch-go/compress"
	"github.com/go-faster/city"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

// A compressed block of ClickHouse: CityHash128 of the rest (16 bytes), method (1), size of what follows plus 9 (4), size of the plain
// data (4), data.
const (
	blockChecksum = 16
	blockHead     = 9
	blockMax      = 128 << 20
)

const (
	methodNone = 0x02
	methodLZ4  = 0x82
	methodZSTD = 0x90
)

// blockReader undoes ClickHouse's own compression. It trusts nothing: sizes are bounded and checksums are checked before use.
type blockReader struct {
	r     io.Reader
	frame []byte // checksum, head and compressed data
	plain []byte
	rest  []byte // of plain, not read yet
	zstd  *zstd.Decoder
}

func newBlockReader(r io.Reader) *blockReader { return &blockReader{r: r} }

func (b *blockReader) Read(p []byte) (int, error) {
	for len(b.rest) == 0 {
		if err := b.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}

// next reads one block. The input may end only between blocks.
func (b *blockReader) next() error {
	b.frame = append(b.frame[:0], make([]byte, blockChecksum+blockHead)...)
	if _, err := io.ReadFull(b.r, b.frame); err != nil {
		return err // io.EOF only if there was not a byte
	}
	head := b.frame[blockChecksum:]
	size, plain := binary.LittleEndian.Uint32(head[1:]), binary.LittleEndian.Uint32(head[5:])
	if size < blockHead || size > blockMax || plain > blockMax {
		return fmt.Errorf("compressed block of %d bytes for %d: over the limit of %d", size, plain, blockMax)
	}
	var err error
	if b.frame, err = readMore(b.r, b.frame, int(size)-blockHead); err != nil {
		return err
	}
	sum := city.CH128(b.frame[blockChecksum:])
	if sum.Low != binary.LittleEndian.Uint64(b.frame) || sum.High != binary.LittleEndian.Uint64(b.frame[8:]) {
		return errors.New("compressed block: the checksum does not match")
	}
	return b.expand(b.frame[blockChecksum], b.frame[blockChecksum+blockHead:], int(plain))
}

// readMore appends n bytes of r to b, growing as they come: a size that lies costs no memory.
func readMore(r io.Reader, b []byte, n int) ([]byte, error) {
	for n > 0 {
		step := min(n, 1<<20)
		from := len(b)
		b = append(b, make([]byte, step)...)
		if _, err := io.ReadFull(r, b[from:]); err != nil {
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return b, err
		}
		n -= step
	}
	return b, nil
}

func (b *blockReader) expand(method byte, data []byte, plain int) (err error) {
	switch method {
	case methodNone:
		b.plain = append(b.plain[:0], data...)
	case methodLZ4:
		if cap(b.plain) < plain {
			b.plain = make([]byte, plain)
		}
		b.plain = b.plain[:plain]
		var n int
		if n, err = lz4.UncompressBlock(data, b.plain); err == nil {
			b.plain = b.plain[:n]
		}
	case methodZSTD:
		if b.zstd == nil {
			if b.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(blockMax)); err != nil {
				return err
			}
		}
		b.plain, err = b.zstd.DecodeAll(data, b.plain[:0])
	default:
		return fmt.Errorf("compressed block: method 0x%02x is not supported", method)
	}
	if err != nil {
		return fmt.Errorf("compressed block: %w", err)
	}
	if len(b.plain) != plain {
		return fmt.Errorf("compressed block: %d bytes instead of %d", len(b.plain), plain)
	}
	b.rest = b.plain
	return nil
}

func (b *blockReader) close() {
	if b.zstd != nil {
		b.zstd.Close()
	}
}

// blockEncoder writes ClickHouse's compressed blocks, of at most 1 MiB each.
type blockEncoder struct {
	to io.Writer
	w  *compress.Writer
}

func (b *blockEncoder) Write(p []byte) (int, error) {
	written := 0
	for len(p) > 0 {
		piece := p[:min(len(p), 1<<20)]
		if err := b.w.Compress(piece); err != nil {
			return written, err
		}
		if _, err := b.to.Write(b.w.Data); err != nil {
			return written, err
		}
		written += len(piece)
		p = p[len(piece):]
	}
	return written, nil
}

func (b *blockEncoder) Close() error { return nil }

func blockMethod(name string) compress.Method {
	switch name {
	case "ZSTD":
		return compress.ZSTD
	case "LZ4HC":
		return compress.LZ4HC
	case "NONE":
		return compress.None
	}
	return compress.LZ4
}
