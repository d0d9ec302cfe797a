package data_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"strconv"

	"github.com/chengxin-credit/chengxin/app/audit/internal/biz"
	"github.com/chengxin-credit/chengxin/app/audit/internal/data"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

// The statuses a child ends with, unless it is killed.
const (
	childFailed    = 3
	childOutOfStep = 9 // what must never happen
)

// child is a process to be killed: an integrator when it is told a broker, else a writer.
func child(dir string) {
	l, err := data.OpenLog(context.Background(), options(dir))
	if err != nil {
		leave(err, childFailed)
	}
	if raw := os.Getenv("AUDIT_TEST_KAFKA"); raw != "" {
		var kafka kafkaio.Config
		if err := json.Unmarshal([]byte(raw), &kafka); err != nil {
			leave(err, childFailed)
		}
		err := biz.NewIntegrator(l, data.NewTopic(kafka), slog.Default()).Run(context.Background())
		leave(fmt.Errorf("integrator ended: %w", err), childFailed)
	}
	batches, err := strconv.Atoi(os.Getenv("AUDIT_TEST_BATCHES"))
	if err != nil {
		batches = -1 // for ever
	}
	for ; batches != 0; batches-- {
		if err := write(l); errors.Is(err, biz.ErrOutOfStep) {
			leave(err, childOutOfStep)
		}
	}
	os.Exit(0)
}

// write plays one round of the integrator: it goes on at the tree's size.
func write(l *data.TesseraLog) error {
	size, err := l.Size(context.Background())
	if err != nil {
		return err
	}
	return l.Append(context.Background(), size, run(size, 1+rand.Uint64N(700)))
}

func leave(err error, code int) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(code)
}
