package main

import (
	"github.com/spf13/cobra"

	"github.com/chengxin-credit/chengxin/app/chengxin/internal/cli"
	"github.com/chengxin-credit/chengxin/app/chengxin/internal/serve"
)

// demo fills an empty installation; nil as long as the program has none.
var demo serve.Demo

// commands are the subcommands beside serve.
func commands() []*cobra.Command { return cli.Commands() }
