package resource_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/celrule"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/resourcefile"
)

var today = rules.DayOf(2026, 11, 22)

var env = resource.Env{CEL: celrule.Compile, Today: func() rules.Date { return today }}

// shipped is a resource of configs/resources, compiled.
func shipped(t testing.TB, code string) *resource.Schema {
	t.Helper()
	name := "../../../configs/resources/" + code + ".yaml"
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	d, err := resourcefile.Parse(name, b)
	if err != nil {
		t.Fatal(err)
	}
	return compiled(t, d)
}

func compiled(t testing.TB, d resource.Definition) *resource.Schema {
	t.Helper()
	s, err := resource.Compile(d, env)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// penalty is a clean record; changes replace or (nil) remove items.
func penalty(changes map[string]any) map[string]any {
	return changed(map[string]any{
		"CF_XDR_MC": "聊城市信发铝业有限公司", "CF_XDR_LB": "法人及非法人组织", "CF_XDR_SHXYM": "91371500MA3C00003Q", "CF_XDR_GSZC": "", "CF_XDR_ZZJG": "", "CF_XDR_SWDJ": "",
		"CF_XDR_SYDW": "", "CF_XDR_SHZZ": "", "CF_FRDB": "张三", "CF_FR_ZJLX": "", "CF_FR_ZJHM": "", "CF_XDR_ZJLX": "", "CF_XDR_ZJHM": "",
		"CF_WSH": "聊市监罚〔2026〕12号", "CF_WFXW": "未按规定公示信息", "CF_SY": "经查，当事人未在规定期限内公示年度报告。", "CF_YJ": "《企业信息公示暂行条例》第十七条",
		"CF_CFLB": "警告;罚款", "CF_NR": "给予警告，罚款人民币五千元。", "CF_NR_FK": 0.5, "CF_NR_WFFF": nil, "CF_NR_ZKDX": "", "CF_JDRQ": "2026/11/02", "CF_YXQ": "2099/12/31",
		"CF_GSJZQ": "2027/11/01", "CF_CFJG": "聊城市市场监督管理局", "CF_CFJGDM": "11371500MB00000195", "CF_SJLY": "聊城市市场监督管理局", "CF_SJLYDM": "11371500MB00000195", "BZ": "",
	}, changes)
}

func changed(m, changes map[string]any) map[string]any {
	for k, v := range changes {
		if v == nil {
			delete(m, k)
		} else {
			m[k] = v
		}
	}
	return m
}

// encode writes a record in the schema's order of items, other keys after them.
func encode(t testing.TB, s *resource.Schema, m map[string]any) []byte {
	t.Helper()
	out := []byte{'{'}
	add := func(k string) {
		v, ok := m[k]
		if !ok {
			return
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		kb, _ := json.Marshal(k)
		vb, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out = append(append(append(out, kb...), ':'), vb...)
	}
	for _, n := range s.Template() {
		add(n)
	}
	for k := range m {
		if _, item := s.Index(k); !item {
			add(k)
		}
	}
	return append(out, '}')
}

// reasons are the reason codes of findings by item.
func reasons(fs []resource.Finding) []string {
	var out []string
	for _, f := range fs {
		out = append(out, f.Item+":"+string(f.Reason))
	}
	return out
}

// found holds findings to the reasons wanted; each must say what was wrong and what to do, in both languages.
func found(t testing.TB, f *resource.Findings, hard, soft []string) {
	t.Helper()
	if got := reasons(f.Hard); !slices.Equal(got, hard) {
		t.Errorf("hard %v, want %v", got, hard)
	}
	if got := reasons(f.Soft); !slices.Equal(got, soft) {
		t.Errorf("soft %v, want %v", got, soft)
	}
	for _, x := range append(slices.Clone(f.Hard), f.Soft...) {
		if x.Text.Zh == "" || x.Text.En == "" || x.Next.Zh == "" || x.Next.En == "" {
			t.Errorf("%s lacks a sentence or a next step: %+v", x.Reason, x)
		}
	}
}

// run decodes and checks one record.
func run(t testing.TB, s *resource.Schema, raw []byte) (*resource.Row, *resource.Findings) {
	t.Helper()
	row, f := s.NewDecoder().JSON(raw)
	out := &resource.Findings{}
	if f != nil {
		out.Hard = append(out.Hard, *f)
		return nil, out
	}
	s.Check(row, out)
	return row, out
}

func seal(dst []byte, _ int, plain []byte) []byte { return append(append(dst, "s1.k."...), plain...) }

func contains(s, part string) bool { return strings.Contains(s, part) }
