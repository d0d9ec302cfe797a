package clickhouse

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// LibraryEnv names the environment variable that says where libchdb is.
const LibraryEnv = "CHENGXIN_LIBCHDB"

// FindLibrary returns the path of libchdb: the explicit one, else that of CHENGXIN_LIBCHDB, else one beside the executable, else the
// one `npm ci` put into third_party/chdb of this folder or the executable's, or of any folder above them.
// A path that was named but does not exist is an error, never a reason to look elsewhere.
func FindLibrary(explicit string) (string, error) {
	for _, named := range []string{explicit, os.Getenv(LibraryEnv)} {
		if named == "" {
			continue
		}
		if !isFile(named) {
			return "", fmt.Errorf("clickhouse: no library at %s", named)
		}
		return filepath.Abs(named)
	}
	var starts []string
	if exe, err := os.Executable(); err == nil {
		if real, err := filepath.EvalSymlinks(exe); err == nil {
			exe = real
		}
		dir := filepath.Dir(exe)
		if p := filepath.Join(dir, "libchdb.so"); isFile(p) {
			return p, nil
		}
		starts = append(starts, dir)
	}
	if cwd, err := os.Getwd(); err == nil {
		starts = append([]string{cwd}, starts...)
	}
	for _, start := range starts {
		if p := searchUp(start); p != "" {
			return p, nil
		}
	}
	return "", errors.New("clickhouse: libchdb.so not found: run `npm ci` in third_party/chdb, or set " + LibraryEnv)
}

// searchUp looks for the pinned npm package in dir and every folder above it.
func searchUp(dir string) string {
	for {
		for _, suffix := range []string{"-gnu", ""} {
			p := filepath.Join(dir, "third_party", "chdb", "node_modules", "@chdb",
				"lib-"+runtime.GOOS+"-"+npmArch()+suffix, "libchdb.so")
			if isFile(p) {
				return p
			}
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// npmArch is npm's name for this machine's architecture.
func npmArch() string {
	if runtime.GOARCH == "amd64" {
		return "x64"
	}
	return runtime.GOARCH
}

func isFile(path string) bool {
	st, err := os.Stat(path)
	return err == nil && st.Mode().IsRegular()
}
