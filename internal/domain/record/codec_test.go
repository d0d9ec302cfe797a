package record

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

func anyDate(t *rapid.T) rules.Date { return rules.Date(rapid.Int32().Draw(t, "date")) }

func anyRecord(t *rapid.T) Record {
	text := func(name string) string { return rapid.String().Draw(t, name) }
	r := Record{
		Resource: text("resource"), ResourceVersion: rapid.Uint16().Draw(t, "version"), Class: text("class"), RecordID: text("id"),
		Source: [16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "source")), SubjectKind: rapid.Byte().Draw(t, "kind"),
		Subject: text("subject"), Name: text("name"), DocumentNo: text("doc"), Agency: text("agency"), Division: text("division"),
		OccurredOn: anyDate(t), ValidFrom: anyDate(t), ValidTo: anyDate(t), PublishTo: anyDate(t),
		Severity: rapid.Byte().Draw(t, "severity"), Op: Op(rapid.IntRange(0, 1).Draw(t, "op")), Late: rapid.Bool().Draw(t, "late"),
		WorkingDays: rapid.Int16().Draw(t, "days"), KnownAt: rapid.Int64().Draw(t, "known"),
		Digest:  [32]byte(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "digest")),
		Receipt: text("receipt"), Hints: text("hints"),
	}
	if f := rapid.SliceOf(rapid.Byte()).Draw(t, "fields"); len(f) > 0 {
		r.Fields = f
	}
	if rapid.Bool().Draw(t, "about") {
		a := &About{Name: text("aname"), Status: text("status"), Division: text("adiv"), Legal: text("legal"), RegisteredOn: anyDate(t)}
		for range rapid.IntRange(0, 3).Draw(t, "former") {
			a.FormerNames = append(a.FormerNames, FormerName{Name: text("fname"), Until: anyDate(t)})
		}
		for range rapid.IntRange(0, 3).Draw(t, "legacy") {
			a.LegacyCodes = append(a.LegacyCodes, text("code"))
		}
		r.About = a
	}
	return r
}

func TestRecordRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyRecord(t)
		b := want.Append([]byte("before"))
		var got Record
		got.Receipt, got.About = "left over", &About{}
		if err := Decode(b[len("before"):], &got); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v\nwant %+v", got, want)
		}
	})
}

func TestRecordCutAnywhereIsAnError(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRecord(t)
		b := r.Append(nil)
		var got Record
		for n := range b {
			if Decode(b[:n], &got) == nil {
				t.Fatalf("the first %d of %d bytes decode", n, len(b))
			}
		}
		if err := Decode(append(b, 0), &got); !errors.Is(err, ErrTrailing) {
			t.Fatalf("a byte too many: %v", err)
		}
	})
}

func TestDecodeRefusesOtherForms(t *testing.T) {
	r := Record{Resource: "penalty", Fields: []byte(`{}`)}
	good := r.Append(nil)
	change := func(f func(b []byte) []byte) []byte { return f(bytes.Clone(good)) }
	cases := map[string]struct {
		in   []byte
		want error
	}{
		"empty":          {nil, ErrTruncated},
		"future version": {change(func(b []byte) []byte { b[0] = 2; return b }), ErrVersion},
		"unknown flag":   {change(func(b []byte) []byte { b[1] = 0x80; return b }), ErrForm},
		"padded length": {change(func(b []byte) []byte {
			return append(append(b[:headSize:headSize], 0x87, 0x00), b[headSize+1:]...)
		}), ErrForm},
		"length past the end": {change(func(b []byte) []byte { b[headSize] = 0x7f; return b }), ErrTruncated},
		"length of 2^64":      {append(bytes.Clone(good[:headSize]), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), ErrForm},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var got Record
			if err := Decode(c.in, &got); !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestQuarantineRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := func(name string) string { return rapid.String().Draw(t, name) }
		want := Quarantined{
			ID: text("id"), Receipt: text("receipt"), Agency: text("agency"), Resource: text("resource"), Line: rapid.Int64().Draw(t, "line"),
			At: rapid.Int64().Draw(t, "at"), By: text("by"), Parent: text("parent"), ContentType: text("type"),
			Raw: rapid.SliceOfN(rapid.Byte(), 1, 50).Draw(t, "raw"),
		}
		for range rapid.IntRange(0, 3).Draw(t, "reasons") {
			want.Reasons = append(want.Reasons, Reason{
				Field: text("f"), Code: text("c"), Message: fault.Text{Zh: text("zh"), En: text("en")},
				Next: fault.Text{Zh: text("nzh"), En: text("nen")}, Rule: text("rule"),
			})
		}
		b := want.Append(nil)
		var got Quarantined
		if err := DecodeQuarantined(b, &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v, %v\nwant %+v", got, err, want)
		}
		for n := range b {
			if DecodeQuarantined(b[:n], &got) == nil {
				t.Fatalf("the first %d of %d bytes decode", n, len(b))
			}
		}
	})
}

