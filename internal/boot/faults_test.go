package boot

import (
	"net/http/httptest"
	"reflect"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// What a service refused with is what the service that asked it refuses with, in every field: a lost one, such as how long to wait,
// would be missing from the answer of whoever stands in front.
func TestFaultsTravelWhole(t *testing.T) {
	index := uint64(7)
	for k := fault.Invalid; k <= fault.Internal; k++ {
		sent := fault.New(k, "ACCOUNT_LOCKED", "已锁定。", "Locked.").Then("请稍候。", "Wait.").At("3", "name").Broke("rule")
		sent.Link, sent.Evidence, sent.RetryAfter = "/x", &index, 900
		for i, v := 0, reflect.ValueOf(*sent); i < v.NumField(); i++ {
			if f := v.Type().Field(i); f.IsExported() && v.Field(i).IsZero() {
				t.Fatalf("this test does not set %s", f.Name)
			}
		}
		got, is := fault.As(fromStatus(toStatus(sent, "zh")))
		if !is || !reflect.DeepEqual(got, sent) {
			t.Errorf("sent %+v, got %+v", sent, got)
			continue
		}
		w := httptest.NewRecorder()
		if writeFault(w, t.Context(), got); w.Header().Get("Retry-After") != "900" {
			t.Errorf("%s: headers %v", k, w.Header())
		}
	}
}
