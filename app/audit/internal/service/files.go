package service

import (
	"encoding/hex"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

func hexOf(b [32]byte) string { return hex.EncodeToString(b[:]) }

// Files serves the log as files in the C2SP tlog-tiles layout. They are public: leaves hold the time, kind and decision
// of an event and a salted commitment, nothing that says who or whom, and a log that anybody can copy is one that nobody
// can quietly replace.
type Files struct {
	// Dir is the log's folder.
	Dir string
	// Key is the verifier key in signed-note form.
	Key string
	// Fault answers a refusal.
	Fault func(http.ResponseWriter, *http.Request, error)
	// Path gives the part of the address after /v1/audit/tile/.
	Path func(*http.Request) string
}

// tilePath is every address the layout knows: a level of 0 to 5 or "entries", an index in groups of three digits, and
// perhaps the width of a partial tile.
var tilePath = regexp.MustCompile(`^(?:[0-5]?[0-9]|entries)(?:/x[0-9]{3}){0,6}/[0-9]{3}(?:\.p/[1-9][0-9]{0,2})?$`)

// Checkpoint serves the latest signed checkpoint.
func (f *Files) Checkpoint(w http.ResponseWriter, r *http.Request) {
	path := filepath.Join(f.Dir, "checkpoint")
	raw, err := os.ReadFile(path)
	if err != nil {
		f.Fault(w, r, missing(err))
		return
	}
	if info, err := os.Stat(path); err == nil { // when it was signed; a checkpoint itself bears no time
		w.Header().Set("Last-Modified", info.ModTime().UTC().Format(http.TimeFormat))
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(raw) // a client that has gone away is no fault of ours
}

// VerifierKey serves the log's public key. A careful auditor compares it with one obtained elsewhere.
func (f *Files) VerifierKey(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(f.Key + "\n"))
}

// Tile serves tiles and entry bundles.
func (f *Files) Tile(w http.ResponseWriter, r *http.Request) {
	path := f.Path(r)
	if !tilePath.MatchString(path) {
		f.Fault(w, r, fault.New(fault.NotFound, "TILE_PATH", "这不是日志瓦片的地址。", "This is not the address of a tile of the log.").
			Then("地址格式见 C2SP tlog-tiles。", "The layout is C2SP tlog-tiles."))
		return
	}
	raw, err := os.ReadFile(filepath.Join(f.Dir, "tile", filepath.FromSlash(path)))
	if err != nil {
		f.Fault(w, r, missing(err))
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	// A tile never changes; a partial one is later replaced by a fuller one at another address.
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(raw)
}

func missing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.NotFound, "TILE_NOT_FOUND", "日志中没有该瓦片。", "The log has no such tile.").
			Then("请按最新检查点的大小计算瓦片地址;若为部分瓦片,请改取完整瓦片。", "Compute addresses from the size of the latest checkpoint; if this is a partial tile, fetch the full one.")
	}
	return fault.New(fault.Unavailable, "LEDGER_DOWN", "存证账本暂不可用。", "The ledger is not available.").Because(err)
}
