// Package resourcesync keeps a service's schemas in step with the catalog: it watches the definitions, compiles them and
// puts them in force all at once.
package resourcesync

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"google.golang.org/grpc"

	catalogv1 "github.com/chengxin-credit/chengxin/api/catalog/v1"
	"github.com/chengxin-credit/chengxin/internal/celrule"
	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

// silence is how long the catalog may say nothing; it promises a heartbeat a second.
const silence = 10 * time.Second

// chinaOffset is Beijing time: the day of a decision is a day there.
const chinaOffset = 8 * 3600

// Env is what definitions are compiled with in a running service.
func Env(c clock.Clock, d *rules.Divisions) resource.Env {
	return resource.Env{
		CEL:   celrule.Compile,
		Today: func() rules.Date { return rules.Date((c.Now().Unix() + chinaOffset) / 86400) },
		Division: func(code string) bool {
			if d == nil {
				return true
			}
			_, ok := d.Get(code)
			return ok
		},
	}
}

// Run follows the catalog until ctx ends or the stream breaks; the caller starts it again. Definitions that can't be compiled
// here leave the ones in force as they are.
func Run(ctx context.Context, conn grpc.ClientConnInterface, service string, reg *resource.Registry, env resource.Env, log *slog.Logger) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := catalogv1.NewDefinitionsClient(conn).Watch(ctx, &catalogv1.WatchRequest{Service: service, HaveGeneration: reg.Generation()})
	if err != nil {
		return fmt.Errorf("watch the catalog: %w", err)
	}
	// A peer that vanished without closing the connection must not keep us on old definitions for ever.
	alarm := time.AfterFunc(silence, cancel)
	defer alarm.Stop()
	for {
		reply, err := stream.Recv()
		if err != nil {
			return fmt.Errorf("watch the catalog: %w", err)
		}
		alarm.Reset(silence)
		if len(reply.GetDefinitions()) == 0 {
			continue
		}
		if err := Apply(reg, reply.GetGeneration(), reply.GetDefinitions(), env); err != nil {
			return err
		}
		log.Info("resource definitions in force", "generation", reply.GetGeneration(), "resources", len(reg.All()))
	}
}

// Apply compiles encoded definitions and puts them in force.
func Apply(reg *resource.Registry, generation uint64, encoded []byte, env resource.Env) error {
	defs, err := resource.Decode(encoded)
	if err != nil {
		return err
	}
	schemas := make([]*resource.Schema, 0, len(defs))
	for _, d := range defs {
		if old, ok := reg.Get(d.Code); ok && old.Version() == d.Version {
			schemas = append(schemas, old)
			continue
		}
		s, err := resource.Compile(d, env)
		if err != nil {
			return fmt.Errorf("definition %s version %d from the catalog: %w", d.Code, d.Version, err)
		}
		schemas = append(schemas, s)
	}
	reg.Replace(generation, schemas)
	return nil
}
