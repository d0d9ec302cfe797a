package kafka_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/embedded/kafka"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

func options(dir string) kafka.Options {
	return kafka.Options{Dir: dir, Listen: "127.0.0.1:0", AdminUser: "admin", AdminPassword: "first"}
}

func start(t *testing.T, o kafka.Options) *kafka.Server {
	t.Helper()
	s, err := kafka.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestStartSaysWhatIsTaken(t *testing.T) {
	o := options(t.TempDir())
	s := start(t, o)
	if _, err := kafka.Start(t.Context(), o); !errors.Is(err, kafka.ErrDirTaken) {
		t.Errorf("same directory: %v", err)
	}
	other := options(t.TempDir())
	other.Listen = s.Addr()
	if _, err := kafka.Start(t.Context(), other); !errors.Is(err, kafka.ErrListenTaken) {
		t.Errorf("same address: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	o.Listen = s.Addr()
	again := start(t, o) // both are free again
	if again.Addr() != s.Addr() {
		t.Errorf("listens on %s, not %s", again.Addr(), s.Addr())
	}
}

func TestStartRefuses(t *testing.T) {
	for name, change := range map[string]func(*kafka.Options){
		"no directory":             func(o *kafka.Options) { o.Dir = "" },
		"no password":              func(o *kafka.Options) { o.AdminPassword = "" },
		"an address for the world": func(o *kafka.Options) { o.Listen = "0.0.0.0:0" },
		"an address without port":  func(o *kafka.Options) { o.Listen = "127.0.0.1" },
	} {
		o := options(t.TempDir())
		change(&o)
		if s, err := kafka.Start(t.Context(), o); err == nil {
			_ = s.Close()
			t.Errorf("%s: started", name)
		}
	}
}

// TestUsersOutliveTheBroker restarts with another administrator's password: that one counts, and the agency's user stays.
func TestUsersOutliveTheBroker(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	o := options(t.TempDir())
	s := start(t, o)
	c := kafkaio.Config{Brokers: []string{s.Addr()}, Username: "admin", Password: "first"}
	admin := kafkaio.NewAdmin(c)
	if err := admin.SetAgency(ctx, "tax", "tax-1", "secret"); err != nil {
		t.Fatal(err)
	}
	_ = admin.Close()
	_ = s.Close()

	o.AdminPassword = "second"
	s = start(t, o)
	for _, login := range []struct {
		user, password string
		welcome        bool
	}{{"admin", "second", true}, {"admin", "first", false}, {"tax-1", "secret", true}, {"tax-1", "guess", false}} {
		c := kafkaio.Config{Brokers: []string{s.Addr()}, Username: login.user, Password: login.password}
		p := kafkaio.NewProducerWith(c, kafkaio.ProducerOptions{Patience: time.Second})
		_, err := p.Append(ctx, kafkaio.Inbox("tax"), 0, []kafkaio.Message{{Value: []byte("x")}})
		if (err == nil) != login.welcome {
			t.Errorf("%s with %s: %v", login.user, login.password, err)
		}
		_ = p.Close()
	}
}
