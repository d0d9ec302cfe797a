package cli

import (
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/ledgerverify"
)

func verifyCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "verify BUNDLE", Short: "Check a proof offline, from files alone", Args: exactly("BUNDLE"), RunE: auditVerify,
		Long: "Checks that the checkpoint was signed with the verifier key, that the evidence is in the log at its index, and that its detail\n" +
			"is the one the log committed to. With --older and --consistency it also checks that nothing before the older checkpoint was\n" +
			"changed, inserted or removed. No server is asked. Exit status 0: everything holds; 1: something does not, and it says what.",
	}
	c.Flags().String("verifier", "", "file with the log's verifier key, obtained from a place you trust (required)")
	c.Flags().String("older", "", "file with a checkpoint you kept from earlier")
	c.Flags().String("consistency", "", "file with the proof that the newer checkpoint extends the older one")
	return c
}

// verdict is the result for machines.
type verdict struct {
	OK       bool     `json:"ok"`
	Checks   []string `json:"checks"`
	Index    uint64   `json:"index"`
	Origin   string   `json:"origin"`
	TreeSize uint64   `json:"tree_size"`
	// Older is the size of the older checkpoint that was compared with.
	Older  *uint64 `json:"older_size,omitempty"`
	Erased bool    `json:"erased,omitempty"`
	Kind   string  `json:"kind"`
	Event  any     `json:"event,omitempty"`
}

func auditVerify(cmd *cobra.Command, args []string) error {
	if text(cmd, "verifier") == "" {
		return usage(cmd, "--verifier FILE")
	}
	if (text(cmd, "older") == "") != (text(cmd, "consistency") == "") {
		return usage(cmd, "--older FILE --consistency FILE")
	}
	files := map[string][]byte{}
	for name, path := range map[string]string{"bundle": args[0], "verifier": text(cmd, "verifier"), "older": text(cmd, "older"), "consistency": text(cmd, "consistency")} {
		if path == "" {
			continue
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return fileFault(path, err)
		}
		files[name] = raw
	}
	b, err := ledgerverify.ParseBundle(files["bundle"])
	if err != nil {
		return err
	}
	key := string(files["verifier"])
	v, err := ledgerverify.VerifyBundle(b, key)
	if err != nil {
		return err
	}
	out := verdict{OK: true, Checks: []string{"signature", "inclusion"}, Index: b.Index, Origin: v.Checkpoint.Origin, TreeSize: v.Checkpoint.Size, Erased: v.Erased, Kind: string(v.Leaf.Kind)}
	if !v.Erased {
		out.Checks = append(out.Checks, "detail")
	}
	if files["older"] != nil {
		size, err := verifyOlder(b, files["older"], files["consistency"], key)
		if err != nil {
			return err
		}
		out.Checks, out.Older = append(out.Checks, "consistency"), &size
	}
	if settingsOf(cmd).json {
		if v.Event != nil {
			out.Event = eventFields(*v.Event)
		}
		return emit(cmd.OutOrStdout(), out)
	}
	return printVerdict(cmd, out, v)
}

// verifyOlder compares the bundle's checkpoint with one the auditor kept. The kept one may also be the newer of the two.
func verifyOlder(b ledgerverify.Bundle, kept, proof []byte, key string) (uint64, error) {
	c, err := ledgerverify.ParseConsistency(proof)
	if err != nil {
		return 0, err
	}
	if c.Checkpoint != b.Checkpoint {
		return 0, fault.New(fault.Invalid, "CONSISTENCY_OTHER_CHECKPOINT", "一致性证明针对的是另一个检查点。", "The consistency proof is for another checkpoint.").
			Then("请用 chengxin audit proof --since 一并导出。", "Export both together with chengxin audit proof --since.")
	}
	then, err := ledgerverify.ParseCheckpoint(kept, key)
	if err != nil {
		return 0, err
	}
	now, err := ledgerverify.ParseCheckpoint([]byte(b.Checkpoint), key)
	if err != nil {
		return 0, err
	}
	first, second := kept, []byte(b.Checkpoint)
	if then.Size > now.Size {
		first, second = second, first
	}
	_, _, err = ledgerverify.VerifyConsistency(first, second, c.Proof, key)
	return then.Size, err
}

