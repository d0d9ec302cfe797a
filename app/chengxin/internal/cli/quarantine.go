package cli

import (
	"encoding/json"
	"net/url"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	exchangev1 "github.com/chengxin-credit/chengxin/api/exchange/v1"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// quarantinePage is how many entries the server gives at once.
const quarantinePage = 500

// ofNobody is the agency of entries that belong to none.
const ofNobody = "-"

func quarantineCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "quarantine", Short: "Refused records: list, download, correct and send again, or settle",
		Long: "An agency sees its own. What could not be read at all belongs to no agency: --stray lists and downloads it, settle ends it (the catalog manager).",
	}
	list := &cobra.Command{Use: "list", Short: "List refused records, newest first, with what is wrong", Args: exactly(), RunE: quarantineList}
	list.Flags().String("state", "open", "open, resubmitted, settled, or empty for all")
	list.Flags().String("resource", "", "only of this resource")
	list.Flags().String("receipt", "", "only of this receipt")
	listingFlags(list)
	get := &cobra.Command{
		Use: "get ID", Short: "Show a refused record's faults, and save it", Args: exactly("ID"), RunE: quarantineGet,
		Long: "--raw saves the bytes as they came in, --record the record as JSON, to be corrected for resubmit. Both may hold personal data: only you can read the files, and the answer, JSON too, leaves the record out.",
	}
	get.Flags().String("raw", "", "file for the bytes as they came in; one that is there stays as it is")
	get.Flags().String("record", "", "file for the record as JSON; one that is there stays as it is")
	for _, one := range []*cobra.Command{list, get} {
		one.Flags().Bool("stray", false, "what belongs to no agency")
	}
	again := &cobra.Command{
		Use: "resubmit ID FILE", Short: "Send a corrected record (one JSON object) in place of the refused one", Args: exactly("ID", "FILE"), RunE: quarantineResubmit,
		Long: "Exit status 0: accepted; 3: refused again, with its faults; 1: failed.",
	}
	again.Flags().String("resource", "", "the right resource, where it was missing or wrong")
	settle := &cobra.Command{Use: "settle ID", Short: "End an entry that belongs to no agency", Args: exactly("ID"), RunE: quarantineSettle}
	settle.Flags().String("why", "", "what came of it, for the record (needed; no personal data)")
	c.AddCommand(list, get, again, settle)
	return c
}

// agencyOf puts whose entries are meant into a query.
func agencyOf(cmd *cobra.Command, query url.Values) url.Values {
	if text(cmd, "stray") == "true" {
		query.Set("agency", ofNobody)
	}
	return query
}

func quarantineList(cmd *cobra.Command, _ []string) error {
	list, err := listingOf(cmd, map[string]string{"state": "state", "resource": "resource", "receipt": "receipt"})
	if err != nil {
		return err
	}
	c, err := newClient(settingsOf(cmd))
	if err != nil {
		return err
	}
	all := &exchangev1.ListQuarantineReply{}
	err = list.pages(quarantinePage, func(query url.Values) (int, string, error) {
		page := &exchangev1.ListQuarantineReply{}
		if _, err := c.get(cmd.Context(), "/v1/quarantine", agencyOf(cmd, query), page); err != nil {
			return 0, "", err
		}
		all.Items, all.NextCursor, all.Open = append(all.Items, page.GetItems()...), page.GetNextCursor(), page.GetOpen()
		return len(page.GetItems()), page.GetNextCursor(), nil
	})
	if err != nil {
		return err
	}
	if c.json {
		return emitProto(cmd.OutOrStdout(), all)
	}
	p := &printer{w: cmd.OutOrStdout()}
	printQuarantine(p, c.settings, all)
	return p.err
}

func printQuarantine(p *printer, s settings, all *exchangev1.ListQuarantineReply) {
	var rows [][]string
	for _, q := range all.GetItems() {
		why := &exchangev1.Outcome{}
		if len(q.GetReasons()) > 0 {
			why = q.GetReasons()[0]
		}
		rows = append(rows, []string{q.GetId(), or(q.GetResource(), "-"), quarantineState(s, q.GetState()), q.GetAt().AsTime().Local().Format("2006-01-02 15:04"), or(q.GetDueOn(), "-"), or(why.GetField(), "-"), why.GetReason(), why.GetMessage()})
	}
	if len(rows) > 0 {
		p.table([]string{s.tr("编号", "id"), s.tr("资源", "resource"), s.tr("状态", "state"), s.tr("时间", "at"), s.tr("报送期限", "due"), s.tr("字段", "field"), s.tr("原因代码", "reason"), s.tr("说明", "what is wrong")}, rows)
		p.line("")
	}
	p.line(s.tr("列出 %d 条,待处理共 %d 条。", "%d listed, %d open in all."), len(rows), all.GetOpen())
	if all.GetNextCursor() != "" {
		p.line("%s", s.tr("还有更多,请用 --limit 调大,或用 --resource、--receipt 缩小范围。", "There are more: raise --limit, or narrow with --resource or --receipt."))
	}
}

