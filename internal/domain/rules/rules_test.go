package rules_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	rulesdata "github.com/chengxin-credit/chengxin/configs/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

func day(s string) rules.Date {
	d, ok := rules.ParseDate(s)
	if !ok {
		panic(s)
	}
	return d
}

func TestParseDate(t *testing.T) {
	for in, want := range map[string]string{
		"2024-02-29": "2024-02-29", "2024/2/9": "2024-02-09", "20240229": "2024-02-29", "２０２４／０２／２９": "2024-02-29", "2024年2月9日": "2024-02-09",
		"2024.02.09": "2024-02-09", " 2024-02-09 ": "2024-02-09", "2024-02-09 00:00:00": "2024-02-09", "2024-02-09T00:00:00Z": "2024-02-09",
	} {
		if d, ok := rules.ParseDate(in); !ok || d.String() != want {
			t.Errorf("%q: %s %v", in, d, ok)
		}
	}
	for _, in := range []string{"", "2024/2/30", "2023-02-29", "2024-13-01", "24-01-01", "2024-1", "2024-01-01 10:00", "2024-1-1-1", "abc", "2024--01", "00000000", "2024-01-001", strings.Repeat("2", 99)} {
		if d, ok := rules.ParseDate(in); ok || d != rules.NoDate {
			t.Errorf("%q: %s accepted", in, d)
		}
	}
}

func TestDateAgreesWithTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rules.Date(rapid.IntRange(-700000, 2900000).Draw(t, "day"))
		tm := d.Time()
		if rules.DayOf(tm.Year(), int(tm.Month()), tm.Day()) != d || d.Weekday() != int(tm.Weekday()) {
			t.Fatalf("%s", d)
		}
		if p, ok := rules.ParseDate(d.String()); d.Time().Year() >= 1 && (!ok || p != d) {
			t.Fatalf("%s does not round-trip", d)
		}
		later := d.Add(rules.Period{Years: rapid.IntRange(0, 5).Draw(t, "y"), Months: rapid.IntRange(0, 30).Draw(t, "m")})
		if later < d {
			t.Fatalf("%s before %s", later, d)
		}
	})
	if got := day("2024-01-31").Add(rules.Period{Months: 1}); got != day("2024-02-29") {
		t.Errorf("a month after 31 January 2024: %s", got)
	}
}

func TestCalendar(t *testing.T) {
	c, err := rulesdata.Calendar()
	if err != nil {
		t.Fatal(err)
	}
	for d, want := range map[string]bool{
		"2026-02-14": true, "2026-02-28": true, "2026-02-16": false, "2026-09-20": true, "2026-10-07": false, "2026-10-10": true, "2026-11-21": false, "2026-11-23": true,
		"2025-01-26": true, "2024-10-12": true, "2023-10-06": false, "2022-10-08": true, "2021-02-20": true,
	} {
		if c.Working(day(d)) != want {
			t.Errorf("%s: working %v", d, !want)
		}
	}
	for _, c2 := range []struct {
		from, to string
		days     int
	}{
		{"2026-09-30", "2026-10-08", 1}, {"2026-11-20", "2026-11-20", 0}, {"2026-11-20", "2026-11-23", 1}, {"2026-11-23", "2026-11-20", 0}, {"2026-02-13", "2026-02-24", 2}, {"2025-12-31", "2026-01-05", 2},
	} {
		if n, prov := c.WorkingDaysBetween(day(c2.from), day(c2.to)); n != c2.days || prov {
			t.Errorf("%s to %s: %d (provisional %v), want %d", c2.from, c2.to, n, prov, c2.days)
		}
	}
	if _, prov := c.WorkingDaysBetween(day("2026-12-20"), day("2027-01-10")); !prov {
		t.Error("2027 has no notice yet")
	}
	if _, prov := c.WorkingDaysBetween(day("2026-12-20"), day("2026-12-31")); prov {
		t.Error("2026 has its notice")
	}
	rapid.Check(t, func(t *rapid.T) {
		from := rules.DateOf(time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)) + rules.Date(rapid.IntRange(0, 2000).Draw(t, "from"))
		n := rapid.IntRange(1, 60).Draw(t, "n")
		to, _ := c.AddWorkingDays(from, n)
		if got, _ := c.WorkingDaysBetween(from, to); got != n || !c.Working(to) {
			t.Fatalf("%s + %d = %s, counted %d", from, n, to, got)
		}
	})
}

func TestDivisions(t *testing.T) {
	d, err := rulesdata.Divisions()
	if err != nil {
		t.Fatal(err)
	}
	if d.Name("331081") != "温岭市" || d.Parent("331081") != "331000" || d.Status("371523") != "revoked" || d.Name("999999") != "" || d.Parent("999999") != "999900" || d.Parent("370000") != "" {
		t.Error("table is not read right")
	}
}

