package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"github.com/segmentio/kafka-go"
	"golang.org/x/sync/errgroup"

	"github.com/chengxin-credit/chengxin/app/access"
	"github.com/chengxin-credit/chengxin/internal/boot"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

// Seed is the seed of the demo cities.
const Seed = 20260401

// recent is how old a record may be to be pushed as a fresh one, with its timeliness counted; older ones are a backfill.
const recent = 21 * 24 * time.Hour

// errWait is said when the exchange takes no records for so long.
var errWait = errors.New("the exchange has taken no demo records for two minutes; look at its log")

// Run fills an empty installation with a city: accounts first, then the records through each department's Kafka inbox. It
// can be killed at any moment and run again: accounts are kept, and a repeated record is the same record.
func Run(ctx context.Context, env *boot.Env) error {
	size, ok := SizeOf(env.Demo)
	if !ok {
		return fmt.Errorf("there is no demo %q", env.Demo)
	}
	earlier, err := loadAccounts(env.Data)
	if err != nil {
		return err
	}
	accounts, err := staff(earlier, env.Rand)
	if err != nil {
		return err
	}
	// Passwords are on disk before they are in force.
	if err := saveAccounts(env.Data, append(slices.Clone(accounts), keys(earlier)...)); err != nil {
		return err
	}
	done := filepath.Join(env.Data, "demo", "done")
	until, finished, err := readMark(done, env.Clock.Now())
	if err != nil {
		return err
	}
	city := NewPopulation(size, Seed, until)
	made, err := access.ApplySeed(ctx, env, seed(city, accounts))
	if err != nil {
		return fmt.Errorf("seed the demo's accounts: %w", err)
	}
	for _, k := range made.Keys {
		accounts = append(accounts, Account{Role: "pusher", Agency: k.Agency, Name: k.Label, APIKey: k.Secret, Kafka: k.KafkaUsername})
	}
	if err := saveAccounts(env.Data, accounts); err != nil {
		return err
	}
	if !finished {
		if err := writeMark(done+".since", until); err != nil {
			return err
		}
		if err := push(ctx, env, city, accounts[len(people):]); err != nil {
			return err
		}
		if err := runTour(ctx, env, city, accounts); err != nil {
			return err
		}
		if err := writeMark(done, until); err != nil {
			return err
		}
	}
	if err := printAccounts(env.Stdout, env.Data, accounts); err != nil {
		return err
	}
	return printPages(env.Stdout, "http://"+env.Config.GetServer().GetHttp())
}

// readMark finds the city's last day, fixed by the first run so that a repetition makes the same records, and whether a
// run has finished.
func readMark(done string, now time.Time) (until time.Time, finished bool, err error) {
	for _, f := range []string{done, done + ".since"} {
		b, err := os.ReadFile(f)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return time.Time{}, false, err
		}
		t, err := time.Parse("2006-01-02", string(b))
		return t, f == done, err
	}
	return now.UTC().Truncate(24 * time.Hour), false, nil
}

func writeMark(path string, day time.Time) error {
	return os.WriteFile(path, []byte(day.Format("2006-01-02")), 0o600)
}

// sender pushes as one department with its own Kafka credentials.
type sender struct {
	out *kafkaio.Producer
	buf []kafkaio.Message
}

const chunk = 500

// push sends the city through the inboxes and waits for the receipts: registrations are settled before the rest, so that
// the registry knows the names.
func push(ctx context.Context, env *boot.Env, city *Population, keys []Account) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	show := newProgress(env.Stdout, city.size.Target)
	var settled atomic.Int64
	readers, rctx := errgroup.WithContext(ctx)
	senders := map[string]*sender{}
	defer func() {
		for _, s := range senders {
			_ = s.out.Close() // all that was sent is acknowledged by now, or the error is on its way
		}
	}()
	for _, k := range keys {
		conf := env.Kafka
		conf.Username, conf.Password = k.Kafka, k.APIKey
		senders[k.Agency] = &sender{out: kafkaio.NewProducer(conf)}
		if err := follow(rctx, readers, conf, kafkaio.Receipts(k.Agency), func(n int) { show.show(int(settled.Add(int64(n)))) }); err != nil {
			return err
		}
	}
	sent, phase := 0, ""
	flush := func() error {
		for agency, s := range senders {
			if err := s.flush(ctx, agency); err != nil {
				return fmt.Errorf("push as %s: %w", agency, err)
			}
		}
		return wait(rctx, func() int { return int(settled.Load()) }, sent)
	}
	for r := range city.Records() {
		if now := phaseOf(r); now != phase {
			if err := flush(); err != nil {
				return err
			}
			phase = now
		}
		s := senders[r.Agency]
		s.buf = append(s.buf, message(r, sent, city.until))
		sent++
		if len(s.buf) >= chunk {
			if err := s.flush(ctx, r.Agency); err != nil {
				return fmt.Errorf("push as %s: %w", r.Agency, err)
			}
		}
	}
	if err := flush(); err != nil {
		return err
	}
	stop()
	if err := readers.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

func phaseOf(r Record) string {
	if r.Resource == "org_registration" || r.Resource == "person_registration" {
		return r.Resource
	}
	return "facts"
}

// message is a record as it goes into the inbox; its idempotency key makes a repeated run the same push.
func message(r Record, n int, until time.Time) kafkaio.Message {
	m := kafkaio.Message{Value: r.JSON, Headers: []kafkaio.Header{
		{Key: "resource", Value: []byte(r.Resource)}, {Key: "idempotency-key", Value: fmt.Appendf(nil, "demo-%d", n)},
	}}
	if until.Sub(r.Day) > recent {
		m.Headers = append(m.Headers, kafkaio.Header{Key: "backfill", Value: []byte("true")})
	}
	return m
}

func (s *sender) flush(ctx context.Context, agency string) error {
	if len(s.buf) == 0 {
		return nil
	}
	err := s.out.Send(ctx, kafkaio.Inbox(agency), s.buf)
	s.buf = s.buf[:0]
	return err
}

// follow counts what the receipts of a department settle, from now on.
func follow(ctx context.Context, g *errgroup.Group, conf kafkaio.Config, topic string, settled func(int)) error {
	from, err := kafkaio.HighWatermark(ctx, conf, topic, 0)
	if err != nil {
		return fmt.Errorf("read %s: %w", topic, err)
	}
	g.Go(func() error {
		return kafkaio.Tail(ctx, conf, topic, 0, from, func(msgs []kafka.Message) error {
			for _, m := range msgs {
				var r struct{ Total, Part int }
				if err := json.Unmarshal(m.Value, &r); err != nil {
					return fmt.Errorf("%s at %d: %w", topic, m.Offset, err)
				}
				if r.Part == 1 { // a long receipt comes in parts, each with the whole count
					settled(r.Total)
				}
			}
			return nil
		})
	})
	return nil
}

// wait polls until the exchange has settled what was sent.
func wait(ctx context.Context, settled func() int, sent int) error {
	last, since := -1, time.Now()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		n := settled()
		if n >= sent {
			return nil
		}
		if n != last {
			last, since = n, time.Now()
		}
		if time.Since(since) > 2*time.Minute {
			return errWait
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-tick.C:
		}
	}
}
