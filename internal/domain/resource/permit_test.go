package resource_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

// permit is a clean record; changes replace or (nil) remove items.
func permit(changes map[string]any) map[string]any {
	return changed(map[string]any{
		"XK_XDR_MC": "聊城市信发铝业有限公司", "XK_XDR_LB": "法人及非法人组织", "XK_XDR_SHXYM": "91371500MA3C00003Q", "XK_FRDB": "张三", "XK_XKWS": "食品经营许可决定书",
		"XK_WSH": "聊审批〔2026〕1号", "XK_XKLB": "普通", "XK_XKZS": "食品经营许可证", "XK_XKBH": "JY13715020000001", "XK_NR": "预包装食品销售", "XK_JDRQ": "2026/11/02",
		"XK_YXQZ": "2026/11/02", "XK_YXQZI": "2031/11/01", "XK_XKJG": "聊城市行政审批服务局", "XK_XKJGDM": "11371500MB00000195", "XK_ZT": 1,
		"XK_LYDW": "聊城市行政审批服务局", "XK_LYDWDM": "11371500MB00000195",
	}, changes)
}

var (
	permitPerson = map[string]any{"XK_XDR_LB": "自然人", "XK_XDR_MC": "李四", "XK_XDR_SHXYM": nil, "XK_FRDB": nil, "XK_XDR_ZJLX": "身份证", "XK_XDR_ZJHM": "371502190101010019"}
	permitShop   = map[string]any{"XK_XDR_LB": "个体工商户", "XK_XDR_MC": "温岭市某某小吃店", "XK_XDR_SHXYM": "92331081MA2T357288"}
)

func and(base, more map[string]any) map[string]any {
	m := maps.Clone(base)
	maps.Copy(m, more)
	return m
}

