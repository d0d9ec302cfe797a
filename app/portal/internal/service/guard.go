package service

import (
	"net/http"

	"github.com/chengxin-credit/chengxin/app/portal/internal/biz"
)

// CSRFHeader shows the token of the page that makes a call.
const CSRFHeader = "X-CSRF-Token"

// guard takes calls from our own pages only. What a browser says of a call's origin is heeded where it says something; the token
// is needed in any case for a method that may change something.
type guard struct{ origin http.CrossOriginProtection }

func (g *guard) check(r *http.Request) error {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return biz.OtherSite()
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	if g.origin.Check(r) != nil {
		return biz.OtherSite()
	}
	return biz.CheckCSRF(r.Header.Get(CSRFHeader), csrf(r))
}

// csrf is the token a page in this browser has to show. It goes by the cookie, whether its session is still open or not: that
// somebody is no longer logged in is for the API to say.
func csrf(r *http.Request) string {
	if token := cookie(r, SessionCookie); token != "" {
		return biz.CSRF(biz.OfSession, token)
	}
	return biz.CSRF(biz.OfVisitor, cookie(r, VisitorCookie))
}
