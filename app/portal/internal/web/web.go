// Package web serves the pages that app/portal/web builds into the folder dist beside this file. The program also builds without
// them, and then says so where they would be.
package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/andybalholm/brotli"
)

// The pattern always finds nodist, which is committed, and dist once it was built.
//
//go:embed all:*dist
var embedded embed.FS

const indexFile = "index.html"

// file is one file as it is sent; what it is sent as, plain, gzip or brotli, is decided per request.
type file struct {
	kind  string
	etag  string
	plain []byte
	// hashed files have their content's hash in their name, so they never change.
	hashed     bool
	gzip, brot atomic.Pointer[[]byte]
}

// Site is the pages, in memory.
type Site struct {
	files map[string]*file
	index *file
	built bool
}

// New reads the pages that were built into the program.
func New() (*Site, error) {
	if _, err := fs.Stat(embedded, path.Join("dist", indexFile)); errors.Is(err, fs.ErrNotExist) {
		return load(embedded, "nodist", false)
	}
	return load(embedded, "dist", true)
}

func load(from fs.FS, dir string, built bool) (*Site, error) {
	s := &Site{files: map[string]*file{}, built: built}
	packed := map[string][]byte{}
	err := fs.WalkDir(from, dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasPrefix(d.Name(), ".") { // what the build keeps for itself
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() {
			return nil
		}
		b, err := fs.ReadFile(from, name)
		if err != nil {
			return err
		}
		short := strings.TrimPrefix(name, dir+"/")
		if ext := path.Ext(short); ext == ".gz" || ext == ".br" {
			packed[short] = b
			return nil
		}
		s.files[short] = newFile(short, b)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	for name, f := range s.files {
		if b, ok := packed[name+".gz"]; ok {
			f.gzip.Store(&b)
		}
		if b, ok := packed[name+".br"]; ok {
			f.brot.Store(&b)
		}
	}
	if s.index = s.files[indexFile]; s.index == nil {
		return nil, errors.New("pages: there is no " + indexFile)
	}
	return s, nil
}

// hashedFolder is where the build puts files with a hash in their name.
const hashedFolder = "assets/"

func newFile(name string, b []byte) *file {
	sum := sha256.Sum256(b)
	kind, ok := kinds[path.Ext(name)]
	if !ok {
		kind = "application/octet-stream"
	}
	return &file{kind: kind, plain: b, etag: `"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`, hashed: strings.HasPrefix(name, hashedFolder)}
}

// kinds are the types of what a build makes. The machine's own tables differ from one to another.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".json": "application/json; charset=utf-8", ".webmanifest": "application/manifest+json; charset=utf-8", ".map": "application/json; charset=utf-8",
	".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp", ".ico": "image/x-icon", ".woff2": "font/woff2",
	".txt": "text/plain; charset=utf-8", ".wasm": "application/wasm",
}

// worth compressing: text of some length. Pictures and fonts are compressed already.
func (f *file) worth() bool {
	return len(f.plain) >= 1024 && (strings.HasPrefix(f.kind, "text/") || strings.Contains(f.kind, "json") || strings.Contains(f.kind, "svg") || strings.Contains(f.kind, "wasm"))
}

// brotliLevel is below the best, 11, which takes ten times as long for a twentieth less.
const brotliLevel = 9

// Compress makes the compressed forms that the build did not make; until one is there, the file is sent without it. It takes
// seconds, once.
func (s *Site) Compress(stop <-chan struct{}) error {
	for _, f := range s.files {
		if !f.worth() {
			continue
		}
		if err := f.compress(stop); err != nil {
			return err
		}
	}
	return nil
}

func (f *file) compress(stop <-chan struct{}) error {
	for _, form := range []struct {
		at *atomic.Pointer[[]byte]
		to func(io.Writer) (io.WriteCloser, error)
	}{
		{&f.gzip, func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriterLevel(w, gzip.BestCompression) }},
		{&f.brot, func(w io.Writer) (io.WriteCloser, error) {
			return brotli.NewWriterLevel(w, brotliLevel), nil
		}},
	} {
		select {
		case <-stop:
			return nil
		default:
		}
		if form.at.Load() != nil {
			continue
		}
		var out bytes.Buffer
		w, err := form.to(&out)
		if err != nil {
			return err
		}
		_, err = w.Write(f.plain)
		if err = errors.Join(err, w.Close()); err != nil {
			return fmt.Errorf("compress a page: %w", err)
		}
		if b := out.Bytes(); len(b) < len(f.plain) {
			form.at.Store(&b)
		}
	}
	return nil
}

// best is the smallest form a browser takes.
func (f *file) best(accepted string) (body []byte, encoding string) {
	if b := f.brot.Load(); b != nil && accepts(accepted, "br") {
		return *b, "br"
	}
	if b := f.gzip.Load(); b != nil && accepts(accepted, "gzip") {
		return *b, "gzip"
	}
	return f.plain, ""
}

// accepts reads Accept-Encoding. Only a form that is named counts: "*" names none.
func accepts(header, encoding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		_, q, weighted := strings.Cut(weight, "=")
		v, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
		return !weighted || (err == nil && v > 0)
	}
	return false
}

func (f *file) send(w http.ResponseWriter, r *http.Request, status int) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("ETag", f.etag)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if f.hashed {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if status == http.StatusOK && matches(r.Header.Get("If-None-Match"), f.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body, encoding := f.best(r.Header.Get("Accept-Encoding"))
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the browser is gone if this fails
	}
}

// matches compares weakly, as the standard asks: a gateway that compresses marks the tag as weak.
func matches(header, etag string) bool {
	for tag := range strings.SplitSeq(header, ",") {
		if tag = strings.TrimSpace(tag); tag == "*" || strings.TrimPrefix(tag, "W/") == etag {
			return true
		}
	}
	return false
}
