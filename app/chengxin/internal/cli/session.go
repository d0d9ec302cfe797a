package cli

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	accessv1 "github.com/chengxin-credit/chengxin/api/access/v1"
)

func loginCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "login NAME", Short: "Log in and print a session token, for CHENGXIN_KEY", Args: exactly("NAME"), RunE: login,
		Long: "Asks for the password on a terminal, or reads its first line from --password-file or from standard input; it is never an argument.\n" +
			"  export CHENGXIN_KEY=$(chengxin login officer)",
	}
	c.Flags().String("password-file", "", "file with the password")
	return c
}

func logoutCommand() *cobra.Command {
	return &cobra.Command{Use: "logout", Short: "End the session of CHENGXIN_KEY at once", Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		c, err := newClient(settingsOf(cmd))
		if err != nil {
			return err
		}
		_, err = c.call(cmd.Context(), request{method: "DELETE", path: "/v1/sessions/current"}, &accessv1.LogoutReply{})
		return err
	}}
}

func login(cmd *cobra.Command, args []string) error {
	s := settingsOf(cmd)
	s.key = "" // a session that has ended must not stand in the way of a new one
	password, err := readPassword(cmd, s)
	if err != nil {
		return err
	}
	c, err := newClient(s)
	if err != nil {
		return err
	}
	reply := &accessv1.LoginReply{}
	if _, err := c.post(cmd.Context(), "/v1/sessions", &accessv1.LoginRequest{Name: args[0], Password: password}, reply); err != nil {
		return err
	}
	if c.json {
		return emitProto(cmd.OutOrStdout(), reply)
	}
	_, err = fmt.Fprintln(cmd.OutOrStdout(), reply.GetToken())
	return err
}

// readPassword reads one line from a file, a terminal without echo, or standard input.
func readPassword(cmd *cobra.Command, s settings) (string, error) {
	if path := text(cmd, "password-file"); path != "" {
		raw, err := os.ReadFile(path)
		if err != nil {
			return "", fileFault(path, err)
		}
		line, _, _ := strings.Cut(string(raw), "\n")
		return strings.TrimSuffix(line, "\r"), nil
	}
	if f, ok := cmd.InOrStdin().(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		fmt.Fprint(cmd.ErrOrStderr(), s.tr("密码: ", "Password: "))
		raw, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(cmd.ErrOrStderr())
		return string(raw), err
	}
	line, err := bufio.NewReader(io.LimitReader(cmd.InOrStdin(), 4096)).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}
