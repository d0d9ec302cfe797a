package resource_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/resourcefile"
)

const (
	org    = `"XDR_MC":"甲公司","XDR_LB":"法人及非法人组织","XDR_SHXYM":"91371500MA3C00003Q","XDR_FRDB":"张三"`
	source = `"SJLY":"聊城市市场监督管理局","SJLYDM":"11371500MB00000195"`
	office = `"11371500MB00000195"`
)

// samples is one clean record of each resource beside the dual publicity.
var samples = map[string]struct{ raw, id string }{
	"permit":              {`{"XK_XDR_MC":"甲公司","XK_XDR_LB":"法人及非法人组织","XK_XDR_SHXYM":"91371500MA3C00003Q","XK_FRDB":"张三","XK_XKWS":"食品经营许可决定书","XK_WSH":"聊审批〔2026〕1号","XK_XKLB":"普通","XK_XKBH":"JY1","XK_NR":"食品销售","XK_JDRQ":"2026/01/05","XK_YXQZ":"2026/01/05","XK_YXQZI":"2031/01/04","XK_XKJG":"聊城市行政审批服务局","XK_XKJGDM":` + office + `,"XK_ZT":1,"XK_LYDW":"聊城市行政审批服务局","XK_LYDWDM":` + office + `}`, "聊审批〔2026〕1号|JY1|T|11371500MB00000195"},
	"org_registration":    {`{"TYSHXYDM":"91371500MA3C00003Q","JGMC":"甲公司","ZTLX":"企业","CYM":"乙公司|2020-01-31;丙公司","ZCH":"110108002734659","JGZT":"存续","FDDBR":"张三","ZCZB":100,"CLRQ":"2015-01-02","HZRQ":"2026-03-04","DJJG":"聊城市市场监督管理局","XZQH":"371502"}`, "T"},
	"person_registration": {`{"XM":"李四","ZJLX":"身份证","ZJHM":"371502190101010019","XZQH":"371502","RKZT":"正常","DJRQ":"2026-01-02"}`, "T"},
	"serious_list":        {`{"MDDM":"QYNMG",` + org + `,"RDJG":"聊城市人力资源和社会保障局","RDJGDM":` + office + `,"WSH":"聊人社〔2026〕1号","LRRQ":"2026-01-02","LRSY":"拖欠","LRYJ":"人社部令第45号","QXZ":"2029-01-01",` + source + `}`, "QYNMG|T|聊人社〔2026〕1号|11371500MB00000195"},
	"abnormal_operation":  {`{"MLDM":"JYYC","QYMC":"甲公司","TYSHXYDM":"91371500MA3C00003Q","ZTLB":"法人及非法人组织","LRYY":"未年报","LRRQ":"2026-01-02","LRJG":"聊城市市场监督管理局","LRJGDM":` + office + `,` + source + `}`, "JYYC|T|2026-01-02|11371500MB00000195"},
	"judgment":            {`{"AH":"(2026)鲁1502民初1号",` + org + `,"SSDW":"被告","AJLX":"民事","AY":"买卖合同纠纷","CPFY":"聊城市东昌府区人民法院","CPRQ":"2026-02-03","CPJG":"判决支付","BDJE":12.5,` + source + `}`, "〔2026〕鲁1502民初1号|T|被告"},
	"enforcement":         {`{"XXLX":"失信被执行人",` + org + `,"ZXFY":"聊城市东昌府区人民法院","LASJ":"2026-01-02","AH":"(2026)鲁1502执1号","LXQK":"全部未履行","FBSJ":"2026-03-01",` + source + `}`, "失信被执行人|〔2026〕鲁1502执1号|T"},
	"tax_grade":           {`{"NSRMC":"甲公司","TYSHXYDM":"91371500MA3C00003Q","PJND":2025,"PJDJ":"A级","PJDF":"95.5","PDRQ":"2026-04-01","PDDW":"国家税务总局聊城市税务局","PDDWDM":` + office + `}`, "T|2025"},
	"award":               {`{` + org + `,"RYMC":"守合同重信用企业","RYJB":"市级","SYRQ":"2026-05-06","SYDW":"聊城市人民政府","SYDWDM":` + office + `,` + source + `}`, "守合同重信用企业|T|2026-05-06|11371500MB00000195"},
	"commitment":          {`{` + org + `,"CNBH":"C1","CNLX":"主动型","CNSY":"诚信经营","CNRQ":"2026-05-06","SLDW":"聊城市发展和改革委员会","SLDWDM":` + office + `,"LYZT":"履行中",` + source + `}`, "C1|T|11371500MB00000195"},
	"space_address":       {`{"DZBM":"D1","DZQC":"聊城市东昌府区一号","XZQH":"371502","JD_MC":"古楼街道","JD":115.98,"WD":"36.45","TX":{"type":"Point", "coordinates":[115.98,36.45]},"YXZT":"是","GXSJ":"2026-01-02 03:04:05"}`, "D1"},
	"macro_indicator":     {`{"ZBDM":"A01","ZBMC":"地区生产总值","XZQH":"371500","SQLX":"季","SQQ":"2026/01/01","SQZ":"2026/03/31","ZBZ":812.5,"DW":"亿元","FBRQ":"2026/04/20"}`, "A01|371500|季|2026-01-01"},
}

