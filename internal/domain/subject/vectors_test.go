package subject

import (
	"encoding/csv"
	"os"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

func table(t testing.TB, name string) []map[string]string {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, r := range rows[1:] {
		m := map[string]string{}
		for i, h := range rows[0] {
			m[h] = r[i]
		}
		out = append(out, m)
	}
	return out
}

var today = rules.DateOf(time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC))

func TestUSCCVectors(t *testing.T) {
	for _, v := range table(t, "uscc_vectors.csv") {
		t.Run(v["code"], func(t *testing.T) {
			got := CheckUSCC(v["code"])
			switch v["expect"] {
			case "valid":
				if got != "" {
					t.Errorf("refused: %s", got)
				}
			case "invalid":
				if got != v["reason"] {
					t.Errorf("reason %q, want %q", got, v["reason"])
				}
			case "normalise":
				if got == "" || CheckUSCC(NormaliseUSCC(v["code"])) != "" {
					t.Errorf("raw %q, normalised %q", got, CheckUSCC(NormaliseUSCC(v["code"])))
				}
			}
		})
	}
	if CheckUSCC(NormaliseUSCC(" ９１330100-799655058ｂ　")) != "" {
		t.Error("full-width digits do not pass after normalising")
	}
}

func TestCitizenVectors(t *testing.T) {
	for _, v := range table(t, "citizen_id_vectors.csv") {
		t.Run(v["id"], func(t *testing.T) {
			got := CheckCitizenID(v["id"], today)
			switch v["expect"] {
			case "valid":
				info := CitizenInfo(v["id"])
				if got != "" || info.Male != (v["sex"] == "M") || info.Birth.Time().Format("20060102") != v["birth"] {
					t.Errorf("reason %q, male %v, birth %s", got, info.Male, info.Birth)
				}
			case "invalid":
				if got != v["reason"] {
					t.Errorf("reason %q, want %q", got, v["reason"])
				}
			case "normalise":
				if got == "" || CheckCitizenID(NormaliseDocument(v["id"]), today) != "" {
					t.Errorf("raw %q", got)
				}
			}
		})
	}
}

func TestUpgrade15Vectors(t *testing.T) {
	for _, v := range table(t, "citizen_id15_conversion.csv") {
		id, reason := Upgrade15(v["id15"])
		if want := v["reason"]; id != v["id18"] || reason != want && (want != "OK" || reason != "") {
			t.Errorf("%s: %q %q, want %q %q", v["id15"], id, reason, v["id18"], want)
		}
	}
}

func TestRegNoVectors(t *testing.T) {
	for _, v := range table(t, "business_regno_vectors.csv") {
		if reason := CheckRegNo(v["regno"]); (reason == "") != (v["expect"] == "valid") {
			t.Errorf("%s: %q, want %s", v["regno"], reason, v["expect"])
		}
	}
	if CheckRegNo("3715001234567") != "" || RegNoVerified("3715001234567") {
		t.Error("the older 13 digits are accepted, unverified")
	}
}

func TestOrgCode(t *testing.T) {
	for _, v := range table(t, "uscc_vectors.csv") {
		if v["expect"] == "valid" && CheckOrgCode(v["code"][8:17]) != "" {
			t.Errorf("%s: %s", v["code"], CheckOrgCode(v["code"][8:17]))
		}
	}
	for code, want := range map[string]string{"799655059": ReasonCheckChar, "79965505": ReasonLength, "79965505b": ReasonCharset, "000000000": ReasonPlaceholder} {
		if got := CheckOrgCode(code); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}

func TestKinds(t *testing.T) {
	for code, want := range map[string]Kind{"91330100799655058B": Organisation, "92331081MA2T357288": SelfEmployed, "12100000400000624D": PublicBody, "5333000053000990XY": Organisation, "9": 0} {
		if got := KindOfUSCC(code); got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
	for k := Organisation; k <= SelfEmployed; k++ {
		if got, ok := ParseKind(k.String()); !ok || got != k {
			t.Errorf("kind %d does not round-trip", k)
		}
	}
}

func TestChecksDoNotAllocate(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() {
		_ = CheckUSCC("91330100799655058B")
		_ = CheckCitizenID("371502190102030011", today)
		_ = CheckRegNo("110108002734659")
		_ = NormaliseUSCC("91330100799655058B")
		_ = NormaliseName("聊城市东昌府区某某有限公司")
		_, _ = rules.ParseDate("２０２４/2/29")
		_ = MaskText("未按规定公示年度报告,罚款 2.5 万元。")
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkCheckUSCC(b *testing.B) {
	for b.Loop() {
		_ = CheckUSCC("91330100799655058B")
	}
}

func BenchmarkCheckCitizenID(b *testing.B) {
	for b.Loop() {
		_ = CheckCitizenID("371502190102030011", today)
	}
}
