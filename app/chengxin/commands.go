package main

import (
	"github.com/spf13/cobra"

	"github.com/chengxin-credit/chengxin/app/chengxin/internal/bench"
	"github.com/chengxin-credit/chengxin/app/chengxin/internal/cli"
)

// commands are the subcommands beside serve.
func commands() []*cobra.Command { return append(cli.Commands(), bench.Command(services)) }
