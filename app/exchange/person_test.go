package exchange_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/fault"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
)

func TestPersonsAreSealed(t *testing.T) {
	r := newRig(t, nil)
	const legalID = "331081190802290130"
	r.register(registration(newName, ""))
	a := r.pushed(
		personPenalty(nil),
		personPenalty(map[string]any{"CF_WSH": "2", "CF_XDR_ZJHM": "371502010203001"}), // the same person's old number
		personPenalty(map[string]any{"CF_WSH": "3", "CF_JDRQ": "nonsense"}),            // refused: goes to quarantine
		personPenalty(map[string]any{"CF_WSH": "4", "CF_XDR_ZJHM": "371502190102030012"}),
		penalty(map[string]any{"CF_WSH": "5", "CF_FR_ZJLX": "身份证", "CF_FR_ZJHM": legalID}),
		penalty(map[string]any{"CF_WSH": "6", "CF_XDR_MC": "张厂" + person}),
	)
	if a.count("accepted") != "4" && a.count("accepted") != "3" {
		t.Fatalf("%s", a.raw)
	}
	const formerName, home = "欧阳小国", "聊城市东昌府区幸福路一百零八号"
	if a := r.push("person_registration/records:push", ndjson(map[string]any{
		"XM": "欧阳建国", "ZJLX": "身份证", "ZJHM": person, "CYM": formerName, "HJDZ": home, "XZQH": "371502", "RKZT": "正常", "DJRQ": "2026-01-02",
	}), nil); a.count("accepted") != "1" {
		t.Fatalf("%s", a.raw)
	}
	r.keep()
	var tokens []string
	for _, rec := range r.records() {
		if subject.Kind(rec.SubjectKind) != subject.Person {
			continue
		}
		tokens = append(tokens, rec.Subject)
		if rec.Name != subject.MaskName("欧阳建国") || rec.About != nil {
			t.Fatalf("name %q, about %v", rec.Name, rec.About)
		}
		if !strings.Contains(rec.RecordID, rec.Subject) {
			t.Fatalf("record id %q", rec.RecordID)
		}
	}
	if len(tokens) != 3 || tokens[0] != tokens[1] || tokens[0] != tokens[2] || !strings.HasPrefix(tokens[0], "p") {
		t.Fatalf("tokens %v", tokens)
	}
	// Nothing of the person in clear: not in the topics, not in the database, not in the answer.
	places := map[string][]byte{"the answer": []byte(a.raw)}
	places["records"] = bytes.Join(r.topic(kafkaio.Records, 4), nil)
	places["quarantine"] = bytes.Join(r.topic(kafkaio.Quarantine, 4), nil)
	ok(t, filepath.WalkDir(r.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		places[path] = b
		return err
	}))
	for place, b := range places {
		for _, secret := range []string{person, "371502010203001", "371502190102030012", legalID, "欧阳建国", formerName, home} {
			if bytes.Contains(b, []byte(secret)) {
				t.Errorf("%s holds %s", place, secret)
			}
		}
	}
	r.opens(t)
}

// opens checks that the sealed items open as what they are, and as nothing else.
func (r *rig) opens(t *testing.T) {
	t.Helper()
	for _, rec := range r.records() {
		if rec.Resource != "penalty" || subject.Kind(rec.SubjectKind) != subject.Person {
			continue
		}
		sealed := fieldText(t, rec.Fields, "CF_XDR_ZJHM")
		plain, err := r.seal.Open(nil, []byte(sealed), record.SealContext("penalty", "CF_XDR_ZJHM"))
		ok(t, err)
		if !strings.HasPrefix(string(plain), "371502") {
			t.Fatalf("opened %q", plain)
		}
		if _, err := r.seal.Open(nil, []byte(sealed), record.SealContext("penalty", "CF_FR_ZJHM")); err == nil {
			t.Fatal("a sealed item opens as another")
		}
		name, err := r.seal.Open(nil, []byte(fieldText(t, rec.Fields, "CF_XDR_MC")), record.SealContext("penalty", "CF_XDR_MC"))
		if err != nil || string(name) != "欧阳建国" {
			t.Fatalf("name %q, %v", name, err)
		}
	}
}

func TestTheDigestSurvivesKeyRotation(t *testing.T) {
	r := newRig(t, nil)
	r.pushed(personPenalty(nil))
	rotated, err := r.seal.Rotate(filepath.Join(r.dir, "seal.keys"), nil)
	ok(t, err)
	r.seal = rotated
	r.assemble()
	r.pushed(personPenalty(nil))
	r.pushed(personPenalty(map[string]any{"CF_XDR_MC": "欧阳建军"}))
	all := r.records()
	if bytes.Equal(all[0].Fields, all[1].Fields) || all[0].Digest != all[1].Digest {
		t.Fatal("the digest follows the key")
	}
	if all[2].Digest == all[0].Digest {
		t.Fatal("the digest does not cover a sealed item")
	}
}

