package evidence_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

func full() evidence.Event {
	return evidence.Event{
		At: time.UnixMilli(1_772_000_000_123).UTC(), Kind: evidence.Query, Actor: "u1", ActorName: "李 明\"\\\n\x01", Agency: "a1", Credential: "s1",
		Subject: "91371500MA3C0XXXX1", Resource: "penalty", Action: "record.query", Purpose: "enforcement", CaseNo: "聊执〔2026〕12号", Allow: true,
		Reason: "R", Line: "p7", PolicyVersion: 1 << 63, AnswerDigest: [32]byte{1, 2, 3}, Count: 12, Withheld: 3, Trace: "t", Note: "n", Given: "penalty=3 permit=9",
	}
}

func TestDetailIsCanonicalJSON(t *testing.T) {
	const want = `{"v":1,"at":1772000000123,"kind":"query","decision":"allow","actor":"u1","actor_name":"李 明\"\\\n\u0001","agency":"a1",` +
		`"credential":"s1","subject":"91371500MA3C0XXXX1","resource":"penalty","action":"record.query","purpose":"enforcement",` +
		`"case_no":"聊执〔2026〕12号","reason":"R","line":"p7","trace":"t","note":"n","given":"penalty=3 permit=9","policy_version":9223372036854775808,` +
		`"answer_digest":"0102030000000000000000000000000000000000000000000000000000000000","count":12,"withheld":3}`
	got := full().AppendDetail(nil)
	if string(got) != want {
		t.Fatalf("got  %s\nwant %s", got, want)
	}
	if !json.Valid(got) {
		t.Fatal("not JSON")
	}
	ev, err := evidence.ParseDetail(got)
	if err != nil || ev != full() {
		t.Fatalf("got %+v, %v", ev, err)
	}
}

func TestDetailOtherSpellingsAreRefused(t *testing.T) {
	good := string(evidence.Event{At: time.UnixMilli(5), Kind: evidence.Push, Actor: "a", Count: 2}.AppendDetail(nil))
	for name, bad := range map[string]string{
		"empty":          ``,
		"space":          strings.Replace(good, `,"kind"`, `, "kind"`, 1),
		"unknown member": strings.Replace(good, `"count"`, `"counts"`, 1),
		"repeated":       strings.Replace(good, `"count":2`, `"count":2,"count":2`, 1),
		"misplaced":      `{"v":1,"kind":"push","at":5,"decision":"deny"}`,
		"leading zero":   strings.Replace(good, `"at":5`, `"at":05`, 1),
		"zero written":   strings.Replace(good, `"count":2`, `"count":0`, 1),
		"other escape":   strings.Replace(good, `"a"`, `"\u0061"`, 1),
		"upper escape":   strings.Replace(good, `"a"`, `"\u001F"`, 1),
		"raw control":    strings.Replace(good, `"a"`, "\"\n\"", 1),
		"bad UTF-8":      strings.Replace(good, `"a"`, "\"\xff\"", 1),
		"trailing":       good + " ",
		"cut":            good[:len(good)-1],
		"other version":  strings.Replace(good, `"v":1`, `"v":2`, 1),
		"decision":       strings.Replace(good, `"deny"`, `"perhaps"`, 1),
		"huge number":    strings.Replace(good, `"count":2`, `"count":99999999999999999999`, 1),
	} {
		if _, err := evidence.ParseDetail([]byte(bad)); !fault.Is(err, "DETAIL_MALFORMED") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := evidence.ParseDetail([]byte(good)); err != nil {
		t.Fatal(err)
	}
}

func events(t *rapid.T) evidence.Event {
	s := rapid.StringN(0, 12, -1)
	ev := evidence.Event{
		At:   time.UnixMilli(rapid.Int64Range(0, 1<<45).Draw(t, "at")).UTC(),
		Kind: evidence.Kind(rapid.SampledFrom([]string{"query", "search", "refusal", "push"}).Draw(t, "kind")), Allow: rapid.Bool().Draw(t, "allow"),
		Actor: s.Draw(t, "actor"), ActorName: s.Draw(t, "name"), Subject: s.Draw(t, "subject"), CaseNo: s.Draw(t, "case"), Note: s.Draw(t, "note"), Given: s.Draw(t, "given"),
		PolicyVersion: rapid.Uint64().Draw(t, "version"), Count: rapid.Int64().Draw(t, "count"), Withheld: rapid.Int64().Draw(t, "withheld"),
	}
	copy(ev.AnswerDigest[:], rapid.SliceOfN(rapid.Byte(), 0, 32).Draw(t, "digest"))
	return ev
}

func TestDetailRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ev := events(t)
		raw := ev.AppendDetail(nil)
		back, err := evidence.ParseDetail(raw)
		if err != nil || back != ev {
			t.Fatalf("%s: %+v, %v", raw, back, err)
		}
		var m map[string]any
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Fatalf("not JSON: %s", raw)
		}
	})
}

