package evidencelog

import (
	"context"
	"sync/atomic"
)

type noteKey struct{}

// note holds index+1, so that zero means nothing was noted.
type note struct{ next atomic.Uint64 }

// WithNote puts a place into ctx where Record leaves the index of what it recorded.
func WithNote(ctx context.Context) context.Context { return context.WithValue(ctx, noteKey{}, &note{}) }

// Noted is the index of the evidence recorded last under this context.
func Noted(ctx context.Context) (index uint64, ok bool) {
	n, _ := ctx.Value(noteKey{}).(*note)
	if n == nil {
		return 0, false
	}
	v := n.next.Load()
	return v - 1, v > 0
}

// Note leaves an index under this context that was recorded earlier, as a replayed answer does; Record does it by itself.
func Note(ctx context.Context, index uint64) {
	if n, _ := ctx.Value(noteKey{}).(*note); n != nil {
		n.next.Store(index + 1)
	}
}
