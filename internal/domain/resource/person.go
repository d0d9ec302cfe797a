package resource

// HasSubject reports whether records of this resource are about a credit subject; spatial or macro-economic ones are not.
func (s *Schema) HasSubject() bool { return s.def.Subject.Kind != "" || s.def.Subject.KindItem != "" }

// AppendPersonFields is AppendFields for a record about a natural person: the items with the person's name and document are sealed
// whatever their sensitivity, because the same items are public for organisations.
func (r *Row) AppendPersonFields(dst []byte, seal SealFunc) []byte {
	name, doc := r.schema.sub.name, r.schema.sub.doc
	return r.appendSealing(dst, seal, func(i int) bool { return i == name || i == doc })
}

// AppendShopFields is AppendFields for a record about a self-employed business: tax numbers are sealed whatever their sensitivity,
// because that of a shop is its owner's ID number with two digits more.
func (r *Row) AppendShopFields(dst []byte, seal SealFunc) []byte {
	return r.appendSealing(dst, seal, r.schema.taxNumber)
}

// taxNumber reports whether an item is a tax number of the subject.
func (s *Schema) taxNumber(i int) bool {
	for _, l := range s.sub.legacy {
		if l.item == i && l.kind == "tax" {
			return true
		}
	}
	return false
}

func (r *Row) appendSealing(dst []byte, seal SealFunc, also func(i int) bool) []byte {
	for i := range r.schema.fields {
		f := &r.schema.fields[i]
		v := &r.vals[i]
		dst = append(dst, f.out...)
		switch {
		case v.Kind <= Null:
			dst = append(dst, "null"...)
		case f.sealed || also(i):
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
