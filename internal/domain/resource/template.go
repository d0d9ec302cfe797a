package resource

import (
	"bytes"
	"slices"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// older decodes a record with keys that are not the resource's own: it may be in an older or a neighbour's template.
func (d *Decoder) older(raw []byte) (*Row, *Finding) {
	d.reset()
	d.pairs = d.pairs[:0]
	if f := d.scanPairs(raw); f != nil {
		return nil, f
	}
	t, f := d.s.detect(len(d.pairs), func(n int) string { return d.pairs[n].key })
	if f != nil {
		return nil, f
	}
	d.row.template = t
	for n := range d.pairs {
		if f := d.take(t, d.pairs[n].key, d.pairs[n].val); f != nil {
			return nil, f
		}
	}
	d.fill(t)
	return &d.row, nil
}

// scanPairs reads keys and values as they are.
func (d *Decoder) scanPairs(raw []byte) *Finding {
	seen := map[string]bool{}
	i := skipSpace(raw, skipSpace(raw, 0)+1)
	for {
		key, at, f := d.scanKey(raw, i)
		if f != nil {
			return f
		}
		k := string(key)
		if seen[k] {
			return duplicate(short(k))
		}
		seen[k] = true
		p := pair{key: k}
		if i, f = d.scanPlain(raw, at, &p.val); f != nil {
			return f
		}
		d.pairs = append(d.pairs, p)
		i = skipSpace(raw, i)
		if i < len(raw) && raw[i] == '}' {
			_, f := d.finish(raw, i+1)
			return f
		}
		if i >= len(raw) || raw[i] != ',' {
			return badJSON(failSyntax, i)
		}
		i = skipSpace(raw, i+1)
	}
}

func (d *Decoder) scanPlain(raw []byte, i int, v *Value) (int, *Finding) {
	if i < len(raw) && raw[i] == '"' {
		end, flags, why := scanString(raw, i+1)
		if why != failNone {
			return end, badJSON(why, end)
		}
		v.Text, v.Kind, v.flags = raw[i+1:end:end], String, flags
		if flags&flagEscaped != 0 {
			// A copy of its own: scratch moves when it grows, but what was cut from it stays valid.
			d.unescape(v)
		}
		if len(v.Text) == 0 {
			v.Kind = Null
		}
		return end + 1, nil
	}
	end, why := scanOther(raw, i, v)
	if why != failNone {
		return end, badJSON(why, end)
	}
	return end, nil
}

// detect finds the template whose own columns are there and that knows every column.
func (s *Schema) detect(n int, key func(int) string) (int, *Finding) {
	marked, stranger := -1, ""
	for t := range s.templates {
		if !s.marks(&s.templates[t], n, key) {
			continue
		}
		k := s.strangerTo(&s.templates[t], n, key)
		if k == "" {
			return t, nil
		}
		if marked < 0 {
			marked, stranger = t, k
		}
	}
	if marked >= 0 {
		return 0, s.unknown(stranger)
	}
	for i := range n {
		if _, ok := s.keys.find([]byte(key(i))); !ok {
			return 0, s.unknown(key(i))
		}
	}
	return 0, s.unknown("")
}

func (s *Schema) marks(t *template, n int, key func(int) string) bool {
	for i := range n {
		if t.detect[key(i)] {
			return true
		}
	}
	return false
}

// strangerTo is a column the template does not know, "" when it knows all.
func (s *Schema) strangerTo(t *template, n int, key func(int) string) string {
	for i := range n {
		if _, ok := t.from[key(i)]; ok {
			continue
		}
		if _, ok := s.keys.find([]byte(key(i))); !ok {
			return key(i)
		}
	}
	return ""
}

// take puts one column of a template into its item.
func (d *Decoder) take(t int, key string, v Value) *Finding {
	m, ok := d.s.templates[t].from[key]
	if !ok {
		i, _ := d.s.keys.find([]byte(key))
		switch old := &d.row.vals[i]; {
		case old.Kind == Absent:
			*old = v
		case !d.s.templates[t].appends[i]:
			return duplicate(d.s.fields[i].name)
		case v.Kind > Null && len(v.Text) > 0:
			d.join(old, v)
		}
		return nil
	}
	if v.Kind == String || v.Kind == Number {
		if slices.Contains(m.def.Refuse, string(trim(v.Text))) {
			return d.s.refusedValue(t, key, string(v.Text))
		}
		d.convert(m, &v)
	}
	if m.to < 0 {
		return nil
	}
	return d.put(m, v)
}

// convert applies the mapping's value list and unit, and what the value implies.
func (d *Decoder) convert(m *mapping, v *Value) {
	if to, ok := m.def.Values[string(v.Text)]; ok {
		v.Text, v.Kind = d.row.hold([]byte(to)), String
		v.flags |= flagEscaped
	}
	switch m.def.Convert {
	case "yuan_to_wan":
		d.yuanToWan(v)
	case "day":
		if t := trim(v.Text); len(t) > 10 && (t[10] == ' ' || t[10] == 'T') {
			v.Text = t[:10]
		}
	}
	if m.implies < 0 {
		return
	}
	if n, _, why := parseDecimal(trim(v.Text), 18, 6); why == numOK && n > 0 {
		d.join(&d.row.vals[m.implies], Value{Text: []byte(m.def.Implies.Value), Kind: String, flags: flagEscaped})
	}
}

// put sets the item, or adds to it.
func (d *Decoder) put(m *mapping, v Value) *Finding {
	old := &d.row.vals[m.to]
	switch {
	case old.Kind <= Null || len(old.Text) == 0:
		*old = v
	case v.Kind <= Null || len(v.Text) == 0:
	case m.def.Append:
		d.join(old, v)
	default:
		return duplicate(d.s.fields[m.to].name)
	}
	return nil
}

// join adds a value to what is there: numbers are summed, texts joined.
func (d *Decoder) join(old *Value, v Value) {
	if old.Kind <= Null || len(old.Text) == 0 {
		*old = v
		return
	}
	a, _, why := parseDecimal(old.Text, 18, 6)
	b, _, whyB := parseDecimal(v.Text, 18, 6)
	if old.Kind == Number && why == numOK && whyB == numOK {
		at := len(d.row.scratch)
		d.row.scratch = appendDecimal(d.row.scratch, a+b, 6)
		old.Text, old.Num = d.row.scratch[at:len(d.row.scratch):len(d.row.scratch)], a+b
		return
	}
	old.Text = d.row.hold(bytes.Join([][]byte{old.Text, v.Text}, []byte(";")))
	old.flags |= v.flags
}

// yuanToWan moves the point four places; what is no plain number stays and is found by Check.
func (d *Decoder) yuanToWan(v *Value) {
	n, _, why := parseDecimal(trim(v.Text), 16, 2)
	if why != numOK {
		return
	}
	at := len(d.row.scratch)
	d.row.scratch = appendDecimal(d.row.scratch, n, 6)
	v.Text, v.Kind, v.Num = d.row.scratch[at:len(d.row.scratch):len(d.row.scratch)], Number, n
}

func (s *Schema) refusedValue(t int, key, value string) *Finding {
	n := s.templates[t].def.Name
	return &Finding{Item: key, Reason: ReasonTemplateValue, Text: fault.Text{Zh: "「" + n.Zh + "」中 " + key + " 的值「" + short(value) + "」表示该记录不能再归集。", En: "In the template \"" + n.En + "\" the value " + short(value) + " of " + key + " says that the record must not be taken over."},
		Next: fault.Text{Zh: "已撤销的记录请用撤回操作，不要再次推送。", En: "Withdraw a revoked record instead of pushing it."}}
}

// fill gives what the template lacks.
func (d *Decoder) fill(t int) {
	for i := range d.s.templates[t].fill {
		f := &d.s.templates[t].fill[i]
		v := &d.row.vals[f.item]
		if !f.when.holds(&d.row) {
			continue
		}
		if f.clear {
			*v = Value{}
			continue
		}
		if v.Kind > Null && len(v.Text) > 0 {
			continue
		}
		if f.from >= 0 {
			*v = d.row.vals[f.from]
			if f.move {
				d.row.vals[f.from] = Value{}
			}
			continue
		}
		*v = Value{Text: f.value, Kind: String, flags: flagEscaped}
	}
}

// templateHint tells the sender that the form is an older one.
func (s *Schema) templateHint(r *Row, out *Findings) {
	n := s.templates[r.template].def.Name
	out.Soft = append(out.Soft, Finding{Reason: HintTemplate, Text: fault.Text{Zh: "按「" + n.Zh + "」模板识别并转换。", En: "Read in the template \"" + n.En + "\" and converted."},
		Next: fault.Text{Zh: "请改用现行模板。", En: "Please move to the current template."}})
}