func TestLeafCommitsToDetail(t *testing.T) {
	ev, salt := full(), []byte("0123456789abcdef")
	detail := ev.AppendDetail(nil)
	leaf := evidence.Leaf(ev, salt, detail)
	if err := evidence.CheckLeaf(leaf, salt, detail); err != nil {
		t.Fatal(err)
	}
	for _, personal := range []string{"李", ev.Subject, ev.Actor + `"`, ev.CaseNo} {
		if bytes.Contains(leaf, []byte(personal)) {
			t.Fatalf("the leaf shows %q: %s", personal, leaf)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		l, s, d := bytes.Clone(leaf), bytes.Clone(salt), bytes.Clone(detail)
		part := rapid.SampledFrom([][]byte{l, s, d}).Draw(t, "part")
		part[rapid.IntRange(0, len(part)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if evidence.CheckLeaf(l, s, d) == nil {
			t.Fatalf("accepted %s %x %s", l, s, d)
		}
	})
	other := ev
	other.Allow = false
	lying := evidence.LeafView{At: ev.At, Kind: ev.Kind, Allow: true, Commit: evidence.Commitment(salt, other.AppendDetail(nil))}.Append(nil)
	if err := evidence.CheckLeaf(lying, salt, other.AppendDetail(nil)); !fault.Is(err, "LEAF_DETAIL_DISAGREE") {
		t.Fatalf("a leaf that says allow over a detail that says deny: %v", err)
	}
}

func TestMalformedLeaf(t *testing.T) {
	leaf := evidence.MalformedLeaf(time.UnixMilli(7), []byte("not a frame"))
	v, err := evidence.ParseLeaf(leaf)
	if err != nil || v.Kind != evidence.Malformed || v.Allow {
		t.Fatalf("%+v, %v", v, err)
	}
	if err := evidence.CheckLeaf(leaf, nil, []byte("not a frame")); err != nil {
		t.Fatal(err)
	}
	if err := evidence.CheckLeaf(leaf, nil, []byte("not a fram")); !fault.Is(err, "COMMITMENT_MISMATCH") {
		t.Fatal(err)
	}
}

func FuzzParseDetail(f *testing.F) {
	f.Add(full().AppendDetail(nil))
	f.Add([]byte(`{"v":1,"at":1,"kind":"query","decision":"deny"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		ev, err := evidence.ParseDetail(raw)
		if err == nil && !bytes.Equal(ev.AppendDetail(nil), raw) {
			t.Fatalf("%q has two spellings", raw)
		}
	})
}

func FuzzParseLeaf(f *testing.F) {
	f.Add(evidence.Leaf(full(), nil, nil))
	f.Fuzz(func(t *testing.T, raw []byte) {
		l, err := evidence.ParseLeaf(raw)
		if err == nil && !bytes.Equal(l.Append(nil), raw) {
			t.Fatalf("%q has two spellings", raw)
		}
	})
}

func BenchmarkAppendDetail(b *testing.B) {
	ev, buf := full(), make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		buf = ev.AppendDetail(buf[:0])
	}
}
