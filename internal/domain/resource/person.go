package resource

// HasSubject reports whether records of this resource are about a credit subject; spatial or macro-economic ones are not.
func (s *Schema) HasSubject() bool { return s.def.Subject.Kind != "" || s.def.Subject.KindItem != "" }

// AppendPersonFields is AppendFields for a record about a natural person: the items with the person's name and document are sealed
// whatever their sensitivity, because the same items are public for organisations.
func (r *Row) AppendPersonFields(dst []byte, seal SealFunc) []byte {
	name, doc := r.schema.sub.name, r.schema.sub.doc
	for i := range r.schema.fields {
		f := &r.schema.fields[i]
		v := &r.vals[i]
		dst = append(dst, f.out...)
		switch {
		case v.Kind <= Null:
			dst = append(dst, "null"...)
		case f.sealed || i == name || i == doc:
			dst = append(dst, '"')
			dst = seal(dst, i, v.Text)
			dst = append(dst, '"')
		case f.quoted && v.Kind != Nested:
			dst = appendQuoted(dst, v)
		default:
			dst = append(dst, v.Text...)
		}
	}
	return append(dst, '}')
}