// The rules of domain note 2.5.
func TestPermitRules(t *testing.T) {
	s := shipped(t, "permit")
	for _, c := range []struct {
		name       string
		changes    map[string]any
		hard, soft []string
	}{
		{"clean", nil, nil, nil},
		{"person", permitPerson, nil, nil},
		{"shop", permitShop, nil, nil},
		{"name missing", map[string]any{"XK_XDR_MC": nil}, []string{"XK_XDR_MC:REQUIRED"}, nil},
		{"name digits", map[string]any{"XK_XDR_MC": "12345"}, []string{"XK_XDR_MC:NAME_DIGITS"}, nil},
		{"name characters", map[string]any{"XK_XDR_MC": "甲<b>公司"}, []string{"XK_XDR_MC:NAME_CHARS"}, nil},
		{"organisation without code", map[string]any{"XK_XDR_SHXYM": nil}, []string{"XK_XDR_SHXYM:REQUIRED"}, []string{"XK_XDR_SHXYM:NO_USCC"}},
		{"organisation with an older code", map[string]any{"XK_XDR_SHXYM": nil, "XK_XDR_GSZC": "110108002734659"}, nil, []string{"XK_XDR_SHXYM:NO_USCC"}},
		{"code wrong", map[string]any{"XK_XDR_SHXYM": "91371500MA3C00003P"}, []string{"XK_XDR_SHXYM:USCC_CHECK_CHAR"}, nil},
		{"code placeholder", map[string]any{"XK_XDR_SHXYM": "000000000000000000"}, []string{"XK_XDR_SHXYM:USCC_PLACEHOLDER"}, nil},
		{"organisation without representative", map[string]any{"XK_FRDB": nil}, []string{"XK_FRDB:REQUIRED"}, nil},
		{"organisation with a person's document", map[string]any{"XK_XDR_ZJLX": "身份证", "XK_XDR_ZJHM": "371502190101010019"}, []string{"XK_XDR_ZJLX:MUST_BE_BLANK", "XK_XDR_ZJHM:MUST_BE_BLANK"}, nil},
		{"organisation with the code of a shop", map[string]any{"XK_XDR_SHXYM": "92331081MA2T357288"}, []string{"XK_XDR_LB:KIND_CODE_MISMATCH"}, nil},
		{"shop with the code of a company", and(permitShop, map[string]any{"XK_XDR_SHXYM": "91371500MA3C00003Q"}), []string{"XK_XDR_LB:KIND_CODE_MISMATCH"}, nil},
		{"shop without operator", and(permitShop, map[string]any{"XK_FRDB": nil}), []string{"XK_FRDB:REQUIRED"}, nil},
		{"shop with codes of institutions", and(permitShop, map[string]any{"XK_XDR_SYDW": "事证第1号", "XK_XDR_SHZZ": "社证第1号"}), []string{"XK_XDR_SYDW:MUST_BE_BLANK", "XK_XDR_SHZZ:MUST_BE_BLANK"}, nil},
		{"person without document", and(permitPerson, map[string]any{"XK_XDR_ZJLX": nil, "XK_XDR_ZJHM": nil}), []string{"XK_XDR_ZJLX:REQUIRED", "XK_XDR_ZJHM:REQUIRED"}, nil},
		{"person with a wrong document", and(permitPerson, map[string]any{"XK_XDR_ZJHM": "371502190101010018"}), []string{"XK_XDR_ZJHM:ID_CHECK_CHAR"}, nil},
		{"person with codes", and(permitPerson, map[string]any{"XK_XDR_SHXYM": "91371500MA3C00003Q", "XK_XDR_GSZC": "110108002734659", "XK_XDR_ZZJG": "MA3C00003", "XK_XDR_SWDJ": "1", "XK_XDR_SYDW": "1", "XK_XDR_SHZZ": "1"}),
			[]string{"XK_XDR_SHXYM:MUST_BE_BLANK", "XK_XDR_GSZC:MUST_BE_BLANK", "XK_XDR_ZZJG:MUST_BE_BLANK", "XK_XDR_SWDJ:MUST_BE_BLANK", "XK_XDR_SYDW:MUST_BE_BLANK", "XK_XDR_SHZZ:MUST_BE_BLANK"}, nil},
		{"person with a representative", and(permitPerson, map[string]any{"XK_FRDB": "张三", "XK_FR_ZJLX": "护照号", "XK_FR_ZJHM": "E1234567"}), []string{"XK_FRDB:MUST_BE_BLANK", "XK_FR_ZJLX:MUST_BE_BLANK", "XK_FR_ZJHM:MUST_BE_BLANK"}, nil},
		{"representative's document without its kind", map[string]any{"XK_FR_ZJHM": "E1234567"}, []string{"XK_FR_ZJLX:REQUIRED"}, nil},
		{"category unknown", map[string]any{"XK_XKLB": "一般"}, []string{"XK_XKLB:BAD_CODE"}, nil},
		{"category by number", map[string]any{"XK_XKLB": "04"}, nil, []string{"XK_XKLB:CODE_ALIAS"}},
		{"category of one's own", map[string]any{"XK_XKLB": "其他-备案"}, nil, nil},
		{"category of one's own, not told", map[string]any{"XK_XKLB": "其他"}, []string{"XK_XKLB:CODE_NEEDS_TEXT"}, nil},
		{"state unknown", map[string]any{"XK_ZT": 3}, []string{"XK_ZT:BAD_CODE"}, nil},
		{"state invalid", map[string]any{"XK_ZT": "2"}, nil, nil},
		{"decided tomorrow", map[string]any{"XK_JDRQ": "2026-11-23"}, []string{"XK_JDRQ:DATE_IN_FUTURE"}, nil},
		{"no such day", map[string]any{"XK_JDRQ": "2026/2/30"}, []string{"XK_JDRQ:NO_SUCH_DAY"}, nil},
		{"ends before it begins", map[string]any{"XK_YXQZI": "2026-11-01"}, []string{"XK_YXQZI:DATE_ORDER"}, nil},
		{"one day long", map[string]any{"XK_YXQZI": "2026-11-02"}, nil, nil},
		{"without end", map[string]any{"XK_YXQZI": "2099/12/31"}, nil, nil},
		{"no end told", map[string]any{"XK_YXQZI": nil}, []string{"XK_YXQZI:REQUIRED"}, nil},
		{"content a placeholder", map[string]any{"XK_NR": "无"}, []string{"XK_NR:PLACEHOLDER"}, nil},
		{"note a placeholder", map[string]any{"BZ": "/"}, nil, []string{"BZ:PLACEHOLDER_BLANKED"}},
		{"control character", map[string]any{"XK_NR": "甲\u0001"}, []string{"XK_NR:CONTROL_CHAR"}, nil},
		{"authority is a company", map[string]any{"XK_XKJGDM": "91371500MA3C00003Q"}, nil, []string{"XK_XKJGDM:AUTHORITY_CODE_UNUSUAL"}},
		{"source is a company", map[string]any{"XK_LYDWDM": "91371500MA3C00003Q"}, nil, []string{"XK_LYDWDM:AUTHORITY_CODE_UNUSUAL"}},
		{"too long", map[string]any{"XK_XKWS": string(slices.Repeat([]rune{'许'}, 65))}, []string{"XK_XKWS:TOO_LONG"}, nil},
		{"a person's name too long", and(permitPerson, map[string]any{"XK_XDR_MC": string(slices.Repeat([]rune{'李'}, 65))}), []string{"XK_XDR_MC:NAME_TOO_LONG"}, nil},
		{"unknown item", map[string]any{"XK_FOO": "1"}, []string{"XK_FOO:UNKNOWN_ITEM"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, f := run(t, s, encode(t, s, permit(c.changes)))
			found(t, f, c.hard, c.soft)
		})
	}
}

