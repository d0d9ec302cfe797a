package service

import (
	"context"
	"crypto/tls"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chengxin-credit/chengxin/app/portal/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// TestGuard is the table of what counts as a call of our own pages.
func TestGuard(t *testing.T) {
	mine, visitors := tokenOf(t, biz.OfSession, li), tokenOf(t, biz.OfVisitor, strings.Repeat("v", 52))
	for _, c := range []struct {
		name, method string
		cookies      []string
		headers      []string
		reason       fault.Reason
	}{
		{"reading needs no token", "GET", []string{in(li)}, nil, ""},
		{"nor does HEAD", "HEAD", []string{in(li)}, nil, ""},
		{"reading from another site", "GET", []string{in(li)}, []string{"Sec-Fetch-Site", "cross-site"}, biz.CrossOrigin},
		{"reading from a sibling", "GET", []string{in(li)}, []string{"Sec-Fetch-Site", "same-site"}, biz.CrossOrigin},
		{"reading from the address bar", "GET", []string{in(li)}, []string{"Sec-Fetch-Site", "none"}, ""},
		{"with the session's token", "POST", []string{in(li)}, []string{CSRFHeader, mine}, ""},
		{"any other method", "PATCH", []string{in(li)}, []string{CSRFHeader, mine}, ""},
		{"OPTIONS is no exception", "OPTIONS", []string{in(li)}, nil, biz.CSRFMissing},
		{"a method nobody knows", "FOO", []string{in(li)}, nil, biz.CSRFMissing},
		{"without a token", "POST", []string{in(li)}, nil, biz.CSRFMissing},
		{"with an empty one", "DELETE", []string{in(li)}, []string{CSRFHeader, ""}, biz.CSRFMissing},
		{"with a wrong one", "POST", []string{in(li)}, []string{CSRFHeader, mine[1:] + "A"}, biz.CSRFWrong},
		{"with another session's", "POST", []string{in(admin)}, []string{CSRFHeader, mine}, biz.CSRFWrong},
		{"with a visitor's though logged in", "POST", []string{in(li), visitor()}, []string{CSRFHeader, visitors}, biz.CSRFWrong},
		{"as a visitor", "POST", []string{visitor()}, []string{CSRFHeader, visitors}, ""},
		{"as a visitor with a session's", "POST", []string{visitor()}, []string{CSRFHeader, mine}, biz.CSRFWrong},
		{"without any cookie", "POST", nil, []string{CSRFHeader, visitors}, biz.CSRFWrong},
		{"without any cookie, of nothing", "POST", nil, []string{CSRFHeader, biz.CSRF(biz.OfVisitor, "")}, biz.CSRFMissing},
		{"two sessions planted", "POST", []string{in(li), in(admin)}, []string{CSRFHeader, mine}, biz.CSRFWrong},
		{"two sessions planted, other order", "POST", []string{in(admin), in(li)}, []string{CSRFHeader, mine}, biz.CSRFWrong},
		{"the right token from another site", "POST", []string{in(li)}, []string{CSRFHeader, mine, "Sec-Fetch-Site", "cross-site"}, biz.CrossOrigin},
		{"the right token from a sibling", "POST", []string{in(li)}, []string{CSRFHeader, mine, "Sec-Fetch-Site", "same-site"}, biz.CrossOrigin},
		{"from the same origin", "POST", []string{in(li)}, []string{CSRFHeader, mine, "Sec-Fetch-Site", "same-origin", "Origin", "https://other.example"}, ""},
		{"an older browser, same origin", "POST", []string{in(li)}, []string{CSRFHeader, mine, "Origin", "http://portal.example"}, ""},
		{"an older browser, other origin", "POST", []string{in(li)}, []string{CSRFHeader, mine, "Origin", "http://evil.example"}, biz.CrossOrigin},
		{"an older browser, no origin to tell", "POST", []string{in(li)}, []string{CSRFHeader, mine, "Origin", "null"}, biz.CrossOrigin},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := request(c.method, "http://portal.example/portal/api/v1/me", "", c.cookies...)
			for i := 0; i < len(c.headers); i += 2 {
				r.Header.Set(c.headers[i], c.headers[i+1])
			}
			err := (&guard{}).check(r)
			if f, _ := fault.As(err); (err == nil) != (c.reason == "") || (f != nil && (f.Reason != c.reason || f.Kind != fault.Denied || f.Next.Zh == "" || f.Next.En == "")) {
				t.Errorf("got %v, want %q", err, c.reason)
			}
		})
	}
}

