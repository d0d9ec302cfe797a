package cli

import (
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	historyv1 "github.com/chengxin-credit/chengxin/api/history/v1"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

func queryCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "query SUBJECT", Short: "Ask for one subject's credit history", Args: exactly("SUBJECT"), RunE: query,
		Long: "SUBJECT is a unified social credit code, a legacy code, a person's ID number, or any part of a name.",
	}
	f := c.Flags()
	f.String("purpose", "", "why you ask: a purpose code such as enforcement (required)")
	f.String("case", "", "case number, where the purpose asks for one")
	f.String("as-of", "", "what was known on this day or at this instant")
	f.String("valid-on", "", "only records in force on this day")
	f.Bool("versions", false, "also superseded and withdrawn versions")
	return c
}

func query(cmd *cobra.Command, args []string) error {
	c, err := newClient(settingsOf(cmd))
	if err != nil {
		return err
	}
	versions, err := cmd.Flags().GetBool("versions")
	if err != nil {
		return err
	}
	r := &historyv1.ProfileRequest{Id: strings.TrimSpace(args[0]), Purpose: text(cmd, "purpose"), CaseNo: text(cmd, "case"), AsOf: text(cmd, "as-of"), ValidOn: text(cmd, "valid-on"), Versions: versions}
	if isName(r.GetId()) {
		if r.Id, err = byName(cmd, c, r); err != nil {
			return err
		}
	}
	reply := &historyv1.ProfileReply{}
	raw, err := profile(cmd, c, r, reply)
	if err != nil {
		return err
	}
	if c.json {
		return emitRaw(cmd.OutOrStdout(), raw)
	}
	p := &printer{w: cmd.OutOrStdout()}
	printProfile(p, c.settings, reply)
	return p.err
}

// profile asks by address, except for what may be a person's ID number: that travels in the body, since addresses are
// logged along the way.
func profile(cmd *cobra.Command, c *client, r *historyv1.ProfileRequest, reply *historyv1.ProfileReply) ([]byte, error) {
	if maybeIDNumber(r.GetId()) {
		return c.post(cmd.Context(), "/v1/subjects:profile", r, reply)
	}
	q := url.Values{}
	for name, v := range map[string]string{"purpose": r.GetPurpose(), "case_no": r.GetCaseNo(), "as_of": r.GetAsOf(), "valid_on": r.GetValidOn()} {
		if v != "" {
			q.Set(name, v)
		}
	}
	if r.GetVersions() {
		q.Set("versions", "true")
	}
	return c.get(cmd.Context(), address("v1", "subjects", r.GetId(), "profile"), q, reply)
}

// isName tells a name from a code: codes are letters and digits only.
func isName(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) || unicode.IsSpace(r) })
}

// maybeIDNumber is generous: fifteen digits, or seventeen digits and a digit or X. USCCs of digits alone that begin with
// 9, as those of companies do, are no ID numbers.
func maybeIDNumber(s string) bool {
	if len(s) != 15 && len(s) != 18 || s[0] == '9' {
		return false
	}
	for i, c := range []byte(s) {
		if (c < '0' || c > '9') && (i != 17 || c != 'X' && c != 'x') {
			return false
		}
	}
	return true
}

// byName finds the one subject of that name; several are listed for the caller to choose from.
func byName(cmd *cobra.Command, c *client, r *historyv1.ProfileRequest) (string, error) {
	found := &historyv1.SearchReply{}
	if _, err := c.post(cmd.Context(), "/v1/subjects:search", &historyv1.SearchRequest{Query: r.GetId(), Limit: 20, Purpose: r.GetPurpose(), CaseNo: r.GetCaseNo()}, found); err != nil {
		return "", err
	}
	hits := found.GetHits()
	var exact []string
	for _, h := range hits {
		if h.GetName() == r.GetId() {
			exact = append(exact, h.GetId())
		}
	}
	switch {
	case len(exact) == 1:
		return exact[0], nil
	case len(hits) == 1:
		return hits[0].GetId(), nil
	case len(hits) == 0:
		return "", fault.New(fault.NotFound, "SUBJECT_NOT_FOUND", "没有找到名称包含“"+printable(r.GetId())+"”的主体。", "No subject's name contains \""+printable(r.GetId())+"\".").
			Then("请换用统一社会信用代码,或名称中的其他部分。", "Use the unified social credit code, or another part of the name.")
	}
	p := &printer{w: cmd.ErrOrStderr()}
	rows := make([][]string, len(hits))
	for i, h := range hits {
		rows[i] = []string{h.GetId(), h.GetName(), h.GetDivisionName(), h.GetExplanation()}
	}
	p.table([]string{c.tr("代码", "id"), c.tr("名称", "name"), c.tr("区划", "division"), c.tr("匹配", "matched")}, rows)
	if p.err != nil {
		return "", p.err
	}
	return "", fault.New(fault.Conflict, "SUBJECT_AMBIGUOUS", "有 "+strconv.Itoa(len(hits))+" 个以上主体符合,未查询。", strconv.Itoa(len(hits))+" or more subjects match; nothing was asked.").
		Then("请用表中的代码重新查询。", "Ask again with a code from the table.")
}

