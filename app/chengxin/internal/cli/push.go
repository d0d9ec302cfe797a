package cli

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	exchangev1 "github.com/chengxin-credit/chengxin/api/exchange/v1"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/rowfile"
)

// shownRefusals is how many refused records are shown without --all.
const shownRefusals = 100

func pushCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "push FILE", Short: "Push records: FILE is .csv, .ndjson, .jsonl, .json or .xlsx", Args: exactly("FILE"), RunE: push,
		Long: "The file is streamed, whatever its size. Refused records are listed with what to do about each; the others are in.\n" +
			"Exit status 0: all accepted; 3: some refused; 1: failed.",
	}
	f := c.Flags()
	f.String("resource", "", "code of the resource, see chengxin catalog list (required)")
	f.Bool("dry-run", false, "check only, accept nothing")
	f.String("sheet", "", "name of the sheet of an .xlsx file (default: the first)")
	f.String("charset", "", "character set of a CSV file: utf-8, gbk or gb18030 (default: detected by the server)")
	f.String("idempotency-key", "", "pushing again with the same key changes nothing")
	f.Bool("withdraw", false, "withdraw the records of the file instead; their history is kept")
	f.Bool("all", false, "list all refused records, not only the first 100")
	f.Bool("hints", false, "also list accepted records with a hint")
	return c
}

func push(cmd *cobra.Command, args []string) error {
	if text(cmd, "resource") == "" {
		return usage(cmd, "--resource CODE")
	}
	c, err := newClient(settingsOf(cmd))
	if err != nil {
		return err
	}
	file, err := openRows(args[0], text(cmd, "charset"))
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // only read from
	p := newProgress(file.counted, file.size, cmd.ErrOrStderr(), c.settings)
	file.counted = p
	receipt, err := c.push(cmd, file)
	p.done()
	if err != nil {
		return err
	}
	all := text(cmd, "all") == "true" || c.json
	if err := c.outcomes(cmd.Context(), receipt, all); err != nil {
		return err
	}
	if c.json {
		err = emitProto(cmd.OutOrStdout(), receipt)
	} else {
		err = printReceipt(cmd, c.settings, receipt)
	}
	switch {
	case err != nil:
		return err
	case receipt.GetState() == "interrupted":
		return fault.New(fault.Unavailable, "PUSH_INTERRUPTED", "上传中断:已接收的记录有效,其余未送达。", "The upload broke off: what was accepted stays, the rest did not arrive.").
			Then("请重新推送同一文件;重复的记录会自动合并。", "Push the same file again; what is repeated collapses.")
	case receipt.GetRefused() > 0:
		return &someRefused{receipt.GetRefused()}
	default:
		return nil
	}
}

// push streams the file and answers the receipt.
func (c *client) push(cmd *cobra.Command, file *rows) (*exchangev1.Receipt, error) {
	verb := "push"
	if text(cmd, "withdraw") == "true" {
		verb = "withdraw"
	}
	r := request{
		method: http.MethodPost, path: address("v1", "resources", text(cmd, "resource")) + "/records:" + verb,
		query: url.Values{}, header: http.Header{"Content-Type": {file.contentType}}, body: file.counted, size: file.length,
	}
	// A refusal of the whole, such as a wrong resource, should come before the file is sent.
	r.header.Set("Expect", "100-continue")
	if text(cmd, "dry-run") == "true" {
		r.query.Set("dry_run", "true")
	}
	if sheet := text(cmd, "sheet"); sheet != "" {
		r.query.Set("sheet", sheet)
	}
	if key := text(cmd, "idempotency-key"); key != "" {
		r.header.Set("Idempotency-Key", key)
	}
	receipt := &exchangev1.Receipt{}
	_, err := c.call(cmd.Context(), r, receipt)
	return receipt, err
}

