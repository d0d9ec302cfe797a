package biz

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Deps are what the use-cases need; every field is required.
type Deps struct {
	Histories   Histories
	Decider     Decider
	Witness     Witness
	Keys        Keys
	Accesses    Accesses
	Agencies    Agencies
	Places      Places
	Publication Publication
	Removals    Removals
	Workdays    Workdays
	LateAfter   int // working days after which a record is late
	Schemas     *resource.Registry
	Clock       clock.Clock
}

// Inquiry answers officers.
type Inquiry struct{ d Deps }

// NewInquiry makes the use-case.
func NewInquiry(d Deps) *Inquiry { return &Inquiry{d} }

// Ask is one question about one subject.
type Ask struct {
	ID      string // USCC, legacy code or person's token; with ByDocument an ID number, or a code that looks like one
	Purpose string
	CaseNo  string
	// AsOf is what was known at this instant; zero is now.
	AsOf time.Time
	// AsOfDay, unless NoDate, is what was known at the end of that day in China; today's end is now.
	AsOfDay rules.Date
	// ValidOn keeps only records in force on that day; NoDate keeps all.
	ValidOn    rules.Date
	Versions   bool
	ByDocument bool
	// own is set for a credit subject that asks for its own record.
	own bool
}

// person reports whether a natural person is asked for: by ID number, or by the token that stands for it, which says no less.
func (a *Ask) person() bool { return a.ByDocument || subject.IsToken(a.ID) }

// action is what the policy is asked for, and what stands in the evidence.
func (a *Ask) action() string {
	switch {
	case a.own:
		return "self.query"
	case a.person():
		return "person.query"
	}
	return "record.query"
}

// Profile answers a question about a subject. The evidence is durable before it returns; without evidence there is no answer.
func (q *Inquiry) Profile(ctx context.Context, ask Ask) (*Answer, error) {
	who, now := grant.From(ctx), q.d.Clock.Now()
	if err := q.begin(&ask, now); err != nil {
		return nil, err
	}
	rights := q.rights(who, ask, now)
	if !rights.any {
		return nil, q.refuse(ctx, who, ask, rights, now)
	}
	id, err := q.resolve(ctx, ask)
	if err != nil {
		return nil, q.unknown(ctx, who, ask, rights, now, err)
	}
	return q.answer(ctx, id, ask, rights, who, now)
}

// begin settles the instant that is asked for.
func (q *Inquiry) begin(ask *Ask, now time.Time) error {
	if q.d.Schemas.Generation() == 0 {
		return notLoaded()
	}
	if err := checkCaseNo(ask.CaseNo); err != nil {
		return err
	}
	ask.ByDocument = ask.ByDocument && !isCode(ask.ID)
	if ask.AsOfDay != rules.NoDate {
		ask.AsOf = endOf(ask.AsOfDay, now)
	}
	if ask.AsOf.After(now) {
		return fault.New(fault.Invalid, "AS_OF_FUTURE", "查询时点不能晚于现在。", "as_of can't lie in the future.").At("", "as_of").
			Then("请填写过去的时点,或留空。", "Give a past instant, or leave it out.")
	}
	return nil
}

// checkCaseNo keeps ID numbers out of what is asked for: it is evidence, refused or not, and evidence can't be taken back.
func checkCaseNo(caseNo string) error {
	if !subject.HoldsCitizenID(caseNo) {
		return nil
	}
	return fault.New(fault.Invalid, "ID_NUMBER_IN_CASE_NO", "案号中不得出现身份证号码:案号会永久存证。", "An ID number must not stand in the case number: that is kept for ever.").
		At("", "case_no").Then("请填写立案文书上的案号。", "Give the number of the case as its papers have it.")
}

// answer reads one subject's history and shows what the rights allow, after its evidence is durable.
func (q *Inquiry) answer(ctx context.Context, id string, ask Ask, rights *rights, who grant.Principal, now time.Time) (*Answer, error) {
	stored, err := q.d.Histories.Versions(ctx, id)
	if err != nil {
		return nil, q.unread(ctx, id, ask, rights, who, now, err)
	}
	a := q.compose(id, stored, ask, rights, who, now)
	if a.Evidence, err = q.d.Witness.Record(ctx, event(who, ask, rights, now, a)); err != nil {
		return nil, err
	}
	return a, nil
}

