package policy

import (
	"testing"

	"github.com/chengxin-credit/chengxin/internal/clock"
)

func TestAgencyNames(t *testing.T) {
	s := NewStore(clock.At(now), 0)
	names := NewAgencyNames(s)
	if got := names.AgencyName("county"); got != "county" {
		t.Errorf("before any word from access: %q", got)
	}
	snap := snapshot(t, lines())
	if err := s.Apply(snap); err != nil {
		t.Fatal(err)
	}
	if a, b := names.AgencyName("county"), names.AgencyName("unknown"); a != "县市场监督管理局" || b != "unknown" {
		t.Errorf("%q, %q", a, b)
	}
	snap.Serial++
	snap.Agencies = []Agency{{Code: "county", Name: "县局", Division: "371521", Disabled: true}}
	if err := s.Apply(snap); err != nil {
		t.Fatal(err)
	}
	if got := names.AgencyName("county"); got != "县局" {
		t.Errorf("renamed and closed: %q", got)
	}
}