func TestPermitView(t *testing.T) {
	s := shipped(t, "permit")
	row, f := run(t, s, encode(t, s, permit(nil)))
	if !f.OK() {
		t.Fatal(f.Hard)
	}
	ref := s.Subject(row)
	if ref.Kind != subject.Organisation || ref.USCC != "91371500MA3C00003Q" || ref.Name != "聊城市信发铝业有限公司" {
		t.Errorf("subject %+v", ref)
	}
	if id := s.RecordID(row, ref.USCC); id != "聊审批〔2026〕1号|JY13715020000001|91371500MA3C00003Q|11371500MB00000195" || s.DocumentNo(row) != "聊审批〔2026〕1号" {
		t.Errorf("record id %s", id)
	}
	// It is published as long as it is valid.
	if d := s.Dates(row); fmt.Sprint(d.OccurredOn, d.ValidFrom, d.ValidTo, d.PublishTo) != "2026-11-02 2026-11-02 2031-11-01 2031-11-01" {
		t.Errorf("dates %v", d)
	}
	row, _ = run(t, s, encode(t, s, permit(map[string]any{"XK_YXQZI": "2099/12/31"})))
	if d := s.Dates(row); d.PublishTo != rules.Indefinite {
		t.Errorf("without end: %v", d)
	}
	row, _ = run(t, s, encode(t, s, permit(permitPerson)))
	if ref := s.Subject(row); ref.Kind != subject.Person || ref.Document != "371502190101010019" || ref.USCC != "" {
		t.Errorf("person %+v", ref)
	}
}

// The names met in the wild are read as the item they mean.
func TestPermitAliases(t *testing.T) {
	s := shipped(t, "permit")
	for alias, item := range map[string]string{
		"XK_XDR": "XK_XDR_MC", "XK_XDR_GSDJ": "XK_XDR_GSZC", "XK_XDR_ZDM": "XK_XDR_ZZJG", "XK_FDDB": "XK_FRDB", "XK_FR": "XK_FRDB", "XK_FDDBR": "XK_FRDB", "XK_XDR_SFZ": "XK_XDR_ZJHM",
		"许可决定书文号": "XK_WSH", "XK_JZQ": "XK_YXQZI", "XK_XZJG": "XK_XKJG", "许可内容": "XK_NR", "行政相对人名称": "XK_XDR_MC",
	} {
		t.Run(alias, func(t *testing.T) {
			m := permit(map[string]any{"XK_XDR_GSZC": "110108002734659", "XK_XDR_ZZJG": "MA3C00003"})
			if item == "XK_XDR_ZJHM" {
				m = permit(permitPerson)
			}
			value, ok := m[item]
			if !ok {
				t.Fatalf("%s is not in the record", item)
			}
			delete(m, item)
			m[alias] = value
			row, f := run(t, s, encode(t, s, m))
			if !f.OK() {
				t.Fatal(reasons(f.Hard))
			}
			i, _ := s.Index(item)
			if !row.Filled(i) {
				t.Errorf("%s is blank", item)
			}
		})
	}
}

// record0 is a permit in the template of 2015, record1 in that of 2018.
func record0(changes map[string]any) map[string]any {
	return changed(map[string]any{
		"XK_WSH": "聊许[2016]3号", "XK_XMMC": "食品经营许可", "XK_SPLB": "普通", "XK_NR": "食品销售", "XK_XDR": "甲公司", "XK_XDR_SHXYM": "91371500MA3C00003Q", "XK_XDR_ZDM": "", "XK_XDR_GSDJ": "",
		"XK_XDR_SWDJ": "", "XK_XDR_SFZ": "", "XK_FR": "王五", "XK_JDRQ": "2016/03/01", "XK_JZQ": "2021/03/01", "XK_XZJG": "聊城市食药监局", "XK_ZT": "0", "DFBM": "371500", "SJC": "2016/03/02", "BZ": "",
	}, changes)
}

func record1(changes map[string]any) map[string]any {
	m := permit(map[string]any{"XK_XDR_LB": nil, "XK_FR_SFZH": "371502190101010019", "XK_XDR_SFZH": ""})
	return changed(m, changes)
}

