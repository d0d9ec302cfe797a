package clickhouse

import (
	"slices"
	"strings"
)

// prepare brings the session to the database and settings a request wants. Most requests want what the last one wanted, and then
// it costs nothing.
func (c *conn) prepare(database string, settings []param) error {
	if database == "" {
		database = "default"
	}
	if database != c.database {
		if _, err := c.exec("USE " + quoteName(database)); err != nil {
			return err
		}
		c.database = database
	}
	if slices.Equal(settings, c.applied) {
		return nil
	}
	statement := setStatement(c.applied, settings)
	c.spoiled = true // half of it may stick if it fails
	if _, err := c.exec(statement); err != nil {
		return err
	}
	c.spoiled = false
	c.applied = settings
	return nil
}

// setStatement replaces the settings in force by those wanted. Both are sorted by name.
func setStatement(applied, wanted []param) string {
	var b strings.Builder
	b.WriteString("SET ")
	sep := ""
	for _, a := range applied {
		if !slices.ContainsFunc(wanted, func(w param) bool { return w.name == a.name }) {
			b.WriteString(sep + a.name + " = DEFAULT")
			sep = ", "
		}
	}
	for _, w := range wanted {
		b.WriteString(sep + w.name + " = " + quoteText(w.value))
		sep = ", "
	}
	return b.String()
}

var textEscaper = strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\x00", `\0`)

// quoteText makes a ClickHouse string literal.
func quoteText(s string) string { return "'" + textEscaper.Replace(s) + "'" }

var nameEscaper = strings.NewReplacer(`\`, `\\`, "`", "\\`", "\x00", `\0`)

// quoteName makes a ClickHouse identifier.
func quoteName(s string) string { return "`" + nameEscaper.Replace(s) + "`" }
