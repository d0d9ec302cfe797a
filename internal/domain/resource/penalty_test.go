package resource_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

func TestPenaltyRules(t *testing.T) {
	s := shipped(t, "penalty")
	person := map[string]any{"CF_XDR_LB": "自然人", "CF_XDR_MC": "李四", "CF_XDR_SHXYM": "", "CF_FRDB": "", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": "371502190101010019"}
	with := func(base map[string]any, more map[string]any) map[string]any {
		m := map[string]any{}
		for k, v := range base {
			m[k] = v
		}
		for k, v := range more {
			m[k] = v
		}
		return m
	}
	_ = person
	for _, c := range []struct {
		name    string
		changes map[string]any
		hard    []string
		soft    []string
	}{
		{"clean", nil, nil, nil},
		{"name blank", map[string]any{"CF_XDR_MC": ""}, []string{"CF_XDR_MC:REQUIRED"}, nil},
		{"name missing", map[string]any{"CF_XDR_MC": nil}, []string{"CF_XDR_MC:REQUIRED"}, nil},
		{"name digits", map[string]any{"CF_XDR_MC": "12345"}, []string{"CF_XDR_MC:NAME_DIGITS"}, nil},
		{"name characters", map[string]any{"CF_XDR_MC": "甲<b>公司"}, []string{"CF_XDR_MC:NAME_CHARS"}, nil},
		{"name spaces", map[string]any{"CF_XDR_MC": " 甲公司\u3000"}, nil, []string{"CF_XDR_MC:TRIMMED"}},
		{"uscc wrong", map[string]any{"CF_XDR_SHXYM": "91371500MA3C00003P"}, []string{"CF_XDR_SHXYM:USCC_CHECK_CHAR"}, nil},
		{"uscc full width", map[string]any{"CF_XDR_SHXYM": "９１３７１５００MA3C00003Q"}, nil, []string{"CF_XDR_SHXYM:FULL_WIDTH"}},
		{"uscc placeholder", map[string]any{"CF_XDR_SHXYM": "000000000000000000"}, []string{"CF_XDR_SHXYM:USCC_PLACEHOLDER"}, nil},
		{"uscc missing", map[string]any{"CF_XDR_SHXYM": ""}, []string{"CF_XDR_SHXYM:REQUIRED"}, []string{"CF_XDR_SHXYM:NO_USCC"}},
		{"legacy code only", map[string]any{"CF_XDR_SHXYM": "", "CF_XDR_GSZC": "110108002734659"}, nil, []string{"CF_XDR_SHXYM:NO_USCC"}},
		{"old registration number", map[string]any{"CF_XDR_GSZC": "1101081234567"}, nil, []string{"CF_XDR_GSZC:LEGACY_UNVERIFIED"}},
		{"legal representative missing", map[string]any{"CF_FRDB": ""}, []string{"CF_FRDB:REQUIRED"}, nil},
		{"organisation with person's document", map[string]any{"CF_XDR_ZJHM": "X"}, []string{"CF_XDR_ZJHM:MUST_BE_BLANK"}, nil},
		{"self-employed with 91", map[string]any{"CF_XDR_LB": "个体工商户"}, []string{"CF_XDR_LB:KIND_CODE_MISMATCH"}, nil},
		{"kind code of a platform", map[string]any{"CF_XDR_LB": "1"}, nil, []string{"CF_XDR_LB:CODE_ALIAS"}},
		{"kind unknown", map[string]any{"CF_XDR_LB": "企业"}, []string{"CF_XDR_LB:BAD_CODE"}, nil},
		{"person", person, nil, nil},
		{"person without document", with(person, map[string]any{"CF_XDR_ZJHM": ""}), []string{"CF_XDR_ZJHM:REQUIRED"}, nil},
		{"person with code", with(person, map[string]any{"CF_XDR_SHXYM": "91371500MA3C00003Q"}), []string{"CF_XDR_SHXYM:MUST_BE_BLANK"}, nil},
		{"fine missing", map[string]any{"CF_NR_FK": nil}, []string{"CF_NR_FK:REQUIRED"}, nil},
		{"fine zero", map[string]any{"CF_NR_FK": 0}, []string{"CF_NR_FK:FINE_NOT_POSITIVE"}, nil},
		{"fine negative", map[string]any{"CF_NR_FK": -1}, []string{"CF_NR_FK:NUMBER_RANGE"}, nil},
		{"fine without class", map[string]any{"CF_CFLB": "警告"}, []string{"CF_CFLB:FINE_WITHOUT_CLASS"}, nil},
		{"fine in yuan", map[string]any{"CF_NR_FK": 50000}, nil, []string{"CF_NR_FK:FINE_VERY_LARGE"}},
		{"fine with seven decimals", map[string]any{"CF_NR_FK": "0.1234567"}, []string{"CF_NR_FK:TOO_MANY_DECIMALS"}, nil},
		{"fine full width", map[string]any{"CF_NR_FK": "１２．５"}, nil, []string{"CF_NR_FK:FULL_WIDTH"}},
		{"fine with unit", map[string]any{"CF_NR_FK": "5万"}, []string{"CF_NR_FK:BAD_NUMBER"}, nil},
		{"classes full width semicolon", map[string]any{"CF_CFLB": "警告；罚款"}, nil, []string{"CF_CFLB:FULL_WIDTH"}},
		{"classes by comma", map[string]any{"CF_CFLB": "警告，罚款"}, []string{"CF_CFLB:CODE_SEPARATOR"}, nil},
		{"classes by ASCII comma", map[string]any{"CF_CFLB": "警告\x2c罚款"}, []string{"CF_CFLB:CODE_SEPARATOR"}, nil},
		{"other class without text", map[string]any{"CF_CFLB": "罚款;其他"}, []string{"CF_CFLB:CODE_NEEDS_TEXT"}, nil},
		{"other class", map[string]any{"CF_CFLB": "罚款;其他-责令改正"}, nil, nil},
		{"confiscation without amount", map[string]any{"CF_CFLB": "罚款;没收违法所得"}, []string{"CF_NR_WFFF:REQUIRED"}, nil},
		{"licence revoked without its name", map[string]any{"CF_CFLB": "罚款;吊销许可证件"}, []string{"CF_NR_ZKDX:REQUIRED"}, nil},
		{"no such day", map[string]any{"CF_JDRQ": "2024/2/30"}, []string{"CF_JDRQ:NO_SUCH_DAY"}, nil},
		{"no date", map[string]any{"CF_JDRQ": "去年"}, []string{"CF_JDRQ:BAD_DATE"}, nil},
		{"future", map[string]any{"CF_JDRQ": "2026-11-23"}, []string{"CF_JDRQ:DATE_IN_FUTURE"}, nil},
		{"validity before decision", map[string]any{"CF_YXQ": "2026-11-01"}, []string{"CF_YXQ:DATE_ORDER"}, nil},
		{"placeholder mandatory", map[string]any{"CF_SY": "无"}, []string{"CF_SY:PLACEHOLDER"}, nil},
		{"placeholder optional", map[string]any{"BZ": "/"}, nil, []string{"BZ:PLACEHOLDER_BLANKED"}},
		{"source is a company", map[string]any{"CF_SJLYDM": "91371500MA3C00003Q"}, nil, []string{"CF_SJLYDM:AUTHORITY_CODE_UNUSUAL"}},
		{"authority is a company", map[string]any{"CF_CFJGDM": "91371500MA3C00003Q"}, nil, []string{"CF_CFJGDM:AUTHORITY_CODE_UNUSUAL"}},
		{"document number full width", map[string]any{"CF_WSH": "聊市监罚〔２０２６〕１２号"}, nil, []string{"CF_WSH:FULL_WIDTH"}},
		{"control character", map[string]any{"CF_WSH": "聊\u0001"}, []string{"CF_WSH:CONTROL_CHAR"}, nil},
		{"wrong type", map[string]any{"CF_WSH": 5}, []string{"CF_WSH:WRONG_TYPE"}, nil},
		{"unknown item", map[string]any{"CF_XDR_MCC": "x"}, []string{"CF_XDR_MCC:UNKNOWN_ITEM"}, nil},
		{"alias", map[string]any{"CF_FRDB": nil, "CF_FDDB": "张三"}, nil, nil},
		{"alias and name", map[string]any{"CF_FDDB": "张三"}, []string{"CF_FRDB:DUPLICATE_ITEM"}, nil},
		{"too long", map[string]any{"CF_CFJG": string(slices.Repeat([]rune{'局'}, 201))}, []string{"CF_CFJG:TOO_LONG"}, nil},
		{"representative's document without type", map[string]any{"CF_FR_ZJHM": "X1234567"}, []string{"CF_FR_ZJLX:REQUIRED"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, f := run(t, s, encode(t, s, penalty(c.changes)))
			found(t, f, c.hard, c.soft)
		})
	}
}

func TestPenaltyView(t *testing.T) {
	s := shipped(t, "penalty")
	row, f := run(t, s, encode(t, s, penalty(map[string]any{"CF_NR": "甲\"乙\"\n丙", "CF_NR_FK": "0.50", "CF_FR_ZJLX": "护照号", "CF_FR_ZJHM": "E123"})))
	if !f.OK() {
		t.Fatal(f.Hard)
	}
	got := string(row.AppendFields(nil, seal))
	want := `{"CF_XDR_MC":"聊城市信发铝业有限公司","CF_XDR_LB":"法人及非法人组织","CF_XDR_SHXYM":"91371500MA3C00003Q","CF_XDR_GSZC":null,"CF_XDR_ZZJG":null,"CF_XDR_SWDJ":null,"CF_XDR_SYDW":null,"CF_XDR_SHZZ":null,"CF_FRDB":"张三","CF_FR_ZJLX":"护照号","CF_FR_ZJHM":"s1.k.E123","CF_XDR_ZJLX":null,"CF_XDR_ZJHM":null,"CF_WSH":"聊市监罚〔2026〕12号","CF_WFXW":"未按规定公示信息","CF_SY":"经查，当事人未在规定期限内公示年度报告。","CF_YJ":"《企业信息公示暂行条例》第十七条","CF_CFLB":"警告;罚款","CF_NR":"甲\"乙\"\n丙","CF_NR_FK":0.5,"CF_NR_WFFF":null,"CF_NR_ZKDX":null,"CF_JDRQ":"2026-11-02","CF_YXQ":"2099-12-31","CF_GSJZQ":"2027-11-01","CF_CFJG":"聊城市市场监督管理局","CF_CFJGDM":"11371500MB00000195","CF_SJLY":"聊城市市场监督管理局","CF_SJLYDM":"11371500MB00000195","BZ":null}`
	if got != want {
		t.Errorf("fields\n%s\nwant\n%s", got, want)
	}
	ref := s.Subject(row)
	if ref.Kind != subject.Organisation || ref.USCC != "91371500MA3C00003Q" || ref.Name != "聊城市信发铝业有限公司" {
		t.Errorf("subject %+v", ref)
	}
	if id := s.RecordID(row, ref.USCC); id != "聊市监罚〔2026〕12号|91371500MA3C00003Q|11371500MB00000195" {
		t.Errorf("record id %s", id)
	}
	d := s.Dates(row)
	if fmt.Sprint(d.OccurredOn, d.ValidTo, d.PublishTo) != "2026-11-02 2099-12-31 2027-11-01" {
		t.Errorf("dates %v", d)
	}
	if s.Severity(row).String() != "general" || s.DocumentNo(row) != "聊市监罚〔2026〕12号" {
		t.Errorf("severity %v", s.Severity(row))
	}
}

func TestOlderTemplates(t *testing.T) {
	s := shipped(t, "penalty")
	for _, c := range []struct {
		name, raw, template, fields string
		hard                        []string
	}{
		{"G0", `{"CF_WSH":"聊罚[2016]3号","CF_CFMC":"某公司案","CF_CFLB1":"罚款","CF_CFLB2":"警告","CF_SY":"违法","CF_YJ":"条例","CF_XDR_MC":"甲公司","CF_XDR_SHXYM":"91371500MA3C00003Q","CF_XDR_ZDM":"","CF_XDR_GSDJ":"","CF_XDR_SWDJ":"","CF_XDR_SFZ":"","CF_FR":"王五","CF_JG":"罚款一万元","CF_JDRQ":"2016/03/01","CF_XZJG":"聊城市工商局","CF_ZT":"0","DFBM":"371500","SJC":"2016/03/02","BZ":""}`, "g0", `"CF_CFLB":"罚款;警告"`, nil},
		{"G0 revoked", `{"CF_WSH":"聊罚[2016]3号","CF_ZT":"1"}`, "", "", []string{"CF_ZT:TEMPLATE_VALUE"}},
		{"G0 unknown column", `{"CF_WSH":"聊罚[2016]3号","CF_CFMC":"a","CF_FOO":"1"}`, "", "", []string{"CF_FOO:UNKNOWN_ITEM"}},
		{"G1 person's document", `{"CF_XDR_MC":"甲公司","CF_XDR_SHXYM":"91371500MA3C00003Q","CF_FRDB":"张三","CF_FR_SFZH":"371502190101010019","CF_WSH":"聊罚[2018]3号","CF_WFXW":"违法","CF_SY":"事实","CF_YJ":"依据","CF_CFLB":"警告","CF_NR":"警告","CF_JDRQ":"2018/08/01","CF_CFJG":"聊城市工商局","CF_CFJGDM":"11371500MB00000195","CF_SJLY":"聊城市工商局","CF_SJLYDM":"11371500MB00000195"}`, "g1", `"CF_FR_ZJLX":"身份证"`, nil},
		{"G1 person", `{"CF_XDR_MC":"李四","CF_XDR_SFZH":"371502190101010019","CF_WSH":"聊罚[2018]4号","CF_WFXW":"违法","CF_SY":"事实","CF_YJ":"依据","CF_CFLB":"警告","CF_NR":"警告","CF_JDRQ":"2018/08/01","CF_CFJG":"聊城市工商局","CF_CFJGDM":"11371500MB00000195","CF_SJLY":"聊城市工商局","CF_SJLYDM":"11371500MB00000195"}`, "g1", `"CF_XDR_ZJLX":"身份证","CF_XDR_ZJHM":"s1.k.371502190101010019"`, nil},
		{"G1 person with a representative", `{"CF_XDR_MC":"李四","CF_XDR_SFZH":"371502190101010019","CF_FRDB":"张三","CF_WSH":"聊罚[2018]4号","CF_WFXW":"违法","CF_SY":"事实","CF_YJ":"依据","CF_CFLB":"警告","CF_NR":"警告","CF_JDRQ":"2018/08/01","CF_CFJG":"聊城市工商局","CF_CFJGDM":"11371500MB00000195","CF_SJLY":"聊城市工商局","CF_SJLYDM":"11371500MB00000195"}`, "g1", "", []string{"CF_FRDB:MUST_BE_BLANK"}},
		{"Zhejiang in yuan", `{"PUNISH_DOCUMENT_CODE":"温罚〔2025〕8号","PUNISH_ACTION_NAME":"无证经营","CASE_PROCESS_TYPE":"02","ADMIN_CP_TYPE":"02","ADMIN_CP_NAME":"甲公司","ADMIN_CP_CERT_TYPE":"统一社会信用代码","ADMIN_CP_CERT_CODE":"91371500MA3C00003Q","FINE":50000,"CONFISCATE_ILLEGAL_INCOM":"1234.56","CONFISCATE_ILLEGAL_ASSET":"100","SET_TIME":"2025-01-02 09:30:00","PUBLIC_DATE":"2025-01-05","PUBLIC_END_DATE":"2026-01-05","PUBLICSTATUS":"1","CUTREASON":"从轻"}`, "zhejiang", `"CF_CFLB":"罚款;没收违法所得;没收非法财物","CF_NR":null,"CF_NR_FK":5,"CF_NR_WFFF":0.133456`, nil},
		{"Zhejiang person", `{"PUNISH_DOCUMENT_CODE":"温罚〔2025〕9号","PUNISH_ACTION_NAME":"无证经营","ADMIN_CP_TYPE":"01","ADMIN_CP_NAME":"李四","ADMIN_CP_CERT_TYPE":"","ADMIN_CP_CERT_CODE":"371502190101010019","FINE":200,"SET_TIME":"2025-01-02"}`, "zhejiang", `"CF_XDR_ZJLX":"身份证","CF_XDR_ZJHM":"s1.k.371502190101010019"`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			row, f := run(t, s, []byte(c.raw))
			if got := reasons(f.Hard); !slices.Equal(got, c.hard) {
				t.Fatalf("hard %v, want %v", got, c.hard)
			}
			if c.hard != nil {
				return
			}
			if row.Template() != c.template {
				t.Errorf("template %q", row.Template())
			}
			if got := string(row.AppendFields(nil, seal)); !contains(got, c.fields) {
				t.Errorf("fields %s lack %s", got, c.fields)
			}
		})
	}
}
