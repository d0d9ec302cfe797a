package biz_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/access/internal/biz"
	"github.com/chengxin-credit/chengxin/app/access/internal/data"
	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/policy"
	"github.com/chengxin-credit/chengxin/internal/seal"
	"github.com/chengxin-credit/chengxin/internal/sqlstore"
)

const password = "correct horse battery"

// ledger keeps events and can be down.
type ledger struct {
	mu     sync.Mutex
	events []evidence.Event
	down   bool
}

func (l *ledger) Record(_ context.Context, ev evidence.Event) (uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down {
		return 0, fault.New(fault.Unavailable, "LEDGER_DOWN", "存证服务不可用。", "The ledger is down.")
	}
	l.events = append(l.events, ev)
	return uint64(len(l.events) - 1), nil
}

func (l *ledger) setDown(v bool) { l.mu.Lock(); l.down = v; l.mu.Unlock() }

func (l *ledger) count(match func(evidence.Event) bool) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.events {
		if match(e) {
			n++
		}
	}
	return n
}

// broker keeps users and can be down.
type broker struct {
	users map[string]string
	down  bool
}

var errDown = errors.New("broker is down")

func (b *broker) Set(_ context.Context, _, username, secret string) error {
	if b.down {
		return errDown
	}
	b.users[username] = secret
	return nil
}

func (b *broker) Connection(agency string) biz.Connection {
	return biz.Connection{Inbox: "inbox." + agency}
}

func (b *broker) Revoke(_ context.Context, username string) error {
	if b.down {
		return errDown
	}
	delete(b.users, username)
	return nil
}

// world is access on SQLite with everything around it.
type world struct {
	t      *testing.T
	core   *biz.Core
	store  *policy.Store
	clock  *clock.Fixed
	ledger *ledger
	broker *broker
	cfg    sqlstore.Config
	keys   *seal.Keyring
	ids    map[string]string
	lines  []policy.Line
}

func newWorld(t *testing.T) *world {
	t.Helper()
	dir := t.TempDir()
	keys, err := seal.LoadOrCreate(filepath.Join(dir, "keys"), nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, clock: clock.At(time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)), ledger: &ledger{}, broker: &broker{users: map[string]string{}},
		cfg: sqlstore.Config{Path: dir}, keys: keys, ids: map[string]string{}}
	w.start()
	return w
}

// defaults are the built-in lines of the next start, the shipped ones if nil.
func (w *world) defaults() ([]policy.Line, error) {
	if w.lines != nil {
		return w.lines, nil
	}
	return policy.DefaultLines()
}

// start opens access on what the store holds, as a restart does.
func (w *world) start() {
	w.t.Helper()
	if err := w.tryStart(); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) tryStart() error {
	w.t.Helper()
	ctx := context.Background()
	db, err := sqlstore.Open(ctx, w.cfg, "access", data.Migrations())
	if err != nil {
		return err
	}
	w.t.Cleanup(func() {
		if err := db.Close(); err != nil {
			w.t.Error(err)
		}
	})
	codes, err := policy.DefaultCodes()
	if err != nil {
		return err
	}
	lines, err := w.defaults()
	if err != nil {
		return err
	}
	passwords, err := data.NewPasswords(nil)
	if err != nil {
		return err
	}
	limits := biz.Limits{SessionTTL: 12 * time.Hour, SessionIdle: 30 * time.Minute, LockAfter: 3, LockFor: 15 * time.Minute, EnrolFor: time.Hour}
	w.store = policy.NewStore(w.clock, time.Second)
	repo := data.NewRepository(db)
	d := biz.Deps{Repository: repo, History: repo, Ledger: w.ledger, Engine: data.NewEngine(w.store, w.clock, codes, limits.SessionIdle), Kafka: w.broker,
		Vault: data.NewVault(w.keys), Passwords: passwords, Clock: w.clock, Log: slog.New(slog.DiscardHandler), Limits: limits, CheckUSCC: subject.CheckUSCC}
	for _, l := range lines {
		d.Defaults = append(d.Defaults, biz.Line(l))
	}
	w.core, err = biz.Open(ctx, d)
	return err
}

// seed makes one account of each role in the city's and a county's market supervision.
func (w *world) seed() {
	w.t.Helper()
	w.first(true)
	s := biz.Seed{Agencies: []biz.Agency{
		{Code: "city", Name: "市市场监督管理局", Division: "371500", Kind: "both"},
		{Code: "county", Name: "县市场监督管理局", Division: "371521", Kind: "both"},
	}, Keys: []biz.SeedKey{{Agency: "city", Label: "push"}}}
	for name, role := range map[string]string{"sys": biz.SystemAdmin, "sec": biz.SecurityAdmin, "sec2": biz.SecurityAdmin, "aud": biz.AuditAdmin, "wang": "officer", "li": "officer"} {
		agency := "city"
		if name == "li" {
			agency = "county"
		}
		s.People = append(s.People, biz.SeedPerson{Name: name, Agency: agency, Password: password, Roles: []string{role}})
	}
	got, err := w.core.ApplySeed(context.Background(), s)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, p := range got.People {
		w.ids[p.Name] = p.ID
	}
	for _, k := range got.Keys {
		w.ids["key"], w.ids["secret"], w.ids["kafka"] = k.ID, k.Secret, k.KafkaUser()
	}
}

func (w *world) first(demo bool) string {
	w.t.Helper()
	var out bytes.Buffer
	if err := w.core.Start(context.Background(), demo, &out, func(token string) string { return "link:" + token }); err != nil {
		w.t.Fatal(err)
	}
	return out.String()
}

// as is a context of someone logged in.
func (w *world) as(name string) context.Context {
	w.t.Helper()
	o, err := w.core.Login(context.Background(), name, password)
	if err != nil {
		w.t.Fatalf("login %s: %v", name, err)
	}
	return grant.Into(context.Background(), o.Who)
}

func (w *world) token(name string) string {
	w.t.Helper()
	o, err := w.core.Login(context.Background(), name, password)
	if err != nil {
		w.t.Fatalf("login %s: %v", name, err)
	}
	return o.Token
}

func (w *world) auth(token string) error {
	_, err := w.store.Authenticate(context.Background(), token)
	return err
}

func (w *world) asks(name string, q grant.Question) grant.Decision {
	w.t.Helper()
	d, err := w.core.Explain(name, q)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

func want(t *testing.T, err error, reason fault.Reason) {
	t.Helper()
	if !fault.Is(err, reason) {
		t.Fatalf("got %v, want %s", err, reason)
	}
	if f, _ := fault.As(err); f.Message.Zh == "" || f.Message.En == "" || f.Next.Zh == "" || f.Next.En == "" {
		t.Fatalf("%s lacks a sentence or a next step: %+v", reason, f)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func tokens(printed string) []string {
	var out []string
	for _, f := range strings.Fields(printed) {
		if t, ok := strings.CutPrefix(f, "link:"); ok {
			out = append(out, t)
		}
	}
	return out
}
