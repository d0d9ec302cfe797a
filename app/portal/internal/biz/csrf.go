// Package biz holds what the portal does for its pages: sessions in cookies, the way through the door, live figures.
package biz

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Reasons of calls that may come from elsewhere than a page of ours.
const (
	CSRFMissing fault.Reason = "CSRF_MISSING"
	CSRFWrong   fault.Reason = "CSRF_WRONG"
	CrossOrigin fault.Reason = "CSRF_OTHER_SITE"
)

// Holder says what kind of secret a token is derived from; it keeps the two apart.
type Holder string

// The holders: a session, or a browser in which nobody is logged in.
const (
	OfSession Holder = "session"
	OfVisitor Holder = "visitor"
)

// CSRF is the token that calls of a page must show. It follows from a secret the browser keeps from the page, and does not
// tell it. No secret has no token.
func CSRF(of Holder, secret string) string {
	if secret == "" {
		return ""
	}
	m := hmac.New(sha256.New, []byte(secret))
	_, _ = m.Write([]byte("chengxin.portal.csrf.v1\x00" + string(of))) // a hash takes everything
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

// CheckCSRF holds what a call shows against what its browser's secret gives.
func CheckCSRF(shown, want string) error {
	const zh, en = "请刷新页面后重试;仍不行时,请关闭其他标签页中的旧页面并重新登录。", "Reload the page and try again; if it stays, close old pages in other tabs and log in again."
	switch {
	case shown == "":
		return fault.New(fault.Denied, CSRFMissing, "请求没有带上页面令牌(X-CSRF-Token),未予执行。", "The call did not show the token of a page (X-CSRF-Token), so it was not carried out.").
			Then(zh, en)
	case want == "" || subtle.ConstantTimeCompare([]byte(shown), []byte(want)) != 1:
		return fault.New(fault.Denied, CSRFWrong, "页面令牌与当前登录不符,请求未予执行。", "The token of the page is not that of the present session, so the call was not carried out.").
			Then(zh, en)
	}
	return nil
}

// OtherSite refuses a call that a browser says another site has made.
func OtherSite() error {
	return fault.New(fault.Denied, CrossOrigin, "请求来自其他网站,未予执行。", "The call came from another site, so it was not carried out.").
		Then("请从本系统页面操作。", "Use the pages of this system.")
}
