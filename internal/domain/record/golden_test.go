package record

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

// The values below were reckoned by another program from the formulas as they are documented. They are on disk wherever this runs: whoever
// changes one makes every record that is sent again a new version, and every digest another. They never change.

func TestSourcesNeverChange(t *testing.T) {
	content := [32]byte{}
	for i := range content {
		content[i] = byte(i + 1)
	}
	for _, c := range []struct {
		name                 string
		parts                []string
		first, n, with, late string
	}{
		{"push", []string{"http", "lc-scjgj", "penalty", "upsert", "k1"},
			"f7ef31888fb3a4e6f7ddf150355a368a", "a4072968470eb2a669ddab632ffc9c45", "de1c88bdb404287c69cb64c606fd7252", "626da3be34b47b576c3875336761f6d5"},
		{"row with its own key", []string{"row key", "lc-scjgj", "penalty", "withdraw", "k2"},
			"df29dd4d033935f081218f450fb663e5", "7df8c89e2a9bd9fcba75292c36b25719", "17403abf1b121be35e6a9ffa48e4011c", "f7168d733ba3b000af4a9b780c40f5d4"},
		{"inbox", []string{"kafka", "inbox.lc-scjgj", "0"},
			"6cff93bbb632168de2285180450cfdae", "d0c42f7528632a47d0dee5d99c750ade", "b56071339e252381cf951d794ec3f501", "550f923ec01ad1512a3762473f0b908a"},
		{"correction", []string{"resubmit", "q0123"},
			"224a3b7adb93b13961097e4309d08a5b", "96beac6a34e349d5856cd9f34db2c1dd", "5880036bd9a8b2a45c80a1e951c936f6", "4810ccf97d1ee5a642521a9cd4090d3b"},
		{"nothing", nil,
			"7b1a25fcf7210dbd7434e61941ff988b", "8617326346fc2dbb61348da1664f6fbb", "1965667ac0d74e0b4f628dc74eb9571d", "f5bd1302ea34329fd3c5fc505d1d7847"},
	} {
		s := NewSources(c.parts...)
		for _, at := range []struct {
			n       int64
			content [32]byte
			want    string
		}{{0, [32]byte{}, c.first}, {7, [32]byte{}, c.n}, {7, content, c.with}, {1 << 40, content, c.late}} {
			if got := s.At(at.n, at.content); hex.EncodeToString(got[:]) != at.want {
				t.Errorf("%s, arrival %d: %x, want %s", c.name, at.n, got, at.want)
			}
		}
	}
}

func TestContentHeadNeverChanges(t *testing.T) {
	r := Record{
		Op: Withdraw, SubjectKind: 2, Severity: 3, Resource: "penalty", RecordID: "市监罚字〔2026〕1号", Subject: "91371500MA3C00003Q", Name: "聊城某某有限公司",
		DocumentNo: "市监罚字〔2026〕1号", Agency: "lc-scjgj", Division: "371500", OccurredOn: 20500, ValidFrom: 20501, ValidTo: rules.NoDate, PublishTo: -1,
	}
	const want = "0c6a757226c03dcc8750f94dea7101301eec30ee68efa4103c4a8cfd0c2e06e8"
	if got := sha256.Sum256(r.AppendContentHead(nil)); hex.EncodeToString(got[:]) != want {
		t.Errorf("%x, want %s", got, want)
	}
}
