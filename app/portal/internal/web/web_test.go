package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"
)

const script = "assets/app-4f3a9c.js"

// site is a build of some pages, in memory.
func site(t *testing.T, more ...string) *Site {
	t.Helper()
	files := fstest.MapFS{
		"dist/index.html":          {Data: []byte("<!doctype html><title>index</title>" + strings.Repeat("<p>", 1000))},
		"dist/" + script:           {Data: []byte("console.log(1)" + strings.Repeat(";f()", 1000))},
		"dist/assets/logo-1.png":   {Data: bytes.Repeat([]byte("png"), 1000)},
		"dist/favicon.svg":         {Data: []byte("<svg/>")},
		"dist/_redirects.txt":      {Data: []byte("x")},
		"dist/.vite/manifest.json": {Data: []byte("{}")},
	}
	for i := 0; i < len(more); i += 2 {
		files["dist/"+more[i]] = &fstest.MapFile{Data: []byte(more[i+1])}
	}
	s, err := load(files, "dist", true)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func get(s *Site, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return do(s, r)
}

func do(s *Site, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.Pages(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404); fmt.Fprint(w, "no such file") }).ServeHTTP(w, r)
	return w
}

func TestPages(t *testing.T) {
	s := site(t)
	const forever, ask = "public, max-age=31536000, immutable", "no-cache"
	for _, c := range []struct {
		name, target string
		status       int
		kind, cache  string
		body         string
	}{
		{"start", "/portal/", 200, "text/html; charset=utf-8", ask, "<title>index"},
		{"index by name", "/portal/index.html", 200, "text/html; charset=utf-8", ask, "<title>index"},
		{"deep link", "/portal/subjects/91371502MA2T3571X8?as_of=2026-03-05", 200, "text/html; charset=utf-8", ask, "<title>index"},
		{"deep link with a dot", "/portal/keys/a.b", 200, "text/html; charset=utf-8", ask, "<title>index"},
		{"script", "/portal/" + script, 200, "text/javascript; charset=utf-8", forever, "console.log"},
		{"picture", "/portal/assets/logo-1.png", 200, "image/png", forever, "png"},
		{"file without a hash", "/portal/favicon.svg", 200, "image/svg+xml", ask, "<svg/>"},
		{"file with an underscore", "/portal/_redirects.txt", 200, "text/plain; charset=utf-8", ask, "x"},
		{"script of an older build", "/portal/assets/app-000000.js", 404, "", "", "no such file"},
		{"what the build keeps for itself", "/portal/.vite/manifest.json", 200, "text/html; charset=utf-8", ask, "<title>index"},
		{"out of the folder", "/portal/../../../../etc/passwd", 200, "text/html; charset=utf-8", ask, "<title>index"},
		{"out of the folder, escaped", "/portal/%2e%2e/web.go", 200, "text/html; charset=utf-8", ask, "<title>index"},
		{"without the slash", "/portal", 302, "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := get(s, c.target)
			h := w.Header()
			if w.Code != c.status || (c.kind != "" && h.Get("Content-Type") != c.kind) || h.Get("Cache-Control") != c.cache || !strings.Contains(w.Body.String(), c.body) {
				t.Errorf("got %d %.60s %v", w.Code, w.Body, h)
			}
			if h.Get("Content-Security-Policy") != policy || h.Get("Cross-Origin-Opener-Policy") != "same-origin" || !strings.Contains(h.Get("Permissions-Policy"), "camera=()") {
				t.Errorf("headers %v", h)
			}
			if c.status == 302 && h.Get("Location") != "/portal/" {
				t.Errorf("leads to %s", h.Get("Location"))
			}
		})
	}
	for _, part := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "connect-src 'self'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("the content policy lacks %s", part)
		}
	}
	for part := range strings.SplitSeq(policy, ";") {
		if strings.Contains(part, "script-src") && (strings.Contains(part, "unsafe") || strings.Contains(part, "*") || strings.Contains(part, "data:")) {
			t.Errorf("scripts of others would run: %s", part)
		}
	}
}

