// Package service translates between the portal's HTTP side and its use-cases: cookies, the door to the API, live figures.
package service

import (
	"net/http"
	"regexp"
)

// The portal's cookies: a login, and the secret of a browser in which nobody is logged in.
const (
	SessionCookie = "chengxin_session"
	VisitorCookie = "chengxin_visitor"
)

// wellFormed is what a cookie of ours holds. A session cookie holds a session token and nothing else: no API key, no text that
// could mean something in a header.
var wellFormed = map[string]*regexp.Regexp{
	SessionCookie: regexp.MustCompile(`^cxs_[0-9a-z]{16,120}$`),
	VisitorCookie: regexp.MustCompile(`^[0-9a-z]{32,64}$`),
}

// cookie is the value of a cookie of ours, "" if there is none. Two of one name are none: one of them was planted by somebody
// else, perhaps to make the browser act under another login.
func cookie(r *http.Request, name string) string {
	found := r.CookiesNamed(name)
	if len(found) != 1 || !wellFormed[name].MatchString(found[0].Value) {
		return ""
	}
	return found[0].Value
}

// Cookies sets them.
type Cookies struct {
	// Secure sends them over TLS only, whatever the request came by.
	Secure bool
}

func (c Cookies) set(w http.ResponseWriter, r *http.Request, name, value string) {
	http.SetCookie(w, c.cookie(r, name, value))
}

func (c Cookies) remove(w http.ResponseWriter, r *http.Request, name string) {
	gone := c.cookie(r, name, "")
	gone.MaxAge = -1
	http.SetCookie(w, gone)
}

// cookie ends with the browser; how long its session lives is the server's matter.
func (c Cookies) cookie(r *http.Request, name, value string) *http.Cookie {
	return &http.Cookie{
		Name: name, Value: value, Path: "/portal", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: c.Secure || byTLS(r),
	}
}

// byTLS says whether the caller came by TLS, to us or to a gateway we trust; the rim removes the header of any other.
func byTLS(r *http.Request) bool { return r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" }