// What can't be read belongs to nobody: who looks after it sees it, may have its bytes, and ends it with a reason; nobody else does.
func TestUnreadableFramesAreSeen(t *testing.T) {
	r, ctx := newRig(t, nil), t.Context()
	me, other := principal("authority"), principal("lc-scjgj")
	r.policy.deny("lc-scjgj stray.read ")
	ok(t, r.ward.Keep(ctx, [][]byte{[]byte("garbage " + person), {}}, start))
	r.pushed(penalty(map[string]any{"CF_JDRQ": "x"}))
	r.keep()
	ask := biz.QuarantineQuery{Limit: 10, Agency: biz.Unassigned}
	items, _, open, err := r.ward.List(ctx, me, ask)
	ok(t, err)
	if len(items) != 2 || open != 2 || items[0].Reasons[0].Code != "FRAME_UNREADABLE" || items[0].Agency != "" {
		t.Fatalf("%d open of %+v", open, items)
	}
	whole, id := "", items[0].ID
	for _, i := range items {
		h, err := r.ward.Get(ctx, me, biz.Unassigned, i.ID)
		ok(t, err)
		if ev := r.ledger.last(); ev.Kind != evidence.Export || ev.Actor != me.ID || ev.Note != "quarantine "+i.ID {
			t.Fatalf("%+v", ev)
		}
		whole += string(h.Raw)
	}
	if whole != "garbage "+person {
		t.Fatalf("downloaded %q", whole)
	}

	for _, c := range []struct {
		name, reason string
		do           func() error
	}{
		{"listed without the permission", "NO_GRANT", func() error { _, _, _, err := r.ward.List(ctx, other, ask); return err }},
		{"downloaded without the permission", "NO_GRANT", func() error { _, err := r.ward.Get(ctx, other, biz.Unassigned, id); return err }},
		{"as one's own", "QUARANTINE_UNKNOWN", func() error { _, err := r.ward.Get(ctx, me, "", id); return err }},
		{"another agency's", "QUARANTINE_OF_OTHERS", func() error {
			_, _, _, err := r.ward.List(ctx, me, biz.QuarantineQuery{Limit: 10, Agency: "lc-scjgj"})
			return err
		}},
		{"own, of nobody's agency", "AGENCY_REQUIRED", func() error {
			_, _, _, err := r.ward.List(ctx, grant.Principal{ID: "x"}, biz.QuarantineQuery{Limit: 10})
			return err
		}},
		{"settled without a reason", "WHY_REQUIRED", func() error { _, err := r.ward.Settle(ctx, me, id, " "); return err }},
		{"an agency's own settled", "QUARANTINE_UNKNOWN", func() error {
			mine, _, _, err := r.ward.List(ctx, other, biz.QuarantineQuery{Limit: 10})
			ok(t, err)
			_, err = r.ward.Settle(ctx, me, mine[0].ID, "away")
			return err
		}},
	} {
		if err := c.do(); !fault.Is(err, fault.Reason(c.reason)) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	var refusals []string
	for _, ev := range r.ledger.events {
		if ev.Kind == evidence.Refusal {
			refusals = append(refusals, ev.Action+" "+ev.Reason)
		}
	}
	if strings.Join(refusals, ",") != "stray.read NO_GRANT,stray.read NO_GRANT,quarantine.read QUARANTINE_OF_OTHERS" {
		t.Errorf("refusals in the ledger: %q", refusals)
	}

	r.ledger.fail = errors.New("down")
	if _, err := r.ward.Settle(ctx, me, id, "told the owner"); err == nil {
		t.Fatal("settled without evidence")
	}
	r.ledger.fail = nil
	h, err := r.ward.Settle(ctx, me, id, "told the owner of "+person)
	ok(t, err)
	if h.State != biz.QuarantineSettled || h.Settlement.By != me.ID || strings.Contains(h.Settlement.Why, person) || len(h.Raw) != 0 {
		t.Fatalf("%+v", h)
	}
	if ev := r.ledger.last(); ev.Action != "stray.settle" || ev.Note != "quarantine "+id {
		t.Fatalf("%+v", ev)
	}
	if _, err := r.ward.Settle(ctx, me, id, "again"); !fault.Is(err, "QUARANTINE_SETTLED") {
		t.Fatalf("settled twice: %v", err)
	}
	ask.State = biz.QuarantineSettled
	items, _, open, err = r.ward.List(ctx, me, ask)
	ok(t, err)
	if len(items) != 1 || open != 1 || items[0].ID != id || items[0].Settlement.At.IsZero() {
		t.Fatalf("%d open, settled: %+v", open, items)
	}
}
