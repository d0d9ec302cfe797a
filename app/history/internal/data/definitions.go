package data

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"google.golang.org/grpc"

	catalogv1 "github.com/chengxin-credit/chengxin/api/catalog/v1"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
)

// Definitions keeps the registry of resources equal to the catalog's.
type Definitions struct {
	client   catalogv1.DefinitionsClient
	registry *resource.Registry
	env      resource.Env
	log      *slog.Logger
}

// NewDefinitions makes it over a connection to the catalog service.
func NewDefinitions(c grpc.ClientConnInterface, r *resource.Registry, env resource.Env, log *slog.Logger) *Definitions {
	return &Definitions{catalogv1.NewDefinitionsClient(c), r, env, log}
}

const watchAgain = 200 * time.Millisecond

// Run follows the catalog until ctx ends. While the catalog is away the last definitions stay in force: they only tell how items are named and masked.
func (d *Definitions) Run(ctx context.Context) error {
	for down := false; ; down = true {
		err := d.follow(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if !down {
			d.log.Warn("the catalog is away; its last definitions stay in force", "error", err)
		}
		select {
		case <-time.After(watchAgain):
		case <-ctx.Done():
			return nil
		}
	}
}

func (d *Definitions) follow(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := d.client.Watch(ctx, &catalogv1.WatchRequest{Service: "history", HaveGeneration: d.registry.Generation()})
	if err != nil {
		return err
	}
	for {
		reply, err := stream.Recv()
		if err != nil {
			return err
		}
		if len(reply.GetDefinitions()) == 0 {
			continue
		}
		if err := d.take(reply.GetGeneration(), reply.GetDefinitions()); err != nil {
			d.log.Error("definitions of the catalog", "generation", reply.GetGeneration(), "error", err)
		}
	}
}

func (d *Definitions) take(generation uint64, encoded []byte) error {
	defs, err := resource.Decode(encoded)
	if err != nil {
		return err
	}
	schemas := make([]*resource.Schema, 0, len(defs))
	for _, def := range defs {
		s, err := resource.Compile(def, d.env)
		if err != nil {
			return fmt.Errorf("resource %s: %w", def.Code, err)
		}
		schemas = append(schemas, s)
	}
	d.registry.Replace(max(generation, 1), schemas)
	return nil
}
