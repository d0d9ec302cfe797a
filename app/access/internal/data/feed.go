package data

import (
	"time"

	"github.com/chengxin-credit/chengxin/internal/policy"
)

// Feed encodes the store's state for followers.
type Feed struct{ store *policy.Store }

// NewFeed follows the store of the process.
func NewFeed(s *policy.Store) Feed { return Feed{s} }

// Since gives the encoded state a follower lacks, nil if none.
func (f Feed) Since(have uint64) ([]byte, uint64) {
	snap, ok := f.store.Since(have)
	if !ok {
		return nil, have
	}
	return snap.Encode(), snap.Serial
}

// Changed is closed at the next change.
func (f Feed) Changed() <-chan struct{} { return f.store.Changed() }

// Touch notes the last use of sessions elsewhere.
func (f Feed) Touch(seen map[string]time.Time) { f.store.Touch(seen) }
