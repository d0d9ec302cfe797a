package resource

import (
	"errors"
	"fmt"
	"regexp"
)

var (
	metadataIDForm = regexp.MustCompile(`^[0-9A-Za-z]{1,40}/[0-9A-Za-z-]{1,40}$`)
	phoneForm      = regexp.MustCompile(`^[0-9+][0-9 ()-]{4,29}$`)
)

// Publishable refuses what a definition must have when it is published, beside what it needs to compile. Stored versions are not held to
// it: what was right when it was published, by the tables and obligations of then, stays in force.
func (s *Schema) Publishable() error {
	m := &s.def.Metadata
	switch {
	case !metadataIDForm.MatchString(m.MetadataID):
		return errors.New("metadata_id (元数据标识符) is missing or not of the form FRONT/BACK")
	case m.MetadataID == m.CatalogCode():
		return errors.New("metadata_id (元数据标识符) is that of the metadata, not the resource code")
	case m.ContactPhone != "" && m.Contact == "":
		return errors.New("contact_phone needs contact (元数据维护方): an office, not a person")
	case m.ContactPhone != "" && !phoneForm.MatchString(m.ContactPhone):
		return fmt.Errorf("contact_phone %q is no telephone number", m.ContactPhone)
	}
	return s.examples()
}

// examples refuses an example that its own item does not take.
func (s *Schema) examples() error {
	m := newSampler(s, 0, 0)
	for i := range s.fields {
		it := &s.def.Items[i]
		if it.Example == "" {
			continue
		}
		m.fill(i)
		row, bad := m.decoder.JSON(m.encode())
		if bad != nil {
			return fmt.Errorf("item %s: example: %s", it.Name, bad.Text.En)
		}
		var found Findings
		s.value(row, i, &row.vals[i], int64(s.env.Today()), &found)
		if len(found.Hard) > 0 {
			return fmt.Errorf("item %s: example: %s", it.Name, found.Hard[0].Text.En)
		}
		m.vals[i] = draftValue{}
	}
	return nil
}
