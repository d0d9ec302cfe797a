package e2e

import (
	"encoding/json"
	"strings"
	"testing"
)

// item is one record as an agency writes it.
type item map[string]any

// with is a copy with some items changed; nil removes one.
func (r item) with(kv ...any) item {
	out := item{}
	for k, v := range r {
		out[k] = v
	}
	for i := 0; i+1 < len(kv); i += 2 {
		if kv[i+1] == nil {
			delete(out, kv[i].(string))
			continue
		}
		out[kv[i].(string)] = kv[i+1]
	}
	return out
}

// penalty is a correct penalty against acme by the market authority.
func penalty(number string) item {
	return item{
		"CF_XDR_MC": "东昌府恒信食品有限公司", "CF_XDR_LB": "法人及非法人组织", "CF_XDR_SHXYM": acme, "CF_FRDB": "王安宁",
		"CF_WSH": number, "CF_WFXW": "经营标签不符合规定的食品", "CF_SY": "经营的食品标签不符合规定。", "CF_YJ": "《中华人民共和国食品安全法》第一百二十五条",
		"CF_CFLB": "罚款", "CF_NR": "罚款人民币5000元。", "CF_NR_FK": "0.5", "CF_JDRQ": "2026-11-18",
		"CF_CFJG": "聊城市市场监督管理局", "CF_CFJGDM": marketUSCC, "CF_SJLY": "聊城市市场监督管理局", "CF_SJLYDM": marketUSCC,
	}
}

// ofPerson is a correct penalty against a natural person.
func ofPerson(number string) item {
	return penalty(number).with("CF_XDR_MC", "欧阳明", "CF_XDR_LB", "自然人", "CF_XDR_SHXYM", nil, "CF_FRDB", nil, "CF_XDR_ZJLX", "身份证", "CF_XDR_ZJHM", personID)
}

// ndjson writes records one a line.
func ndjson(t testing.TB, records ...item) string {
	t.Helper()
	var b strings.Builder
	for _, r := range records {
		line, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(line)
		b.WriteByte('\n')
	}
	return b.String()
}

// push sends records of a resource and returns the receipt or refusal.
func (c client) push(t testing.TB, resource, body string, headers ...string) answer {
	t.Helper()
	h := append([]string{"Content-Type", "application/x-ndjson"}, headers...)
	return c.send(t, "POST", "/v1/resources/"+resource+"/records:push", strings.NewReader(body), h...)
}

// counts checks a receipt.
func (a answer) counts(t testing.TB, accepted, refused string) answer {
	t.Helper()
	a.want(t, 200, "")
	got, bad := a.str("accepted"), a.str("refused")
	if got == "" {
		got = "0"
	}
	if bad == "" {
		bad = "0"
	}
	if got != accepted || bad != refused {
		t.Fatalf("receipt has %s accepted and %s refused, want %s and %s:\n%s", got, bad, accepted, refused, a.raw)
	}
	return a
}

// registration is acme's entry in the register, with a former name.
func registration() item {
	return item{
		"TYSHXYDM": acme, "JGMC": "东昌府恒信食品有限公司", "ZTLX": "企业", "CYM": "东昌府昌盛粮油有限公司|2024-03-01", "JGZT": "存续",
		"FDDBR": "王安宁", "CLRQ": "2015-06-01", "HZRQ": "2024-03-01", "DJJG": "聊城市市场监督管理局", "XZQH": "371502", "JYFW": "食品销售",
	}
}

// refusal is the first refused outcome of a line of a receipt.
func (a answer) refusal(line string) map[string]any {
	for _, o := range a.list("outcomes") {
		if text(at(o, "line")) == line && text(at(o, "status")) == "refused" {
			return o.(map[string]any)
		}
	}
	return nil
}
