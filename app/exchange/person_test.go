package exchange_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
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
	if len(tokens) != 2 || tokens[0] != tokens[1] || !strings.HasPrefix(tokens[0], "p") {
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
		for _, secret := range []string{person, "371502010203001", "371502190102030012", legalID, "欧阳建国"} {
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
		if subject.Kind(rec.SubjectKind) != subject.Person {
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

func TestUnreadableFramesAreKept(t *testing.T) {
	r := newRig(t, nil)
	ok(t, r.ward.Keep(t.Context(), [][]byte{[]byte("garbage " + person), {}}, start))
	items, err := r.shed.List(t.Context(), biz.QuarantineQuery{Limit: 10})
	ok(t, err)
	if len(items) != 2 || items[0].Reasons[0].Code != "FRAME_UNREADABLE" {
		t.Fatalf("%+v", items)
	}
}