func printVerdict(cmd *cobra.Command, out verdict, v ledgerverify.Verdict) error {
	s := settingsOf(cmd)
	p := &printer{w: cmd.OutOrStdout()}
	p.line(s.tr("通过  检查点由该公钥签署:%s,覆盖 %d 条", "OK  the checkpoint was signed with this key: %s, %d entries"), printable(out.Origin), out.TreeSize)
	p.line(s.tr("通过  第 %d 号存证在该日志中", "OK  entry %d is in that log"), out.Index)
	if v.Erased {
		p.line(s.tr("注意  明细已被删除,只能证明事件的时间、类型和决定", "NOTE  the detail has been erased; only time, kind and decision are proven"))
	} else {
		p.line(s.tr("通过  明细与日志承诺一致", "OK  the detail is the one the log committed to"))
	}
	if out.Older != nil {
		p.line(s.tr("通过  与保存的检查点(%d 条)一致,此前记录未被改动、插入或删除", "OK  consistent with the checkpoint kept (%d entries): nothing before it was changed, inserted or removed"), *out.Older)
	}
	p.line("")
	p.pair(s.tr("时间", "time"), v.Leaf.At.Local().Format(time.RFC3339))
	p.pair(s.tr("类型", "kind"), kindName(s, string(v.Leaf.Kind)))
	p.pair(s.tr("决定", "decision"), decisionName(s, evidence.Event{Allow: v.Leaf.Allow}.Decision()))
	if v.Event != nil {
		printEvent(p, s, *v.Event)
	}
	return p.err
}

func printEvent(p *printer, s settings, e evidence.Event) {
	for _, m := range eventMembers(s, e) {
		p.pair(m[1], m[2])
	}
}

// eventFields is the event for machines, without what is empty.
func eventFields(e evidence.Event) map[string]string {
	out := map[string]string{"at": e.At.UTC().Format(time.RFC3339Nano), "kind": string(e.Kind), "decision": e.Decision()}
	for _, m := range eventMembers(settings{}, e) {
		if m[2] != "" {
			out[m[0]] = m[2]
		}
	}
	return out
}

// eventMembers are name, label and value of what the detail says beyond the leaf.
func eventMembers(s settings, e evidence.Event) [][3]string {
	number := func(v int64) string {
		if v == 0 {
			return ""
		}
		return strconv.FormatInt(v, 10)
	}
	digest := ""
	if e.AnswerDigest != [32]byte{} {
		digest = fmt.Sprintf("%x", e.AnswerDigest)
	}
	version := ""
	if e.PolicyVersion != 0 {
		version = strconv.FormatUint(e.PolicyVersion, 10)
	}
	return [][3]string{
		{"actor", s.tr("操作者", "actor"), e.Actor}, {"actor_name", s.tr("姓名", "name"), e.ActorName}, {"agency", s.tr("机构", "agency"), e.Agency},
		{"credential", s.tr("凭证", "credential"), e.Credential}, {"subject", s.tr("主体", "subject"), e.Subject}, {"resource", s.tr("资源", "resource"), e.Resource},
		{"action", s.tr("操作", "action"), e.Action}, {"purpose", s.tr("事由", "purpose"), e.Purpose}, {"case_no", s.tr("案号", "case"), e.CaseNo},
		{"reason", s.tr("原因", "reason"), e.Reason}, {"line", s.tr("授权条目", "policy line"), e.Line}, {"policy_version", s.tr("授权版本", "policy version"), version},
		{"count", s.tr("条数", "count"), number(e.Count)}, {"withheld", s.tr("未提供", "withheld"), number(e.Withheld)},
		{"answer_digest", s.tr("答复摘要", "answer digest"), digest}, {"trace", s.tr("请求编号", "trace"), e.Trace}, {"note", s.tr("备注", "note"), e.Note},
		{"given", s.tr("答复的记录数", "records given"), e.Given},
	}
}
