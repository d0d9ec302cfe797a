package clickhouse

import (
	"fmt"
	"sync"

	"github.com/ebitengine/purego"
)

// chdb holds the entry points of one loaded libchdb, as programs/local/chdb.h of its version declares them. A wrong prototype
// crashes the process, so calls are made only in engine.go, result.go and insert.go, next to the C declaration they follow.
type chdb struct {
	setSignalHandlers uintptr
	connect           uintptr
	closeConn         uintptr
	classify          uintptr

	query       uintptr
	streamQuery uintptr
	streamFetch uintptr

	resultBuffer  uintptr
	resultLength  uintptr
	resultError   uintptr
	resultWritten uintptr
	destroyResult uintptr

	insertBegin   uintptr
	insertAppend  uintptr
	insertDone    uintptr
	insertCancel  uintptr
	insertError   uintptr
	insertDestroy uintptr
}

var (
	loadMu sync.Mutex
	loaded = map[string]*chdb{}
)

// loadLibrary maps libchdb into the process, once per path: it can never be unmapped.
func loadLibrary(path string) (*chdb, error) {
	loadMu.Lock()
	defer loadMu.Unlock()
	if lib, ok := loaded[path]; ok {
		return lib, nil
	}
	handle, err := purego.Dlopen(path, purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return nil, fmt.Errorf("clickhouse: load %s: %w", path, err)
	}
	lib := &chdb{}
	for _, sym := range []struct {
		name string
		to   *uintptr
	}{
		{"chdb_set_signal_handlers_enabled", &lib.setSignalHandlers},
		{"chdb_connect", &lib.connect},
		{"chdb_close_conn", &lib.closeConn},
		{"chdb_classify_query_n", &lib.classify},
		{"chdb_query_with_params_n", &lib.query},
		{"chdb_stream_query_with_params_n", &lib.streamQuery},
		{"chdb_stream_fetch_result", &lib.streamFetch},
		{"chdb_result_buffer", &lib.resultBuffer},
		{"chdb_result_length", &lib.resultLength},
		{"chdb_result_error", &lib.resultError},
		{"chdb_result_rows_written", &lib.resultWritten},
		{"chdb_destroy_query_result", &lib.destroyResult},
		{"chdb_stream_insert_with_params_n", &lib.insertBegin},
		{"chdb_stream_append", &lib.insertAppend},
		{"chdb_stream_done", &lib.insertDone},
		{"chdb_stream_cancel_insert", &lib.insertCancel},
		{"chdb_stream_insert_error", &lib.insertError},
		{"chdb_destroy_insert_stream", &lib.insertDestroy},
	} {
		if *sym.to, err = purego.Dlsym(handle, sym.name); err != nil {
			return nil, fmt.Errorf("clickhouse: %s is not the pinned libchdb: %w", path, err)
		}
	}
	// Go owns the process's signals. This must come before the first connection.
	purego.SyscallN(lib.setSignalHandlers, 0)
	loaded[path] = lib
	return lib, nil
}