func TestCookieValues(t *testing.T) {
	for value, good := range map[string]bool{
		li: true, "cxk_li00000000000000": false, "cxs_": false, "cxs_short": false, "cxs_LI00000000000000": false, "cxs_li0000000000000 ": false, "cxs_" + strings.Repeat("a", 200): false,
		"cxs_li00000000000\r\n0": false, "": false,
	} {
		r := request("GET", "/portal/session", "", SessionCookie+"="+value)
		if got := cookie(r, SessionCookie); (got != "") != good {
			t.Errorf("%q is taken as %q", value, got)
		}
	}
}

func TestCookieAttributes(t *testing.T) {
	for name, c := range map[string]struct {
		secure, byTLS, forwarded, want bool
	}{
		"plain": {}, "configured": {secure: true, want: true}, "by TLS": {byTLS: true, want: true}, "behind a gateway by TLS": {forwarded: true, want: true},
	} {
		t.Run(name, func(t *testing.T) {
			r := request("POST", "http://x/portal/session", `{"name":"li","password":"x"}`, visitor())
			r.Header.Set(CSRFHeader, tokenOf(t, biz.OfVisitor, strings.Repeat("v", 52)))
			if c.byTLS {
				r.TLS = &tls.ConnectionState{}
			}
			if c.forwarded {
				r.Header.Set("X-Forwarded-Proto", "https")
			}
			res, _ := serve(newSession(newOffice(), c.secure).Open, r)
			got := res.Header.Values("Set-Cookie")
			if len(got) != 2 {
				t.Fatalf("%d %v", res.StatusCode, got)
			}
			for _, line := range got {
				for _, want := range []string{"; Path=/portal;", "; HttpOnly", "; SameSite=Strict"} {
					if !strings.Contains(line, want) {
						t.Errorf("%s lacks %s", line, want)
					}
				}
				if strings.Contains(line, "; Secure") != c.want || strings.Contains(line, "Domain") {
					t.Errorf("%s, want Secure: %t and no Domain", line, c.want)
				}
			}
			if s := named(res, SessionCookie); s.Value != fresh || s.MaxAge != 0 || !s.Expires.IsZero() {
				t.Errorf("the session outlives the browser: %v", s)
			}
		})
	}
}

func TestSessionOfABrowser(t *testing.T) {
	o := newOffice()
	s := newSession(o, false)
	res, body := serve(s.Current, request("GET", "/portal/session", ""))
	first := named(res, VisitorCookie)
	if res.StatusCode != 200 || body["me"] != nil || body["csrf"] == "" || body["demo"] != true || body["version"] != "v1" || first == nil || named(res, SessionCookie) != nil {
		t.Fatalf("nobody: %v %v", body, res.Cookies())
	}
	if res, again := serve(s.Current, request("GET", "/portal/session", "", visitor())); again["csrf"] != body["csrf"] || len(res.Cookies()) != 0 {
		t.Errorf("a visitor's token changes: %v, then %v %v", body, again, res.Cookies())
	}

	login := request("POST", "/portal/session", `{"name":"li","password":"x"}`, visitor())
	login.Header.Set(CSRFHeader, body["csrf"].(string))
	res, in1 := serve(s.Open, login)
	me, _ := in1["me"].(map[string]any)
	if res.StatusCode != 200 || me["name"] != "li" || in1["csrf"] == body["csrf"] || in1["idle_seconds"] != float64(60) || in1["expires_at"] == "" || strings.Contains(toText(in1), fresh) {
		t.Fatalf("login: %d %v", res.StatusCode, in1)
	}
	if gone := named(res, VisitorCookie); gone == nil || gone.MaxAge >= 0 {
		t.Errorf("the visitor's secret lives on: %v", gone)
	}
	if _, now := serve(s.Current, request("GET", "/portal/session", "", in(fresh))); now["csrf"] != in1["csrf"] {
		t.Errorf("the session's token changes: %v", now)
	}

	logout := request("DELETE", "/portal/session", "", in(fresh))
	logout.Header.Set(CSRFHeader, in1["csrf"].(string))
	res, out := serve(s.Close, logout)
	if gone := named(res, SessionCookie); res.StatusCode != 200 || out["me"] != nil || out["csrf"] == in1["csrf"] || gone == nil || gone.MaxAge >= 0 || named(res, VisitorCookie) == nil {
		t.Errorf("logout: %d %v %v", res.StatusCode, out, res.Cookies())
	}
	if _, err := o.Peek(fresh); err == nil {
		t.Error("the session goes on")
	}
	res, out = serve(s.Current, request("GET", "/portal/session", "", in(fresh)))
	if gone := named(res, SessionCookie); out["me"] != nil || gone == nil || gone.MaxAge >= 0 {
		t.Errorf("a session that is over: %v %v", out, res.Cookies())
	}
}

