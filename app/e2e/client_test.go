package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// client is one caller: a person's session, an agency's key, or nobody.
type client struct {
	s     *system
	token string
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	raw    []byte
	body   map[string]any
}

// base finds the process that serves a path, as a city's gateway would.
func (s *system) base(path string) string {
	if path == "/" || strings.HasPrefix(path, "/portal") {
		return s.http["portal"]
	}
	path = strings.TrimPrefix(path, "/v1/")
	longest, found := "", "access"
	for prefix, svc := range map[string]string{
		"sessions": "access", "me": "access", "enrolments": "access", "agencies": "access", "people": "access", "keys": "access", "policies": "access",
		"catalog": "catalog", "resources": "exchange", "receipts": "exchange", "quarantine": "exchange",
		"subjects": "history", "records": "history", "public": "history", "audit": "audit", "system": "portal",
		"me/profile": "history", "me/accesses": "history", "agency": "access", "quality": "exchange", "calendar": "exchange",
		"holdings": "history", "public/catalog": "catalog",
	} {
		if strings.HasPrefix(path, prefix) && len(prefix) > len(longest) {
			longest, found = prefix, svc
		}
	}
	return s.http[found]
}

var web = &http.Client{Timeout: 60 * time.Second}

// send makes one request; headers come in pairs. A change at the portal's session shows the token of a page, as a browser would.
func (c client) send(t testing.TB, method, path string, body io.Reader, headers ...string) answer {
	t.Helper()
	a, err := c.try(method, path, body, headers...)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return a
}

// try is send for callers that expect the server to be killed.
func (c client) try(method, path string, body io.Reader, headers ...string) (answer, error) {
	if strings.HasPrefix(path, "/portal/session") && (method == http.MethodPost || method == http.MethodDelete) {
		page, err := c.try(http.MethodGet, "/portal/session", nil)
		if err != nil || page.status != http.StatusOK {
			return page, err
		}
		headers = append(slices.Clone(headers), "X-CSRF-Token", page.str("csrf"), "Cookie", cookies(page))
	}
	req, err := http.NewRequest(method, c.s.base(path)+path, body)
	if err != nil {
		return answer{}, err
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	req.Header.Set("Accept-Language", "en")
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := web.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return answer{}, err
	}
	a := answer{status: res.StatusCode, header: res.Header, raw: raw}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if dec.Decode(&a.body) != nil {
		a.body = nil
	}
	return a, nil
}

// cookies are those an answer sets, as a browser sends them back.
func cookies(a answer) string {
	var out []string
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if c.MaxAge >= 0 {
			out = append(out, c.Name+"="+c.Value)
		}
	}
	return strings.Join(out, "; ")
}

// json sends a JSON body.
func (c client) json(t testing.TB, method, path string, in any) answer {
	t.Helper()
	b, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	return c.send(t, method, path, bytes.NewReader(b), "Content-Type", "application/json")
}

// must is json that fails the test unless the answer is 200. It is patient: logins come without a session, and what comes
// without one is held to so many in a second.
func (c client) must(t testing.TB, method, path string, in any) answer {
	t.Helper()
	var headers []string
	body := func() io.Reader { return nil }
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		headers = []string{"Content-Type", "application/json"}
		body = func() io.Reader { return bytes.NewReader(b) }
	}
	a := c.patient(t, method, path, body, headers...)
	a.want(t, http.StatusOK, "")
	return a
}

// want checks status and, for refusals, the stable reason; every refusal must say what to do next in both languages.
func (a answer) want(t testing.TB, status int, reason string) {
	t.Helper()
	if a.status != status || (reason != "" && a.str("reason") != reason) {
		t.Fatalf("got %d %s, want %d %s\n%s", a.status, a.str("reason"), status, reason, a.raw)
	}
	if status >= 400 && (a.str("message_zh") == "" || a.str("message_en") == "" || a.str("next_step_zh") == "" || a.str("next_step_en") == "") {
		t.Errorf("a refusal without sentence and next step in both languages: %s", a.raw)
	}
}

// at walks into the body: keys and list positions.
func at(v any, path ...any) any {
	for _, p := range path {
		switch k := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[k]
		case int:
			l, _ := v.([]any)
			if k >= len(l) {
				return nil
			}
			v = l[k]
		}
	}
	return v
}

// str is the text (or number as text) at a path, "" if absent.
func (a answer) str(path ...any) string { return text(at(any(a.body), path...)) }

func text(v any) string {
	switch s := v.(type) {
	case string:
		return s
	case json.Number:
		return s.String()
	}
	return ""
}

// list is the list at a path.
func (a answer) list(path ...any) []any {
	l, _ := at(any(a.body), path...).([]any)
	return l
}
