package catalog_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"

	catalogv1 "github.com/chengxin-credit/chengxin/api/catalog/v1"
	"github.com/chengxin-credit/chengxin/app/catalog/internal/biz"
	"github.com/chengxin-credit/chengxin/app/catalog/internal/biz/biztest"
	"github.com/chengxin-credit/chengxin/app/catalog/internal/data"
	"github.com/chengxin-credit/chengxin/app/catalog/internal/service"
	resourcesdata "github.com/chengxin-credit/chengxin/configs/resources"
	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/resourcesync"
	"github.com/chengxin-credit/chengxin/internal/sqlstore"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

func repository(t *testing.T, c sqlstore.Config) *data.Repository {
	t.Helper()
	migrations, err := data.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlstore.Open(context.Background(), c, "catalog", migrations)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return data.NewRepository(db)
}

func TestRepository(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		biztest.Repository(t, repository(t, sqlstore.Config{Driver: sqlstore.SQLite, Path: t.TempDir()}))
	})
	t.Run("postgres", func(t *testing.T) {
		biztest.Repository(t, repository(t, sqlstore.Config{Driver: sqlstore.Postgres, DSN: testkit.Postgres(t)}))
	})
}

func TestProposals(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		biztest.Proposals(t, repository(t, sqlstore.Config{Driver: sqlstore.SQLite, Path: t.TempDir()}))
	})
	t.Run("postgres", func(t *testing.T) {
		biztest.Proposals(t, repository(t, sqlstore.Config{Driver: sqlstore.Postgres, DSN: testkit.Postgres(t)}))
	})
}

// ledger remembers evidence, or fails.
type ledger struct {
	mu     sync.Mutex
	events []evidence.Event
	fail   error
}

func (l *ledger) Record(_ context.Context, ev evidence.Event) (uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fail != nil {
		return 0, l.fail
	}
	l.events = append(l.events, ev)
	return uint64(len(l.events) - 1), nil
}

type rig struct {
	repo      *data.Repository
	ledger    *ledger
	resources *biz.Resources
}

var now = clock.At(time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC))

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{repo: repository(t, sqlstore.Config{Driver: sqlstore.SQLite, Path: t.TempDir()}), ledger: &ledger{}}
	r.restart(t)
	return r
}

// restart makes a new register on the same store, as a new process would.
func (r *rig) restart(t *testing.T) {
	t.Helper()
	files, err := data.Files(resourcesdata.FS)
	if err != nil {
		t.Fatal(err)
	}
	r.resources = biz.NewResources(biz.Deps{Repository: r.repo, Proposals: r.repo, Compiler: data.Compiler{Env: resourcesync.Env(now, nil)}, Evidence: r.ledger, Clock: now})
	if err := r.resources.Start(context.Background(), files); err != nil {
		t.Fatal(err)
	}
}

