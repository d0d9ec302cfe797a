// Package data keeps the catalog's versions in SQL and adapts the YAML reader and the rule compiler to its use-cases.
package data

import (
	"context"
	"database/sql"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/uptrace/bun"

	"github.com/chengxin-credit/chengxin/app/catalog/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations are the tables of the catalog, for SQLite and PostgreSQL.
func Migrations() (fs.FS, error) { return fs.Sub(migrations, "migrations") }

// Repository keeps the versions in SQL.
type Repository struct{ db *bun.DB }

// NewRepository works on an open, migrated store.
func NewRepository(db *bun.DB) *Repository { return &Repository{db} }

type versionRow struct {
	bun.BaseModel `bun:"table:resource_versions,alias:v"`
	Serial        int64  `bun:"serial,pk"`
	Code          string `bun:"code"`
	Version       int    `bun:"version"`
	Digest        string `bun:"digest"`
	Definition    string `bun:"definition"`
	Source        string `bun:"source"`
	PublishedAt   int64  `bun:"published_at"`
	PublishedBy   string `bun:"published_by"`
	Why           string `bun:"why"`
}

func toRow(v biz.Version) (versionRow, error) {
	def, err := json.Marshal(v.Definition)
	if err != nil {
		return versionRow{}, fmt.Errorf("encode definition: %w", err)
	}
	return versionRow{Serial: int64(v.Serial), Code: v.Definition.Code, Version: v.Definition.Version, Digest: hex.EncodeToString(v.Digest[:]),
		Definition: string(def), Source: v.Source, PublishedAt: v.At.UnixMilli(), PublishedBy: v.By, Why: v.Why}, nil
}

func (r *versionRow) version() (biz.Version, error) {
	v := biz.Version{Serial: uint64(r.Serial), Source: r.Source, At: time.UnixMilli(r.PublishedAt), By: r.PublishedBy, Why: r.Why}
	if err := json.Unmarshal([]byte(r.Definition), &v.Definition); err != nil {
		return v, fmt.Errorf("decode definition %s version %d: %w", r.Code, r.Version, err)
	}
	d, err := hex.DecodeString(r.Digest)
	if err != nil || len(d) != len(v.Digest) {
		return v, fmt.Errorf("digest of %s version %d is malformed", r.Code, r.Version)
	}
	copy(v.Digest[:], d)
	return v, nil
}

// Latest is the newest version of every resource.
func (r *Repository) Latest(ctx context.Context) ([]biz.Version, error) {
	var rows []versionRow
	err := r.db.NewSelect().Model(&rows).Where("version = (SELECT MAX(w.version) FROM resource_versions AS w WHERE w.code = v.code)").Order("code").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("load resource versions: %w", err)
	}
	out := make([]biz.Version, 0, len(rows))
	for i := range rows {
		v, err := rows[i].version()
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// Get is one version; number 0 is the newest.
func (r *Repository) Get(ctx context.Context, code string, number int) (biz.Version, error) {
	var row versionRow
	q := r.db.NewSelect().Model(&row).Where("code = ?", code).Order("version DESC").Limit(1)
	if number != 0 {
		q = q.Where("version = ?", number)
	}
	err := q.Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return biz.Version{}, biz.NoResource(code)
	}
	if err != nil {
		return biz.Version{}, fmt.Errorf("load resource %s: %w", code, err)
	}
	return row.version()
}

// Has reports whether a resource ever had this content.
func (r *Repository) Has(ctx context.Context, code string, digest [32]byte) (bool, error) {
	ok, err := r.db.NewSelect().Model((*versionRow)(nil)).Where("code = ? AND digest = ?", code, hex.EncodeToString(digest[:])).Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("look for resource %s: %w", code, err)
	}
	return ok, nil
}

// History is every version's definition of a resource, the oldest first.
func (r *Repository) History(ctx context.Context, code string) ([]resource.Definition, error) {
	var rows []versionRow
	if err := r.db.NewSelect().Model(&rows).ExcludeColumn("source").Where("code = ?", code).Order("version").Scan(ctx); err != nil {
		return nil, fmt.Errorf("load versions of %s: %w", code, err)
	}
	out := make([]resource.Definition, 0, len(rows))
	for i := range rows {
		v, err := rows[i].version()
		if err != nil {
			return nil, err
		}
		out = append(out, v.Definition)
	}
	return out, nil
}

// Add stores the next version; before runs last inside the transaction.
func (r *Repository) Add(ctx context.Context, v biz.Version, before func(biz.Version) error) (biz.Version, error) {
	err := r.inTx(ctx, "store resource "+v.Definition.Code, func(ctx context.Context, tx bun.Tx) error {
		if err := insert(ctx, tx, &v); err != nil {
			return err
		}
		return before(v)
	})
	if err != nil {
		return biz.Version{}, err
	}
	return v, nil
}

// inTx keeps what do says or nothing; a fault is given on as it is.
func (r *Repository) inTx(ctx context.Context, what string, do func(ctx context.Context, tx bun.Tx) error) error {
	err := r.db.RunInTx(ctx, nil, do)
	if _, ok := fault.As(err); ok || err == nil {
		return err
	}
	return fmt.Errorf("%s: %w", what, err)
}

// insert gives the version its serial and number and stores it.
func insert(ctx context.Context, tx bun.Tx, v *biz.Version) error {
	var serial, number sql.NullInt64
	if err := tx.NewSelect().Model((*versionRow)(nil)).ColumnExpr("MAX(serial)").Scan(ctx, &serial); err != nil {
		return err
	}
	if err := tx.NewSelect().Model((*versionRow)(nil)).ColumnExpr("MAX(version)").Where("code = ?", v.Definition.Code).Scan(ctx, &number); err != nil {
		return err
	}
	next := int(number.Int64) + 1
	if v.Definition.Version != 0 && v.Definition.Version != next {
		return publishedMeanwhile(v.Definition.Code, nil)
	}
	v.Serial, v.Definition.Version = uint64(serial.Int64)+1, next
	row, err := toRow(*v)
	if err != nil {
		return err
	}
	if _, err := tx.NewInsert().Model(&row).Exec(ctx); err != nil {
		// Two publications at once took the same number: the unique keys let one of them in.
		return publishedMeanwhile(v.Definition.Code, err)
	}
	return nil
}

func publishedMeanwhile(code string, cause error) *fault.Error {
	return fault.New(fault.Conflict, "PUBLISHED_MEANWHILE", "目录中该资源已另有新版本，请重新读取后再发布。", "A newer version of the resource was published meanwhile; read again, then publish.").
		At(code, "").Then("请重新读取现行版本后再发布。", "Read the version in force, then publish again.").Because(cause)
}
