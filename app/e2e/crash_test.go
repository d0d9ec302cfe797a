package e2e

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/embedded/kafka/kafkatest"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// kills is how often the crash suite kills in all: CHENGXIN_KILLS, default 50, in CI at least 50.
func kills(t testing.TB) int {
	t.Helper()
	n := 50
	if v := os.Getenv("CHENGXIN_KILLS"); v != "" {
		var err error
		if n, err = strconv.Atoi(v); err != nil || n < 5 {
			t.Fatalf("CHENGXIN_KILLS=%q: should be a number of at least 5", v)
		}
	}
	if testkit.InCI() {
		n = max(n, 50)
	}
	return n
}

// chance is seeded: CHENGXIN_SEED repeats the choices of a run that failed, as far as its timing allows.
func chance(t testing.TB) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if v := os.Getenv("CHENGXIN_SEED"); v != "" {
		var err error
		if seed, err = strconv.ParseUint(v, 10, 64); err != nil {
			t.Fatalf("CHENGXIN_SEED=%q: should be a number", v)
		}
	}
	t.Logf("repeat with CHENGXIN_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // chance of a test
}

// TestServerCrashes kills the whole server, engines included, again and again under load: 0 acknowledged records lost,
// 0 doubled, 0 answers without evidence, and a ledger that verifies each time.
func TestServerCrashes(t *testing.T) {
	want := kills(t) * 4 / 5
	r := chance(t)
	w := found(t, oneProcess(t, folder(t), ""))
	c := newCrash(t, w, r)
	c.load()
	server := w.procs[0]
	for done := 0; done < want; {
		if r.IntN(6) > 0 {
			c.working(r)
			c.ledgerHolds(proofsEach)
		}
		w.kill(server)
		done++
		w.launch(server)
		for r.IntN(6) == 0 && done < want { // also in the middle of the start
			time.Sleep(time.Duration(r.IntN(1500)) * time.Millisecond) // the moment of the kill, which is what is random here
			w.kill(server)
			done++
			w.launch(server)
		}
		w.ready(server)
	}
	c.working(r)
	c.settled()
	// What stands in the tables does not hang on how they came to be: the same after one more crash, without any load.
	w.kill(server)
	w.launch(server)
	w.ready(server)
	c.allThere()
	c.ledgerHolds(proofsEach)
	c.enough(want)
}

// TestEnginesCrashes kills the process with both engines, broker and ClickHouse, under services in another process.
func TestEnginesCrashes(t *testing.T) {
	want := kills(t) / 10
	r := chance(t)
	s := newSystem(t, folder(t), "")
	s.kafka = freePort(t)
	clickhouse := freePort(t)
	for _, p := range []struct{ name, only string }{{"engines", "engines"}, {"all", strings.Join(services, ",")}} {
		addr := freePort(t)
		conf := s.config(p.name, addr, freePort(t), s.kafka, clickhouse, nil)
		s.add(p.name, "http://"+addr, "serve", "--config", conf, "--data", filepath.Join(s.dir, "data"), "--only", p.only)
		for _, svc := range services {
			s.http[svc] = "http://" + addr // the last one's, which has the services
		}
	}
	s.start()
	w := found(t, s)
	c := newCrash(t, w, r)
	c.load()
	engines, rest := w.procs[0], w.procs[1]
	for range want {
		c.working(r)
		c.ledgerHolds(proofsEach)
		w.kill(engines)
		w.launch(engines)
		w.ready(engines)
		w.ready(rest)
	}
	c.working(r)
	c.settled()
	c.enough(want)
}

// TestBrokerCrashes kills the broker under a running server, sometimes both at the same moment.
func TestBrokerCrashes(t *testing.T) {
	want := kills(t) / 5
	r := chance(t)
	broker := kafkatest.StartProcess(t)
	secret := filepath.Join(folder(t), "kafka.password")
	if err := os.WriteFile(secret, []byte(broker.Config.Password), 0o600); err != nil {
		t.Fatal(err)
	}
	s := oneProcess(t, folder(t), fmt.Sprintf("kafka:\n  embedded: false\n  brokers: [%q]\n  username: %s\n  password_file: %s\n",
		broker.Config.Brokers[0], broker.Config.Username, secret))
	s.kafka = broker.Config.Brokers[0]
	w := found(t, s)
	c := newCrash(t, w, r)
	c.load()
	server := w.procs[0]
	for done := range want {
		c.working(r)
		c.ledgerHolds(proofsEach)
		broker.Kill()
		both := done%3 == 2
		if both {
			w.kill(server)
		}
		broker.Start()
		if both {
			w.launch(server)
		}
		w.ready(server)
	}
	c.working(r)
	c.settled()
	c.enough(want)
}
