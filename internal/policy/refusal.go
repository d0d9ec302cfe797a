package policy

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// The reasons of refusals.
const (
	ReasonLogin        fault.Reason = "LOGIN_REQUIRED"
	ReasonNoRole       fault.Reason = "POLICY_NO_ROLE"
	ReasonNoGrant      fault.Reason = "POLICY_NO_GRANT"
	ReasonDenied       fault.Reason = "POLICY_DENIED"
	ReasonExpired      fault.Reason = "GRANT_EXPIRED"
	ReasonScope        fault.Reason = "OUT_OF_SCOPE"
	ReasonNoPurpose    fault.Reason = "PURPOSE_REQUIRED"
	ReasonPurpose      fault.Reason = "PURPOSE_NOT_GRANTED"
	ReasonPurposeCode  fault.Reason = "PURPOSE_UNKNOWN"
	ReasonNoCase       fault.Reason = "CASE_NO_REQUIRED"
	ReasonCaseForm     fault.Reason = "CASE_NO_MISMATCH"
	ReasonStale        fault.Reason = "POLICY_STALE"
	ReasonBadToken     fault.Reason = "CREDENTIAL_UNKNOWN"
	ReasonSessionEnded fault.Reason = "SESSION_EXPIRED"
	ReasonKeyEnded     fault.Reason = "KEY_EXPIRED"
	ReasonDisabled     fault.Reason = "ACCOUNT_DISABLED"
)

func loginRequired() *fault.Error {
	return fault.New(fault.Unauthenticated, ReasonLogin, "请先登录,或在请求中带上接口密钥。", "Log in first, or send an API key with the request.").
		Then("在登录页登录;程序调用请设置 Authorization: Bearer <密钥>。", "Log in on the login page; programs set Authorization: Bearer <key>.")
}

func (x *Index) noRole(p grant.Principal, q grant.Question) *fault.Error {
	if p.Anonymous() {
		return loginRequired()
	}
	return fault.New(fault.Denied, ReasonNoRole,
		fmt.Sprintf("您在机构“%s”没有任何有效角色,不能执行“%s”。", agencyName(&p), q.Action),
		fmt.Sprintf("You hold no role in force in agency %q, so %q is not possible.", agencyName(&p), q.Action)).
		Then("请联系安全管理员为您授予角色。", "Ask the security administrator to give you a role.")
}

func (x *Index) denied(p grant.Principal, q grant.Question, r *rule) *fault.Error {
	return fault.New(fault.Denied, ReasonDenied,
		fmt.Sprintf("策略行 %s 明确禁止机构“%s”的角色“%s”对“%s”执行“%s”。", r.id, agencyName(&p), x.lines[r.line].Subject, object(&q), q.Action),
		fmt.Sprintf("Policy line %s forbids role %q in agency %q to do %q on %q.", r.id, x.lines[r.line].Subject, agencyName(&p), q.Action, object(&q))).
		Broke("policy line "+r.id).
		Then("如认为有误,请联系安全管理员并提供策略行编号。", "If you think this is wrong, give the line's id to the security administrator.")
}

// missing finds the rule that came closest and says what it lacked.
func (x *Index) missing(m *seat, p grant.Principal, q grant.Question, object string) *fault.Error {
	s := &search{p: &p, q: &q, at: q.At.UnixNano(), codes: x.codes, purpose: x.codes.find(q.Purpose)}
	n := nearest{search: s}
	actions, objects := x.actions.match(nil, s.q.Action), x.objects.match(nil, object)
	for part := range x.partsFor(m) {
		for _, a := range actions {
			for _, o := range objects {
				if e := x.find(part, key(a, o)); e != nil {
					n.rules(x.rules[e.allows:e.end])
				}
			}
		}
	}
	switch n.miss {
	case missExpired:
		return x.expired(s, n.rule)
	case missScope:
		return x.outOfScope(s, n.rule)
	case missPurpose:
		return x.noPurpose(n.purposes)
	case missNotGranted:
		return x.otherPurpose(s, n.purposes)
	case missCase, missForm:
		return x.badCase(s, n)
	default:
		return x.noGrant(x.roles.sets[m.roles], s, object)
	}
}

// nearest walks the same entries as the decision did, off the fast path.
type nearest struct {
	*search
	miss     miss
	rule     *rule
	purposes uint64 // what rules that failed for their purpose would take
}

func (n *nearest) rules(rules []rule) {
	for i := range rules {
		r := &rules[i]
		got := n.test(r)
		if got == missPurpose || got == missNotGranted {
			n.purposes |= r.purposes
		}
		later := got == missExpired && n.miss == missExpired && r.until > n.rule.until
		if got > n.miss || later {
			n.miss, n.rule = got, r
		}
	}
}

func (x *Index) noGrant(roles []string, s *search, object string) *fault.Error {
	e := fault.New(fault.Denied, ReasonNoGrant,
		fmt.Sprintf("没有授权:机构“%s”的角色“%s”没有对“%s”执行“%s”的有效策略。", agencyName(s.p), strings.Join(roles, "、"), object, s.q.Action),
		fmt.Sprintf("No grant: role %s in agency %q has no policy in force for %q on %q.", strings.Join(roles, ", "), agencyName(s.p), s.q.Action, object))
	return shareLink(e, s.q)
}

