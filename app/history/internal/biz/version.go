// Package biz is what the history service does: load records, answer about one subject, search, and show what is public.
package biz

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

// Version is one stored version of one record, as a read of the history gives it.
type Version struct {
	Resource        string
	ResourceVersion uint16
	RecordID        string
	Source          string // 16 bytes: the arrival
	Offset          uint64 // in its partition; a subject's records are all in one
	Class           string
	Kind            subject.Kind
	Name            string
	DocumentNo      string
	Agency          string
	Division        string
	OccurredOn      rules.Date
	ValidFrom       rules.Date
	ValidTo         rules.Date
	PublishTo       rules.Date
	Severity        rules.Severity
	Op              record.Op
	Late            bool
	WorkingDays     int16
	KnownAt         int64  // microseconds since 1970
	Digest          string // 32 bytes
	Hints           string
	Fields          string // JSON object
	About           *record.About
	// CountedTo is when the arrival came that WorkingDays counts to, in microseconds since 1970.
	CountedTo int64
	// Leave is an early end of publication, nil if there is none.
	Leave *Leave
	// Number counts the collapsed versions of a record from 1; Current marks the last.
	Number  int
	Current bool
}

// Now is later than every arrival: what is known without asking for a past instant. It is not the clock's time, because records carry the
// clock of the process that took them in, and what was acknowledged must not be invisible while two clocks disagree.
const Now = int64(math.MaxInt64)

// Collapse turns what is stored of one subject into the versions that were known at asOf (microseconds since 1970, or Now): arrivals of
// the same source count once, the first; equal contents one after the other count once. A natural key is its provider's: what another
// agency pushes or withdraws under the same key is a record of its own and never replaces this one. The result is ordered by resource,
// record, agency and arrival. It works in place.
func Collapse(stored []Version, asOf int64) []Version {
	slices.SortFunc(stored, func(a, b Version) int {
		if c := strings.Compare(a.Resource, b.Resource); c != 0 {
			return c
		}
		if c := strings.Compare(a.RecordID, b.RecordID); c != 0 {
			return c
		}
		if c := strings.Compare(a.Agency, b.Agency); c != 0 {
			return c
		}
		if a.Offset != b.Offset {
			if a.Offset < b.Offset {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Source, b.Source)
	})
	out := stored[:0]
	for start := 0; start < len(stored); {
		end := start + 1
		for end < len(stored) && stored[end].sameRecord(&stored[start]) {
			end++
		}
		out = appendCollapsed(out, stored[start:end], asOf)
		start = end
	}
	return out
}

func (v *Version) sameRecord(o *Version) bool {
	return v.Resource == o.Resource && v.RecordID == o.RecordID && v.Agency == o.Agency
}

// appendCollapsed writes behind its reading position: out is never longer than what was read.
func appendCollapsed(out, one []Version, asOf int64) []Version {
	first := len(out)
	said := -1 // the last version that was no withdrawal
	var seen map[string]struct{}
	if len(one) > 1 {
		seen = make(map[string]struct{}, len(one))
	}
	for i := range one {
		v := one[i]
		if seen != nil {
			if _, again := seen[v.Source]; again {
				continue
			}
			seen[v.Source] = struct{}{}
		}
		if v.KnownAt > asOf {
			continue
		}
		if n := len(out); n > first && out[n-1].Op == v.Op && out[n-1].Digest == v.Digest {
			continue
		}
		v.Number, v.Current, v.CountedTo = len(out)-first+1, false, v.KnownAt
		if v.Op == record.Upsert {
			if said >= 0 && out[said].OccurredOn == v.OccurredOn {
				// A decision is late or in time once, when it first arrives; correcting it months later makes it no later.
				v.Late, v.WorkingDays, v.CountedTo = out[said].Late, out[said].WorkingDays, out[said].CountedTo
				v.Hints = withHint(v.Hints, provisionalHint, hasHint(out[said].Hints, provisionalHint))
			}
			said = len(out)
		}
		out = append(out, v)
	}
	if n := len(out); n > first {
		out[n-1].Current = true
	}
	return out
}

// day is the date the record is ordered and counted by.
func (v *Version) day() rules.Date {
	switch {
	case v.OccurredOn != rules.NoDate:
		return v.OccurredOn
	case v.ValidFrom != rules.NoDate:
		return v.ValidFrom
	}
	return rules.DateOf(time.UnixMicro(v.KnownAt).In(China))
}

// inForce reports whether the record is valid on the day; one without an end stays valid, unless it says itself that it is not.
func (v *Version) inForce(on rules.Date) bool {
	from := v.ValidFrom
	if from == rules.NoDate {
		from = v.OccurredOn
	}
	if v.Leave != nil && v.Leave.Ended != rules.NoDate && on >= v.Leave.Ended {
		return false
	}
	return (from == rules.NoDate || from <= on) && (v.ValidTo == rules.NoDate || on <= v.ValidTo)
}

// China is the zone of all official dates.
var China = time.FixedZone("CST", 8*3600)