func yaml(t *testing.T, change func(string) string) string {
	t.Helper()
	b, err := resourcesdata.FS.ReadFile("macro_indicator.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return change(string(b))
}

func renamed(s string) string {
	return strings.Replace(s, "宏观经济指标信息", "宏观指标", 1)
}

var manager = grant.Into(context.Background(), grant.Principal{ID: "u-cat", Name: "王主任", Agency: "credit"})

// What is asked of a definition that is published today does not stop the catalog over one of yesterday.
func TestStoredVersionsStayInForce(t *testing.T) {
	r := newRig(t)
	v, err := r.resources.Get(manager, "macro_indicator", 0)
	if err != nil {
		t.Fatal(err)
	}
	old := v
	old.Definition.Version, old.Digest[0], old.Definition.Metadata.MetadataID = 0, v.Digest[0]+1, ""
	old.Definition.Items = slices.Clone(v.Definition.Items)
	for i := range old.Definition.Items {
		if it := &old.Definition.Items[i]; it.Check == "division" {
			it.Example = "x" // what its check does not take any more
		}
	}
	if _, err := r.repo.Add(manager, old, func(biz.Version) error { return nil }); err != nil {
		t.Fatal(err)
	}
	r.restart(t)
	if d := current(t, r); d.Version != 2 || d.Metadata.MetadataID != "" {
		t.Errorf("in force is %+v", d.Metadata)
	}
	for name, change := range map[string]func(string) string{
		"without metadata id": func(s string) string {
			return strings.Replace(s, `metadata_id: "303001/000001-MD"`, `metadata_id: ""`, 1)
		},
		"with a wrong example": func(s string) string {
			return strings.Replace(s, "check: division, ", `check: division, example: "x", `, 1)
		},
	} {
		if _, _, err := r.resources.Publish(manager, yaml(t, change), ""); !fault.Is(err, "DEFINITION_INVALID") || current(t, r).Version != 2 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPublish(t *testing.T) {
	r := newRig(t)
	shipped := len(r.ledger.events)
	if shipped < 13 || r.ledger.events[0].Kind != evidence.Catalog {
		t.Fatalf("%d shipped definitions in the ledger", shipped)
	}
	v, _, err := r.resources.Publish(manager, yaml(t, renamed), "改名")
	if err != nil || v.Definition.Version != 2 {
		t.Fatalf("publish: %+v %v", v.Definition.Version, err)
	}
	if ev := r.ledger.events[shipped]; ev.Actor != "u-cat" || ev.Resource != "macro_indicator" || ev.AnswerDigest != v.Digest || ev.Note != "改名" {
		t.Errorf("evidence %+v", ev)
	}
	if _, _, err := r.resources.Publish(manager, yaml(t, renamed), ""); !fault.Is(err, "UNCHANGED") {
		t.Errorf("same content: %v", err)
	}
	for name, bad := range map[string]func(string) string{
		"unknown key":      func(s string) string { return strings.Replace(s, "name_en:", "name_eng:", 1) },
		"unknown item":     func(s string) string { return strings.Replace(s, "SQQ <= SQZ", "SQX <= SQZ", 1) },
		"bad CEL":          func(s string) string { return strings.Replace(s, `expect: "SQQ <= SQZ"`, `cel: "SQQ <= 5"`, 1) },
		"bad provider":     func(s string) string { return strings.Replace(s, "provider_code: \"1", "provider_code: \"2", 1) },
		"share type":       func(s string) string { return strings.Replace(s, "share_type: \"1\"", "share_type: \"4\"", 1) },
		"not YAML":         func(string) string { return "{" },
		"unknown class":    func(s string) string { return strings.Replace(s, "credit_class: none", "credit_class: nothing", 1) },
		"unpublished item": func(s string) string { return strings.Replace(s, "sensitivity: public", "sensitivity: shared", 1) },
	} {
		if _, _, err := r.resources.Publish(manager, yaml(t, func(s string) string { return bad(renamed(s)) }), ""); !fault.Is(err, "DEFINITION_INVALID") {
			t.Errorf("%s: %v", name, err)
		}
	}
	r.ledger.fail = fault.New(fault.Unavailable, "LEDGER_DOWN", "x", "x")
	if _, _, err := r.resources.Publish(manager, yaml(t, func(s string) string { return strings.Replace(s, "宏观经济指标信息", "别名", 1) }), ""); !fault.Is(err, "LEDGER_DOWN") {
		t.Errorf("without ledger: %v", err)
	}
	r.ledger.fail = nil
	r.restart(t)
	if got, err := r.resources.Get(manager, "macro_indicator", 0); err != nil || got.Definition.Name != "宏观指标" {
		t.Errorf("after a restart %v %v: the shipped file undid a publication", got.Definition.Name, err)
	}
	if len(r.ledger.events) != shipped+1 {
		t.Errorf("%d events, want %d", len(r.ledger.events), shipped+1)
	}
}

func TestListAndFiles(t *testing.T) {
	r := newRig(t)
	first := r.resources.List(biz.ListAsk{Limit: 5})
	rest := r.resources.List(biz.ListAsk{Cursor: first.Next, Limit: 500})
	if len(first.Versions) != 5 || first.Next == "" || rest.Next != "" || len(first.Versions)+len(rest.Versions) != first.Total || first.Total < 13 || rest.Total != first.Total ||
		rest.Versions[0].Definition.Code <= first.Versions[4].Definition.Code {
		t.Errorf("pages of %d and %d of %d, next %q %q", len(first.Versions), len(rest.Versions), first.Total, first.Next, rest.Next)
	}
	if hits := r.resources.List(biz.ListAsk{Query: "处罚"}); hits.Total != 1 || hits.Versions[0].Definition.Code != "penalty" {
		t.Errorf("search: %d hits", hits.Total)
	}
	files := &service.Files{Find: r.resources.Schema, Workbook: data.Workbook, Code: func(q *http.Request) string { return q.PathValue("code") }, Fault: func(w http.ResponseWriter, _ *http.Request, err error) {
		http.Error(w, err.Error(), http.StatusNotFound)
	}}
	mux := http.NewServeMux()
	mux.HandleFunc("/{code}/schema", files.Schema)
	mux.HandleFunc("/{code}/template", files.Template)
	get := func(path string) (int, string) {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w.Code, w.Body.String()
	}
	var doc map[string]any
	if code, body := get("/penalty/schema"); code != 200 || json.Unmarshal([]byte(body), &doc) != nil || len(doc["properties"].(map[string]any)) != 30 || doc["additionalProperties"] != false {
		t.Errorf("schema %d %s", code, body)
	}
	if code, body := get("/penalty/template"); code != 200 || !strings.HasPrefix(body, "\uFEFFCF_XDR_MC,CF_XDR_LB,") || !strings.HasSuffix(body, ",BZ\r\n") {
		t.Errorf("template %d %q", code, body)
	}
	if code, body := get("/penalty/template?header=zh"); code != 200 || !strings.Contains(body, "行政处罚决定书文号") {
		t.Errorf("Chinese template %d %q", code, body)
	}
	for _, path := range []string{"/penalty/template?format=pdf", "/penalty/template?header=fr"} {
		if code, body := get(path); code == 200 || !strings.Contains(body, "PARAMETER_INVALID") {
			t.Errorf("%s: %d %s", path, code, body)
		}
	}
	if code, body := get("/penalty/template?format=xlsx"); code != 200 || !strings.HasPrefix(body, "PK") {
		t.Errorf("workbook %d %.20q", code, body)
	}
	if code, _ := get("/nothing/schema"); code != 404 {
		t.Errorf("missing resource %d", code)
	}
}

func TestFollowers(t *testing.T) {
	r := newRig(t)
	stop := make(chan struct{})
	listener := bufconn.Listen(1 << 20)
	server := grpc.NewServer()
	catalogv1.RegisterDefinitionsServer(server, service.NewDefinitions(r.resources, stop))
	catalogv1.RegisterCatalogServer(server, service.NewCatalog(r.resources))
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { close(stop); server.Stop() })
	conn, err := grpc.NewClient("passthrough:///catalog", grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	reg := resource.NewRegistry()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- resourcesync.Run(ctx, conn, "history", reg, resourcesync.Env(now, nil), slog.New(slog.NewTextHandler(io.Discard, nil)))
	}()
	testkit.Eventually(t, 10*time.Second, "all definitions", func() bool { return len(reg.All()) >= 13 })
	before, _ := reg.Get("penalty")
	if _, _, err := r.resources.Publish(manager, yaml(t, renamed), ""); err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, time.Second, "the new definition within a second", func() bool {
		s, ok := reg.Get("macro_indicator")
		return ok && s.Version() == 2 && s.Definition().Name == "宏观指标"
	})
	if after, _ := reg.Get("penalty"); after != before {
		t.Error("an unchanged schema was compiled again")
	}
	got, err := catalogv1.NewCatalogClient(conn).GetResource(ctx, &catalogv1.GetResourceRequest{Code: "penalty"})
	if err != nil || len(got.GetItems()) != 30 || got.GetCatalogCode() == "" || got.GetMetadata()["descKeys"] == "" || got.GetOccurredOnItem() != "CF_JDRQ" {
		t.Errorf("get: %v %v", got, err)
	}
	list, err := catalogv1.NewCatalogClient(conn).ListResources(ctx, &catalogv1.ListResourcesRequest{Limit: 3})
	if err != nil || len(list.GetResources()) != 3 || list.GetNextCursor() == "" {
		t.Errorf("list: %v %v", list, err)
	}
	cancel()
	if err := <-done; err == nil {
		t.Error("a broken stream gave no error")
	}
}

func TestFolderOfFiles(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/a.yaml", []byte("code: x"), 0o600); err != nil {
		t.Fatal(err)
	}
	files, err := data.Files(os.DirFS(dir))
	if err != nil || len(files) != 1 || files[0].Name != "a.yaml" {
		t.Fatalf("%v %v", files, err)
	}
}
