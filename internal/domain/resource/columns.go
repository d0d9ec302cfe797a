package resource

import "unicode/utf8"

// Columns is how the columns of a table map to items, in the resource's own form or a template's.
type Columns struct {
	template int
	names    []string
	items    []int
}

// Columns reads a header: column names, Chinese names or aliases. A finding says which column is unknown or doubled.
func (s *Schema) Columns(header []string) (*Columns, *Finding) {
	c := &Columns{template: -1, names: header, items: make([]int, len(header))}
	seen := make(map[int]string, len(header))
	for n, h := range header {
		i, ok := s.keys.find([]byte(h))
		if !ok {
			return s.olderColumns(header)
		}
		if _, twice := seen[i]; twice {
			return nil, duplicate(short(h))
		}
		seen[i] = h
		c.items[n] = i
	}
	return c, nil
}

func (s *Schema) olderColumns(header []string) (*Columns, *Finding) {
	seen := map[string]bool{}
	for _, h := range header {
		if seen[h] {
			return nil, duplicate(short(h))
		}
		seen[h] = true
	}
	t, f := s.detect(len(header), func(n int) string { return header[n] })
	if f != nil {
		return nil, f
	}
	return &Columns{template: t, names: header}, nil
}

// Item is the position of the item that column n holds; -1 when n is no column, or one of a template, which may feed several items or none.
func (c *Columns) Item(n int) int {
	if n < 0 || n >= len(c.items) || c.template >= 0 {
		return -1
	}
	return c.items[n]
}

// Len is the number of columns.
func (c *Columns) Len() int { return len(c.names) }

// CSV decodes one row of a table. Cells must stay valid as long as the row is used; a short row leaves the rest blank.
func (d *Decoder) CSV(c *Columns, cells [][]byte) (*Row, *Finding) {
	d.reset()
	d.row.template = c.template
	for n, cell := range cells {
		if n >= len(c.names) || len(cell) == 0 {
			continue
		}
		v := Value{Text: cell, Kind: String, flags: flagEscaped}
		if at := cellFlags(cell, &v.flags); at >= 0 {
			f := badUTF8(at)
			f.Item = c.names[n]
			return nil, f
		}
		if c.template < 0 {
			d.row.vals[c.items[n]] = v
			continue
		}
		if f := d.take(c.template, c.names[n], v); f != nil {
			return nil, f
		}
	}
	if c.template >= 0 {
		d.fill(c.template)
	}
	return &d.row, nil
}

// cellFlags marks odd characters; the result is the place of a byte that is no UTF-8, or -1.
func cellFlags(cell []byte, flags *uint8) int {
	for i := 0; i < len(cell); {
		if c := cell[i]; c < utf8.RuneSelf {
			if c < 0x20 || c == 0x7f {
				*flags |= flagOdd
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(cell[i:])
		if r == utf8.RuneError && n <= 1 {
			return i
		}
		if oddRune(r) {
			*flags |= flagOdd
		}
		i += n
	}
	return -1
}
