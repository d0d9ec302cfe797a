package chio

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// Option changes how Migrate writes tables.
type Option func(*migration)

// Cluster makes tables replicated on the named cluster; empty means a single engine.
func Cluster(name string) Option { return func(m *migration) { m.cluster = name } }

type migration struct {
	conn              driver.Conn
	database, cluster string
	applied           map[string]string // "file#statement" -> digest
}

var (
	fileName  = regexp.MustCompile(`^(\d{1,6})_[A-Za-z0-9_]+\.sql$`)
	plainName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,62}$`)
)

// Migrate brings a database to the schema of the numbered files (0001_name.sql, ...) at the root of files. Each statement runs once and
// is then recorded in <database>.schema_migrations with its digest; a recorded statement that has changed is an error. If the process
// dies between a statement and its record, the statement runs again: write IF NOT EXISTS.
//
// In a statement {db} stands for the database, {on_cluster} for "ON CLUSTER name" or nothing, and {engine} for "Replicated" or
// nothing, so that one text serves both: CREATE TABLE IF NOT EXISTS {db}.t {on_cluster} (...) ENGINE = {engine}MergeTree ORDER BY a.
func Migrate(ctx context.Context, conn driver.Conn, database string, files fs.FS, opts ...Option) error {
	m := &migration{conn: conn, database: database, applied: map[string]string{}}
	for _, o := range opts {
		o(m)
	}
	if !plainName.MatchString(database) || m.cluster != "" && !plainName.MatchString(m.cluster) {
		return fmt.Errorf("migrate: %q and %q must be plain names", database, m.cluster)
	}
	names, err := migrationFiles(files)
	if err != nil {
		return err
	}
	if err := m.load(ctx); err != nil {
		return err
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
		statements, err := splitStatements(string(text))
		if err != nil {
			return fmt.Errorf("migrate: %s: %w", name, err)
		}
		for i, s := range statements {
			if err := m.apply(ctx, name, i+1, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// migrationFiles lists the files in order of their number; no two share one.
func migrationFiles(files fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	byNumber := map[int]string{}
	var names []string
	for _, e := range entries { // ReadDir sorts by name
		if e.IsDir() || !strings.HasSuffix(e.Name(), ".sql") {
			continue
		}
		m := fileName.FindStringSubmatch(e.Name())
		if m == nil {
			return nil, fmt.Errorf("migrate: %s is not named like 0001_name.sql", e.Name())
		}
		n, _ := strconv.Atoi(m[1]) // at most six digits
		if other, ok := byNumber[n]; ok {
			return nil, fmt.Errorf("migrate: %s and %s have one number", other, e.Name())
		}
		byNumber[n] = e.Name()
		names = append(names, e.Name())
	}
	return names, nil
}

// load makes the database and the record of statements, and reads it.
func (m *migration) load(ctx context.Context) error {
	for _, s := range []string{
		"CREATE DATABASE IF NOT EXISTS {db} {on_cluster}",
		`CREATE TABLE IF NOT EXISTS {db}.schema_migrations {on_cluster} (
			file String, statement UInt32, digest String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
		) ENGINE = {engine}MergeTree ORDER BY (file, statement) SETTINGS fsync_after_insert = 1`,
	} {
		if err := m.conn.Exec(ctx, m.expand(s)); err != nil {
			return fmt.Errorf("migrate %s: %w", m.database, err)
		}
	}
	rows, err := m.conn.Query(ctx, m.expand("SELECT file, statement, digest FROM {db}.schema_migrations"))
	if err != nil {
		return fmt.Errorf("migrate %s: %w", m.database, err)
	}
	defer rows.Close()
	for rows.Next() {
		var file, digest string
		var n uint32
		if err := rows.Scan(&file, &n, &digest); err != nil {
			return fmt.Errorf("migrate %s: %w", m.database, err)
		}
		m.applied[key(file, int(n))] = digest
	}
	return rows.Err()
}

func (m *migration) apply(ctx context.Context, file string, n int, statement string) error {
	sum := sha256.Sum256([]byte(statement))
	digest := hex.EncodeToString(sum[:])
	if before, ok := m.applied[key(file, n)]; ok {
		if before != digest {
			return fmt.Errorf("migrate %s: statement %d of %s has changed since it ran; add a new file instead", m.database, n, file)
		}
		return nil
	}
	if err := m.conn.Exec(ctx, m.expand(statement)); err != nil {
		return fmt.Errorf("migrate %s: statement %d of %s: %w", m.database, n, file, err)
	}
	record := m.expand("INSERT INTO {db}.schema_migrations (file, statement, digest) SELECT ") +
		"'" + file + "', " + strconv.Itoa(n) + ", '" + digest + "'" // all of plain characters
	if err := m.conn.Exec(ctx, record); err != nil {
		return fmt.Errorf("migrate %s: record statement %d of %s: %w", m.database, n, file, err)
	}
	m.applied[key(file, n)] = digest
	return nil
}

func (m *migration) expand(s string) string {
	on, engine := "", ""
	if m.cluster != "" {
		on, engine = "ON CLUSTER `"+m.cluster+"`", "Replicated"
	}
	return strings.NewReplacer("{db}", "`"+m.database+"`", "{on_cluster}", on, "{engine}", engine).Replace(s)
}

func key(file string, n int) string { return file + "#" + strconv.Itoa(n) }