// outcomes completes the receipt with the outcomes that did not fit into the answer.
func (c *client) outcomes(ctx context.Context, receipt *exchangev1.Receipt, all bool) error {
	for receipt.GetId() != "" && receipt.GetNextCursor() != "" && (all || len(receipt.GetOutcomes()) < shownRefusals) {
		page := &exchangev1.Receipt{}
		q := url.Values{"cursor": {receipt.GetNextCursor()}, "limit": {"1000"}}
		if _, err := c.get(ctx, address("v1", "receipts", receipt.GetId()), q, page); err != nil {
			return err
		}
		receipt.Outcomes = append(receipt.Outcomes, page.GetOutcomes()...)
		receipt.NextCursor = page.GetNextCursor()
	}
	return nil
}

func printReceipt(cmd *cobra.Command, s settings, r *exchangev1.Receipt) error {
	p := &printer{w: cmd.OutOrStdout()}
	var refused, hinted [][]string
	for _, o := range r.GetOutcomes() {
		row := []string{strconv.FormatInt(o.GetLine(), 10), or(o.GetField(), "-"), o.GetReason(), o.GetMessage(), o.GetNextStep()}
		if o.GetStatus() == "refused" {
			refused = append(refused, row)
		} else {
			hinted = append(hinted, row)
		}
	}
	head := []string{s.tr("行", "line"), s.tr("字段", "field"), s.tr("原因代码", "reason"), s.tr("说明", "what is wrong"), s.tr("下一步", "next step")}
	if len(refused) > 0 {
		most := shownRefusals
		if text(cmd, "all") == "true" {
			most = len(refused)
		}
		shown, records := firstLines(refused, most)
		p.line("%s", s.tr("未接收的记录", "Refused records"))
		p.table(head, shown)
		if more := r.GetRefused() - int64(records); more > 0 {
			p.line(s.tr("… 另有 %d 条未列出,用 --all 全部列出。", "... %d more are not listed; --all lists them."), more)
		}
		p.line("")
	}
	if len(hinted) > 0 && text(cmd, "hints") == "true" {
		p.line("%s", s.tr("已接收但有提示的记录", "Accepted with a hint"))
		p.table(head, hinted)
		p.line("")
	}
	printSums(p, s, r)
	return p.err
}

// firstLines cuts rows, in order of their line, after so many lines: one record may have several mistakes.
func firstLines(rows [][]string, most int) (shown [][]string, lines int) {
	for i, row := range rows {
		if i == 0 || row[0] != rows[i-1][0] {
			if lines == most {
				return rows[:i], lines
			}
			lines++
		}
	}
	return rows, lines
}

func printSums(p *printer, s settings, r *exchangev1.Receipt) {
	if r.GetDryRun() {
		p.line("%s", s.tr("试运行:未写入任何记录。", "Dry run: nothing was kept."))
	}
	p.line(s.tr("共 %d 条:接收 %d,未接收 %d,迟报 %d,有提示 %d。", "%d record(s): %d accepted, %d refused, %d late, %d with a hint."),
		r.GetTotal(), r.GetAccepted(), r.GetRefused(), r.GetLate(), r.GetHinted())
	p.pair(s.tr("回执", "receipt"), r.GetId())
	if r.Evidence != nil {
		p.pair(s.tr("存证编号", "evidence"), strconv.FormatUint(r.GetEvidence(), 10))
	}
}

// rows is a file as it is sent.
type rows struct {
	contentType string
	// counted is what progress watches, size its length on disk; length is the body's length, 0 if it is not known.
	counted      io.Reader
	size, length int64
	close        func() error
}

// Close closes the file.
func (r *rows) Close() error { return r.close() }

// openRows opens a file of records by its ending.
func openRows(path, charset string) (*rows, error) {
	kind := rowfile.TypeOf(path)
	if kind == "" {
		return nil, fault.New(fault.Invalid, "FILE_KIND", "不支持这种文件:"+printable(filepath.Base(path))+"。", "This kind of file is not supported: "+printable(filepath.Base(path))+".").
			Then("请使用 .csv、.ndjson、.json 或 .xlsx 文件。", "Use a .csv, .ndjson, .json or .xlsx file.")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fileFault(path, err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, fileFault(path, err)
	}
	if charset != "" {
		kind += "; charset=" + charset
	}
	return &rows{contentType: kind, counted: f, size: info.Size(), length: info.Size(), close: f.Close}, nil
}