func TestShippedSamples(t *testing.T) {
	defs, err := resourcefile.Load(os.DirFS("../../../configs/resources"))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range defs {
		sample, ok := samples[d.Code]
		if !ok {
			if d.Code != "penalty" { // has tests of its own
				t.Errorf("%s has no sample", d.Code)
			}
			continue
		}
		t.Run(d.Code, func(t *testing.T) {
			s := compiled(t, d)
			row, f := run(t, s, []byte(sample.raw))
			if !f.OK() {
				t.Fatal(f.Hard)
			}
			out := row.AppendFields(nil, seal)
			var fields map[string]any
			if err := json.Unmarshal(out, &fields); err != nil || len(fields) != s.Len() {
				t.Errorf("%v in %s", err, out)
			}
			if strings.Contains(s.RecordID(row, "T"), "371502190101010019") || s.RecordID(row, "T") != sample.id {
				t.Errorf("record id %q, want %q", s.RecordID(row, "T"), sample.id)
			}
			var doc map[string]any
			if err := json.Unmarshal(s.JSONSchema(), &doc); err != nil {
				t.Errorf("schema: %v", err)
			}
			again, f := run(t, s, unsealed(out))
			if !f.OK() || len(f.Soft) > 0 || string(again.AppendFields(nil, seal)) != string(out) {
				t.Errorf("the canonical form is not stable: %v %v", reasons(f.Hard), reasons(f.Soft))
			}
		})
	}
}

func unsealed(out []byte) []byte { return []byte(strings.ReplaceAll(string(out), "s1.k.", "")) }

func TestShippedRegistration(t *testing.T) {
	s := shipped(t, "org_registration")
	row, f := run(t, s, []byte(samples["org_registration"].raw))
	if !f.OK() {
		t.Fatal(f.Hard)
	}
	a := s.About(row)
	if a.Name != "甲公司" || len(a.FormerNames) != 2 || a.FormerNames[0].Until != rules.DayOf(2020, 1, 31) || a.FormerNames[1].Until != rules.NoDate || !slices.Equal(a.LegacyCodes, []string{"110108002734659"}) || a.Status != "存续" || a.Division != "371502" {
		t.Errorf("%+v", a)
	}
	if ref := s.Subject(row); ref.Kind != subject.Organisation || len(ref.Legacy) != 1 || ref.Legacy[0].Kind != "regno" || ref.NameItem != "JGMC" || ref.CodeItem != "TYSHXYDM" {
		t.Errorf("%+v", ref)
	}
	p := shipped(t, "person_registration")
	row, f = run(t, p, []byte(samples["person_registration"].raw))
	if ref := p.Subject(row); !f.OK() || ref.Kind != subject.Person || ref.Document != "371502190101010019" || ref.CodeItem != "ZJHM" {
		t.Errorf("%v %+v", f.Hard, ref)
	}
}

func TestFindingsTellTheRuleInBothLanguages(t *testing.T) {
	s := shipped(t, "penalty")
	_, f := run(t, s, []byte(`{"CF_CFJGDM":"11371500MB00000196"}`))
	for _, h := range f.Hard {
		if h.Item == "CF_CFJGDM" {
			if h.Rule != "须符合 GB 32100 / GB 32100 valid" {
				t.Errorf("the rule is told as %q", h.Rule)
			}
			return
		}
	}
	t.Errorf("a wrong check character is not found: %v", reasons(f.Hard))
}

func TestCheckKey(t *testing.T) {
	s := shipped(t, "penalty")
	row, f := s.NewDecoder().JSON([]byte(`{"CF_XDR_LB":"法人及非法人组织","CF_XDR_SHXYM":"91371500MA3C00003Q","CF_WSH":"聊〔2026〕1号","CF_CFJGDM":"11371500MB00000195"}`))
	if f != nil {
		t.Fatal(f)
	}
	var fs resource.Findings
	if s.CheckKey(row, &fs); !fs.OK() {
		t.Errorf("a full key: %v", reasons(fs.Hard))
	}
	row, _ = s.NewDecoder().JSON([]byte(`{"CF_XDR_LB":"法人及非法人组织","CF_XDR_SHXYM":"91371500MA3C00003Q"}`))
	if s.CheckKey(row, &fs); !slices.Equal(reasons(fs.Hard), []string{"CF_WSH:REQUIRED", "CF_CFJGDM:REQUIRED"}) {
		t.Errorf("a lacking key: %v", reasons(fs.Hard))
	}
}

