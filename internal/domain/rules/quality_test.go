package rules_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	rulesdata "github.com/chengxin-credit/chengxin/configs/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

const qualityHead = "part,name_zh,name_en,weight,zero,full,months,days,ignore,rule_zh,rule_en,valid_from,valid_to,mark,source\n"

func qualityTable(rows ...string) (rules.Quality, error) {
	return rules.ParseQuality(strings.NewReader(qualityHead + strings.Join(rows, "\n") + "\n"))
}

func TestShippedQuality(t *testing.T) {
	q, err := rulesdata.Quality()
	if err != nil {
		t.Fatal(err)
	}
	for _, on := range []string{"2020-01-01", "2026-11-01", "2099-12-31"} {
		var parts []string
		weights := 0.0
		for _, r := range q.On(day(on)) {
			parts = append(parts, r.Part)
			weights += r.Weight
		}
		if !slices.Equal(parts, rules.QualityParts) || weights != 100 {
			t.Errorf("%s: parts %v weigh %v", on, parts, weights)
		}
	}
	if !q.Ignored(day("2026-11-01"))["UNREGISTERED"] || q.GraceDays(day("2026-11-01")) != 5 || q.GraceDays(day("2019-12-31")) != 0 || q.Ignored(day("2019-12-31")) != nil {
		t.Error("parameters of the rules in force")
	}
}

func TestQualityByDay(t *testing.T) {
	q, err := qualityTable(
		"valid_rate,率,rate,30,0.5,1,,3,,规,rule,2026-01-01,2026-06-30,[D],own",
		"valid_rate,率,rate,40,0.5,1,,9,,规,rule,2026-07-01,,[D],own")
	if err != nil {
		t.Fatal(err)
	}
	for on, want := range map[string]float64{"2025-12-31": 0, "2026-01-01": 30, "2026-06-30": 30, "2026-07-01": 40, "2030-01-01": 40} {
		got := 0.0
		for _, r := range q.On(day(on)) {
			got += r.Weight
		}
		if got != want {
			t.Errorf("%s: weight %v, want %v", on, got, want)
		}
	}
	r := q.On(day("2026-01-01"))[0]
	for rate, want := range map[float64]float64{0: 0, 0.5: 0, 0.75: 50, 1: 100, 3: 100, -1: 0} {
		if got := r.Score(rate); math.Abs(got-want) > 1e-9 {
			t.Errorf("rate %v scores %v, want %v", rate, got, want)
		}
	}
}

func TestQualityTableIsStrict(t *testing.T) {
	good := "volume,量,volume,15,0,0.8,6,,,规,rule,2026-01-01,,[D],own"
	if _, err := qualityTable(good); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"unknown part":     strings.Replace(good, "volume,量", "beauty,量", 1),
		"no weight":        strings.Replace(good, ",15,", ",0,", 1),
		"weight no number": strings.Replace(good, ",15,", ",many,", 1),
		"not a number":     strings.Replace(good, ",15,", ",NaN,", 1),
		"full below zero":  strings.Replace(good, ",0,0.8,", ",0.9,0.8,", 1),
		"no months":        strings.Replace(good, ",6,,", ",,,", 1),
		"days for volume":  strings.Replace(good, ",6,,", ",6,3,", 1),
		"no source":        strings.Replace(good, ",own", ",", 1),
		"no rule":          strings.Replace(good, ",规,", ",,", 1),
		"no first day":     strings.Replace(good, "2026-01-01", "soon", 1),
		"ends before":      strings.Replace(good, "2026-01-01,", "2026-01-01,2025-01-01", 1),
		"two at once":      good + "\n" + strings.Replace(good, "2026-01-01", "2027-01-01", 1),
	} {
		if _, err := qualityTable(bad); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestCalendarOfAYear(t *testing.T) {
	c, err := rulesdata.Calendar()
	if err != nil {
		t.Fatal(err)
	}
	off, worked, provisional := c.Year(2026)
	if provisional || len(off) == 0 || len(worked) == 0 || !slices.IsSorted(off) || !slices.IsSorted(worked) {
		t.Fatalf("2026: %v %v %v", off, worked, provisional)
	}
	// The lists and the weekdays alone give back every day.
	for d := day("2026-01-01"); d <= day("2026-12-31"); d++ {
		weekend := d.Weekday() == 0 || d.Weekday() == 6
		if c.Working(d) != (!weekend && !slices.Contains(off, d) || weekend && slices.Contains(worked, d)) {
			t.Errorf("%s", d)
		}
	}
	if !slices.Contains(off, day("2026-10-01")) {
		t.Error("the National Day is worked")
	}
	if _, _, provisional := c.Year(2024); !provisional {
		t.Error("2024 was not checked and is not provisional")
	}
	if off, worked, provisional := c.Year(2040); !provisional || len(off)+len(worked) > 0 {
		t.Error("a year without a notice")
	}
}
