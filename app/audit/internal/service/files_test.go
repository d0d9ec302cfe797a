package service

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

func TestFilesServeTheLayoutAndNothingElse(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "log")
	for path, content := range map[string]string{
		"log/checkpoint": "cp", "log/tile/0/000": "full", "log/tile/0/x001/234.p/7": "part", "log/tile/entries/001": "leaves",
		"log/.state/treeState": "secret", "key": "secret", "log/tile/0/other": "secret",
	} {
		path = filepath.Join(root, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f := &Files{
		Dir: dir, Key: "k", Path: func(r *http.Request) string { return r.Header.Get("path") },
		Fault: func(w http.ResponseWriter, _ *http.Request, err error) {
			if !fault.Is(err, "TILE_PATH") && !fault.Is(err, "TILE_NOT_FOUND") {
				t.Errorf("unexpected fault %v", err)
			}
			w.WriteHeader(http.StatusNotFound)
		},
	}
	for path, want := range map[string]string{
		"0/000": "full", "0/x001/234.p/7": "part", "entries/001": "leaves",
		"0/001": "", "0/other": "", "../checkpoint": "", "../../key": "", "0/../../../key": "", "..": "", "": "", "/0/000": "", "0/000/": "",
		"0/000.p/": "", "0/000.p/0": "", "0/000.p/7/..": "", `0\000`: "", "0/000\x00": "", "64/000": "", ".state/treeState": "", "../.state/treeState": "",
		"0/x001/x234": "", "entries/x1/234": "",
	} {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("path", path)
		f.Tile(w, r)
		if got := w.Body.String(); got != want {
			t.Errorf("%q: %d %q", path, w.Code, got)
		}
	}
	w := httptest.NewRecorder()
	f.Checkpoint(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Body.String() != "cp" {
		t.Errorf("checkpoint: %q", w.Body)
	}
}
