package clickhouse

import (
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/ClickHouse/ch-go/compress"
	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

// decodeBody undoes the compression of a request's body: Content-Encoding first, then ClickHouse's own blocks (decompress=1).
// done frees the decoders and is never nil.
func decodeBody(body io.Reader, encoding string, decompress bool) (decoded io.Reader, done func(), bad *Exception) {
	done = func() {}
	var err error
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "", "identity":
	case "gzip", "x-gzip":
		body, err = gzip.NewReader(body)
	case "deflate":
		body, err = zlib.NewReader(body)
	case "br":
		body = brotli.NewReader(body)
	case "lz4":
		body = lz4.NewReader(body)
	case "zstd":
		var d *zstd.Decoder
		if d, err = zstd.NewReader(body, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(64<<20)); err == nil {
			body, done = d, d.Close
		}
	default:
		return nil, done, exception(codeNotImplemented, "NOT_IMPLEMENTED",
			fmt.Sprintf("Content-Encoding %.40q is not supported; use gzip, deflate, br, lz4 or zstd", encoding))
	}
	if err != nil {
		return nil, done, exception(codeIncorrectData, "INCORRECT_DATA", "the body is not "+encoding+": "+err.Error())
	}
	if decompress {
		blocks, inner := newBlockReader(body), done
		return blocks, func() { blocks.close(); inner() }, nil
	}
	return body, done, nil
}

type plainEncoder struct{ io.Writer }

func (plainEncoder) Close() error { return nil }

// newEncoder picks the compression of the answer and sets its header. A coding that is not offered here is declined by answering
// in plain, which HTTP always allows.
func newEncoder(w http.ResponseWriter, r *http.Request, q *request) io.WriteCloser {
	switch {
	case q.compress:
		return &blockEncoder{to: w, w: compress.NewWriter(0, blockMethod(q.method))}
	case q.httpCoding && accepts(r, "gzip"):
		w.Header().Set("Content-Encoding", "gzip")
		z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed) // the level is a valid constant
		return z
	}
	return plainEncoder{w}
}

func accepts(r *http.Request, coding string) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(part, ";")
		if strings.TrimSpace(name) == coding && strings.ReplaceAll(weight, " ", "") != "q=0" {
			return true
		}
	}
	return false
}
