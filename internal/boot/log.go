package boot

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	klog "github.com/go-kratos/kratos/v2/log"
)

// newLevel sets level (which may be nil) by its name; "" is info.
func newLevel(name string, level *slog.LevelVar) error {
	var l slog.Level
	switch name {
	case "debug":
		l = slog.LevelDebug
	case "", "info":
		l = slog.LevelInfo
	case "warn":
		l = slog.LevelWarn
	case "error":
		l = slog.LevelError
	default:
		return fmt.Errorf("log level %q is none of debug, info, warn, error", name)
	}
	if level != nil {
		level.Set(l)
	}
	return nil
}

// NewLog writes structured lines of at least the given level.
func NewLog(w io.Writer, level string) (*slog.Logger, error) {
	var v slog.LevelVar
	if err := newLevel(level, &v); err != nil {
		return nil, err
	}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: &v})), nil
}

// kratosLog lets Kratos write to slog; it only tells of its servers' comings and goings.
type kratosLog struct{ log *slog.Logger }

// Log is part of Kratos' logger.
func (k kratosLog) Log(level klog.Level, keyvals ...any) error {
	l := slog.LevelDebug
	if level >= klog.LevelWarn {
		l = slog.LevelWarn
	}
	k.log.Log(context.Background(), l, "kratos", keyvals...)
	return nil
}
