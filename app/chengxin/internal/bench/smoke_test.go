package bench

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"testing"

	"github.com/chengxin-credit/chengxin/app/access"
	"github.com/chengxin-credit/chengxin/app/audit"
	"github.com/chengxin-credit/chengxin/app/catalog"
	"github.com/chengxin-credit/chengxin/app/chengxin/internal/serve"
	"github.com/chengxin-credit/chengxin/app/exchange"
	"github.com/chengxin-credit/chengxin/app/history"
	"github.com/chengxin-credit/chengxin/internal/boot"
	"github.com/chengxin-credit/chengxin/internal/embedded/clickhouse"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

var services = []boot.Service{
	{Name: "audit", Build: audit.Build}, {Name: "access", Build: access.Build}, {Name: "catalog", Build: catalog.Build},
	{Name: "exchange", Build: exchange.Build}, {Name: "history", Build: history.Build},
}

// TestMain lets this binary be the program that benchmarks start.
func TestMain(m *testing.M) {
	if len(os.Args) < 2 || os.Args[1] != "serve" && os.Args[1] != "bench" {
		os.Exit(m.Run())
	}
	cmd := serve.Command(services, nil)
	if os.Args[1] == "bench" {
		cmd = Command(services)
	}
	cmd.SetArgs(os.Args[2:])
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	if err := cmd.ExecuteContext(ctx); err != nil {
		os.Exit(1)
	}
	stop()
}

var line = regexp.MustCompile(`^[a-z]+\.[a-z0-9_]+ [0-9.]+ [a-zA-Z/%]+ (-|[0-9.]+) (-|[0-9.]+)( # .+)?$`)

// TestEveryBenchmarkMeasures runs each at a tiny size, in a process of its own, because the engine has one data folder per process.
func TestEveryBenchmarkMeasures(t *testing.T) {
	_, err := clickhouse.FindLibrary("")
	testkit.Need(t, "libchdb", err)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	figures := map[string]int{"pipeline": 4, "decode": 1, "push": 2, "policy": 5, "evidence": 3, "query": 4, "search": 3, "rpc": 2, "memory": 7}
	for _, b := range benchmarks {
		t.Run(b.name, func(t *testing.T) {
			var out bytes.Buffer
			o := options{rounds: 1, records: 300, goals: true, dir: t.TempDir(), exe: exe}
			if b.name == "pipeline" {
				o.records = 60_000 // the loader's first block does not count
			}
			if err := child(t.Context(), b.name, o, &out, io.Discard); err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimSpace(out.String()), "\n")
			if len(lines) != figures[b.name] {
				t.Errorf("%d figures, want %d:\n%s", len(lines), figures[b.name], out.String())
			}
			for _, l := range lines {
				if !line.MatchString(l) || !strings.HasPrefix(l, b.name+".") {
					t.Errorf("a figure in another form: %q", l)
				}
			}
		})
	}
}

func TestUnknownName(t *testing.T) {
	cmd := Command(nil)
	cmd.SetArgs([]string{"nothing"})
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	if err := cmd.Execute(); err == nil || !strings.Contains(err.Error(), "pipeline") {
		t.Fatalf("an unknown benchmark: %v", err)
	}
}

func TestGoalsAreOfFigures(t *testing.T) {
	for name, g := range goals {
		bench, _, _ := strings.Cut(name, ".")
		found := false
		for _, b := range benchmarks {
			found = found || b.name == bench
		}
		if !found || g.less && g.aim > g.hard || !g.less && g.aim < g.hard {
			t.Errorf("goal of %s: %+v", name, g)
		}
	}
	for _, c := range []struct {
		value, base float64
		want        string
	}{{70, 100, "aim"}, {50, 100, "hard"}, {49, 100, "missed"}} {
		s := &series{name: "push.http", value: []float64{c.value}, base: []float64{c.base}}
		if got := verdict(s); !strings.HasSuffix(got, ": "+c.want) {
			t.Errorf("%v of %v: %s", c.value, c.base, got)
		}
	}
}