// unread records that a history was too long to be answered; any other error stays as it is.
func (q *Inquiry) unread(ctx context.Context, id string, ask Ask, rights *rights, who grant.Principal, now time.Time, err error) error {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.TooLarge {
		return err
	}
	ev := event(who, ask, rights, now, nil)
	ev.Kind, ev.Allow, ev.Subject, ev.Reason = evidence.Refusal, false, id, string(f.Reason)
	return q.witnessed(ctx, ev, f)
}

// TooManyVersions refuses a subject of which more than most versions are stored.
func TooManyVersions(most int) *fault.Error {
	n := strconv.Itoa(most)
	return fault.New(fault.TooLarge, "HISTORY_TOO_LARGE", "该主体入库的记录(含历次版本)超过 "+n+" 条,无法一次应答。",
		"More than "+n+" records of the subject are stored, older versions included: too many for one answer.").
		Then("记录完整保存,没有丢失;请联系系统管理员调高 history.profile_rows。", "No record is lost; ask the system administrator to raise history.profile_rows.")
}

// endOf is the last microsecond of a day in China, or zero for today: later is not known yet.
func endOf(day rules.Date, now time.Time) time.Time {
	if day == rules.DateOf(now.In(China)) {
		return time.Time{}
	}
	y, m, d := day.Time().Date()
	return time.Date(y, m, d, 23, 59, 59, 999_999_000, China)
}

func notLoaded() error {
	e := fault.New(fault.Unavailable, "CATALOG_NOT_LOADED", "资源目录尚未加载,暂时无法应答。", "The catalog is not loaded yet, so nothing can be answered.").
		Then("请稍后重试。", "Try again shortly.")
	e.RetryAfter = 1
	return e
}

// rights are the decisions for one question, by resource.
type rights struct {
	by      map[string]grant.Decision
	any     bool
	version uint64
	line    string
	refusal *fault.Error // the most telling one
}

// rights decides for every resource of the catalog: in process, a fraction of a microsecond each.
func (q *Inquiry) rights(who grant.Principal, ask Ask, now time.Time) *rights {
	all := q.d.Schemas.All()
	r := &rights{by: make(map[string]grant.Decision, len(all))}
	for _, s := range all {
		d := q.decide(who, ask, s.Code(), "", now)
		r.by[s.Code()] = d
		if !s.HasSubject() {
			continue // what is about no subject is no reason to answer about one
		}
		r.version = d.Version
		if d.Allow {
			if !r.any {
				r.line = d.Line
			}
			r.any = true
		} else if moreTelling(d.Refusal, r.refusal) {
			r.refusal = d.Refusal
		}
	}
	return r
}

// decide asks the policy about a resource; division is that of the data, "" for any.
func (q *Inquiry) decide(who grant.Principal, ask Ask, code, division string, now time.Time) grant.Decision {
	question := grant.Question{Action: "record.query", Object: "resource/" + code, Division: division, Purpose: ask.Purpose, CaseNo: ask.CaseNo, At: now}
	if ask.own {
		question.Action = ask.action()
		return q.d.Decider.Decide(who, question)
	}
	d := q.d.Decider.Decide(who, question)
	if d.Allow && ask.person() {
		question.Action = "person.query"
		if p := q.d.Decider.Decide(who, question); !p.Allow {
			return p
		}
	}
	return d
}

// moreTelling prefers refusals the caller can mend in the request itself, then those that name a line, over "no grant".
func moreTelling(e, than *fault.Error) bool {
	return e != nil && (than == nil || telling(e) > telling(than))
}

func telling(e *fault.Error) int {
	switch {
	case e.Field != "":
		return 2
	case e.Rule != "":
		return 1
	}
	return 0
}

// refuse records the refusal and gives it to the caller.
func (q *Inquiry) refuse(ctx context.Context, who grant.Principal, ask Ask, r *rights, now time.Time) error {
	refusal := r.refusal
	if refusal == nil {
		refusal = fault.New(fault.Denied, "NO_RESOURCES", "目录中没有可查询的资源。", "The catalog holds no resource that could be asked for.")
	}
	ev := event(who, ask, r, now, nil)
	ev.Kind, ev.Allow, ev.Reason = evidence.Refusal, false, string(refusal.Reason)
	ev.Subject = q.subjectOf(ask)
	return q.witnessed(ctx, ev, refusal)
}

// unknown records that the answer was "no such subject".
func (q *Inquiry) unknown(ctx context.Context, who grant.Principal, ask Ask, r *rights, now time.Time, err error) error {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.NotFound && f.Kind != fault.Conflict {
		return err
	}
	ev := event(who, ask, r, now, nil)
	ev.Subject, ev.Reason = q.subjectOf(ask), string(f.Reason)
	return q.witnessed(ctx, ev, f)
}