func TestPublicationWindow(t *testing.T) {
	tab, err := rulesdata.Publication()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, class  string
		severity     rules.Severity
		decided, own string
		to           string // "" is not published
	}{
		{"general under Order 36", "penalty", rules.General, "2026-05-10", "", "2027-05-10"},
		{"serious under Order 36", "penalty", rules.Serious, "2026-05-10", "", "2029-05-10"},
		{"minor is not published", "penalty", rules.Minor, "2026-05-10", "2026-08-10", ""},
		{"unknown counts as general", "penalty", rules.Unknown, "2026-05-10", "", "2027-05-10"},
		{"own end earlier", "penalty", rules.General, "2026-05-10", "2026-08-10", "2026-08-10"},
		{"own end later than the law allows", "penalty", rules.General, "2026-05-10", "2030-01-01", "2027-05-10"},
		{"2099 means not stated", "penalty", rules.General, "2026-05-10", "2099-12-31", "2027-05-10"},
		{"day before Order 36", "penalty", rules.General, "2026-03-31", "", "2027-03-31"},
		{"Order 58", "penalty", rules.General, "2024-05-10", "", "2027-05-10"},
		{"Order 58 minor", "penalty", rules.Minor, "2024-05-10", "", ""},
		{"permit with no end", "permit", rules.Unknown, "2020-01-01", "", "2099-12-31"},
		{"permit with an end", "permit", rules.Unknown, "2020-01-01", "2025-01-01", "2025-01-01"},
		{"serious list", "serious", rules.Unknown, "2026-05-10", "", "2029-05-10"},
	} {
		own := rules.NoDate
		if c.own != "" {
			own = day(c.own)
		}
		from, to, basis, ok := tab.Window(c.class, c.severity, day(c.decided), own)
		if ok != (c.to != "") || ok && (to.String() != c.to || from != day(c.decided)) || basis == "" {
			t.Errorf("%s: %s to %s, %v, %q", c.name, from, to, ok, basis)
		}
	}
	if _, _, _, ok := tab.Window("penalty", rules.General, rules.NoDate, day("2030-01-01")); ok {
		t.Error("published without a decision date")
	}
	if _, _, _, ok := (rules.Table{}).Window("penalty", rules.General, day("2026-05-10"), rules.NoDate); ok {
		t.Error("published without a rule")
	}
}

func TestTablesAreStrict(t *testing.T) {
	for name, in := range map[string]string{
		"date": "date,type,status\n2024-02-30,holiday,official\n", "type": "date,type,status\n2024-02-20,free,official\n", "twice": "date,type,status\n2024-02-20,holiday,official\n2024-02-20,workday,official\n", "column": "day,type\n",
	} {
		if _, err := rules.ParseCalendar(strings.NewReader(in)); err == nil {
			t.Errorf("calendar accepts a wrong %s", name)
		}
	}
	head := "rule,class,severity,valid_from,valid_to,published,max,basis,confidence\n"
	for i, in := range []string{"A,*,*,x,,yes,,b,c", "A,*,*,2024-01-01,2023-01-01,yes,,b,c", "A,*,odd,2024-01-01,,yes,,b,c", "A,*,*,2024-01-01,,perhaps,,b,c", "A,*,*,2024-01-01,,yes,3M,b,c", "A,*,*,2024-01-01,,yes,,,c"} {
		if _, err := rules.ParsePublication(strings.NewReader(head + in + "\n")); err == nil {
			t.Errorf("publication accepts %d", i)
		}
	}
	head = "rule,resource,item,value,valid_from,valid_to,working_days,ends,basis,confidence\n"
	for i, in := range []string{"A,r,I,,2024-01-01,,3,publication,b,c", "A,r,I,v,x,,3,publication,b,c", "A,r,I,v,2024-01-01,2023-01-01,3,publication,b,c", "A,r,I,v,2024-01-01,,,publication,b,c",
		"A,r,I,v,2024-01-01,,-1,publication,b,c", "A,r,I,v,2024-01-01,,3000,publication,b,c", "A,r,I,v,2024-01-01,,3,publication,,c", "A,r,I,v,2024-01-01,,3,,b,c", "A,r,I,v,2024-01-01,,3,all,b,c"} {
		if _, err := rules.ParseRemovals(strings.NewReader(head + in + "\n")); err == nil {
			t.Errorf("removals accept %d", i)
		}
	}
	for _, in := range []string{"", "P", "P3", "3M", "PM", "P3X", "P3M4"} {
		if p, err := rules.ParsePeriod(in); err == nil {
			t.Errorf("period %q: %v", in, p)
		}
	}
	if p, err := rules.ParsePeriod("P1Y6M2W3D"); err != nil || p != (rules.Period{Years: 1, Months: 6, Days: 17}) {
		t.Errorf("%v %v", p, err)
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2024-02-29", "２０２４/２/９", "20240229", "2024年2月9日", "\xff", "2024-01-01T00:00:00Z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, ok := rules.ParseDate(s); ok {
			if p, ok2 := rules.ParseDate(d.String()); !ok2 || p != d {
				t.Errorf("%q: %s", s, d)
			}
		}
	})
}

// TestDateOfIsTheCivilDay holds the arithmetic to the calendar, before 1970 too and in zones on both sides.
func TestDateOfIsTheCivilDay(t *testing.T) {
	for _, zone := range []*time.Location{time.UTC, time.FixedZone("", 8*3600), time.FixedZone("", -5*3600-1800)} {
		for at := time.Date(1969, 12, 28, 0, 0, 0, 0, zone); at.Year() < 1971; at = at.Add(7*time.Hour + 13*time.Second) {
			y, m, d := at.Date()
			if got := rules.DateOf(at).Time(); got != time.Date(y, m, d, 0, 0, 0, 0, time.UTC) {
				t.Fatalf("%v: %v", at, got)
			}
		}
	}
}
