package bench

import (
	"context"
	"fmt"

	"github.com/chengxin-credit/chengxin/app/history"
	"github.com/chengxin-credit/chengxin/app/history/historybench"
	"github.com/chengxin-credit/chengxin/internal/chio"
)

const (
	searchSubjects = 1_000_000
	searchAsks     = 48 // of each kind and round
)

// openSearch: P10, the history service's own search among a million subjects: by a whole code, by a part of a name that few have, and by one
// that a sixth of them have.
func openSearch(ctx context.Context, l *lab) (round, error) {
	c, err := l.clickhouse(ctx)
	if err != nil {
		return nil, err
	}
	conn, err := chio.Open(c)
	if err != nil {
		return nil, err
	}
	l.later(conn.Close)
	b := &historybench.Bench{Conn: conn, Database: history.Database}
	if err := conn.Exec(ctx, "CREATE DATABASE IF NOT EXISTS "+history.Database); err != nil {
		return nil, err
	}
	if err := b.Prepare(ctx); err != nil {
		return nil, err
	}
	n := l.size(searchSubjects)
	l.progress.step("search: storing %d subjects", n)
	if err := b.FillNames(ctx, n); err != nil {
		return nil, err
	}
	// Each ask is another than those before it, in every round.
	asked := 0
	by := func(least int, what func(i int) (name, code string)) asker {
		return func(ctx context.Context, _ int) error {
			asked++
			name, code := what(asked)
			hits, err := b.Search(ctx, name, code)
			if err == nil && hits < least {
				err = fmt.Errorf("%d hits for %s%s", hits, name, code)
			}
			return err
		}
	}
	code := by(1, func(i int) (string, string) { return "", historybench.Code(i * 7919 % n) })
	part := by(0, func(i int) (string, string) { return historybench.NamePart(i), "" })
	common := by(1, func(i int) (string, string) { return historybench.Trade(i), "" })
	return func(ctx context.Context, r *run) error {
		took, err := versus(ctx, 1, searchAsks, code, part, common)
		if err != nil {
			return err
		}
		for i, name := range []string{"search.code", "search.part", "search.common"} {
			r.note(name, "ms", micros(took[i].p50)/1000)
		}
		return nil
	}, nil
}
