// Package biz is what the history service does: load records, answer about one subject, search, and show what is public.
package biz

import (
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
	// Number counts the collapsed versions of a record from 1; Current marks the last.
	Number  int
	Current bool
}

// Collapse turns what is stored of one subject into the versions that were known at asOf (microseconds since 1970): arrivals of
// the same source count once, the first; equal contents one after the other count once. The result is ordered by resource, record
// and arrival. It works in place.
func Collapse(stored []Version, asOf int64) []Version {
	slices.SortFunc(stored, func(a, b Version) int {
		if c := strings.Compare(a.Resource, b.Resource); c != 0 {
			return c
		}
		if c := strings.Compare(a.RecordID, b.RecordID); c != 0 {
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
		for end < len(stored) && stored[end].Resource == stored[start].Resource && stored[end].RecordID == stored[start].RecordID {
			end++
		}
		out = appendCollapsed(out, stored[start:end], asOf)
		start = end
	}
	return out
}

// appendCollapsed writes behind its reading position: out is never longer than what was read.
func appendCollapsed(out, one []Version, asOf int64) []Version {
	first := len(out)
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
		v.Number, v.Current = len(out)-first+1, false
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

// inForce reports whether the record is valid on the day; one without an end stays valid.
func (v *Version) inForce(on rules.Date) bool {
	from := v.ValidFrom
	if from == rules.NoDate {
		from = v.OccurredOn
	}
	return (from == rules.NoDate || from <= on) && (v.ValidTo == rules.NoDate || on <= v.ValidTo)
}

// China is the zone of all official dates.
var China = time.FixedZone("CST", 8*3600)
