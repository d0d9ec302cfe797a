package resource

import "github.com/chengxin-credit/chengxin/internal/fault"

// Finding is one thing wrong, or worth a hint, in one record.
type Finding struct {
	Item   string // item name, "" when it is about the whole record
	Reason fault.Reason
	Text   fault.Text
	Next   fault.Text // what to type instead
	Rule   string     // the rule or standard
}

// Findings of one record: Hard ones refuse it, Soft ones are hints. Reuse it between records with Reset.
type Findings struct {
	Hard []Finding
	Soft []Finding
}

// Reset empties the findings and keeps their space.
func (f *Findings) Reset() { f.Hard, f.Soft = f.Hard[:0], f.Soft[:0] }

// OK reports whether nothing refuses the record.
func (f *Findings) OK() bool { return len(f.Hard) == 0 }
