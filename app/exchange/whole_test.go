package exchange_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

// A record that is refused, for whatever reason, is in quarantine whole; where it can't be, its entry says so.
func TestRefusedRecordsAreKeptWhole(t *testing.T) {
	sized := func(n int) []byte { // of n bytes, wrong in several items
		row := penalty(map[string]any{"CF_JDRQ": "2026/2/30", "CF_CFLB": "口头教育", "CF_NR_FK": "五千"})
		row["CF_NR"] = ""
		short, _ := json.Marshal(row)
		row["CF_NR"] = strings.Repeat("x", n-len(short))
		line, _ := json.Marshal(row)
		return line
	}
	most := sized(biz.MaxRecord)
	for _, c := range []struct {
		name   string
		line   []byte
		send   func(r *rig, line []byte)
		parent bool
		want   string // reason that tells it is not whole; empty: it is
	}{
		{"largest in a push", most, push, false, ""},
		{"larger than any in a push", sized(biz.MaxRecord + 1), push, false, "RECORD_TOO_LARGE"},
		{"largest in an inbox", most, inbox, false, ""},
		{"larger than any in an inbox", sized(biz.MaxRecord + 1), inbox, false, "RECORD_TOO_LARGE"},
		{"largest in a correction", most, correction, true, ""},
		{"larger than any in a correction", sized(800 << 10), correction, true, "KEPT_IN_PART"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, nil)
			r.agency("lc-scjgj")
			c.send(r, c.line)
			all := r.quarantine()
			q := all[slices.IndexFunc(all, func(q record.Quarantined) bool { return c.parent == (q.Parent != "") })]
			raw, err := r.seal.Open(nil, q.Raw, record.QuarantineContext(q.ID))
			ok(t, err)
			if whole := bytes.Equal(raw, c.line); whole != (c.want == "") || !bytes.HasPrefix(c.line, raw) || len(raw) < 64<<10 {
				t.Errorf("%d bytes of %d, the same: %v", len(raw), len(c.line), whole)
			}
			said := slices.ContainsFunc(q.Reasons, func(x record.Reason) bool {
				return x.Code == c.want && strings.Contains(x.Message.Zh, "只保留开头") && x.Next.Zh != ""
			})
			if c.want != "" && !said {
				t.Errorf("the entry does not say that it is cut: %+v", q.Reasons)
			}
		})
	}
}

func push(r *rig, line []byte) { r.push("penalty/records:push", bytes.NewReader(line), nil) }

func inbox(r *rig, line []byte) {
	ok(r.t, r.inbox.Handle(r.t.Context(), []biz.Inbound{{Topic: kafkaio.Inbox("lc-scjgj"), Agency: "lc-scjgj", Resource: "penalty", Value: line}}))
}

func correction(r *rig, line []byte) {
	small := r.pushed(penalty(map[string]any{"CF_JDRQ": "x"}))
	if small.count("refused") != "1" {
		r.t.Fatal(small.raw)
	}
	r.keep()
	_, err := r.ward.Resubmit(r.t.Context(), principal("lc-scjgj"), r.quarantine()[0].ID, "", line)
	ok(r.t, err)
}
