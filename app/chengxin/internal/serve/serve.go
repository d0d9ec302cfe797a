// Package serve is the command that runs services: all of them with the embedded engines, or some.
package serve

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chengxin-credit/chengxin/internal/boot"
)

// Demo fills an empty installation with a synthetic city of the given size; nil when the program has none.
type Demo func(ctx context.Context, env *boot.Env) error

// Command is `serve`. Services are all there are, in start order.
func Command(services []boot.Service, demo Demo) *cobra.Command {
	var config, data, only, size string
	var check bool
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the services of this installation in one process",
		Long: "Run all services with the embedded broker and ClickHouse, or with --only the named ones, such as --only=history or --only=engines.\n" +
			"Settings come from the built-in defaults and, over them, from --config.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			conf, err := boot.LoadConfig(config)
			if err != nil {
				return err
			}
			if check {
				if err := (&boot.Options{Config: conf, Only: split(only), Services: services}).CheckNames(); err != nil {
					return err
				}
				_, err := fmt.Fprintln(cmd.OutOrStdout(), "configuration ok")
				return err
			}
			log, err := boot.NewLog(cmd.ErrOrStderr(), conf.GetTelemetry().GetLogLevel())
			if err != nil {
				return err
			}
			o := boot.Options{
				Config: conf, Data: data, Only: split(only), Services: services, Demo: size,
				Stdout: cmd.OutOrStdout(), Log: log,
			}
			o.Started = started(demo, size, cmd.OutOrStdout())
			boundMemory()
			return boot.Run(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&config, "config", "", "configuration file; unknown keys stop the start")
	f.StringVar(&data, "data", "./var", "data folder, used by one process per service")
	f.StringVar(&only, "only", "", "comma-separated services to run here: engines, "+names(services))
	f.StringVar(&size, "demo", "none", "fill an empty installation with a synthetic city: none, small or city")
	f.BoolVar(&check, "check-config", false, "check the configuration and exit")
	cmd.PreRunE = func(*cobra.Command, []string) error {
		if size != "none" && size != "small" && size != "city" {
			return fmt.Errorf("--demo: %q is none of none, small, city", size)
		}
		return nil
	}
	return cmd
}

// goMemory is what the Go side may grow to before it collects harder; the engine's share has a limit of its own (clickhouse.max_memory).
// Without it garbage doubles what a loader at work needs. GOMEMLIMIT overrides it.
const goMemory = 640 << 20

func boundMemory() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(goMemory)
	}
}

// started is what happens once everything serves: the operator reads where, and the demo is loaded.
func started(demo Demo, size string, out io.Writer) func(context.Context, *boot.Env) error {
	return func(ctx context.Context, env *boot.Env) error {
		pages := ""
		if env.Local("portal") {
			pages = "pages: /portal/, "
		}
		if _, err := fmt.Fprintf(out, "chengxin serves http://%s (%sinterface: /docs) and gRPC on %s; data in %s\n",
			env.Config.GetServer().GetHttp(), pages, env.Config.GetServer().GetGrpc(), env.Data); err != nil {
			return err
		}
		if size == "none" {
			return nil
		}
		if demo == nil {
			return fmt.Errorf("--demo=%s: this program has no demo", size)
		}
		return demo(ctx, env)
	}
}

func split(list string) []string {
	var out []string
	for name := range strings.SplitSeq(list, ",") {
		if name = strings.TrimSpace(name); name != "" {
			out = append(out, name)
		}
	}
	return out
}

func names(services []boot.Service) string {
	all := make([]string, len(services))
	for i, s := range services {
		all[i] = s.Name
	}
	return strings.Join(all, ", ")
}
