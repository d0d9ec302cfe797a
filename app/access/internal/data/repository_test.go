package data

import (
	"context"
	"testing"

	"github.com/chengxin-credit/chengxin/app/access/internal/biz/biztest"
	"github.com/chengxin-credit/chengxin/internal/sqlstore"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

func open(t *testing.T, cfg sqlstore.Config) biztest.Store {
	t.Helper()
	db, err := sqlstore.Open(context.Background(), cfg, "access", Migrations())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return NewRepository(db)
}

func TestRepositorySQLite(t *testing.T) {
	biztest.Repository(t, func(t *testing.T) biztest.Store { return open(t, sqlstore.Config{Path: t.TempDir()}) })
}

func TestRepositoryPostgres(t *testing.T) {
	biztest.Repository(t, func(t *testing.T) biztest.Store {
		return open(t, sqlstore.Config{Driver: sqlstore.Postgres, DSN: testkit.Postgres(t)})
	})
}

func TestPasswords(t *testing.T) {
	ctx := context.Background()
	p, err := NewPasswords(nil)
	if err != nil {
		t.Fatal(err)
	}
	h, err := p.Hash(ctx, "五个不相关的词 horse")
	if err != nil {
		t.Fatal(err)
	}
	old := *p
	old.cost = cost{8 * 1024, 1, 1}
	cheap, err := old.Hash(ctx, "五个不相关的词 horse")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		password, hash string
		ok, rehash     bool
	}{
		"right":              {"五个不相关的词 horse", h, true, false},
		"wrong":              {"五个不相关的词 hors", h, false, false},
		"old cost":           {"五个不相关的词 horse", cheap, true, true},
		"old cost and wrong": {"x", cheap, false, false},
		"nobody":             {"nobody has this password", "", false, false},
	} {
		ok, rehash, err := p.Check(ctx, c.password, c.hash)
		if err != nil || ok != c.ok || rehash != c.rehash {
			t.Errorf("%s: %v %v %v", name, ok, rehash, err)
		}
	}
	for _, bad := range []string{"plain", "$argon2id$v=19$m=19456,t=0,p=1$c2FsdA$c3VtbWVyc3VtbWVyc3VtbWVy", "$argon2i$v=19$m=19456,t=2,p=1$c2FsdA$c3VtbWVyc3VtbWVyc3VtbWVy"} {
		if ok, _, err := p.Check(ctx, "x", bad); ok || err == nil {
			t.Errorf("%q was taken as a hash", bad)
		}
	}
}
