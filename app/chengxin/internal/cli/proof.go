package cli

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	auditv1 "github.com/chengxin-credit/chengxin/api/audit/v1"
	"github.com/chengxin-credit/chengxin/internal/ledgerverify"
)

func proofCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "proof INDEX", Short: "Export all that is needed to verify one piece of evidence offline", Args: exactly("INDEX"), RunE: auditProof,
		Long: "INDEX is the ledger index of an answer: the header X-Chengxin-Evidence, or the first column of audit search.\n" +
			"With --since, a checkpoint kept from earlier, it also exports the proof that nothing before it has changed.",
	}
	c.Flags().StringP("out", "o", "", "file to write (default evidence-INDEX.json)")
	c.Flags().String("since", "", "file with an older checkpoint; writes evidence-INDEX.consistency.json too")
	return c
}

// written is what the command reports.
type written struct {
	Index       uint64 `json:"index"`
	TreeSize    uint64 `json:"tree_size"`
	Bundle      string `json:"bundle"`
	Consistency string `json:"consistency,omitempty"`
}

func auditProof(cmd *cobra.Command, args []string) error {
	index, err := strconv.ParseUint(args[0], 10, 64)
	if err != nil {
		return usage(cmd, "INDEX")
	}
	c, err := newClient(settingsOf(cmd))
	if err != nil {
		return err
	}
	m := &auditv1.ProofBundle{}
	if _, err := c.get(cmd.Context(), address("v1", "audit", "events", args[0], "proof"), nil, m); err != nil {
		return err
	}
	b := ledgerverify.Bundle{
		Format: ledgerverify.BundleFormat, Index: m.GetIndex(), Leaf: m.GetLeaf(), Detail: m.GetDetail(), Salt: m.GetSalt(),
		Inclusion: m.GetInclusion(), Checkpoint: m.GetCheckpoint(), VerifierKey: m.GetVerifierKey(),
	}
	// A proof that does not hold is worth knowing about now, not in court.
	v, err := ledgerverify.VerifyBundle(b, b.VerifierKey)
	if err != nil {
		return err
	}
	out := written{Index: index, TreeSize: v.Checkpoint.Size, Bundle: or(text(cmd, "out"), fmt.Sprintf("evidence-%d.json", index))}
	if err := saveJSON(out.Bundle, b); err != nil {
		return err
	}
	if since := text(cmd, "since"); since != "" {
		out.Consistency = strings.TrimSuffix(out.Bundle, ".json") + ".consistency.json"
		if err := proveSince(cmd, c, b, v.Checkpoint, since, out.Consistency); err != nil {
			return err
		}
	}
	if c.json {
		return emit(cmd.OutOrStdout(), out)
	}
	p := &printer{w: cmd.OutOrStdout()}
	p.line(c.tr("已导出第 %d 号存证的证明(检查点覆盖 %d 条):%s", "Proof of entry %d (checkpoint of %d entries): %s"), out.Index, out.TreeSize, out.Bundle)
	if out.Consistency != "" {
		p.line(c.tr("与旧检查点的一致性证明:%s", "Consistency with the older checkpoint: %s"), out.Consistency)
	}
	p.line(c.tr("离线验证:chengxin audit verify %s --verifier 公钥文件", "Verify offline: chengxin audit verify %s --verifier KEYFILE"), out.Bundle)
	return p.err
}

func saveJSON(path string, v any) error {
	raw, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return save(path, append(raw, '\n'))
}

// proveSince fetches the proof between the checkpoint kept from earlier and the bundle's, whichever is older.
func proveSince(cmd *cobra.Command, c *client, b ledgerverify.Bundle, now ledgerverify.Checkpoint, since, to string) error {
	kept, err := os.ReadFile(since)
	if err != nil {
		return fileFault(since, err)
	}
	then, err := ledgerverify.ParseCheckpoint(kept, b.VerifierKey)
	if err != nil {
		return err
	}
	from, until := then.Size, now.Size
	if from > until {
		from, until = until, from
	}
	m := &auditv1.ConsistencyReply{}
	query := url.Values{"from": {strconv.FormatUint(from, 10)}, "to": {strconv.FormatUint(until, 10)}}
	if _, err := c.get(cmd.Context(), "/v1/audit/consistency", query, m); err != nil {
		return err
	}
	return saveJSON(to, ledgerverify.Consistency{Format: ledgerverify.ConsistencyFormat, From: from, To: until, Proof: m.GetProof(), Checkpoint: b.Checkpoint})
}
