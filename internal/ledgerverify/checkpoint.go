// Package ledgerverify checks proofs of the access ledger offline: signature, inclusion, what the leaf commits to, and
// that one checkpoint extends another. It needs files only, never the server, and is small enough for an auditor to
// read: the standard library, golang.org/x/mod/sumdb/note for the signature, and internal/domain/evidence.
package ledgerverify

import (
	"encoding/base64"
	"errors"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Checkpoint is the head of the log at one size: a C2SP tlog-checkpoint without its signatures.
type Checkpoint struct {
	Origin string
	Size   uint64
	Root   evidence.Hash
}

// ParseCheckpoint reads a checkpoint and checks that it was signed by the holder of the key. verifierKey is in
// signed-note form, such as "chengxin.example/ledger+1a2b3c4d+AbCd...".
func ParseCheckpoint(raw []byte, verifierKey string) (Checkpoint, error) {
	v, err := note.NewVerifier(strings.TrimSpace(verifierKey))
	if err != nil {
		return Checkpoint{}, fault.New(fault.Invalid, "VERIFIER_KEY_MALFORMED", "验证公钥不是有效的签名笔记公钥。", "The verifier key is not a valid signed-note key.").
			Then("请从日志运营机构公布的渠道重新获取验证公钥文件。", "Get the verifier key file again from where the log's operator publishes it.").Because(err)
	}
	n, err := note.Open(raw, note.VerifierList(v))
	if err != nil {
		return Checkpoint{}, signatureFault(err)
	}
	c, err := parseBody(n.Text)
	if err != nil {
		return Checkpoint{}, err
	}
	if c.Origin != v.Name() {
		return Checkpoint{}, fault.New(fault.Invalid, "CHECKPOINT_ORIGIN", "检查点属于另一个日志。", "The checkpoint belongs to another log.")
	}
	return c, nil
}

func signatureFault(err error) error {
	var invalid *note.InvalidSignatureError
	var unknown *note.UnverifiedNoteError
	switch {
	case errors.As(err, &invalid):
		return fault.New(fault.Invalid, "CHECKPOINT_SIGNATURE", "检查点的签名无效:检查点在签名后被改动。", "The checkpoint's signature is invalid: it was altered after signing.").Because(err)
	case errors.As(err, &unknown):
		return fault.New(fault.Invalid, "CHECKPOINT_OTHER_KEY", "检查点不是由该公钥的持有者签署的。", "The checkpoint was not signed by the holder of this key.").
			Then("请确认验证公钥与该日志对应。", "Check that the verifier key belongs to this log.").Because(err)
	default:
		return malformed(err)
	}
}

func malformed(err error) error {
	return fault.New(fault.Invalid, "CHECKPOINT_MALFORMED", "检查点不是规范格式。", "The checkpoint is not in canonical form.").Because(err)
}

// parseBody reads origin, size and root. Extension lines after them are allowed and ignored, as the format says.
func parseBody(text string) (Checkpoint, error) {
	lines := strings.SplitN(text, "\n", 4)
	if len(lines) < 4 || lines[0] == "" {
		return Checkpoint{}, malformed(nil)
	}
	size, err := strconv.ParseUint(lines[1], 10, 64)
	if err != nil || strconv.FormatUint(size, 10) != lines[1] {
		return Checkpoint{}, malformed(err)
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != len(evidence.Hash{}) {
		return Checkpoint{}, malformed(err)
	}
	return Checkpoint{Origin: lines[0], Size: size, Root: evidence.Hash(root)}, nil
}
