package cli

import (
	"net/url"
	"strconv"

	"github.com/spf13/cobra"

	historyv1 "github.com/chengxin-credit/chengxin/api/history/v1"
)

// The bounds of one listing: what the server gives at once, and what one call prints.
const (
	recordsPage = 1000
	mostRecords = 10_000
)

func recordsCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "records CODE", Short: "List a resource whose records are about no subject", Args: exactly("CODE"), RunE: records,
		Long: "CODE is a resource such as space_address or macro_indicator. Records about a subject are asked for one subject at a time: chengxin query.",
	}
	f := c.Flags()
	f.String("purpose", "", "why you ask: a purpose code such as supervision")
	f.String("case", "", "case number, where the purpose asks for one")
	f.String("record", "", "only the record with this id")
	f.Int("limit", 100, "most records to list, up to "+strconv.Itoa(mostRecords))
	f.String("cursor", "", "go on where an earlier listing ended")
	return c
}

func records(cmd *cobra.Command, args []string) error {
	limit, err := cmd.Flags().GetInt("limit")
	if err != nil {
		return err
	}
	if limit < 1 || limit > mostRecords {
		return usage(cmd, "--limit must be between 1 and "+strconv.Itoa(mostRecords))
	}
	c, err := newClient(settingsOf(cmd))
	if err != nil {
		return err
	}
	query := url.Values{}
	for name, flag := range map[string]string{"purpose": "purpose", "case_no": "case", "record_id": "record", "cursor": "cursor"} {
		if v := text(cmd, flag); v != "" {
			query.Set(name, v)
		}
	}
	all := &historyv1.RecordsReply{}
	for left := limit; left > 0; left = limit - len(all.GetRecords()) {
		query.Set("limit", strconv.Itoa(min(left, recordsPage)))
		page := &historyv1.RecordsReply{}
		if _, err := c.get(cmd.Context(), address("v1", "records", args[0]), query, page); err != nil {
			return err
		}
		all.Records, all.Withheld = append(all.Records, page.GetRecords()...), all.GetWithheld()+page.GetWithheld()
		all.NextCursor, all.PolicyVersion, all.Evidence = page.GetNextCursor(), page.GetPolicyVersion(), page.Evidence
		if page.GetNextCursor() == "" {
			break
		}
		query.Set("cursor", page.GetNextCursor())
	}
	if c.json {
		return emitProto(cmd.OutOrStdout(), all)
	}
	p := &printer{w: cmd.OutOrStdout()}
	printRecords(p, c.settings, all)
	return p.err
}

func printRecords(p *printer, s settings, all *historyv1.RecordsReply) {
	for _, r := range all.GetRecords() {
		r.DocumentNo = or(r.GetDocumentNo(), r.GetRecordId()) // what is about no subject is known by its id
		printRecord(p, s, r)
	}
	if len(all.GetRecords()) > 0 {
		p.line("")
	}
	p.line(s.tr("共 %d 条记录,授权版本 %d", "%d record(s), policy version %d"), len(all.GetRecords()), all.GetPolicyVersion())
	if n := all.GetWithheld(); n > 0 {
		p.line(s.tr("另有 %d 条属于其他行政区划,超出您的授权范围", "%d more belong to other divisions, outside the scope of your grant"), n)
	}
	if all.GetNextCursor() != "" {
		p.line(s.tr("还有更多记录:--cursor %s", "there are more: --cursor %s"), printable(all.GetNextCursor()))
	}
	if all.Evidence != nil {
		p.line(s.tr("存证编号 %d", "evidence %d"), all.GetEvidence())
	}
}
