package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/pprof"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/chengxin-credit/chengxin/internal/boot"
)

// benchmark is one NAME. Open prepares it and gives the function that measures one round; what it opens the lab closes.
type benchmark struct {
	name, about string
	open        func(ctx context.Context, l *lab) (round, error)
}

// round measures every figure of a benchmark once, each beside its base, and notes them.
type round func(ctx context.Context, r *run) error

var benchmarks = []benchmark{
	{"pipeline", "Kafka to queryable rows, over its halves and over a bare insert", openPipeline},
	{"decode", "decoding and checking a record, over protobuf", openDecode},
	{"push", "HTTP push to durable acknowledgement, over a bare produce", openPush},
	{"policy", "decisions, over a map look-up; agreement with Casbin", openPolicy},
	{"evidence", "durable evidence, over a bare produce and a disk sync", openEvidence},
	{"query", "an officer's whole query, over the bare read", openQuery},
	{"search", "searches among a million subjects, by code and by part of a name", openSearch},
	{"rpc", "our chain over bare gRPC and HTTP", openRPC},
	{"memory", "resident memory of serve, idle and while it ingests", openMemory},
}

// options are the command's flags.
type options struct {
	rounds, repeats int
	records         int
	goals           bool
	dir             string
	profile         string
	// exe is the program that `all` and `memory` start.
	exe string
}

// Command is `bench`. Services are those that a server of the bench runs.
func Command(services []boot.Service) *cobra.Command {
	o := options{}
	cmd := &cobra.Command{
		Use:   "bench NAME",
		Short: "Measure this program beside the bare work under it",
		Long:  "Each figure is one line: name, value, unit, ratio, base. The ratio is the median of the rounds' own ratios. NAME is all or one of:\n" + list(),
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.rounds < 1 || o.repeats < 0 || o.records < 0 {
				return errors.New("bench: --rounds counts from 1, --repeats and --records from 0")
			}
			if o.exe == "" {
				var err error
				if o.exe, err = os.Executable(); err != nil {
					return err
				}
			}
			if args[0] == "all" {
				return all(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
			}
			for _, b := range benchmarks {
				if b.name == args[0] {
					return one(cmd.Context(), b, o, services, cmd.OutOrStdout(), cmd.ErrOrStderr())
				}
			}
			return fmt.Errorf("bench: there is no %q; there are:\n%s", args[0], list())
		},
	}
	f := cmd.Flags()
	f.IntVar(&o.rounds, "rounds", 5, "rounds per run")
	f.IntVar(&o.repeats, "repeats", 2, "further runs while a base spreads over 30 %")
	f.IntVar(&o.records, "records", 0, "records to work on; 0 is the benchmark's own number")
	f.BoolVar(&o.goals, "goals", false, "print each figure's goal and whether it is reached")
	f.StringVar(&o.profile, "profile", "", "write a CPU profile of the measured rounds to this file")
	f.StringVar(&o.dir, "dir", "", "folder for temporary data, on the disk to be measured; default: the system's")
	return cmd
}

func list() string {
	text := ""
	for _, b := range benchmarks {
		text += fmt.Sprintf("  %-10s%s\n", b.name, b.about)
	}
	return text
}

// one measures and prints one benchmark. It fails only when it could not measure.
func one(ctx context.Context, b benchmark, o options, services []boot.Service, out, tell io.Writer) (err error) {
	l, err := newLab(o, services, newProgress(tell))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	l.progress.step("%s: preparing", b.name)
	measure, err := b.open(ctx, l)
	if err != nil {
		return fmt.Errorf("bench %s: %w", b.name, err)
	}
	if l.single {
		o.rounds, o.repeats = 1, 0
	} else {
		l.progress.step("%s: warming up", b.name)
		if err := measure(ctx, &run{}); err != nil {
			return fmt.Errorf("bench %s: %w", b.name, err)
		}
	}
	endProfile, err := startProfile(o.profile)
	if err != nil {
		return err
	}
	best, err := repeat(o.repeats, func(try int) (*run, error) {
		r := &run{}
		for i := range o.rounds {
			l.progress.step("%s: run %d, round %d of %d", b.name, try+1, i+1, o.rounds)
			if err := measure(ctx, r); err != nil {
				return r, fmt.Errorf("bench %s: %w", b.name, err)
			}
		}
		return r, nil
	})
	l.progress.clear()
	if err := errors.Join(err, endProfile()); err != nil {
		return err
	}
	return print(out, best, o.goals)
}

// startProfile begins a CPU profile, if a file for it is named, and gives what ends it.
func startProfile(path string) (end func() error, err error) {
	if path == "" {
		return func() error { return nil }, nil
	}
	f, err := os.Create(path) //nolint:gosec // the operator's own file
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() error { pprof.StopCPUProfile(); return f.Close() }, nil
}

// all measures one benchmark after the other, each in a process of its own: what one leaves in memory must not slow the next.
func all(ctx context.Context, o options, out, tell io.Writer) error {
	var failed []error
	for _, b := range benchmarks {
		if err := child(ctx, b.name, o, out, tell); err != nil {
			failed = append(failed, fmt.Errorf("bench %s: %w", b.name, err))
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return errors.Join(failed...)
}

// child measures one benchmark in a process of its own.
func child(ctx context.Context, name string, o options, out, tell io.Writer) error {
	args := []string{
		"bench", name, "--rounds", strconv.Itoa(o.rounds), "--repeats", strconv.Itoa(o.repeats), "--records", strconv.Itoa(o.records), "--dir", o.dir,
	}
	if o.goals {
		args = append(args, "--goals")
	}
	cmd := exec.CommandContext(ctx, o.exe, args...) //nolint:gosec // this program itself
	cmd.Stdout, cmd.Stderr = out, tell
	return cmd.Run()
}
