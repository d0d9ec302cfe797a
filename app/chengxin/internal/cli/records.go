package cli

import (
	"net/url"

	"github.com/spf13/cobra"

	historyv1 "github.com/chengxin-credit/chengxin/api/history/v1"
)

// recordsPage is how many records the server gives at once.
const recordsPage = 1000

func recordsCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "records CODE", Short: "List a resource whose records are about no subject", Args: exactly("CODE"), RunE: records,
		Long: "CODE is a resource such as space_address or macro_indicator. Records about a subject are asked for one subject at a time: chengxin query.",
	}
	f := c.Flags()
	f.String("purpose", "", "why you ask: a purpose code such as supervision")
	f.String("case", "", "case number, where the purpose asks for one")
	f.String("record", "", "only the record with this id")
	f.String("cursor", "", "go on where an earlier listing ended")
	listingFlags(c)
	return c
}

func records(cmd *cobra.Command, args []string) error {
	list, err := listingOf(cmd, map[string]string{"purpose": "purpose", "case_no": "case", "record_id": "record", "cursor": "cursor"})
	if err != nil {
		return err
	}
	c, err := newClient(settingsOf(cmd))
	if err != nil {
		return err
	}
	all := &historyv1.RecordsReply{}
	err = list.pages(recordsPage, func(query url.Values) (int, string, error) {
		page := &historyv1.RecordsReply{}
		if _, err := c.get(cmd.Context(), address("v1", "records", args[0]), query, page); err != nil {
			return 0, "", err
		}
		all.Records, all.Withheld = append(all.Records, page.GetRecords()...), all.GetWithheld()+page.GetWithheld()
		all.NextCursor, all.PolicyVersion, all.Evidence = page.GetNextCursor(), page.GetPolicyVersion(), page.Evidence
		return len(page.GetRecords()), page.GetNextCursor(), nil
	})
	if err != nil {
		return err
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