func TestCompression(t *testing.T) {
	s := site(t)
	if w := get(s, "/portal/"+script, "Accept-Encoding", "gzip, br"); w.Header().Get("Content-Encoding") != "" || w.Code != 200 {
		t.Errorf("before it was compressed: %v", w.Header())
	}
	if err := s.Compress(t.Context().Done()); err != nil {
		t.Fatal(err)
	}
	plain := get(s, "/portal/"+script).Body.String()
	unpack := map[string]func(io.Reader) io.Reader{
		"":     func(r io.Reader) io.Reader { return r },
		"br":   func(r io.Reader) io.Reader { return brotli.NewReader(r) },
		"gzip": func(r io.Reader) io.Reader { z, _ := gzip.NewReader(r); return z },
	}
	for accepted, want := range map[string]string{
		"": "", "identity": "", "gzip": "gzip", "br": "br", "gzip, deflate, br, zstd": "br", "br;q=0, gzip;q=0.5": "gzip", "BR": "br", "gzip;q=0": "", "*": "", "br;q=0.0,gzip;q=0": "",
		"br;q=x, gzip": "gzip", "brr, xgzip": "",
	} {
		w := get(s, "/portal/"+script, "Accept-Encoding", accepted)
		if got := w.Header().Get("Content-Encoding"); got != want || w.Header().Get("Vary") != "Accept-Encoding" || w.Header().Get("Content-Length") != fmt.Sprint(w.Body.Len()) {
			t.Errorf("%q: got %q, %v", accepted, got, w.Header())
		}
		if want != "" && w.Body.Len() >= len(plain) {
			t.Errorf("%s is no smaller", want)
		}
		b, err := io.ReadAll(unpack[want](w.Body))
		if err != nil || string(b) != plain {
			t.Errorf("%s: %v, %d bytes", want, err, len(b))
		}
	}
	if w := get(s, "/portal/assets/logo-1.png", "Accept-Encoding", "gzip, br"); w.Header().Get("Content-Encoding") != "" {
		t.Error("a picture was compressed again")
	}
}

// What the build has compressed is taken as it is, and is no page of its own.
func TestCompressedByTheBuild(t *testing.T) {
	s := site(t, script+".br", "br-bytes", script+".gz", "gz-bytes")
	if err := s.Compress(t.Context().Done()); err != nil {
		t.Fatal(err)
	}
	if w := get(s, "/portal/"+script, "Accept-Encoding", "br"); w.Body.String() != "br-bytes" {
		t.Errorf("got %s", w.Body)
	}
	if w := get(s, "/portal/"+script, "Accept-Encoding", "gzip"); w.Body.String() != "gz-bytes" {
		t.Errorf("got %s", w.Body)
	}
	if w := get(s, "/portal/"+script+".br"); w.Code != 404 {
		t.Errorf("got %d", w.Code)
	}
}

func TestRevalidation(t *testing.T) {
	s := site(t)
	etag := get(s, "/portal/").Header().Get("ETag")
	for _, given := range []string{etag, "W/" + etag, `"x", ` + etag, "*"} {
		if w := get(s, "/portal/officer", "If-None-Match", given); w.Code != 304 || w.Body.Len() != 0 {
			t.Errorf("%s: %d", given, w.Code)
		}
	}
	if w := get(s, "/portal/", "If-None-Match", `"x"`); w.Code != 200 {
		t.Errorf("another tag: %d", w.Code)
	}
	if other := get(site(t, "index.html", "<!doctype html>new"), "/portal/").Header().Get("ETag"); other == etag {
		t.Error("another build has the same tag")
	}
	if w := do(s, httptest.NewRequest(http.MethodHead, "/portal/"+script, nil)); w.Code != 200 || w.Body.Len() != 0 || w.Header().Get("Content-Length") == "0" {
		t.Errorf("HEAD: %d %d %v", w.Code, w.Body.Len(), w.Header())
	}
}

// Without Node there are no pages; the program builds all the same and says so in both languages.
func TestNotBuilt(t *testing.T) {
	s, err := load(embedded, "nodist", false)
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{"/portal/", "/portal/officer"} {
		w := get(s, target)
		if w.Code != 503 || !strings.Contains(w.Body.String(), "未包含门户页面") || !strings.Contains(w.Body.String(), "no pages in it") || strings.Contains(w.Body.String(), "<script") {
			t.Errorf("%s: %d %s", target, w.Code, w.Body)
		}
	}
	if _, err := New(); err != nil {
		t.Error(err)
	}
	if _, err := load(fstest.MapFS{"dist/a.js": {}}, "dist", true); err == nil {
		t.Error("a build without index is taken")
	}
}