func FuzzDecode(f *testing.F) {
	r := Record{Resource: "penalty", Fields: []byte(`{"A":1}`), About: &About{FormerNames: []FormerName{{"旧名", 3}}, LegacyCodes: []string{"1"}}}
	f.Add(r.Append(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		var r Record
		if Decode(b, &r) == nil && !bytes.Equal(r.Append(nil), b) {
			t.Fatal("decoded, but encodes to other bytes")
		}
	})
}

func FuzzDecodeQuarantined(f *testing.F) {
	q := Quarantined{ID: "q1", Raw: []byte("s1.k.x"), Reasons: []Reason{{Code: "USCC_LEN"}}}
	f.Add(q.Append(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		var q Quarantined
		if DecodeQuarantined(b, &q) == nil && !bytes.Equal(q.Append(nil), b) {
			t.Fatal("decoded, but encodes to other bytes")
		}
	})
}

func TestSourcesAreStableAndApart(t *testing.T) {
	none, one := [32]byte{}, [32]byte{1}
	a, b := NewSources("http", "a", "bc"), NewSources("http", "ab", "c")
	if a.At(1, none) != NewSources("http", "a", "bc").At(1, none) {
		t.Fatal("not stable")
	}
	if a.At(1, none) == b.At(1, none) || a.At(1, none) == a.At(2, none) || a.At(1, none) == a.At(1, one) {
		t.Fatal("different arrivals share a source")
	}
}

func TestDigestCoversTheStatementOnly(t *testing.T) {
	base := Record{Resource: "penalty", RecordID: "1", Subject: "91"}
	head := func(r Record) string { return string(r.AppendContentHead(nil)) }
	arrival := base
	arrival.KnownAt, arrival.Receipt, arrival.Late, arrival.Hints, arrival.Source[0] = 9, "r", true, "RENAMED", 1
	if head(arrival) != head(base) {
		t.Fatal("the arrival changes the digest")
	}
	for name, change := range map[string]func(*Record){
		"op":      func(r *Record) { r.Op = Withdraw },
		"subject": func(r *Record) { r.Subject = "92" },
		"date":    func(r *Record) { r.OccurredOn = 5 },
		"id":      func(r *Record) { r.RecordID = "2" },
		"split":   func(r *Record) { r.RecordID, r.Subject = "19", "1" },
	} {
		other := base
		change(&other)
		if head(other) == head(base) {
			t.Fatalf("a change of %s keeps the digest", name)
		}
	}
}

func BenchmarkCodec(b *testing.B) {
	r := Record{Resource: "penalty", Class: "admin", RecordID: "市监罚字〔2026〕1号|91", Subject: "913700001234567890", Name: "聊城某某有限公司", Agency: "lc-scjgj",
		Division: "371500", Receipt: "r0123456789", Fields: bytes.Repeat([]byte("x"), 900)}
	buf := r.Append(nil)
	b.Run("append", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			buf = r.Append(buf[:0])
		}
	})
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		var got Record
		for b.Loop() {
			if err := Decode(buf, &got); err != nil {
				b.Fatal(err)
			}
		}
	})
}
