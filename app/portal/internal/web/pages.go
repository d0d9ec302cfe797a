package web

import (
	"net/http"
	"strings"
)

// policy is the content policy of the pages: no script but their own files, no other place to talk to.
const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " +
	"worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// permissions turns off what no page needs.
const permissions = "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"

// root is where the pages stand.
const root = "/portal/"

// Pages serves /portal/: files as they are, and for any other address the page that finds out itself what to show there.
func (s *Site) Pages(notFound func(http.ResponseWriter, *http.Request)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Permissions-Policy", permissions)
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		name, ok := strings.CutPrefix(r.URL.Path, root)
		switch f := s.files[name]; {
		case !ok: // "/portal"
			Redirect(w, r)
		case !s.built:
			s.index.send(w, r, http.StatusServiceUnavailable)
		case f != nil:
			f.send(w, r, http.StatusOK)
		case strings.HasPrefix(name, hashedFolder):
			// Of an older build, most likely. A page in its place would be taken for a broken script.
			notFound(w, r)
		default:
			s.index.send(w, r, http.StatusOK)
		}
	})
}

// Redirect leads to the pages.
func Redirect(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, root, http.StatusFound) }
