package clickhouse

import (
	"errors"
	"runtime"
	"unsafe"

	"github.com/ebitengine/purego"
)

// insertion is an INSERT whose rows are handed over in pieces. It must be destroyed, whatever happened.
type insertion struct {
	lib *chdb
	p   uintptr
}

// insert begins an INSERT; the statement carries neither FORMAT nor rows.
//
//	chdb_insert_stream chdb_stream_insert_with_params_n(chdb_connection, const char *query, size_t, const char *format, size_t,
//	    const char *const *names, const size_t *, const char *const *values, const size_t *, size_t count)
func (c *conn) insert(statement, format string, params []param) (insertion, error) {
	r := c.run(c.lib.insertBegin, statement, format, params)
	ins := insertion{lib: c.lib, p: r.p}
	if err := ins.err(); err != nil {
		ins.destroy()
		return insertion{}, err
	}
	return ins, nil
}

// err is what went wrong so far.
//
//	const char *chdb_stream_insert_error(chdb_insert_stream)
func (i insertion) err() error {
	if i.p == 0 {
		return errors.New("clickhouse: the engine returned no insert stream")
	}
	msg, _, _ := purego.SyscallN(i.lib.insertError, i.p)
	if msg == 0 {
		return nil
	}
	return parseException(cString(msg))
}

// append hands over a piece of the rows, cut anywhere; the library copies it and may make the caller wait.
//
//	chdb_state chdb_stream_append(chdb_insert_stream, const void *data, size_t)
func (i insertion) append(data []byte) error {
	if len(data) == 0 {
		return nil
	}
	state, _, _ := purego.SyscallN(i.lib.insertAppend, i.p, uintptr(unsafe.Pointer(unsafe.SliceData(data))), uintptr(len(data)))
	runtime.KeepAlive(data)
	if int32(state) == 0 {
		return nil
	}
	if err := i.err(); err != nil {
		return err
	}
	return errors.New("clickhouse: the insert stream is closed")
}

// done commits the rows; the result says how many were written.
//
//	chdb_result *chdb_stream_done(chdb_insert_stream)
func (i insertion) done() result {
	p, _, _ := purego.SyscallN(i.lib.insertDone, i.p)
	return result{lib: i.lib, p: p}
}

// cancel gives the insert up. Blocks the engine has already written stay, as in any ClickHouse.
//
//	void chdb_stream_cancel_insert(chdb_insert_stream)
func (i insertion) cancel() { purego.SyscallN(i.lib.insertCancel, i.p) }

// void chdb_destroy_insert_stream(chdb_insert_stream)
func (i insertion) destroy() {
	if i.p != 0 {
		purego.SyscallN(i.lib.insertDestroy, i.p)
	}
}
