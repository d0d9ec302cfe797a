package httprule

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	_ "github.com/chengxin-credit/chengxin/api/access/v1" // every message of the contract takes part
	_ "github.com/chengxin-credit/chengxin/api/audit/v1"
	_ "github.com/chengxin-credit/chengxin/api/catalog/v1"
	confv1 "github.com/chengxin-credit/chengxin/api/conf/v1"
	_ "github.com/chengxin-credit/chengxin/api/exchange/v1"
	historyv1 "github.com/chengxin-credit/chengxin/api/history/v1"
)

// same compares with protojson by what a reader gets; spaces are protojson's whim.
func same(t *testing.T, m proto.Message) {
	t.Helper()
	want, werr := replyJSON.Marshal(m)
	got, gerr := encode(nil, m)
	if (werr != nil) != (gerr != nil) {
		t.Fatalf("%v: protojson %v, encoder %v", m, werr, gerr)
	}
	if werr != nil {
		return
	}
	if a, b := read(t, got), read(t, want); !reflect.DeepEqual(a, b) {
		t.Fatalf("got  %s\nwant %s", got, want)
	}
}

func read(t *testing.T, text []byte) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

// TestEncodeLikeProtojson fills every message of the contract at random and compares.
func TestEncodeLikeProtojson(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	seen := 0
	protoregistry.GlobalTypes.RangeMessages(func(mt protoreflect.MessageType) bool {
		if !strings.HasPrefix(string(mt.Descriptor().FullName()), "chengxin.") {
			return true
		}
		seen++
		same(t, mt.New().Interface())
		for range 50 {
			m := mt.New()
			fill(r, m, 0)
			same(t, m.Interface())
		}
		return true
	})
	if seen < 50 {
		t.Errorf("only %d messages", seen)
	}
}

func fill(r *rand.Rand, m protoreflect.Message, depth int) {
	fields := m.Descriptor().Fields()
	for i := range fields.Len() {
		f := fields.Get(i)
		if r.IntN(3) == 0 || f.IsMap() || (f.Message() != nil && depth > 3) {
			continue
		}
		if !f.IsList() {
			if f.Message() != nil {
				fill(r, m.Mutable(f).Message(), depth+1)
				continue
			}
			m.Set(f, scalar(r, f))
			continue
		}
		l := m.Mutable(f).List()
		for range r.IntN(4) {
			if f.Message() != nil {
				fill(r, l.AppendMutable().Message(), depth+1)
				continue
			}
			l.Append(scalar(r, f))
		}
	}
}

var words = []string{"", "聊城", "a\"b\\c", "\x00\x1f\n\r\t\b\f", "\u2028<>&", "😀", "\xff", "1"}

func scalar(r *rand.Rand, f protoreflect.FieldDescriptor) protoreflect.Value {
	switch f.Kind() {
	case protoreflect.StringKind:
		w := words[r.IntN(len(words))]
		if w == "\xff" && r.IntN(20) > 0 {
			w = "x"
		}
		return protoreflect.ValueOfString(w)
	case protoreflect.BytesKind:
		return protoreflect.ValueOfBytes([]byte(words[r.IntN(len(words))]))
	case protoreflect.BoolKind:
		return protoreflect.ValueOfBool(r.IntN(2) == 0)
	case protoreflect.EnumKind:
		return protoreflect.ValueOfEnum(protoreflect.EnumNumber(r.IntN(5)))
	case protoreflect.Int32Kind:
		return protoreflect.ValueOfInt32(int32(r.Uint32()))
	case protoreflect.Int64Kind:
		return protoreflect.ValueOfInt64(int64(r.Uint64() >> r.IntN(64)))
	case protoreflect.Uint32Kind:
		return protoreflect.ValueOfUint32(r.Uint32())
	case protoreflect.Uint64Kind:
		return protoreflect.ValueOfUint64(r.Uint64())
	case protoreflect.FloatKind:
		return protoreflect.ValueOfFloat32(math.Float32frombits(r.Uint32()))
	default:
		return protoreflect.ValueOfFloat64([]float64{0, 0.9, 1e-7, 1e21, -1e300, math.NaN(), math.Inf(1), math.Inf(-1), 1.0 / 3}[r.IntN(9)])
	}
}

func TestEncodeSpecial(t *testing.T) {
	for name, m := range map[string]proto.Message{
		"map":           &confv1.Config{Peers: map[string]string{"b": "2", "a": "1"}},
		"duration":      &confv1.Server{StopTimeout: durationpb.New(1500)},
		"timestamp":     &historyv1.ProfileReply{AnsweredAt: &timestamppb.Timestamp{Seconds: 1, Nanos: 120_000_000}},
		"microseconds":  &historyv1.ProfileReply{AnsweredAt: &timestamppb.Timestamp{Seconds: 1, Nanos: 1_000}},
		"nanoseconds":   &historyv1.ProfileReply{AnsweredAt: &timestamppb.Timestamp{Seconds: -1, Nanos: 1}},
		"bad time":      &historyv1.ProfileReply{AnsweredAt: &timestamppb.Timestamp{Seconds: math.MaxInt64}},
		"optional zero": &historyv1.ProfileReply{Evidence: proto.Uint64(0)},
		"foreign":       structpb.NewStringValue("x"),
	} {
		t.Run(name, func(t *testing.T) { same(t, m) })
	}
}

func BenchmarkEncode(b *testing.B) {
	m := &historyv1.ProfileReply{Subject: &historyv1.Subject{Id: "91371500MA3C2X5Y9T", Name: "聊城市某某商贸有限公司"}, AnsweredAt: timestamppb.Now()}
	g := &historyv1.ClassGroup{Class: "penalty", NameZh: "行政处罚"}
	for range 20 {
		r := &historyv1.ProfileRecord{Resource: "penalty", RecordId: "鲁聊市监处罚〔2026〕12号", KnownAt: timestamppb.Now(), OccurredOn: "2026-03-05"}
		for range 20 {
			r.Fields = append(r.Fields, &historyv1.FieldValue{Name: "penalty_content", NameZh: "处罚内容", Value: "罚款人民币伍仟元整,没收违法所得"})
		}
		g.Records = append(g.Records, r)
	}
	m.Groups = append(m.Groups, g)
	buf := make([]byte, 0, 1<<20)
	b.Run("ours", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := encode(buf, m); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("protojson", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := replyJSON.MarshalAppend(buf, m); err != nil {
				b.Fatal(err)
			}
		}
	})
}
