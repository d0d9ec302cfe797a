// Package cli is the client half of the chengxin program: it asks a running server over HTTP, or checks files offline,
// and prints tables for people and JSON for machines.
package cli

import (
	"os"
	"strings"

	"github.com/spf13/cobra"
)

// settings are the flags every command has.
type settings struct {
	server, key, lang string
	json              bool
}

// Commands are login, logout, push, query, records, quarantine, audit and catalog, to be added to the program's root.
func Commands() []*cobra.Command {
	commands := []*cobra.Command{loginCommand(), logoutCommand(), pushCommand(), queryCommand(), recordsCommand(), quarantineCommand(), auditCommand(), catalogCommand()}
	for _, c := range commands {
		prepare(c)
	}
	return commands
}

// prepare gives a command and its children what all have in common.
func prepare(c *cobra.Command) {
	f := c.PersistentFlags()
	f.String("server", "", "address of the server (CHENGXIN_SERVER, default "+defaultServer+")")
	f.String("key", "", "API key or session token, or @FILE to read it from a file (CHENGXIN_KEY)")
	f.String("lang", "", "zh or en (default: from LANG)")
	f.Bool("json", false, "print JSON for machines")
	c.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return finish(c, usage(c, err.Error())) })
	for _, one := range append(c.Commands(), c) {
		wrap(one)
	}
}

// wrap has a command's errors shown here, in the caller's language, whoever executes it.
func wrap(c *cobra.Command) {
	c.SilenceErrors, c.SilenceUsage = true, true
	args, run := c.Args, c.RunE
	if run == nil {
		args, run = cobra.ArbitraryArgs, group
	}
	c.Args = func(c *cobra.Command, a []string) error { return finish(c, args(c, a)) }
	c.RunE = func(c *cobra.Command, a []string) error { return finish(c, run(c, a)) }
}

// group is a command that only has children.
func group(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage(c, "unknown command "+printable(args[0]))
	}
	return c.Help()
}

func settingsOf(c *cobra.Command) settings {
	s := settings{server: text(c, "server"), key: text(c, "key"), lang: language(c)}
	if f := c.Flags().Lookup("json"); f != nil {
		s.json = f.Value.String() == "true"
	}
	if s.server == "" {
		s.server = os.Getenv("CHENGXIN_SERVER")
	}
	if s.server == "" {
		s.server = defaultServer
	}
	if s.key == "" {
		s.key = os.Getenv("CHENGXIN_KEY")
	}
	return s
}

// text is the value of a flag, "" if the command has none of that name.
func text(c *cobra.Command, name string) string {
	if f := c.Flags().Lookup(name); f != nil {
		return f.Value.String()
	}
	return ""
}

// language is "en" when asked for or when the environment says so; otherwise Chinese, the language of the clerks.
func language(c *cobra.Command) string {
	for _, v := range []string{text(c, "lang"), os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG")} {
		if v != "" {
			if strings.HasPrefix(strings.ToLower(v), "en") {
				return "en"
			}
			return "zh"
		}
	}
	return "zh"
}

// tr picks the sentence in the caller's language.
func (s settings) tr(zh, en string) string {
	if s.lang == "en" {
		return en
	}
	return zh
}

// exactly refuses any other number of arguments with a sentence that names them.
func exactly(names ...string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != len(names) {
			return usage(c, "expected: "+strings.Join(names, " "))
		}
		return nil
	}
}
