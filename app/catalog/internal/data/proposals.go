package data

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/chengxin-credit/chengxin/app/catalog/internal/biz"
)

type proposalRow struct {
	bun.BaseModel  `bun:"table:resource_proposals,alias:p"`
	ID             string `bun:"id,pk"`
	Code           string `bun:"code"`
	Base           int    `bun:"base"`
	Digest         string `bun:"digest"`
	Definition     string `bun:"definition"`
	Source         string `bun:"source"`
	Openings       string `bun:"openings"`
	ProposedAt     int64  `bun:"proposed_at"`
	ProposedBy     string `bun:"proposed_by"`
	ProposedByName string `bun:"proposed_by_name"`
	Why            string `bun:"why"`
	State          string `bun:"state"`
	DecidedAt      int64  `bun:"decided_at"` // 0 while open
	DecidedBy      string `bun:"decided_by"`
	DecidedByName  string `bun:"decided_by_name"`
	DecisionWhy    string `bun:"decision_why"`
	Version        int    `bun:"version"`
}

func toProposalRow(p biz.Proposal) (proposalRow, error) {
	def, err := json.Marshal(p.Definition)
	if err != nil {
		return proposalRow{}, fmt.Errorf("encode definition: %w", err)
	}
	openings, err := json.Marshal(p.Openings)
	if err != nil {
		return proposalRow{}, fmt.Errorf("encode openings: %w", err)
	}
	return proposalRow{ID: p.ID, Code: p.Definition.Code, Base: p.Base, Digest: hex.EncodeToString(p.Digest[:]), Definition: string(def), Source: p.Source,
		Openings: string(openings), ProposedAt: p.At.UnixMilli(), ProposedBy: p.By, ProposedByName: p.ByName, Why: p.Why, State: p.State}, nil
}

// proposal reads a row; without its definition only the code of that is known.
func (r *proposalRow) proposal() (biz.Proposal, error) {
	p := biz.Proposal{ID: r.ID, Base: r.Base, Source: r.Source, At: time.UnixMilli(r.ProposedAt), By: r.ProposedBy, ByName: r.ProposedByName, Why: r.Why, State: r.State,
		DecidedBy: r.DecidedBy, DecidedByName: r.DecidedByName, DecisionWhy: r.DecisionWhy, Version: r.Version}
	if r.DecidedAt != 0 {
		p.DecidedAt = time.UnixMilli(r.DecidedAt)
	}
	if r.Definition != "" {
		if err := json.Unmarshal([]byte(r.Definition), &p.Definition); err != nil {
			return p, fmt.Errorf("decode proposal %s: %w", r.ID, err)
		}
	}
	p.Definition.Code = r.Code
	if err := json.Unmarshal([]byte(r.Openings), &p.Openings); err != nil {
		return p, fmt.Errorf("decode openings of proposal %s: %w", r.ID, err)
	}
	d, err := hex.DecodeString(r.Digest)
	if err != nil || len(d) != len(p.Digest) {
		return p, fmt.Errorf("digest of proposal %s is malformed", r.ID)
	}
	copy(p.Digest[:], d)
	return p, nil
}

// Propose keeps a proposal; before runs last inside the transaction.
func (r *Repository) Propose(ctx context.Context, p biz.Proposal, before func() error) error {
	row, err := toProposalRow(p)
	if err != nil {
		return err
	}
	return r.inTx(ctx, "store proposal "+p.ID, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewInsert().Model(&row).Exec(ctx); err != nil {
			return err
		}
		return before()
	})
}

// Proposal is one proposal with its YAML.
func (r *Repository) Proposal(ctx context.Context, id string) (biz.Proposal, error) {
	var row proposalRow
	err := r.db.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return biz.Proposal{}, biz.NoProposal(id)
	}
	if err != nil {
		return biz.Proposal{}, fmt.Errorf("load proposal %s: %w", id, err)
	}
	return row.proposal()
}

// Proposals lists by id, which is by time.
func (r *Repository) Proposals(ctx context.Context, f biz.ProposalFind) ([]biz.Proposal, error) {
	var rows []proposalRow
	q := r.db.NewSelect().Model(&rows).ExcludeColumn("source", "definition").Where("id > ?", f.After).Order("id").Limit(int64(f.Limit))
	if f.Code != "" {
		q = q.Where("code = ?", f.Code)
	}
	if f.State != "" {
		q = q.Where("state = ?", f.State)
	}
	if f.Digest != [32]byte{} {
		q = q.Where("digest = ?", hex.EncodeToString(f.Digest[:]))
	}
	if err := q.Scan(ctx); err != nil {
		return nil, fmt.Errorf("load proposals: %w", err)
	}
	out := make([]biz.Proposal, 0, len(rows))
	for i := range rows {
		p, err := rows[i].proposal()
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// Decide takes the decision of an open proposal and publishes with it. Of two decisions at once the second finds it decided: the row's
// change waits for the first one's transaction.
func (r *Repository) Decide(ctx context.Context, p biz.Proposal, v *biz.Version, before func(biz.Version) error) (biz.Version, error) {
	var out biz.Version
	err := r.inTx(ctx, "decide proposal "+p.ID, func(ctx context.Context, tx bun.Tx) error {
		done, err := tx.NewUpdate().Model((*proposalRow)(nil)).Set("state = ?", p.State).Set("decided_at = ?", p.DecidedAt.UnixMilli()).Set("decided_by = ?", p.DecidedBy).
			Set("decided_by_name = ?", p.DecidedByName).Set("decision_why = ?", p.DecisionWhy).Set("version = ?", p.Version).Where("id = ? AND state = ?", p.ID, biz.Open).Exec(ctx)
		if err != nil {
			return err
		}
		switch n, err := done.RowsAffected(); {
		case err != nil:
			return err
		case n != 1:
			return biz.AlreadyDecided(p.ID)
		}
		if v != nil {
			out = *v
			if err := insert(ctx, tx, &out); err != nil {
				return err
			}
		}
		return before(out)
	})
	return out, err
}
