package resource

import (
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

// Env is what compiling needs from outside the domain.
type Env struct {
	// CEL compiles an expression over the items by name (internal/celrule); nil refuses definitions that use CEL.
	CEL func(expr string, items []Item) (func(*Row) (bool, error), error)
	// Today bounds "not in the future"; required.
	Today func() rules.Date
	// Division reports whether a GB/T 2260 code is or was in force; nil checks the form only.
	Division func(code string) bool
}

// Schema is a compiled definition. It is immutable and safe for concurrent use; decoders are not.
type Schema struct {
	def       Definition
	env       Env
	fields    []field
	keys      keyTable
	conds     []cond // distinct conditions, at most 64
	rules     []rule
	templates []template
	natural   []int // item indexes; -1 is the subject
	sub       subjectFields
	dates     dateFields
	docNo     int
	severity  []severityRule
	reg       *registryFields
	levels    []grant.Level
	told      []string // each item's rule as findings tell it
	published struct {
		item   string
		values []string
	}
}

type subjectFields struct {
	kind                                      subject.Kind // 0: read from kindItem
	kindItem, name, uscc, docType, doc, legal int
	kinds                                     []subject.Kind // by code index of kindItem
	legacy                                    []legacyField
}

type legacyField struct {
	item int
	kind string
}

type dateFields struct{ occurred, from, to, publish, removed int }

type severityRule struct {
	cond     int // -1: always
	severity rules.Severity
}

type registryFields struct {
	name, former, status, division, legal, registered int
	legacy                                            []int
}

// Code is the resource's short code.
func (s *Schema) Code() string { return s.def.Code }

// Version is the definition's version.
func (s *Schema) Version() int { return s.def.Version }

// Definition is what the schema was compiled from; treat it as read-only.
func (s *Schema) Definition() *Definition { return &s.def }

// Len is the number of items.
func (s *Schema) Len() int { return len(s.fields) }

// Index is the position of an item by its own name (not an alias).
func (s *Schema) Index(name string) (int, bool) {
	for i := range s.fields {
		if s.fields[i].name == name {
			return i, true
		}
	}
	return 0, false
}

// Item is the definition of the item at position i.
func (s *Schema) Item(i int) *Item { return &s.def.Items[i] }

// Level is the sensitivity of the item at position i.
func (s *Schema) Level(i int) grant.Level { return s.levels[i] }

// PublishedWhen is the condition for a record to be published at all: the item has one of the values. Without an item all are.
func (s *Schema) PublishedWhen() (item string, values []string) {
	return s.published.item, s.published.values
}

// Registration reports whether accepted records feed the subject registry.
func (s *Schema) Registration() bool { return s.reg != nil }

// Template is the header of a CSV file of this resource: the column names in order.
func (s *Schema) Template() []string {
	out := make([]string, len(s.fields))
	for i := range s.fields {
		out[i] = s.fields[i].name
	}
	return out
}
