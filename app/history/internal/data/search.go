package data

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	clickhouse "github.com/ClickHouse/clickhouse-go/v2"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

// Find searches: codes first, then names, best first.
func (h *Histories) Find(ctx context.Context, f biz.Find) ([]biz.Found, error) {
	var out []biz.Found
	skip, passed := f.Offset, map[string]struct{}{}
	if len(f.Codes) > 0 {
		byCode, err := h.byCode(ctx, f)
		if err != nil {
			return nil, err
		}
		for i := range byCode {
			passed[byCode[i].Subject] = struct{}{}
		}
		// Codes come before names on the first page; a later page counts them as passed.
		if skip < len(byCode) {
			out, skip = append(out, byCode[skip:]...), 0
		} else {
			skip -= len(byCode)
		}
	}
	if f.Name == "" || len(out) >= f.Limit {
		return out[:min(len(out), f.Limit)], nil
	}
	byName, err := h.byName(ctx, f, passed, skip, f.Limit-len(out))
	if err != nil {
		return nil, err
	}
	return append(out, byName...), nil
}

func (h *Histories) byCode(ctx context.Context, f biz.Find) ([]biz.Found, error) {
	code := f.Codes[0]
	ids := []string{code}
	if len(code) != 18 && len(code) != 33 {
		var err error
		if ids, err = h.Resolve(ctx, code); err != nil || len(ids) == 0 {
			return nil, err
		}
	}
	known, err := h.subjects(ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []biz.Found
	for _, id := range ids {
		if s, ok := known[id]; ok && wanted(f.Kinds, s.Kind) {
			s.Score, s.Matched, s.Text = 1, "code", code
			out = append(out, s)
		}
	}
	return out, nil
}

func wanted(kinds []subject.Kind, k subject.Kind) bool {
	for _, w := range kinds {
		if w == k {
			return true
		}
	}
	return len(kinds) == 0
}

// byName finds names that hold the text and passes over the first skip subjects. A subject that matches with several names counts once,
// with its best; that is done here, because the engine keeps only the best rows while it sorts when it needn't group them. Subjects in
// passed were found by their code and are not found again.
func (h *Histories) byName(ctx context.Context, f biz.Find, passed map[string]struct{}, skip, limit int) ([]biz.Found, error) {
	for rows := 2*(skip+limit) + 64; ; rows *= 4 {
		out, ids, read, err := h.bestNames(ctx, f, passed, rows, skip+limit)
		if err != nil {
			return nil, err
		}
		if len(ids) < skip+limit && read == rows {
			continue // too many of the rows were of the same subjects
		}
		if len(ids) <= skip {
			return nil, nil
		}
		return h.dress(ctx, out[skip:], ids[skip:])
	}
}

// bestNames reads the best matching rows and keeps the first of each subject, at most so many. The score: the whole name 1, its beginning
// up to 0.9, a part up to 0.75, more the more of the name was typed; a former name a little less.
func (h *Histories) bestNames(ctx context.Context, f biz.Find, passed map[string]struct{}, limit, most int) (out []biz.Found, ids []string, read int, err error) {
	pairs := pairsOf(f.Name)
	where := "hasAllTokens(name, {pairs:Array(String)})" // answered by the index alone
	if utf8.RuneCountInString(f.Name) > 2 {
		where += " AND name LIKE {pattern:String}" // the pairs must also stand next to one another
	}
	if len(f.Kinds) > 0 {
		where += " AND kind IN (" + kindList(f.Kinds) + ")"
	}
	sql := `SELECT subject, name, toFloat64(multiIf(name = {name:String}, 1, startsWith(name, {name:String}), 0.9, 0.75) * (0.9 + 0.1 * {runes:UInt32} / lengthUTF8(name)) - 0.05 * former) AS score
FROM ` + h.database + `.names WHERE ` + where + ` ORDER BY score DESC, subject, name LIMIT {limit:UInt32}`
	rows, err := h.conn.Query(ctx, sql, clickhouse.Named("pairs", pairs), clickhouse.Named("pattern", "%"+likeText(f.Name)+"%"), clickhouse.Named("name", f.Name),
		clickhouse.Named("runes", uint32(utf8.RuneCountInString(f.Name))), clickhouse.Named("limit", uint32(limit)))
	if err != nil {
		return nil, nil, 0, unavailable(ctx, err)
	}
	defer rows.Close()
	seen := maps.Clone(passed)
	for rows.Next() {
		var hit biz.Found
		if err := rows.Scan(&hit.Subject, &hit.Text, &hit.Score); err != nil {
			return nil, nil, 0, unavailable(ctx, err)
		}
		read++
		if _, again := seen[hit.Subject]; again || len(ids) == most {
			continue
		}
		seen[hit.Subject] = struct{}{}
		out, ids = append(out, hit), append(ids, hit.Subject)
	}
	return out, ids, read, unavailable(ctx, rows.Err())
}

// pairsOf cuts a text of two characters or more into the pairs the index is made of.
func pairsOf(s string) []string {
	r := []rune(s)
	out := make([]string, 0, len(r))
	for i := 0; i+1 < len(r); i++ {
		if pair := string(r[i : i+2]); !slices.Contains(out, pair) {
			out = append(out, pair)
		}
	}
	return out
}

// kindList writes kinds as SQL; they are small numbers of our own.
func kindList(kinds []subject.Kind) string {
	var b []byte
	for i, k := range kinds {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendUint(b, uint64(k), 10)
	}
	return string(b)
}

// dress adds who the subjects found are.
func (h *Histories) dress(ctx context.Context, out []biz.Found, ids []string) ([]biz.Found, error) {
	known, err := h.subjects(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i := range out {
		s := known[out[i].Subject]
		s.Subject, s.Text, s.Score, s.Matched = out[i].Subject, out[i].Text, out[i].Score, "name"
		if subject.NormaliseName(s.Name) != s.Text {
			s.Matched = "former_name"
		}
		out[i] = s
	}
	return out, nil
}

// subjects reads who they are; the highest version of each counts. Whether a registration of theirs was ever withdrawn is told beside it.
func (h *Histories) subjects(ctx context.Context, ids []string) (map[string]biz.Found, error) {
	rows, err := h.conn.Query(ctx, `SELECT subject, kind, name, division, status, registered,
 subject IN (SELECT subject FROM `+h.database+`.withdrawals WHERE subject IN ({ids:Array(String)})) AS withdrawn FROM `+h.database+`.subjects
WHERE subject IN ({ids:Array(String)}) ORDER BY subject, version DESC LIMIT 1 BY subject`, clickhouse.Named("ids", ids))
	if err != nil {
		return nil, unavailable(ctx, err)
	}
	defer rows.Close()
	out := make(map[string]biz.Found, len(ids))
	for rows.Next() {
		var s biz.Found
		var registered, withdrawn uint8
		if err := rows.Scan(&s.Subject, (*uint8)(&s.Kind), &s.Name, &s.Division, &s.Status, &registered, &withdrawn); err != nil {
			return nil, unavailable(ctx, err)
		}
		s.Registered, s.Withdrawn = registered != 0, withdrawn != 0
		out[s.Subject] = s
	}
	return out, unavailable(ctx, rows.Err())
}

func likeText(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}