func TestOlderTemplatesOfPermits(t *testing.T) {
	s := shipped(t, "permit")
	for _, c := range []struct {
		name, template string
		record         map[string]any
		hard           []string
		want           map[string]any
	}{
		{"G0", "g0", record0(nil), nil, map[string]any{"XK_XKWS": "食品经营许可", "XK_XKLB": "普通", "XK_XDR_MC": "甲公司", "XK_XDR_LB": "法人及非法人组织", "XK_FRDB": "王五", "XK_ZT": 1.0,
			"XK_XKJG": "聊城市食药监局", "XK_LYDW": "聊城市食药监局", "XK_YXQZ": "2016-03-01", "XK_YXQZI": "2021-03-01"}},
		{"G0 state blank", "g0", record0(map[string]any{"XK_ZT": ""}), nil, map[string]any{"XK_ZT": 1.0}},
		{"G0 state missing", "g0", record0(map[string]any{"XK_ZT": nil}), nil, map[string]any{"XK_ZT": 1.0}},
		{"G0 revoked", "g0", record0(map[string]any{"XK_ZT": "1"}), nil, map[string]any{"XK_ZT": 2.0}},
		{"G0 under objection", "g0", record0(map[string]any{"XK_ZT": "2"}), nil, map[string]any{"XK_ZT": 1.0}},
		{"G0 other state", "g0", record0(map[string]any{"XK_ZT": "3"}), nil, map[string]any{"XK_ZT": 2.0}},
		{"G0 unknown state", "g0", record0(map[string]any{"XK_ZT": "7"}), []string{"XK_ZT:BAD_CODE"}, nil},
		{"G0 category by number", "g0", record0(map[string]any{"XK_SPLB": "4"}), nil, map[string]any{"XK_XKLB": "核准"}},
		{"G0 other category", "g0", record0(map[string]any{"XK_SPLB": "其他"}), nil, map[string]any{"XK_XKLB": "其他-旧模板未说明"}},
		{"G0 shop", "g0", record0(map[string]any{"XK_XDR_SHXYM": "92331081MA2T357288"}), nil, map[string]any{"XK_XDR_LB": "个体工商户"}},
		{"G0 person", "g0", record0(map[string]any{"XK_XDR": "李四", "XK_XDR_SHXYM": "", "XK_FR": "", "XK_XDR_SFZ": "371502190101010019"}), nil,
			map[string]any{"XK_XDR_LB": "自然人", "XK_XDR_ZJLX": "身份证", "XK_XDR_ZJHM": "s1.k.371502190101010019"}},
		{"G0 column nobody knows", "", record0(map[string]any{"XK_FOO": "1"}), []string{"XK_FOO:UNKNOWN_ITEM"}, nil},
		{"G0 without content", "g0", record0(map[string]any{"XK_NR": ""}), []string{"XK_NR:REQUIRED"}, nil},
		{"G1", "g1", record1(nil), nil, map[string]any{"XK_XDR_LB": "法人及非法人组织", "XK_FR_ZJLX": "身份证", "XK_FR_ZJHM": "s1.k.371502190101010019", "XK_XDR_ZJHM": nil}},
		{"G1 person", "g1", record1(map[string]any{"XK_XDR_MC": "李四", "XK_XDR_SHXYM": nil, "XK_FRDB": nil, "XK_FR_SFZH": "", "XK_XDR_SFZH": "371502190101010019"}), nil,
			map[string]any{"XK_XDR_LB": "自然人", "XK_XDR_ZJLX": "身份证", "XK_XDR_ZJHM": "s1.k.371502190101010019", "XK_FR_ZJLX": nil}},
		{"G1 without its authority's code", "g1", record1(map[string]any{"XK_XKJGDM": nil}), []string{"XK_XKJGDM:REQUIRED"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			row, f := run(t, s, encode(t, s, c.record))
			if got := reasons(f.Hard); !slices.Equal(got, c.hard) {
				t.Fatalf("hard %v, want %v", got, c.hard)
			}
			if c.hard != nil {
				return
			}
			if row.Template() != c.template {
				t.Errorf("template %q", row.Template())
			}
			var fields map[string]any
			if err := json.Unmarshal(row.AppendFields(nil, seal), &fields); err != nil {
				t.Fatal(err)
			}
			for name, want := range c.want {
				if fields[name] != want {
					t.Errorf("%s is %v, want %v", name, fields[name], want)
				}
			}
		})
	}
}
