// Command chengxin runs the credit-information exchange and is its tool for people and scripts.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/chengxin-credit/chengxin/app/chengxin/internal/demo"
	"github.com/chengxin-credit/chengxin/app/chengxin/internal/serve"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// run executes one command line and gives its exit code: a command's own (errors with ExitCode), else 1 for an error.
func run(ctx context.Context, args []string) int {
	root := command()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	var coded interface{ ExitCode() int }
	if errors.As(err, &coded) {
		if text := err.Error(); text != "" {
			fmt.Fprintln(os.Stderr, text)
		}
		return coded.ExitCode()
	}
	fmt.Fprintln(os.Stderr, "chengxin:", err)
	return 1
}

func command() *cobra.Command {
	root := &cobra.Command{
		Use:           "chengxin",
		Short:         "Chengxin, an exchange for credit information",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.AddCommand(serve.Command(services, demo.Run))
	root.AddCommand(commands()...)
	return root
}
