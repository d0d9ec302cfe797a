package rules

import (
	"fmt"
	"io"
)

// Division is one code of GB/T 2260.
type Division struct {
	Code, Name string
	// Level is province, city or county.
	Level  string
	Parent string
	// Status is active, revoked or statistical (a collective code no place has).
	Status string
}

// Divisions is the table of GB/T 2260 codes, historic ones too.
type Divisions struct{ byCode map[string]Division }

// ParseDivisions reads a table with the columns code, name, level, parent, status.
func ParseDivisions(r io.Reader) (*Divisions, error) {
	rows, err := readTable(r, "code", "name", "level", "parent", "status")
	if err != nil {
		return nil, fmt.Errorf("divisions: %w", err)
	}
	t := &Divisions{byCode: make(map[string]Division, len(rows))}
	for i, row := range rows {
		d := Division{Code: row["code"], Name: row["name"], Level: row["level"], Parent: row["parent"], Status: row["status"]}
		if len(d.Code) != 6 || !digits([]byte(d.Code)) || d.Name == "" {
			return nil, fmt.Errorf("divisions line %d: code %q name %q", i+2, d.Code, d.Name)
		}
		if _, twice := t.byCode[d.Code]; twice {
			return nil, fmt.Errorf("divisions line %d: %s stands twice", i+2, d.Code)
		}
		t.byCode[d.Code] = d
	}
	return t, nil
}

// Get finds a division by code.
func (t *Divisions) Get(code string) (Division, bool) {
	if t == nil {
		return Division{}, false
	}
	d, ok := t.byCode[code]
	return d, ok
}

// Name is the division's name, "" when the code is not in the table.
func (t *Divisions) Name(code string) string { d, _ := t.Get(code); return d.Name }

// Parent is the code one level up, by the table or else by the code's own digits; "" above a province.
func (t *Divisions) Parent(code string) string {
	if d, ok := t.Get(code); ok {
		return d.Parent
	}
	switch {
	case len(code) != 6 || code[2:] == "0000":
		return ""
	case code[4:] == "00":
		return code[:2] + "0000"
	}
	return code[:4] + "00"
}

// Status is active, revoked, statistical, or "" when the code is not in the table.
func (t *Divisions) Status(code string) string { d, _ := t.Get(code); return d.Status }
