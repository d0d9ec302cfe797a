package kafka

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/twmb/franz-go/pkg/kfake"
)

// logger passes the broker's errors and warnings on; the rest is about single requests and stays out of the log.
type logger struct{ to *slog.Logger }

// Logf is kfake's hook.
func (l logger) Logf(level kfake.LogLevel, format string, args ...any) {
	if l.to == nil {
		return
	}
	at := slog.LevelWarn
	switch level { //nolint:exhaustive // the rest is dropped
	case kfake.LogLevelError:
		at = slog.LevelError
	case kfake.LogLevelWarn:
	default:
		return
	}
	l.to.Log(context.Background(), at, "embedded kafka: "+fmt.Sprintf(format, args...))
}
