package data

import (
	"context"

	"google.golang.org/grpc"

	auditv1 "github.com/chengxin-credit/chengxin/api/audit/v1"
	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/seal"
)

// Ledger asks the audit service.
type Ledger struct{ client auditv1.AccessesClient }

// NewLedger makes it over a connection to the audit service.
func NewLedger(c grpc.ClientConnInterface) *Ledger { return &Ledger{auditv1.NewAccessesClient(c)} }

// Of lists who looked at a subject, as the ledger has it.
func (l *Ledger) Of(ctx context.Context, subject, cursor string, limit int) ([]biz.Access, string, error) {
	reply, err := l.client.Of(ctx, &auditv1.SearchRequest{Subject: subject, Cursor: cursor, Limit: int32(limit)})
	if err != nil {
		return nil, "", err
	}
	out := make([]biz.Access, 0, len(reply.GetEvents()))
	for _, e := range reply.GetEvents() {
		out = append(out, biz.Access{
			Index: e.GetIndex(), At: e.GetAt().AsTime(), Agency: e.GetAgency(), Purpose: e.GetPurpose(), CaseNo: e.GetCaseNo(), Decision: e.GetDecision(), Kind: e.GetKind(), Action: e.GetAction(),
		})
	}
	return out, reply.GetNextCursor(), nil
}

// Keys stands in for personal data with the exchange's keyring.
type Keys struct{ ring *seal.Keyring }

// NewKeys makes it.
func NewKeys(ring *seal.Keyring) *Keys { return &Keys{ring} }

// Token is the token of an ID card.
func (k *Keys) Token(document string) string { return k.ring.Token(seal.CitizenID, document) }

// Open unseals one item.
func (k *Keys) Open(resource, item, sealed string) (string, error) {
	b, err := k.ring.Open(nil, []byte(sealed), record.SealContext(resource, item))
	return string(b), err
}

// Hide seals text for a use.
func (k *Keys) Hide(use, text string) string {
	return string(k.ring.Seal(nil, []byte(text), hiddenContext(use)))
}

// Reveal opens what was hidden for the use.
func (k *Keys) Reveal(use, hidden string) (string, error) {
	b, err := k.ring.Open(nil, []byte(hidden), hiddenContext(use))
	return string(b), err
}

// hiddenContext is none that an item of a record is sealed in.
func hiddenContext(use string) []byte { return []byte("hidden/" + use) }
