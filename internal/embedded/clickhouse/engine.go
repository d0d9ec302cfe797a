package clickhouse

import (
	"errors"
	"fmt"
	"runtime"
	"unsafe"

	"github.com/ebitengine/purego"
)

// param is one named query parameter, {name:Type} in the statement.
type param struct{ name, value string }

// conn is one session of the engine. It runs one statement at a time, so it has one user at a time.
type conn struct {
	lib *chdb
	// handle is what chdb_connect returned; session is the chdb_connection it points to, taken by every other call.
	handle, session uintptr
	// mark is the session's log_comment: by it another session finds this one's query to kill.
	mark string

	database string  // the current database, as last set
	applied  []param // the settings now in force beyond the session's own
	spoiled  bool    // the session's state is unknown: close it instead of using it again
}

// dial opens a session. args are ClickHouse's command-line arguments.
//
//	chdb_connection *chdb_connect(int argc, char **argv)
func (lib *chdb) dial(mark string, args ...string) (*conn, error) {
	argv := make([]unsafe.Pointer, 0, len(args)+3)
	keep := make([][]byte, 0, len(args)+2)
	for _, arg := range append([]string{"clickhouse", "--log_comment=" + mark}, args...) {
		b := append([]byte(arg), 0)
		keep = append(keep, b)
		argv = append(argv, unsafe.Pointer(&b[0]))
	}
	n := len(argv)
	argv = append(argv, nil)
	handle, _, _ := purego.SyscallN(lib.connect, uintptr(n), uintptr(unsafe.Pointer(&argv[0])))
	runtime.KeepAlive(keep)
	runtime.KeepAlive(argv)
	if handle == 0 {
		return nil, errors.New("clickhouse: the engine refused the connection")
	}
	session := *(*uintptr)(cPointer(handle))
	if session == 0 {
		return nil, errors.New("clickhouse: the engine returned no session")
	}
	return &conn{lib: lib, handle: handle, session: session, mark: mark, database: "default"}, nil
}

// close ends the session; the last one to close ends the engine.
//
//	void chdb_close_conn(chdb_connection *conn)
func (c *conn) close() {
	if c.handle != 0 {
		purego.SyscallN(c.lib.closeConn, c.handle)
		c.handle, c.session = 0, 0
	}
}

// exec runs a statement and returns its whole answer.
func (c *conn) exec(statement string) ([]byte, error) {
	r := c.query(statement, "TabSeparated", nil)
	defer r.destroy()
	if err := r.err(); err != nil {
		return nil, err
	}
	return append([]byte(nil), r.bytes()...), nil
}

// query runs a statement whose answer is small or empty.
func (c *conn) query(statement, format string, params []param) result {
	return c.run(c.lib.query, statement, format, params)
}

// stream begins a statement whose answer is fetched chunk by chunk.
func (c *conn) stream(statement, format string, params []param) result {
	return c.run(c.lib.streamQuery, statement, format, params)
}

// run calls one of the two functions of this prototype:
//
//	chdb_result *f(chdb_connection, const char *query, size_t, const char *format, size_t, const char *const *names,
//	    const size_t *name_lens, const char *const *values, const size_t *value_lens, size_t count)
func (c *conn) run(fn uintptr, statement, format string, params []param) result {
	p := newCParams(params)
	r, _, _ := purego.SyscallN(fn, c.session,
		uintptr(goString(statement)), uintptr(len(statement)), uintptr(goString(format)), uintptr(len(format)),
		uintptr(unsafe.Pointer(unsafe.SliceData(p.names))), uintptr(unsafe.Pointer(unsafe.SliceData(p.nameLens))),
		uintptr(unsafe.Pointer(unsafe.SliceData(p.values))), uintptr(unsafe.Pointer(unsafe.SliceData(p.valueLens))),
		uintptr(len(params)))
	runtime.KeepAlive(statement)
	runtime.KeepAlive(format)
	runtime.KeepAlive(p)
	runtime.KeepAlive(params)
	return result{lib: c.lib, p: r}
}

// analysis is chdb_query_analysis_v1.
type analysis struct {
	size, statements, flags, class uint32
}

// readOnly is CHDB_QUERY_READ_ONLY: the statement leaves no trace.
const readOnly = 0

// classify says what a statement would do, without running it.
//
//	chdb_state chdb_classify_query_n(chdb_connection, const char *sql, size_t, const char *database, size_t, chdb_query_analysis_v1 *)
func (c *conn) classify(statement string) (analysis, error) {
	out := &analysis{size: uint32(unsafe.Sizeof(analysis{}))}
	state, _, _ := purego.SyscallN(c.lib.classify, c.session, uintptr(goString(statement)), uintptr(len(statement)),
		0, 0, uintptr(unsafe.Pointer(out)))
	runtime.KeepAlive(statement)
	if int32(state) != 0 {
		return analysis{}, fmt.Errorf("clickhouse: the engine did not classify the statement (state %d)", int32(state))
	}
	return *out, nil
}
