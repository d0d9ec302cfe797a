package boot

import (
	"testing"

	"google.golang.org/protobuf/proto"

	accessv1 "github.com/chengxin-credit/chengxin/api/access/v1"
	catalogv1 "github.com/chengxin-credit/chengxin/api/catalog/v1"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

func TestNulIsRefusedWhereverItStands(t *testing.T) {
	for name, m := range map[string]proto.Message{
		"field":     &accessv1.LoginRequest{Name: "a\x00b"},
		"list":      &accessv1.SetRolesRequest{Roles: []string{"officer", "\x00"}},
		"message":   &accessv1.ChangePolicyRequest{Add: []*accessv1.Line{{Id: "x"}, {Object: "a\x00"}}},
		"map value": &catalogv1.Resource{Metadata: map[string]string{"a": "\x00"}},
		"map key":   &catalogv1.Resource{Metadata: map[string]string{"\x00": "a"}},
	} {
		if err := plainText(m.ProtoReflect()); !fault.Is(err, NulCharacter) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := plainText((&catalogv1.Resource{Code: "a\n\t长", Metadata: map[string]string{"a": "b"}}).ProtoReflect()); err != nil {
		t.Error(err)
	}
}

func TestEveryFaultSaysWhatToDoNext(t *testing.T) {
	for k := fault.Invalid; k <= fault.Internal; k++ {
		p := toProto(fault.New(k, "X", "甲", "x"), "en")
		if p.GetNextStepZh() == "" || p.GetNextStepEn() == "" || p.GetNextStep() != p.GetNextStepEn() {
			t.Errorf("%s: %v", k, p)
		}
	}
	if p := toProto(fault.New(fault.Invalid, "X", "甲", "x").Then("乙", "y"), "zh"); p.GetNextStep() != "乙" {
		t.Errorf("%v", p)
	}
}
