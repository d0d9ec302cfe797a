package clickhouse

import (
	"github.com/ebitengine/purego"
)

// result is an answer, or a chunk of one, in the library's memory.
type result struct {
	lib *chdb
	p   uintptr
}

// err is the engine's error, if the statement failed.
//
//	const char *chdb_result_error(chdb_result *)
func (r result) err() error {
	if r.p == 0 {
		return &Exception{Code: codeLogical, Message: "Code: 49. DB::Exception: the engine returned no result. (LOGICAL_ERROR)"}
	}
	msg, _, _ := purego.SyscallN(r.lib.resultError, r.p)
	if msg == 0 {
		return nil
	}
	return parseException(cString(msg))
}

// bytes views the answer; it is gone after destroy.
//
//	char *chdb_result_buffer(chdb_result *); size_t chdb_result_length(chdb_result *)
func (r result) bytes() []byte {
	n, _, _ := purego.SyscallN(r.lib.resultLength, r.p)
	if n == 0 {
		return nil
	}
	p, _, _ := purego.SyscallN(r.lib.resultBuffer, r.p)
	return cBytes(p, n)
}

// written is the number of rows an insert wrote, materialized views included.
//
//	uint64_t chdb_result_rows_written(chdb_result *)
func (r result) written() uint64 {
	n, _, _ := purego.SyscallN(r.lib.resultWritten, r.p)
	return uint64(n)
}

// next fetches the following chunk of a stream; an empty one ends it.
//
//	chdb_result *chdb_stream_fetch_result(chdb_connection, chdb_result *stream)
func (r result) next(c *conn) result {
	p, _, _ := purego.SyscallN(r.lib.streamFetch, c.session, r.p)
	return result{lib: r.lib, p: p}
}

// destroy frees the answer, and ends the stream if it is one.
//
//	void chdb_destroy_query_result(chdb_result *)
func (r result) destroy() {
	if r.p != 0 {
		purego.SyscallN(r.lib.destroyResult, r.p)
	}
}