func printProfile(p *printer, s settings, r *historyv1.ProfileReply) {
	subject := r.GetSubject()
	p.line("%s  %s", printable(or(subject.GetName(), s.tr("(名称未登记)", "(name not registered)"))), printable(subject.GetId()))
	p.pair(s.tr("类别", "kind"), kindOfSubject(s, subject.GetKind()))
	p.pair(s.tr("区划", "division"), or(subject.GetDivisionName(), subject.GetDivision()))
	p.pair(s.tr("状态", "status"), subject.GetStatus())
	p.pair(s.tr("法定代表人", "representative"), subject.GetLegalRepresentative())
	p.pair(s.tr("成立日期", "registered"), subject.GetRegisteredOn())
	for _, f := range subject.GetFormerNames() {
		p.pair(s.tr("曾用名", "former name"), f.GetName()+spaced(f.GetUntil()))
	}
	p.pair(s.tr("截至", "as of"), r.GetAsOf())
	p.pair(s.tr("有效于", "in force on"), r.GetValidOn())
	for _, g := range r.GetGroups() {
		p.line("")
		p.line("%s (%d)", printable(s.tr(or(g.GetNameZh(), g.GetClass()), or(g.GetNameEn(), g.GetClass()))), len(g.GetRecords()))
		for _, rec := range g.GetRecords() {
			printRecord(p, s, rec)
		}
	}
	printWithheld(p, s, r)
	p.line("")
	p.line(s.tr("共 %d 条记录,授权版本 %d", "%d record(s), policy version %d"), r.GetRecordCount(), r.GetPolicyVersion())
	if r.Evidence != nil {
		p.line(s.tr("存证编号 %d", "evidence %d"), r.GetEvidence())
	}
}

func printWithheld(p *printer, s settings, r *historyv1.ProfileReply) {
	if r.GetNote() != "" {
		p.line("")
		p.line("%s", printable(r.GetNote()))
	}
	if len(r.GetWithheld()) == 0 {
		return
	}
	p.line("")
	p.line("%s", s.tr("未提供", "Withheld"))
	rows := make([][]string, len(r.GetWithheld()))
	for i, w := range r.GetWithheld() {
		rows[i] = []string{or(w.GetResourceName(), or(w.GetResource(), w.GetClass())), strconv.FormatInt(w.GetCount(), 10), or(w.GetMessage(), w.GetReason()), w.GetNextStep()}
	}
	p.table([]string{s.tr("资源", "resource"), s.tr("条数", "count"), s.tr("原因", "reason"), s.tr("下一步", "next step")}, rows)
}

func kindOfSubject(s settings, kind string) string {
	zh := map[string]string{"organisation": "法人和非法人组织", "person": "自然人", "public_body": "机关事业单位", "self_employed": "个体工商户"}[kind]
	return s.tr(or(zh, kind), kind)
}

func printRecord(p *printer, s settings, r *historyv1.ProfileRecord) {
	p.line("- %s  %s  %s", or(r.GetOccurredOn(), "          "), printable(or(r.GetResourceName(), r.GetResource())), printable(r.GetDocumentNo()))
	p.pair("  "+s.tr("来源", "source"), or(r.GetAgencyName(), r.GetAgency()))
	if r.GetValidFrom() != "" || r.GetValidTo() != "" {
		p.pair("  "+s.tr("有效期", "valid"), r.GetValidFrom()+" — "+or(r.GetValidTo(), s.tr("长期", "open")))
	}
	p.pair("  "+s.tr("公示", "publication"), publication(s, r))
	if marks := marksOf(s, r); marks != "" {
		p.pair("  "+s.tr("标记", "marks"), marks)
	}
	for _, f := range r.GetFields() {
		value := strings.TrimSpace(f.GetValue() + spaced(f.GetUnit()))
		if f.GetMasked() {
			value += s.tr("(已脱敏:", " (masked: ") + f.GetMaskReason() + s.tr(")", ")")
		}
		p.pair("  "+s.tr(or(f.GetNameZh(), f.GetName()), f.GetName()), value)
	}
	for _, h := range r.GetHints() {
		p.pair("  "+s.tr("提示", "hint"), h)
	}
}

func publication(s settings, r *historyv1.ProfileRecord) string {
	zh := map[string]string{"published": "公示中", "not_published": "不公示", "ended": "公示已结束", "withdrawn": "已撤回"}[r.GetPublication()]
	out := s.tr(or(zh, r.GetPublication()), r.GetPublication())
	if out != "" && r.GetPublicationUntil() != "" {
		out += s.tr(",至 ", ", until ") + r.GetPublicationUntil()
	}
	return out
}

func marksOf(s settings, r *historyv1.ProfileRecord) string {
	var m []string
	if r.GetLate() {
		m = append(m, s.tr("迟报("+strconv.Itoa(int(r.GetWorkingDays()))+" 个工作日)", "late ("+strconv.Itoa(int(r.GetWorkingDays()))+" working days)"))
	}
	if r.GetWithdrawn() {
		m = append(m, s.tr("已撤回", "withdrawn"))
	}
	if r.GetVersion() > 1 {
		m = append(m, s.tr("第 "+strconv.Itoa(int(r.GetVersion()))+" 版", "version "+strconv.Itoa(int(r.GetVersion()))))
	}
	if r.GetKnownAt() != nil && (r.GetVersion() > 1 || r.GetWithdrawn()) {
		m = append(m, s.tr("收到于 ", "known at ")+r.GetKnownAt().AsTime().Local().Format(time.DateTime))
	}
	return strings.Join(m, s.tr("、", ", "))
}
