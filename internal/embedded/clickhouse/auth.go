package clickhouse

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"net/url"
)

// authenticate checks the user and password of a request: HTTP basic, the X-ClickHouse headers, or the URL's user and password.
// Two kinds at once are refused, as by ClickHouse, so that a proxy and the server cannot disagree about who asks.
func (s *Server) authenticate(r *http.Request, query url.Values) *Exception {
	user, password, kinds := "", "", 0
	if u, p, ok := r.BasicAuth(); ok {
		user, password = u, p
		kinds++
	}
	if r.Header.Get("X-ClickHouse-User") != "" || r.Header.Get("X-ClickHouse-Key") != "" {
		user, password = r.Header.Get("X-ClickHouse-User"), r.Header.Get("X-ClickHouse-Key")
		kinds++
	}
	if query.Has("user") || query.Has("password") {
		user, password = query.Get("user"), query.Get("password")
		kinds++
	}
	if kinds > 1 {
		return exception(codeAuthentication, "AUTHENTICATION_FAILED", "credentials were given in more than one way")
	}
	// Hashes have one length, so neither length nor prefix of the secret shows in the time taken.
	u, p := sha256.Sum256([]byte(user)), sha256.Sum256([]byte(password))
	if subtle.ConstantTimeCompare(u[:], s.user[:])&subtle.ConstantTimeCompare(p[:], s.password[:]) != 1 {
		return exception(codeAuthentication, "AUTHENTICATION_FAILED",
			"Authentication failed: password is incorrect, or there is no user with such name.")
	}
	return nil
}