func (q *Inquiry) witnessed(ctx context.Context, ev evidence.Event, f *fault.Error) error {
	index, err := q.d.Witness.Record(ctx, ev)
	if err != nil {
		return err
	}
	return f.Witnessed(index)
}

// subjectOf names the subject in evidence without any personal data: an ID number as its token, anything unknown not at all.
func (q *Inquiry) subjectOf(ask Ask) string {
	id := subject.NormaliseUSCC(ask.ID)
	switch {
	case ask.ByDocument:
		return q.d.Keys.Token(id)
	case subject.IsToken(ask.ID):
		return ask.ID
	case subject.CheckUSCC(id) == "":
		return id
	}
	return ""
}

func event(who grant.Principal, ask Ask, r *rights, now time.Time, a *Answer) evidence.Event {
	ev := evidence.Event{
		At: now, Kind: evidence.Query, Actor: who.ID, ActorName: who.Name, Agency: who.Agency, Credential: who.Credential, Action: ask.action(),
		Purpose: ask.Purpose, CaseNo: ask.CaseNo, Allow: true, Line: r.line, PolicyVersion: r.version,
	}
	if a != nil {
		ev.Subject, ev.AnswerDigest, ev.Count, ev.Given = a.Subject.ID, a.digest(), a.Count, a.given()
		for i := range a.Withheld {
			ev.Withheld += a.Withheld[i].Count
		}
	}
	return ev
}

// resolve finds the subject's token.
func (q *Inquiry) resolve(ctx context.Context, ask Ask) (string, error) {
	if !ask.ByDocument && subject.IsToken(ask.ID) {
		return ask.ID, nil
	}
	id := subject.NormaliseUSCC(ask.ID)
	if ask.ByDocument {
		return q.byDocument(id)
	}
	reason := subject.CheckUSCC(id)
	if reason == "" {
		return id, nil
	}
	found, err := q.d.Histories.Resolve(ctx, id)
	switch {
	case err != nil:
		return "", err
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return "", fault.New(fault.Conflict, "CODE_AMBIGUOUS", "该代码对应多个主体:"+strings.Join(found, "、")+"。", "The code stands for several subjects: "+strings.Join(found, ", ")+".").
			At("", "id").Then("请改用统一社会信用代码查询。", "Ask with the unified social credit code.")
	case len(id) == 18:
		return "", badCode(id, reason)
	}
	return "", fault.New(fault.NotFound, "SUBJECT_UNKNOWN", "登记信息中没有这个代码。", "No registration carries this code.").At("", "id").
		Then("请核对代码,或按名称搜索。", "Check the code, or search by name.")
}

func badCode(id, reason string) error {
	if subject.IsCitizenID(id) {
		return fault.New(fault.Invalid, "DOCUMENT_IN_ADDRESS", "身份证号码不得出现在地址中。", "An ID number must not stand in an address.").At("", "id").
			Then("请改用 POST /v1/subjects:profile。", "Use POST /v1/subjects:profile.")
	}
	return fault.New(fault.Invalid, fault.Reason("USCC_"+reason), "统一社会信用代码不正确。", "The unified social credit code is not correct.").At("", "id").
		Broke("GB 32100-2015").Then("请核对 18 位代码后重新输入。", "Check the 18 characters and type them again.")
}

func (q *Inquiry) byDocument(id string) (string, error) {
	if len(id) == 15 {
		if up, reason := subject.Upgrade15(id); reason == "" {
			id = up
		}
	}
	if reason := subject.CheckCitizenID(id, rules.DateOf(q.d.Clock.Now().In(China))); reason != "" {
		return "", fault.New(fault.Invalid, fault.Reason("CITIZEN_ID_"+reason), "身份证号码不正确。", "The ID number is not correct.").At("", "id").
			Broke("GB 11643-1999").Then("请核对证件后重新输入。", "Check the card and type the number again.")
	}
	return q.d.Keys.Token(id), nil
}

// isCode reports whether what may be an ID number, all digits as it is, is none but a code of an organisation: a unified code, or a
// registration or tax number of fifteen digits. What could be both is an ID number.
func isCode(id string) bool {
	code := subject.NormaliseUSCC(id)
	return !subject.IsCitizenID(id) && (len(code) == 15 || subject.CheckUSCC(code) == "")
}
