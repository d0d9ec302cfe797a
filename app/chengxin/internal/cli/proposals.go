package cli

import (
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/proto"

	catalogv1 "github.com/chengxin-credit/chengxin/api/catalog/v1"
)

// proposalCommands publish definitions and decide on those that wait for a second person.
func proposalCommands() []*cobra.Command {
	publish := &cobra.Command{Use: "publish FILE", Short: "Publish a resource definition (YAML); one that opens stored data becomes a proposal", Args: exactly("FILE"), RunE: catalogPublish}
	publish.Flags().String("why", "", "why, for the record")
	list := &cobra.Command{Use: "proposals [CODE]", Short: "List definitions that wait for a second person", Args: cobra.MaximumNArgs(1), RunE: proposalList}
	list.Flags().String("state", "open", "open, approved, rejected, or empty for all")
	show := &cobra.Command{Use: "proposal ID", Short: "Show a proposal: what it opens, and its definition", Args: exactly("ID"), RunE: proposalShow}
	approve := &cobra.Command{Use: "approve ID", Short: "Publish another manager's proposal", Args: exactly("ID"), RunE: proposalApprove}
	reject := &cobra.Command{Use: "reject ID", Short: "Turn a proposal down, or take your own back", Args: exactly("ID"), RunE: proposalReject}
	for _, c := range []*cobra.Command{approve, reject} {
		c.Flags().String("why", "", "why, for the record (needed)")
	}
	return []*cobra.Command{publish, list, show, approve, reject}
}

func catalogPublish(cmd *cobra.Command, args []string) error {
	yaml, err := os.ReadFile(args[0])
	if err != nil {
		return fileFault(args[0], err)
	}
	c, err := newClient(settingsOf(cmd))
	if err != nil {
		return err
	}
	r := &catalogv1.Resource{}
	raw, err := c.post(cmd.Context(), "/v1/catalog/resources", &catalogv1.PublishRequest{Yaml: string(yaml), Why: text(cmd, "why")}, r)
	if err != nil {
		return err
	}
	if c.json {
		return emitRaw(cmd.OutOrStdout(), raw)
	}
	p := &printer{w: cmd.OutOrStdout()}
	if r.GetProposal() == nil {
		p.published(c.settings, r)
		return p.err
	}
	p.line("%s", c.tr("尚未生效:该定义扩大了已有数据的可见范围,须由另一位目录管理员审批。", "Not in force: the definition shows stored data to more people, so another catalog manager must approve it."))
	p.proposal(c.settings, r.GetProposal())
	p.line("")
	p.line("chengxin catalog approve %s --why ...", printable(r.GetProposal().GetId()))
	return p.err
}

func (p *printer) published(s settings, r *catalogv1.Resource) {
	p.line("%s: %s (%s, %s %d)", s.tr("已发布", "published"), printable(s.tr(r.GetName(), or(r.GetNameEn(), r.GetName()))), printable(r.GetCode()), s.tr("版本", "version"), r.GetVersion())
}

func (p *printer) proposal(s settings, one *catalogv1.Proposal) {
	p.line("%s %s (%s)", s.tr("提案", "proposal"), printable(one.GetId()), proposalState(s, one.GetState()))
	p.pair(s.tr("资源", "resource"), fmt.Sprintf("%s, %s %d", one.GetCode(), s.tr("对照版本", "compared with version"), one.GetBaseVersion()))
	p.pair(s.tr("提出", "proposed"), one.GetProposedAt().AsTime().Local().Format("2006-01-02 15:04")+" "+person(one.GetProposedByName(), one.GetProposedBy()))
	p.pair(s.tr("理由", "why"), one.GetWhy())
	if one.GetDecidedAt() != nil {
		p.pair(s.tr("决定", "decided"), one.GetDecidedAt().AsTime().Local().Format("2006-01-02 15:04")+" "+person(one.GetDecidedByName(), one.GetDecidedBy()))
		p.pair(s.tr("决定理由", "why so"), one.GetDecisionWhy())
	}
	rows := make([][]string, len(one.GetOpenings()))
	for i, o := range one.GetOpenings() {
		rows[i] = []string{opening(s, o.GetWhat()), o.GetItem(), o.GetFrom(), o.GetTo()}
	}
	p.line("")
	p.table([]string{s.tr("扩大", "opens"), s.tr("字段", "column"), s.tr("原为", "from"), s.tr("改为", "to")}, rows)
}

