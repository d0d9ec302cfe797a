package boot

import (
	"runtime/debug"
	"strings"
	"sync"
)

// stamped is the version that `make build` gives the program; empty in other builds.
var stamped string

// Version names this build: as make stamped it, its module's version, the revision it was built from, or "unknown".
var Version = sync.OnceValue(func() string {
	if stamped != "" {
		return stamped
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	revision, dirty := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "+dirty"
		}
	}
	if revision == "" {
		return "unknown"
	}
	return strings.TrimSpace(revision[:min(12, len(revision))]) + dirty
})
