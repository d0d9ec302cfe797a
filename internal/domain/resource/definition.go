// Package resource is the shape of a shared information resource: its definition as data, the compiled schema that
// decodes and checks one record of it almost without allocation, and the row that results.
package resource

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Sentence is a text in Chinese and English, as definitions carry it.
type Sentence struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// Text is the sentence as faults carry it.
func (s Sentence) Text() fault.Text { return fault.Text{Zh: s.Zh, En: s.En} }

// Definition is one version of a resource, as configs/resources/*.yaml writes it and as it crosses processes in JSON.
type Definition struct {
	Code     string   `json:"code"`
	Version  int      `json:"version,omitempty"` // given by the catalog, never by the file
	Name     string   `json:"name"`
	NameEn   string   `json:"name_en,omitempty"`
	Metadata Metadata `json:"metadata"`
	// CreditClass is the class of the national base catalog (domain 3.1), or "none".
	CreditClass string `json:"credit_class"`
	// PublishWhen says which records are published at all: an item with a code list that has one of some values, such as "PJDJ = A" or
	// "PJDJ in (A, B)"; empty: all that have public items. In the others nothing is of a level below shared.
	PublishWhen string `json:"publish_when,omitempty"`
	Items       []Item `json:"items"`
	// NaturalKey names the items that identify a fact; "@subject" stands for the resolved subject.
	NaturalKey []string       `json:"natural_key"`
	Subject    SubjectMap     `json:"subject"`
	Dates      DateMap        `json:"dates"`
	DocumentNo string         `json:"document_no,omitempty"`
	Severity   []SeverityRule `json:"severity,omitempty"`
	Registry   *RegistryMap   `json:"registry,omitempty"`
	Templates  []Template     `json:"templates,omitempty"`
	Rules      []Rule         `json:"rules,omitempty"`
}

// Metadata is the core metadata of the 2017 catalog guide and of GB/T 21063.3, with the local additions.
type Metadata struct {
	// ClassCode is 类 (1 digit), 项 (2), 目 (3), 细目 (any); Sequence is the back part of the resource code.
	ClassCode string `json:"class_code"`
	Sequence  string `json:"sequence"`
	Provider  string `json:"provider"`
	// ProviderCode is the provider's unified social credit code.
	ProviderCode   string   `json:"provider_code"`
	Abstract       string   `json:"abstract"`
	AbstractEn     string   `json:"abstract_en,omitempty"`
	FormatCategory string   `json:"format_category"` // 1..7
	FormatType     string   `json:"format_type,omitempty"`
	ShareType      string   `json:"share_type"` // 1 unconditional, 2 conditional, 3 none
	ShareCondition string   `json:"share_condition,omitempty"`
	ShareCategory  string   `json:"share_mode_category,omitempty"`
	ShareMode      string   `json:"share_mode,omitempty"`
	Open           bool     `json:"is_open"`
	OpenCondition  string   `json:"open_condition,omitempty"`
	UpdateCycle    string   `json:"update_cycle"`
	PublishDate    string   `json:"publish_date"`
	Related        []string `json:"related_codes,omitempty"`
	Keywords       []string `json:"keywords,omitempty"`
	Beginning      string   `json:"beginning,omitempty"`
	Ending         string   `json:"ending,omitempty"`
	Constraint     string   `json:"constraint,omitempty"`
	Online         string   `json:"online,omitempty"`
	// MetadataID identifies the metadata (元数据标识符 of GB/T 21063.3): front part, "/", back part, and not the resource code.
	MetadataID string `json:"metadata_id,omitempty"`
	// Contact is who keeps the metadata (元数据维护方), by its office and never by a person's name; ContactPhone is the office's.
	Contact        string `json:"contact,omitempty"`
	ContactPhone   string `json:"contact_phone,omitempty"`
	Updated        string `json:"metadata_updated,omitempty"`
	DataLevel      string `json:"data_level"`
	Secret         bool   `json:"secret_flag,omitempty"`
	SourceSystem   string `json:"source_system,omitempty"`
	Ownership      string `json:"ownership,omitempty"`
	ProductionMode string `json:"production_mode,omitempty"`
	ManagementMode string `json:"management_mode,omitempty"`
}