// person is who did something: by name where that was kept, and by the id that evidence has.
func person(name, id string) string {
	if name == "" {
		return id
	}
	return name + " (" + id + ")"
}

func proposalState(s settings, state string) string {
	switch state {
	case "open":
		return s.tr("待审批", "open")
	case "approved":
		return s.tr("已批准", "approved")
	case "rejected":
		return s.tr("已否决", "rejected")
	}
	return printable(state)
}

func opening(s settings, what string) string {
	switch what {
	case "sensitivity":
		return s.tr("敏感级别", "sensitivity")
	case "publish":
		return s.tr("对外公示", "publication")
	case "share_type":
		return s.tr("共享类型", "share type")
	case "is_open":
		return s.tr("数据开放", "open data")
	case "check":
		return s.tr("个人信息校验", "check of personal data")
	case "masking":
		return s.tr("脱敏方式", "masking")
	case "publish_when":
		return s.tr("公示范围", "which records are published")
	case "credit_class":
		return s.tr("信用类别(公示期限)", "credit class (publication period)")
	case "registry":
		return s.tr("登记信息对应项", "items of a registration")
	}
	return what
}

func proposalList(cmd *cobra.Command, args []string) error {
	c, err := newClient(settingsOf(cmd))
	if err != nil {
		return err
	}
	query := url.Values{"state": {text(cmd, "state")}}
	if len(args) == 1 {
		query.Set("code", args[0])
	}
	all := &catalogv1.ListProposalsReply{}
	for {
		page := &catalogv1.ListProposalsReply{}
		if _, err := c.get(cmd.Context(), "/v1/catalog/proposals", query, page); err != nil {
			return err
		}
		all.Proposals = append(all.Proposals, page.GetProposals()...)
		if page.GetNextCursor() == "" {
			break
		}
		query.Set("cursor", page.GetNextCursor())
	}
	if c.json {
		return emitProto(cmd.OutOrStdout(), all)
	}
	rows := make([][]string, len(all.GetProposals()))
	for i, one := range all.GetProposals() {
		rows[i] = []string{one.GetId(), one.GetCode(), proposalState(c.settings, one.GetState()), fmt.Sprint(len(one.GetOpenings())),
			one.GetProposedAt().AsTime().Local().Format("2006-01-02"), or(one.GetProposedByName(), one.GetProposedBy()), one.GetWhy()}
	}
	p := &printer{w: cmd.OutOrStdout()}
	p.table([]string{c.tr("提案", "proposal"), c.tr("资源", "resource"), c.tr("状态", "state"), c.tr("扩大项数", "openings"), c.tr("提出日期", "proposed"), c.tr("提出人", "by"), c.tr("理由", "why")}, rows)
	return p.err
}

func proposalShow(cmd *cobra.Command, args []string) error {
	c, err := newClient(settingsOf(cmd))
	if err != nil {
		return err
	}
	one := &catalogv1.Proposal{}
	raw, err := c.get(cmd.Context(), address("v1", "catalog", "proposals", args[0]), nil, one)
	if err != nil {
		return err
	}
	if c.json {
		return emitRaw(cmd.OutOrStdout(), raw)
	}
	p := &printer{w: cmd.OutOrStdout()}
	p.proposal(c.settings, one)
	p.line("")
	for line := range strings.Lines(one.GetYaml()) {
		p.line("%s", printable(strings.TrimRight(line, "\r\n")))
	}
	return p.err
}

func proposalApprove(cmd *cobra.Command, args []string) error {
	r := &catalogv1.Resource{}
	return decideProposal(cmd, args[0], "approve", r, func(p *printer, s settings) { p.published(s, r) })
}

func proposalReject(cmd *cobra.Command, args []string) error {
	one := &catalogv1.Proposal{}
	return decideProposal(cmd, args[0], "reject", one, func(p *printer, s settings) { p.proposal(s, one) })
}

func decideProposal(cmd *cobra.Command, id, verb string, reply proto.Message, show func(*printer, settings)) error {
	c, err := newClient(settingsOf(cmd))
	if err != nil {
		return err
	}
	raw, err := c.post(cmd.Context(), address("v1", "catalog", "proposals", id)+":"+verb, &catalogv1.DecideProposalRequest{Why: text(cmd, "why")}, reply)
	if err != nil {
		return err
	}
	if c.json {
		return emitRaw(cmd.OutOrStdout(), raw)
	}
	p := &printer{w: cmd.OutOrStdout()}
	show(p, c.settings)
	return p.err
}