func quarantineState(s settings, state string) string {
	switch state {
	case "open":
		return s.tr("待处理", "open")
	case "resubmitted":
		return s.tr("已更正重报", "resubmitted")
	case "settled":
		return s.tr("已办结", "settled")
	}
	return state
}

func quarantineGet(cmd *cobra.Command, args []string) error {
	c, err := newClient(settingsOf(cmd))
	if err != nil {
		return err
	}
	q := &exchangev1.Quarantined{}
	if _, err := c.get(cmd.Context(), address("v1", "quarantine", args[0]), agencyOf(cmd, url.Values{}), q); err != nil {
		return err
	}
	if path := text(cmd, "raw"); path != "" {
		if err := saveNew(path, q.GetRaw(), 0o600); err != nil {
			return err
		}
	}
	if path := text(cmd, "record"); path != "" {
		if err := saveRecord(path, q); err != nil {
			return err
		}
	}
	// The record itself is never shown: it may be about a person.
	q.Raw, q.Fields = nil, nil
	if c.json {
		return emitProto(cmd.OutOrStdout(), q)
	}
	p := &printer{w: cmd.OutOrStdout()}
	printQuarantined(p, c.settings, q)
	return p.err
}

func saveRecord(path string, q *exchangev1.Quarantined) error {
	if len(q.GetFields()) == 0 {
		return fault.New(fault.Invalid, "FIELDS_UNREADABLE", "这条问题数据无法按字段读出。", "The items of this record cannot be read.").
			Then("请用 --raw 下载原始内容,核对后重新报送。", "Save the bytes with --raw, and push the record again.")
	}
	b, err := json.MarshalIndent(q.GetFields(), "", "  ")
	if err != nil {
		return err
	}
	return saveNew(path, append(b, '\n'), 0o600)
}

func printQuarantined(p *printer, s settings, q *exchangev1.Quarantined) {
	p.line("%s (%s)", printable(q.GetId()), quarantineState(s, q.GetState()))
	p.pair(s.tr("资源", "resource"), q.GetResource())
	p.pair(s.tr("回执", "receipt"), q.GetReceipt())
	if q.GetLine() > 0 {
		p.pair(s.tr("行", "line"), strconv.FormatInt(q.GetLine(), 10))
	}
	p.pair(s.tr("时间", "at"), q.GetAt().AsTime().Local().Format("2006-01-02 15:04:05"))
	p.pair(s.tr("报送人", "by"), q.GetBy())
	p.pair(s.tr("决定日期", "decided on"), q.GetOccurredOn())
	if q.DaysLeft != nil {
		p.pair(s.tr("报送期限", "due"), q.GetDueOn()+s.tr(",剩余工作日 ", ", working days left: ")+strconv.Itoa(int(q.GetDaysLeft())))
	}
	p.pair(s.tr("更正自", "corrects"), q.GetParent())
	p.pair(s.tr("更正后的回执", "resubmitted as"), q.GetResubmittedAs())
	p.pair(s.tr("办结结果", "settled"), q.GetSettledWhy())
	var rows [][]string
	for _, o := range q.GetReasons() {
		rows = append(rows, []string{or(o.GetField(), "-"), o.GetReason(), o.GetMessage(), o.GetNextStep()})
	}
	p.line("")
	p.table([]string{s.tr("字段", "field"), s.tr("原因代码", "reason"), s.tr("说明", "what is wrong"), s.tr("下一步", "next step")}, rows)
}

func quarantineResubmit(cmd *cobra.Command, args []string) error {
	record, err := os.ReadFile(args[1])
	if err != nil {
		return fileFault(args[1], err)
	}
	c, err := newClient(settingsOf(cmd))
	if err != nil {
		return err
	}
	r := &exchangev1.Receipt{}
	raw, err := c.post(cmd.Context(), address("v1", "quarantine", args[0])+":resubmit", &exchangev1.ResubmitRequest{Record: string(record), Resource: text(cmd, "resource")}, r)
	if err != nil {
		return err
	}
	if c.json {
		err = emitRaw(cmd.OutOrStdout(), raw)
	} else {
		err = printReceipt(cmd, c.settings, r)
	}
	if err == nil && r.GetRefused() > 0 {
		err = &someRefused{r.GetRefused()}
	}
	return err
}

func quarantineSettle(cmd *cobra.Command, args []string) error {
	c, err := newClient(settingsOf(cmd))
	if err != nil {
		return err
	}
	q := &exchangev1.Quarantined{}
	raw, err := c.post(cmd.Context(), address("v1", "quarantine", args[0])+":settle", &exchangev1.SettleRequest{Why: text(cmd, "why")}, q)
	if err != nil {
		return err
	}
	if c.json {
		return emitRaw(cmd.OutOrStdout(), raw)
	}
	p := &printer{w: cmd.OutOrStdout()}
	printQuarantined(p, c.settings, q)
	return p.err
}
