package clickhouse

import (
	"regexp"
	"strings"
)

// kind says by which of the engine's calls a statement is run.
type kind uint8

const (
	kindExec   kind = iota // small answer or none: DDL, SET, INSERT ... SELECT
	kindRead               // an answer to stream
	kindInsert             // INSERT whose rows follow in the body
)

var (
	insertFormat = regexp.MustCompile(`(?is)^(.*\S)\s+FORMAT\s+([A-Za-z0-9_]{1,64})\s*;?\s*$`)
	insertValues = regexp.MustCompile(`(?is)^(.*[\s)])VALUES\s*;?\s*$`)
	sessionWords = map[string]bool{
		"SET": true, "USE": true, "BEGIN": true, "START": true,
		"BACKUP": true, "RESTORE": true, // they run on for a moment after their answer, under the session's query id
	}
	readWords = map[string]bool{
		"SELECT": true, "WITH": true, "FROM": true, "SHOW": true, "DESCRIBE": true, "DESC": true, "EXPLAIN": true, "EXISTS": true, "(": true,
	}
	temporary = regexp.MustCompile(`(?i)\bTEMPORARY\b`)
)

// splitInsert takes the format off an INSERT whose rows come separately: "INSERT INTO t (a) FORMAT Native" or "... VALUES".
// ok is false for every other statement.
func splitInsert(statement string) (bare, format string, ok bool) {
	if firstWord(statement) != "INSERT" {
		return "", "", false
	}
	if m := insertFormat.FindStringSubmatch(statement); m != nil {
		return m[1], m[2], true
	}
	if m := insertValues.FindStringSubmatch(statement); m != nil {
		return strings.TrimSpace(m[1]), "Values", true
	}
	return "", "", false
}

// kindOf tells reads, whose answer is streamed, from the rest.
func kindOf(statement string) kind {
	if readWords[firstWord(statement)] {
		return kindRead
	}
	return kindExec
}

// changesSession says that the statement leaves something behind in its session, which other requests must not find.
func changesSession(statement string) bool {
	return sessionWords[firstWord(statement)] || temporary.MatchString(statement)
}

// mayBeSeveral says that the text could hold more than one statement; the engine's parser then decides.
func mayBeSeveral(statement string) bool {
	return strings.Contains(strings.TrimRight(statement, "; \t\r\n"), ";")
}

// firstWord is the statement's first keyword in capitals, past blanks and comments. A bracket counts as a word.
func firstWord(s string) string {
	s = skipBlank(s)
	if strings.HasPrefix(s, "(") {
		return "("
	}
	n := 0
	for n < len(s) && n < 16 && (s[n]|0x20 >= 'a' && s[n]|0x20 <= 'z') {
		n++
	}
	return strings.ToUpper(s[:n])
}

func skipBlank(s string) string {
	for {
		s = strings.TrimLeft(s, " \t\r\n\f\v")
		switch {
		case strings.HasPrefix(s, "--"), strings.HasPrefix(s, "#!"), strings.HasPrefix(s, "# "):
			_, rest, _ := strings.Cut(s, "\n")
			s = rest
		case strings.HasPrefix(s, "/*"):
			_, rest, ok := strings.Cut(s[2:], "*/")
			if !ok {
				return ""
			}
			s = rest
		default:
			return s
		}
	}
}
