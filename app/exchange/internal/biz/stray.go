package biz

import (
	"context"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Unassigned asks for the quarantine of no agency: messages that could not be read, so that nobody knows whose they are. Nobody can correct
// them, but somebody must see them.
const Unassigned = "-"

// whose tells the agency whose quarantine is asked for, "" for that of no agency. It may hold anybody's data, so it is for those with
// stray.read; that they were refused is in the ledger before they hear it.
func (w *Ward) whose(ctx context.Context, by grant.Principal, asked string) (string, error) {
	switch {
	case asked == Unassigned:
		return "", w.mayStray(ctx, by)
	case asked == "" && by.Agency == "":
		return "", fault.New(fault.Invalid, "AGENCY_REQUIRED", "请指定部门。", "Name the agency.").
			Then("请用参数 agency 指定部门代码。", "Give the agency's code as the parameter agency.").At("", "agency")
	case asked != "" && asked != by.Agency:
		return "", w.refuse(ctx, by, "quarantine.read", grant.Decision{}, fault.New(fault.Denied, "QUARANTINE_OF_OTHERS",
			"问题数据只有报送部门自己能查看。", "Only the agency that pushed a record sees it in quarantine.").
			Then("请不填参数 agency;无归属的问题数据请填“-”。", "Leave out the parameter agency, or give \"-\" for the records of no agency.").At("", "agency"))
	}
	return by.Agency, nil
}

func (w *Ward) mayStray(ctx context.Context, by grant.Principal) error {
	const action = "stray.read"
	d := w.intake.d.Decider.Decide(by, grant.Question{Action: action, At: w.intake.d.Desk.Clock.Now()})
	if d.Allow {
		return nil
	}
	refusal := d.Refusal
	if refusal == nil {
		refusal = fault.New(fault.Denied, "DENIED", "没有查看无归属问题数据的权限。", "There is no permission to see the quarantined records of no agency.").
			Then("请向主管部门申请。", "Ask the authority in charge.")
	}
	return w.refuse(ctx, by, action, d, refusal)
}

// refuse puts a refusal into the ledger and gives it.
func (w *Ward) refuse(ctx context.Context, by grant.Principal, action string, d grant.Decision, refusal *fault.Error) error {
	_, err := w.intake.d.Ledger.Record(ctx, evidence.Event{
		At: w.intake.d.Desk.Clock.Now(), Kind: evidence.Refusal, Actor: by.ID, ActorName: by.Name, Agency: by.Agency, Credential: by.Credential, Action: action,
		Line: d.Line, PolicyVersion: d.Version, Reason: string(refusal.Reason),
	})
	if err != nil {
		return err
	}
	return refusal
}

// Settle ends an entry of no agency with what came of it. The caller may: that was decided and is in the ledger before this is called.
func (w *Ward) Settle(ctx context.Context, by grant.Principal, id, why string) (Held, error) {
	why = strings.TrimSpace(subject.MaskText(why))
	if why == "" {
		return Held{}, fault.New(fault.Invalid, "WHY_REQUIRED", "请写明处理结果。", "Say what came of it.").
			Then("请在 why 中填写,例如已通知写入该消息的程序负责人。", "Fill in why, such as that the owner of the program that wrote the message was told.").At(id, "why")
	}
	h, err := w.shed.Get(ctx, "", id)
	if err != nil {
		return Held{}, err
	}
	h.Raw = nil
	if h.State != QuarantineOpen {
		return Held{}, settled(h)
	}
	now := w.intake.d.Desk.Clock.Now()
	if _, err := w.intake.d.Ledger.Record(ctx, evidence.Event{
		At: now, Kind: evidence.Push, Actor: by.ID, ActorName: by.Name, Agency: by.Agency, Credential: by.Credential, Action: "stray.settle", Allow: true,
		Count: 1, Note: "quarantine " + id,
	}); err != nil {
		return Held{}, err
	}
	end := Settlement{By: by.ID, At: now, Why: why}
	closed, err := w.shed.Close(ctx, id, end)
	if err != nil {
		return Held{}, err
	}
	if !closed { // another was faster
		if h, err = w.shed.Get(ctx, "", id); err != nil {
			return Held{}, err
		}
		return Held{}, settled(h)
	}
	h.State, h.Settlement = QuarantineSettled, end
	return h, nil
}
