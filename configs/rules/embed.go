// Package rulesdata carries the dated rule tables with the program, so that they need no folder beside it.
package rulesdata

import (
	"bytes"
	"embed"
	"fmt"

	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

// FS holds the tables: holidays.csv, publication.csv, removals.csv, repair_rules.csv, gbt2260.csv, serious_lists.csv, quality.csv.
//
//go:embed *.csv
var FS embed.FS

// Calendar is the table of holidays and make-up working days.
func Calendar() (*rules.Calendar, error) {
	return parse("holidays.csv", func(b *bytes.Reader) (*rules.Calendar, error) { return rules.ParseCalendar(b) })
}

// Divisions is the table of GB/T 2260 codes.
func Divisions() (*rules.Divisions, error) {
	return parse("gbt2260.csv", func(b *bytes.Reader) (*rules.Divisions, error) { return rules.ParseDivisions(b) })
}

// Publication is the table of publication periods.
func Publication() (rules.Table, error) {
	return parse("publication.csv", func(b *bytes.Reader) (rules.Table, error) { return rules.ParsePublication(b) })
}

// Quality is the table of the monthly score of agencies' deliveries.
func Quality() (rules.Quality, error) {
	return parse("quality.csv", func(b *bytes.Reader) (rules.Quality, error) { return rules.ParseQuality(b) })
}

// Removals is the table of early ends of publication.
func Removals() (rules.Removals, error) {
	return parse("removals.csv", func(b *bytes.Reader) (rules.Removals, error) { return rules.ParseRemovals(b) })
}

func parse[T any](name string, f func(*bytes.Reader) (T, error)) (T, error) {
	var none T
	b, err := FS.ReadFile(name)
	if err != nil {
		return none, err
	}
	v, err := f(bytes.NewReader(b))
	if err != nil {
		return none, fmt.Errorf("%s: %w", name, err)
	}
	return v, nil
}