func toText(m map[string]any) string {
	var b strings.Builder
	for k, v := range m {
		b.WriteString(k)
		if s, ok := v.(string); ok {
			b.WriteString(s)
		}
	}
	return b.String()
}

// A session that somebody planted before the login is not the one that is logged in.
func TestNoFixation(t *testing.T) {
	o := newOffice()
	s := newSession(o, false)
	planted := "cxs_planted00000000000"
	r := request("POST", "/portal/session", `{"name":"li","password":"x"}`, in(planted))
	r.Header.Set(CSRFHeader, tokenOf(t, biz.OfSession, planted))
	res, _ := serve(s.Open, r)
	if got := named(res, SessionCookie); got == nil || got.Value != fresh {
		t.Errorf("logged in as %v", got)
	}
	if _, err := o.Peek(planted); err == nil {
		t.Error("the planted session is open")
	}
}

func TestRefusals(t *testing.T) {
	o := newOffice()
	s := newSession(o, false)
	login := func(body string) (*http.Response, map[string]any) {
		r := request("POST", "/portal/session", body, in(li))
		r.Header.Set(CSRFHeader, tokenOf(t, biz.OfSession, li))
		return serve(s.Open, r)
	}
	if res, body := serve(s.Open, request("POST", "/portal/session", `{"name":"li","password":"x"}`, in(li))); res.StatusCode != 403 || body["reason"] != "CSRF_MISSING" {
		t.Errorf("login without token: %d %v", res.StatusCode, body)
	}
	if res, body := serve(s.Close, request("DELETE", "/portal/session", "", in(li))); res.StatusCode != 403 || body["reason"] != "CSRF_MISSING" || len(res.Cookies()) != 0 {
		t.Errorf("logout without token: %d %v", res.StatusCode, body)
	}
	if res, body := login(`{"name":"li","pasword":"x"}`); res.StatusCode != 400 || body["reason"] != "BAD_JSON" {
		t.Errorf("bad body: %d %v", res.StatusCode, body)
	}
	o.refuse = fault.New(fault.Throttled, "ACCOUNT_LOCKED", "账号已锁定。", "Locked.").Then("请稍后。", "Wait.")
	if res, body := login(`{"name":"li","password":"x"}`); res.StatusCode != 429 || body["reason"] != "ACCOUNT_LOCKED" || body["next"] != "Wait." || len(res.Cookies()) != 0 {
		t.Errorf("locked: %d %v %v", res.StatusCode, body, res.Cookies())
	}
	o.refuse = fault.New(fault.Unavailable, "PEER_DOWN", "不可用。", "Down.")
	r := request("DELETE", "/portal/session", "", in(li))
	r.Header.Set(CSRFHeader, tokenOf(t, biz.OfSession, li))
	if res, body := serve(s.Close, r); res.StatusCode != 503 || body["reason"] != "PEER_DOWN" || named(res, SessionCookie) == nil || named(res, SessionCookie).MaxAge >= 0 {
		t.Errorf("a logout that could not be told: %d %v %v", res.StatusCode, body, res.Cookies())
	}
	o.refuse, o.down = nil, true
	if res, body := serve(s.Current, request("GET", "/portal/session", "", in(li))); res.StatusCode != 503 || body["reason"] != "POLICY_STALE" || len(res.Cookies()) != 0 {
		t.Errorf("while nothing is known of sessions: %d %v %v", res.StatusCode, body, res.Cookies())
	}
}

// An access service that hangs must not hold a browser, nor this process's goroutines.
func TestAccessHangs(t *testing.T) {
	for name, call := range map[string]func(*Session) (http.HandlerFunc, *http.Request){
		"current": func(s *Session) (http.HandlerFunc, *http.Request) {
			return s.Current, request("GET", "/portal/session", "", in(li))
		},
		"open": func(s *Session) (http.HandlerFunc, *http.Request) {
			return s.Open, request("POST", "/portal/session", `{"name":"li","password":"x"}`, in(li))
		},
		"close": func(s *Session) (http.HandlerFunc, *http.Request) {
			return s.Close, request("DELETE", "/portal/session", "", in(li))
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := newOffice()
				o.hangs = true
				serves, r := call(newSession(o, false))
				r.Header.Set(CSRFHeader, tokenOf(t, biz.OfSession, li))
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				defer cancel()
				began := time.Now()
				res, body := serve(serves, r.WithContext(ctx))
				if took := time.Since(began); took != rim.Timeout || res.StatusCode != 503 || body["reason"] != "TIMED_OUT" {
					t.Errorf("after %s: %d %v", took, res.StatusCode, body)
				}
			})
		})
	}
}
