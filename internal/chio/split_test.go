package chio

import (
	"strings"
	"testing"
)

func FuzzSplit(f *testing.F) {
	f.Add(first)
	f.Add("a;'b;\\';c'; -- d;\n/*e;*/`f;`")
	f.Fuzz(func(t *testing.T, text string) {
		statements, err := splitStatements(text)
		if err != nil {
			return
		}
		for _, s := range statements {
			if strings.TrimSpace(s) == "" {
				t.Error("an empty statement")
			}
		}
	})
}

const first = "CREATE TABLE a (s String DEFAULT 'x;y'); INSERT INTO a VALUES (1);"