func (x *Index) expired(s *search, r *rule) *fault.Error {
	day := time.Unix(0, r.until).In(china).Format("2006-01-02 15:04")
	e := fault.New(fault.Denied, ReasonExpired,
		fmt.Sprintf("授权已到期:对“%s”的授权(策略行 %s)已于 %s 失效。", object(s.q), r.id, day),
		fmt.Sprintf("The grant on %q (policy line %s) ended at %s (China time).", object(s.q), r.id, day)).Broke("policy line " + r.id)
	return shareLink(e, s.q)
}

func (x *Index) outOfScope(s *search, r *rule) *fault.Error {
	e := fault.New(fault.Denied, ReasonScope,
		fmt.Sprintf("超出辖区:您的机构属于行政区划 %s,授权范围为“%s”,不含行政区划 %s 的数据。", s.p.Division, ScopeName(r.scope), s.q.Division),
		fmt.Sprintf("Out of scope: your agency is of division %s with scope %q, which leaves out data of division %s.", s.p.Division, ScopeName(r.scope), s.q.Division)).Broke("policy line " + r.id)
	return shareLink(e, s.q)
}

func (x *Index) noPurpose(purposes uint64) *fault.Error {
	zh, en := x.list(purposes)
	return fault.New(fault.Denied, ReasonNoPurpose, "必须写明查询事由。", "A purpose is required.").At("", "purpose").
		Then("请选择以下事由之一:"+zh+"。", "Choose one of: "+en+".")
}

func (x *Index) otherPurpose(s *search, purposes uint64) *fault.Error {
	zh, en := x.list(purposes)
	if s.purpose == -2 {
		return fault.New(fault.Denied, ReasonPurposeCode,
			fmt.Sprintf("查询事由“%s”不在代码表中。", clip(s.q.Purpose)), fmt.Sprintf("The purpose %q is not in the code list.", clip(s.q.Purpose))).At("", "purpose").
			Then("请使用以下代码之一:"+zh+"。", "Use one of these codes: "+en+".")
	}
	p := x.codes.Purposes[s.purpose]
	e := fault.New(fault.Denied, ReasonPurpose,
		fmt.Sprintf("您的授权不含查询事由“%s”。", p.NameZh), fmt.Sprintf("Your grant does not cover the purpose %q.", p.NameEn)).At("", "purpose")
	e = shareLink(e, s.q)
	return e.Then("可用的事由:"+zh+";如确需该事由,请打开链接提交共享申请。", "Purposes you may use: "+en+"; if you need this one, follow the link to request it.")
}

func (x *Index) badCase(s *search, n nearest) *fault.Error {
	use := n.rule.byCase
	if s.purpose >= 0 && x.codes.byUse[s.purpose] != nil && (use == nil || n.miss == missCase || !x.codes.byUse[s.purpose].re.MatchString(s.q.CaseNo)) {
		use = x.codes.byUse[s.purpose]
	}
	next := [2]string{"请填写" + use.NameZh + ",例如:" + use.Example, "Give the " + use.NameEn + ", for example: " + use.Example}
	if n.miss == missCase {
		return fault.New(fault.Denied, ReasonNoCase, "此查询事由必须填写案号。", "This purpose needs a case number.").At("", "case_no").Then(next[0], next[1])
	}
	return fault.New(fault.Denied, ReasonCaseForm,
		fmt.Sprintf("案号“%s”不符合%s的格式。", clip(s.q.CaseNo), use.NameZh), fmt.Sprintf("%q does not have the form of an %s.", clip(s.q.CaseNo), use.NameEn)).
		At("", "case_no").Then(next[0], next[1])
}

// list names the purposes of a set in both languages.
func (x *Index) list(set uint64) (zh, en string) {
	var z, e []string
	for i, p := range x.codes.Purposes {
		if set>>i&1 == 1 {
			z, e = append(z, p.Code+"("+p.NameZh+")"), append(e, p.Code+" ("+p.NameEn+")")
		}
	}
	return strings.Join(z, "、"), strings.Join(e, ", ")
}

// shareLink adds the pre-filled share request; actions that are not on a resource are asked of the security administrator.
func shareLink(e *fault.Error, q *grant.Question) *fault.Error {
	code, ok := strings.CutPrefix(q.Object, "resource/")
	if !ok {
		return e.Then("请联系安全管理员申请相应权限。", "Ask the security administrator for the permission.")
	}
	v := url.Values{"resource": {code}}
	if q.Purpose != "" {
		v.Set("purpose", q.Purpose)
	}
	e.Link = "/v1/share-requests?" + v.Encode()
	return e.Then("请打开链接,提交已预填的共享申请。", "Follow the link to send the pre-filled share request.")
}

func agencyName(p *grant.Principal) string {
	if p.AgencyName != "" {
		return p.AgencyName
	}
	return p.Agency
}

func object(q *grant.Question) string {
	if q.Object == "" {
		return "*"
	}
	return q.Object
}

// clip bounds what is echoed of a caller's text.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