func TestJSONSchemaOfPenalty(t *testing.T) {
	doc := string(shipped(t, "penalty").JSONSchema())
	for _, want := range []string{`"$schema": "https://json-schema.org/draft/2020-12/schema"`, `"additionalProperties": false`, `"maxLength": 18`, `"x-sensitivity": "sealed"`, `"format": "date"`, `其他-[^;]+`,
		`"description": "须符合 GB 32100 / GB 32100 valid"`} {
		if !strings.Contains(doc, want) {
			t.Errorf("the schema lacks %s", want)
		}
	}
}

func TestRuleOfBothLanguages(t *testing.T) {
	for name, c := range map[string]struct{ zh, en, want string }{
		"both":         {"须符合 GB 32100", "GB 32100 valid", "须符合 GB 32100 / GB 32100 valid"},
		"the same":     {"[OKV]", "[OKV]", "[OKV]"},
		"Chinese only": {"长期", "", "长期"},
		"English only": {"", "long-term", "long-term"},
		"none":         {"", "", ""},
	} {
		it := resource.Item{Rule: c.zh, RuleEn: c.en}
		if got := it.BothRules(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestCompileRefuses(t *testing.T) {
	good := func() resource.Definition { return *shipped(t, "macro_indicator").Definition() }
	for name, change := range map[string]func(*resource.Definition){
		"bad condition":       func(d *resource.Definition) { d.Items[0].Obligation, d.Items[0].Condition = "C", "filled(" },
		"order of texts":      func(d *resource.Definition) { d.Rules[0].Expect = "ZBMC < DW" },
		"value off the list":  func(d *resource.Definition) { d.Rules[0].Expect = "SQLX = 旬" },
		"bad minimum":         func(d *resource.Definition) { d.Items[6].Min = "few" },
		"item twice":          func(d *resource.Definition) { d.Items[1].Name = d.Items[0].Name },
		"alias of another":    func(d *resource.Definition) { d.Items[1].Aliases = []string{d.Items[0].NameZh} },
		"no next step":        func(d *resource.Definition) { d.Rules[0].Next = resource.Sentence{} },
		"sealed natural key":  func(d *resource.Definition) { d.Items[0].Sensitivity, d.Items[0].Publish = "sealed", false },
		"unknown kind":        func(d *resource.Definition) { d.Subject = resource.SubjectMap{Kind: "robot", USCC: "ZBDM"} },
		"template without it": func(d *resource.Definition) { d.Templates = []resource.Template{{Code: "g0"}} },
		"secret":              func(d *resource.Definition) { d.Metadata.Secret = true },
	} {
		t.Run(name, func(t *testing.T) {
			d := good()
			d.Items, d.Rules = slices.Clone(d.Items), slices.Clone(d.Rules)
			change(&d)
			if _, err := resource.Compile(d, env); err == nil {
				t.Error("it compiled")
			}
		})
	}
}

// An entry that left its list is neither in force nor public any longer, whatever term it had.
func TestRemovalEndsValidityAndPublication(t *testing.T) {
	defs, err := resourcefile.Load(os.DirFS("../../../configs/resources"))
	if err != nil {
		t.Fatal(err)
	}
	day := rules.DayOf(2026, 3, 1)
	for code, more := range map[string]string{
		"serious_list":       `"GSJZQ":"2029-01-01","YCRQ":"2026-03-01","YCYY":"修复",`,
		"abnormal_operation": `"YCRQ":"2026-03-01","YCYY":"已补报年报",`,
		"enforcement":        `"QXZ":"2026-03-01",`,
	} {
		for _, d := range defs {
			if d.Code != code {
				continue
			}
			s := compiled(t, d)
			row, f := run(t, s, []byte("{"+more+samples[code].raw[1:]))
			if !f.OK() {
				t.Fatal(f.Hard)
			}
			if got := s.Dates(row); got.ValidTo != day || got.PublishTo != day {
				t.Errorf("%s: valid to %s, published to %s", code, got.ValidTo, got.PublishTo)
			}
		}
	}
	for _, d := range defs {
		if d.Code == "serious_list" {
			s := compiled(t, d)
			row, _ := run(t, s, []byte(samples[d.Code].raw))
			if got := s.Dates(row); got.ValidTo != rules.DayOf(2029, 1, 1) || got.PublishTo != rules.NoDate {
				t.Errorf("still listed: valid to %s, published to %s", got.ValidTo, got.PublishTo)
			}
		}
	}
}
