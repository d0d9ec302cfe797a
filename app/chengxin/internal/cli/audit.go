package cli

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	auditv1 "github.com/chengxin-credit/chengxin/api/audit/v1"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

func auditCommand() *cobra.Command {
	c := &cobra.Command{Use: "audit", Short: "The access ledger: search it, export proofs, verify them offline"}
	c.AddCommand(searchCommand(), proofCommand(), verifyCommand(), fetchCommand("checkpoint", "Fetch the latest signed checkpoint, to keep for later comparison", "/v1/audit/checkpoint"),
		fetchCommand("key", "Fetch the log's verifier key; compare it with one published elsewhere", "/v1/audit/key"))
	return c
}

func searchCommand() *cobra.Command {
	c := &cobra.Command{Use: "search", Short: "Find evidence, newest first", Args: cobra.NoArgs, RunE: auditSearch}
	f := c.Flags()
	for _, name := range []string{"actor", "agency", "subject", "purpose", "decision", "kind", "resource", "cursor"} {
		f.String(name, "", map[string]string{
			"actor": "who asked (person or key id)", "agency": "the asking agency", "subject": "whom it was about (USCC or token)", "purpose": "purpose code",
			"decision": "allow or deny", "kind": "query, search, refusal, push, policy, session, export, ledger, catalog, proposal, malformed", "resource": "resource code",
			"cursor": "go on from an earlier search",
		}[name])
	}
	f.String("case", "", "case number")
	f.String("from", "", "first day (YYYY-MM-DD) or instant (RFC 3339)")
	f.String("to", "", "last day, included, or instant, excluded")
	f.Int("limit", 50, "how many at most; 0 for all")
	return c
}

func auditSearch(cmd *cobra.Command, _ []string) error {
	c, err := newClient(settingsOf(cmd))
	if err != nil {
		return err
	}
	query, err := searchQuery(cmd)
	if err != nil {
		return err
	}
	limit, err := cmd.Flags().GetInt("limit")
	if err != nil || limit < 0 {
		return usage(cmd, "--limit")
	}
	all := &auditv1.SearchReply{}
	for {
		const page = 1000
		n := page
		if limit > 0 {
			n = min(page, limit-len(all.GetEvents()))
		}
		query.Set("limit", strconv.Itoa(n))
		r := &auditv1.SearchReply{}
		if _, err := c.get(cmd.Context(), "/v1/audit/events", query, r); err != nil {
			return err
		}
		all.Events = append(all.Events, r.GetEvents()...)
		all.NextCursor, all.TreeSize = r.GetNextCursor(), r.GetTreeSize()
		if r.GetNextCursor() == "" || limit > 0 && len(all.GetEvents()) >= limit {
			break
		}
		query.Set("cursor", r.GetNextCursor())
	}
	if c.json {
		return emitProto(cmd.OutOrStdout(), all)
	}
	return printEvents(cmd, c.settings, all)
}

func searchQuery(cmd *cobra.Command) (url.Values, error) {
	query := url.Values{}
	for flag, name := range map[string]string{
		"actor": "actor", "agency": "agency", "subject": "subject", "purpose": "purpose", "decision": "decision", "kind": "kind", "resource": "resource",
		"cursor": "cursor", "case": "case_no",
	} {
		if v := text(cmd, flag); v != "" {
			query.Set(name, v)
		}
	}
	for _, name := range []string{"from", "to"} {
		v := text(cmd, name)
		if v == "" {
			continue
		}
		at, err := moment(v, name == "to")
		if err != nil {
			return nil, err
		}
		query.Set(name, at.UTC().Format(time.RFC3339Nano))
	}
	return query, nil
}

// moment reads a day of the local calendar or an instant; the last day of a span ends with its midnight.
func moment(s string, last bool) (time.Time, error) {
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return at, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, s, time.Local)
	if err != nil {
		return day, fault.New(fault.Invalid, "DATE", "日期“"+printable(s)+"”无法识别。", "The date \""+printable(s)+"\" is not understood.").
			Then("请写成 2026-03-05 或 2026-03-05T08:00:00+08:00。", "Write it as 2026-03-05 or 2026-03-05T08:00:00+08:00.")
	}
	if last {
		day = day.AddDate(0, 0, 1)
	}
	return day, nil
}

func printEvents(cmd *cobra.Command, s settings, all *auditv1.SearchReply) error {
	rows := make([][]string, len(all.GetEvents()))
	for i, e := range all.GetEvents() {
		who := or(e.GetActorName(), e.GetActor())
		if e.GetAgency() != "" {
			who += " @" + e.GetAgency()
		}
		rows[i] = []string{
			strconv.FormatUint(e.GetIndex(), 10), e.GetAt().AsTime().Local().Format("2006-01-02 15:04:05"), kindName(s, e.GetKind()), decisionName(s, e.GetDecision()),
			or(who, "-"), or(e.GetSubject(), "-"), or(or(e.GetResource(), e.GetGiven()), "-"), or(e.GetPurpose(), "-"), or(e.GetCaseNo(), "-"), e.GetReason() + spaced(e.GetNote()),
		}
	}
	p := &printer{w: cmd.OutOrStdout()}
	p.table([]string{s.tr("存证编号", "index"), s.tr("时间", "time"), s.tr("类型", "kind"), s.tr("决定", "decision"), s.tr("操作者", "who"), s.tr("主体", "subject"),
		s.tr("资源", "resource"), s.tr("事由", "purpose"), s.tr("案号", "case"), s.tr("说明", "remark")}, rows)
	p.line("")
	p.line(s.tr("%d 条,账本共 %d 条。", "%d shown, %d in the ledger."), len(rows), all.GetTreeSize())
	if all.GetNextCursor() != "" {
		p.line(s.tr("还有更多:--cursor %s", "There is more: --cursor %s"), all.GetNextCursor())
	}
	return p.err
}

func spaced(s string) string {
	if s == "" {
		return ""
	}
	return " " + s
}

func kindName(s settings, kind string) string {
	zh := map[string]string{"query": "查询", "search": "检索", "refusal": "拒绝", "push": "归集", "policy": "授权变更", "session": "登录", "export": "导出", "ledger": "账本查询", "catalog": "目录变更", "proposal": "目录提案", "malformed": "无法识别"}[kind]
	return s.tr(or(zh, kind), kind)
}

func decisionName(s settings, d string) string {
	if d == "allow" {
		return s.tr("准许", d)
	}
	return s.tr("拒绝", d)
}

// fetchCommand saves one public file of the log.
func fetchCommand(name, short, path string) *cobra.Command {
	c := &cobra.Command{Use: name, Short: short, Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		c, err := newClient(settingsOf(cmd))
		if err != nil {
			return err
		}
		raw, _, err := c.raw(cmd.Context(), request{method: http.MethodGet, path: path})
		if err != nil {
			return err
		}
		to := text(cmd, "out")
		switch {
		case to != "":
			return save(to, raw)
		case c.json:
			return emit(cmd.OutOrStdout(), map[string]string{name: string(raw)})
		default:
			_, err = fmt.Fprint(cmd.OutOrStdout(), string(raw))
			return err
		}
	}}
	c.Flags().StringP("out", "o", "", "write to this file")
	return c
}
