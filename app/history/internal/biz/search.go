package biz

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"unicode/utf8"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// SearchAsk is a search by code or by any part of a current or former name.
type SearchAsk struct {
	Query   string
	Kind    string
	Cursor  string
	Limit   int
	Purpose string
	CaseNo  string
}

// Hits is a page of a search.
type Hits struct {
	Hits     []Hit
	Next     string
	Evidence uint64
}

// Hit is one subject found, and why.
type Hit struct {
	Found
	DivisionName string
	Explanation  fault.Text
}

// Bounds of a page, and of how deep a search can be paged: deeper than that a search must be narrowed.
const (
	defaultHits = 20
	deepest     = 10000
)

// Search finds subjects. The middleware has seen to it that the caller may search at all.
func (q *Inquiry) Search(ctx context.Context, ask SearchAsk) (*Hits, error) {
	f, err := q.d.findOf(ask)
	if err = cmp.Or(checkCaseNo(ask.CaseNo), err); err != nil {
		return nil, err
	}
	who, now := grant.From(ctx), q.d.Clock.Now()
	d := q.d.Decider.Decide(who, grant.Question{Action: "subject.search", Object: "*", Purpose: ask.Purpose, CaseNo: ask.CaseNo, At: now})
	ev := evidence.Event{
		At: now, Kind: evidence.Search, Actor: who.ID, ActorName: who.Name, Agency: who.Agency, Credential: who.Credential, Action: "subject.search",
		Purpose: ask.Purpose, CaseNo: ask.CaseNo, Allow: true, Line: d.Line, PolicyVersion: d.Version,
	}
	if !d.Allow {
		ev.Kind, ev.Allow, ev.Reason = evidence.Refusal, false, string(d.Refusal.Reason)
		return nil, q.witnessed(ctx, ev, d.Refusal)
	}
	return q.d.search(ctx, f, ask, nil, ev)
}

// search answers a prepared search of the hits that may be shown, nil for all, and keeps its evidence.
func (d *Deps) search(ctx context.Context, f Find, ask SearchAsk, may shows, ev evidence.Event) (*Hits, error) {
	found, next, err := d.gather(ctx, f, may)
	if err != nil {
		return nil, err
	}
	out := &Hits{}
	if next > 0 && next < deepest {
		out.Next = d.cursorOf(ask, next)
	}
	sum := digester{h: sha256.New()}
	for _, hit := range found {
		if ev.Actor == "" && !hit.Registered { // a name that only some record gives may hold whatever was typed there
			hit.Name, hit.Text = subject.MaskText(hit.Name), subject.MaskText(hit.Text)
		}
		out.Hits = append(out.Hits, Hit{Found: hit, DivisionName: d.Places.Name(hit.Division), Explanation: explain(hit)})
		sum.text(hit.Subject, hit.Name, hit.Matched, hit.Text)
	}
	sum.flush()
	sum.h.Sum(ev.AnswerDigest[:0])
	ev.Count = int64(len(found))
	if len(found) == 1 {
		ev.Subject = found[0].Subject
	}
	if out.Evidence, err = d.Witness.Record(ctx, ev); err != nil {
		return nil, err
	}
	return out, nil
}

func explain(h Found) fault.Text {
	switch h.Matched {
	case "code":
		return fault.Text{Zh: "代码一致:" + h.Text, En: "The code is the same: " + h.Text}
	case "former_name":
		return fault.Text{Zh: "曾用名含所查文字:" + h.Text + ";现名:" + h.Name, En: "A former name matches: " + h.Text + "; now: " + h.Name}
	}
	return fault.Text{Zh: "名称含所查文字:" + h.Text, En: "The name matches: " + h.Text}
}

// findOf reads what is searched for.
func (d *Deps) findOf(ask SearchAsk) (Find, error) {
	f := Find{Limit: ask.Limit}
	if f.Limit <= 0 {
		f.Limit = defaultHits
	}
	if ask.Kind != "" {
		k, ok := subject.ParseKind(ask.Kind)
		if !ok {
			return f, fault.New(fault.Invalid, "KIND_UNKNOWN", "主体类别不正确。", "The kind is not known.").At("", "kind").
				Then("请使用 organisation、person、public_body 或 self_employed。", "Use organisation, person, public_body or self_employed.")
		}
		f.Kinds = []subject.Kind{k}
	}
	name := subject.NormaliseName(ask.Query)
	if code := subject.NormaliseUSCC(ask.Query); codeLike(code) {
		f.Codes = []string{code}
	}
	if subject.IsToken(ask.Query) {
		f.Codes = []string{ask.Query}
	}
	if utf8.RuneCountInString(name) >= 2 {
		f.Name = name
	}
	if f.Name == "" && f.Codes == nil {
		return f, fault.New(fault.Invalid, "QUERY_TOO_SHORT", "请至少输入名称中的两个字,或完整代码。", "Give at least two characters of a name, or a whole code.").At("", "query").
			Then("例如“聊城某某”或 18 位统一社会信用代码。", "For example two characters of the name, or the 18-character code.")
	}
	var err error
	f.Offset, err = d.offsetOf(ask)
	return f, err
}

// codeLike is true of what can be a code: digits and letters, six or more, with a digit among them.
func codeLike(s string) bool {
	digit := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digit = true
		case c < 'A' || c > 'Z':
			return false
		}
	}
	return digit && len(s) >= 6
}

// cursorOf says where the next page begins. It is bound to its question, so that it can't be carried over to another, and can't be read: the
// place counts hits that are not shown, too.
func (d *Deps) cursorOf(ask SearchAsk, offset int) string {
	return d.Keys.Hide(cursorUse(ask), string(binary.BigEndian.AppendUint32(nil, uint32(offset))))
}

func (d *Deps) offsetOf(ask SearchAsk) (int, error) {
	if ask.Cursor == "" {
		return 0, nil
	}
	at, err := d.Keys.Reveal(cursorUse(ask), ask.Cursor)
	if err != nil || len(at) != 4 || binary.BigEndian.Uint32([]byte(at)) >= deepest {
		return 0, fault.New(fault.Invalid, "CURSOR_INVALID", "翻页标记无效。", "The cursor is not valid.").At("", "cursor").
			Then("请从第一页重新查询。", "Start again from the first page.")
	}
	return int(binary.BigEndian.Uint32([]byte(at))), nil
}

func cursorUse(ask SearchAsk) string {
	sum := sha256.Sum256([]byte(ask.Kind + "\x00" + ask.Query))
	return "search cursor/" + string(sum[:])
}
