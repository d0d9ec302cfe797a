package data

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"google.golang.org/grpc"

	catalogv1 "github.com/chengxin-credit/chengxin/api/catalog/v1"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
)

// Catalog follows the catalog's definitions.
type Catalog struct {
	conn    func() (grpc.ClientConnInterface, error)
	env     resource.Env
	schemas *resource.Registry
	log     *slog.Logger
}

// NewCatalog follows the catalog behind conn into schemas; env compiles its definitions.
func NewCatalog(conn func() (grpc.ClientConnInterface, error), env resource.Env, schemas *resource.Registry, log *slog.Logger) *Catalog {
	return &Catalog{conn, env, schemas, log}
}

// silence is how long the catalog, which sends a heartbeat each second, may say nothing before it is asked again.
const silence = 5 * time.Second

// Run follows until ctx ends. While the catalog is away the definitions in force stay in force: a resource is not less valid for that.
func (c *Catalog) Run(ctx context.Context) error {
	for {
		err := c.follow(ctx)
		if ctx.Err() != nil {
			return nil
		}
		c.log.WarnContext(ctx, "catalog lost", "error", err)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(time.Second):
		}
	}
}

func (c *Catalog) follow(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	conn, err := c.conn()
	if err != nil {
		return err
	}
	stream, err := catalogv1.NewDefinitionsClient(conn).Watch(ctx, &catalogv1.WatchRequest{Service: "exchange", HaveGeneration: c.schemas.Generation()})
	if err != nil {
		return err
	}
	watchdog := time.AfterFunc(silence, cancel)
	defer watchdog.Stop()
	for {
		reply, err := stream.Recv()
		if err != nil {
			return err
		}
		watchdog.Reset(silence)
		if len(reply.GetDefinitions()) == 0 {
			continue
		}
		if err := Load(c.schemas, reply.GetGeneration(), reply.GetDefinitions(), c.env); err != nil {
			c.log.ErrorContext(ctx, "definitions not taken over", "generation", reply.GetGeneration(), "error", err)
		}
	}
}

// Load puts encoded definitions in force, all or none.
func Load(schemas *resource.Registry, generation uint64, encoded []byte, env resource.Env) error {
	defs, err := resource.Decode(encoded)
	if err != nil {
		return err
	}
	compiled := make([]*resource.Schema, 0, len(defs))
	var failed []error
	for i := range defs {
		s, err := resource.Compile(defs[i], env)
		if err != nil {
			failed = append(failed, fmt.Errorf("definition %s: %w", defs[i].Code, err))
			continue
		}
		compiled = append(compiled, s)
	}
	if len(failed) > 0 {
		return errors.Join(failed...)
	}
	schemas.Replace(generation, compiled)
	return nil
}