// CatalogCode is the resource code of the guide: front part (class), "/", back part (sequence).
func (m Metadata) CatalogCode() string { return m.ClassCode + "/" + m.Sequence }

// Item is one information item.
type Item struct {
	Name   string `json:"name"`
	NameZh string `json:"name_zh"`
	// Type is C text, N number, Y money, D date, T time, L logical, M memo, G general, B double, I integer, F float.
	Type string `json:"type"`
	// Length is the most characters of a text, or the most digits of a number; Scale the decimals among them.
	Length int `json:"length,omitempty"`
	Scale  int `json:"scale,omitempty"`
	// Obligation is M mandatory, O optional, C conditional: then Condition says when it must be filled.
	Obligation string `json:"obligation"`
	Condition  string `json:"condition,omitempty"`
	// Blank says when the item must be empty.
	Blank string `json:"blank,omitempty"`
	// Codes is the closed list of values; one ending in "-**" is open: the prefix and a text of one's own.
	Codes []string `json:"codes,omitempty"`
	// CodeNames explains codes that are not words themselves.
	CodeNames map[string]string `json:"code_names,omitempty"`
	// CodeAliases are other spellings met in the wild, mapped to the code with a hint.
	CodeAliases map[string]string `json:"code_aliases,omitempty"`
	// Multi allows several codes joined by ";".
	Multi bool `json:"multi,omitempty"`
	// Check names a checker of the value: uscc, regno, orgcode, citizen_id, document, division, person_name, name, docno, longitude, latitude, phone.
	Check string `json:"check,omitempty"`
	// DocumentType is the item with the kind of identity document, for the check "document".
	DocumentType string `json:"document_type,omitempty"`
	// Min and Max bound numbers and dates; for dates "today" is allowed.
	Min string `json:"min,omitempty"`
	Max string `json:"max,omitempty"`
	// Example is the item's value in samples, as it stands in a record; needed only where a rule can't be met by a made-up value. It must
	// not be anybody's real data, and a sealed item has none.
	Example string `json:"example,omitempty"`
	// Rule is the rule for people, with its source, in Chinese; RuleEn the same in English.
	Rule        string   `json:"rule,omitempty"`
	RuleEn      string   `json:"rule_en,omitempty"`
	Sensitivity string   `json:"sensitivity"` // public, shared, authorised, sealed
	Publish     bool     `json:"publish,omitempty"`
	Unit        string   `json:"unit,omitempty"`
	Aliases     []string `json:"aliases,omitempty"`
}

// BothRules is the rule in both languages, for places that hold one text: "Chinese / English".
func (it *Item) BothRules() string {
	if it.Rule == "" || it.RuleEn == "" || it.Rule == it.RuleEn {
		return cmp.Or(it.Rule, it.RuleEn)
	}
	return it.Rule + " / " + it.RuleEn
}

// SubjectMap says which items name the subject.
type SubjectMap struct {
	// Kind is fixed (organisation, person, public_body, self_employed), or "" to read it from KindItem through Kinds.
	Kind     string            `json:"kind,omitempty"`
	KindItem string            `json:"kind_item,omitempty"`
	Kinds    map[string]string `json:"kinds,omitempty"`
	Name     string            `json:"name,omitempty"`
	USCC     string            `json:"uscc,omitempty"`
	Legacy   []LegacyItem      `json:"legacy,omitempty"`
	// DocumentType and Document identify a person; without DocumentType the document is a citizen id.
	DocumentType string `json:"document_type,omitempty"`
	Document     string `json:"document,omitempty"`
	// Representative is the legal representative's item, for display.
	Representative string `json:"representative,omitempty"`
}

