// Package clickhouse serves the ClickHouse engine of libchdb, loaded into this process without cgo, over ClickHouse's own HTTP
// protocol on a private listener, so that clickhouse-go and every other client of that protocol cannot tell it from a server.
//
// It promises:
//   - one engine per process and one process per data folder, held by a lock that dies with the process;
//   - no query without the configured user and password;
//   - answers and inserts are streamed, never gathered whole;
//   - a request that is cancelled, or whose client is gone, stops its query;
//   - an error arrives as ClickHouse's own code and message;
//   - Close ends every connection, which ends the engine.
//
// A kill does not always reach an INSERT ... SELECT in this version of the engine: bound such a statement with max_execution_time, which
// clickhouse-go sends by itself when the context has a deadline.
//
// It has no users, row policies or replicated tables: those belong to a ClickHouse cluster.
package clickhouse