// LegacyItem is an older code of an organisation: regno, orgcode, tax, institution, social.
type LegacyItem struct {
	Item string `json:"item"`
	Kind string `json:"kind"`
}

// DateMap says which items hold the dates of a record.
type DateMap struct {
	OccurredOn string `json:"occurred_on,omitempty"`
	ValidFrom  string `json:"valid_from,omitempty"`
	ValidTo    string `json:"valid_to,omitempty"`
	PublishTo  string `json:"publish_to,omitempty"`
	// RemovedOn is the day an entry left its list: filled, it ends validity and publication if they would last longer.
	RemovedOn string `json:"removed_on,omitempty"`
}

// SeverityRule gives the severity (minor, general, serious) when its condition holds; the first that holds decides.
type SeverityRule struct {
	When     string `json:"when,omitempty"`
	Severity string `json:"severity"`
}

// RegistryMap says which items of a registration resource feed the subject registry.
type RegistryMap struct {
	Name string `json:"name"`
	// FormerNames holds names joined by ";", each optionally followed by "|" and the date it ended.
	FormerNames string   `json:"former_names,omitempty"`
	LegacyCodes []string `json:"legacy_codes,omitempty"`
	Status      string   `json:"status,omitempty"`
	Division    string   `json:"division,omitempty"`
	Legal       string   `json:"legal,omitempty"`
	Registered  string   `json:"registered_on,omitempty"`
}

// Template maps an older or a neighbour's form of the same resource onto the items.
type Template struct {
	Code string   `json:"code"`
	Name Sentence `json:"name"`
	// Detect are columns that only this template has; one of them marks it.
	Detect []string  `json:"detect"`
	Map    []Mapping `json:"map"`
	// Fill gives items the template lacks; the first entry of an item whose condition holds decides.
	Fill []Fill `json:"fill,omitempty"`
	// Waive lists mandatory items the template does not have: they may stay blank, with a hint.
	Waive []string `json:"waive,omitempty"`
}

// Mapping takes one column of a template into an item; without To the column is known and dropped.
type Mapping struct {
	From    string            `json:"from"`
	To      string            `json:"to,omitempty"`
	Convert string            `json:"convert,omitempty"` // yuan_to_wan; day (cuts the time of day off)
	Values  map[string]string `json:"values,omitempty"`
	// Append adds to what an earlier column of the template put into the item: texts joined by ";", numbers summed.
	Append bool `json:"append,omitempty"`
	// Refuse lists values that must not be taken over, such as the status "revoked".
	Refuse []string `json:"refuse,omitempty"`
	// Implies adds a value to another item when this number is above zero.
	Implies *Fill `json:"implies,omitempty"`
}

// Fill gives an item a constant or another item's value.
type Fill struct {
	Item  string `json:"item"`
	When  string `json:"when,omitempty"`
	Value string `json:"value,omitempty"`
	From  string `json:"from,omitempty"`
	// Move empties From; Clear empties Item.
	Move  bool `json:"move,omitempty"`
	Clear bool `json:"clear,omitempty"`
}

// Rule ties several items: when When holds, Expect (or CEL) must hold.
type Rule struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
	Item   string `json:"item"` // the item to mend
	When   string `json:"when,omitempty"`
	Expect string `json:"expect,omitempty"`
	// CEL is an expression over the items by name, for what conditions can't say.
	CEL     string   `json:"cel,omitempty"`
	Soft    bool     `json:"soft,omitempty"` // a hint, not a refusal
	Message Sentence `json:"message"`
	Next    Sentence `json:"next"`
	Basis   string   `json:"basis,omitempty"`
}

// Encode is the JSON of definitions as it crosses processes.
func Encode(defs []Definition) ([]byte, error) { return json.Marshal(defs) }

// Decode reads what Encode wrote; an unknown key is an error.
func Decode(b []byte) ([]Definition, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	var defs []Definition
	if err := d.Decode(&defs); err != nil {
		return nil, fmt.Errorf("decode definitions: %w", err)
	}
	return defs, nil
}
