package biz

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Start registers the files whose content was never published and loads what is in force.
func (r *Resources) Start(ctx context.Context, files []File) error {
	for _, f := range files {
		d, err := r.Compiler.Parse(f.Name, f.YAML)
		if err != nil {
			return err
		}
		digest, err := digestOf(d)
		if err != nil {
			return err
		}
		// A content that was published before is either in force or was replaced since: both stay as they are.
		known, err := r.Repository.Has(ctx, d.Code, digest)
		if err != nil {
			return err
		}
		if known {
			continue
		}
		v := Version{Digest: digest, Definition: d, Source: string(f.YAML), At: r.Clock.Now(), By: system.ID, Why: "随程序发布的定义"}
		if err := r.register(ctx, v); err != nil {
			return fmt.Errorf("register %s: %w", f.Name, err)
		}
	}
	return r.Refresh(ctx)
}

// system is who registers the definitions that lie in the configured folder.
var system = grant.Principal{ID: "system", Name: "system"}

// register takes a file's definition. One that opens stored data becomes a proposal like any other: who can write to the folder is not for
// that reason allowed to open data. It is proposed once for each version in force, until a person decides: what was compared with an older
// version can't be approved any more.
func (r *Resources) register(ctx context.Context, v Version) error {
	before, err := r.sameContent(ctx, v)
	if err != nil {
		return err
	}
	base := 0 // the version in force; none: nothing can be proposed either
	if last, err := r.Repository.Get(ctx, v.Definition.Code, 0); err == nil {
		base = last.Definition.Version
	} else if fault.From(err).Kind != fault.NotFound {
		return err
	}
	for i := range before {
		if p := &before[i]; p.State == Open && p.Base == base || p.State != Open && !p.superseded() {
			return nil
		}
	}
	_, _, err = r.submit(ctx, v, system)
	return err
}

// Publish registers a definition as the next version of its resource. One that would show stored data to more people is kept as a proposal
// instead, which is then given and the version is not.
func (r *Resources) Publish(ctx context.Context, yaml, why string) (Version, *Proposal, error) {
	p := grant.From(ctx)
	d, err := r.Compiler.Parse("definition", []byte(yaml))
	if err != nil {
		return Version{}, nil, err
	}
	digest, err := digestOf(d)
	if err != nil {
		return Version{}, nil, err
	}
	if last, err := r.Repository.Get(ctx, d.Code, 0); err == nil && last.Digest == digest {
		if err := r.enforce(ctx); err != nil { // the first attempt may have ended between store and memory
			return Version{}, nil, err
		}
		return Version{}, nil, fault.New(fault.Conflict, "UNCHANGED", "内容与现行版本相同，没有发布新版本。", "The content is the version in force; nothing was published.").
			At(d.Code, "").Then("无需再次发布。", "There is nothing to do.")
	}
	v, proposal, err := r.submit(ctx, Version{Digest: digest, Definition: d, Source: yaml, At: r.Clock.Now(), By: p.ID, Why: why}, p)
	if err != nil || proposal != nil {
		return Version{}, proposal, err
	}
	return v, nil, r.enforce(ctx)
}

// enforce puts in force what was just stored, also when whoever published it has gone meanwhile.
func (r *Resources) enforce(ctx context.Context) error { return r.Refresh(context.WithoutCancel(ctx)) }

// submit publishes a definition, or proposes it if it opens something. What it was compared with must still be the version in force when it
// is kept, so that two publications at once open nothing either.
func (r *Resources) submit(ctx context.Context, v Version, p grant.Principal) (Version, *Proposal, error) {
	if err := r.check(v.Definition); err != nil {
		return Version{}, nil, err
	}
	before, err := r.Repository.History(ctx, v.Definition.Code)
	if err != nil {
		return Version{}, nil, err
	}
	v.Definition.Version = 1
	if n := len(before); n > 0 {
		v.Definition.Version = before[n-1].Version + 1
	}
	if openings := resource.Openings(before, v.Definition); len(openings) > 0 {
		if p.IsKey {
			return Version{}, nil, personRequired()
		}
		proposal, err := r.propose(ctx, v, openings, p)
		return Version{}, proposal, err
	}
	v, err = r.Repository.Add(ctx, v, func(v Version) error { return r.witness(ctx, evidence.Catalog, "catalog.edit", v, p, v.Why) })
	return v, nil, err
}

// check compiles, and holds to what is asked of a definition that is published today: what does not pass is refused whole.
func (r *Resources) check(d resource.Definition) error {
	s, err := r.Compiler.Compile(d)
	if err == nil {
		err = s.Publishable()
	}
	if err != nil {
		if f, ok := fault.As(err); ok {
			return f
		}
		// What a compiler says of a definition is meant for its author and holds no data of others.
		return fault.New(fault.Invalid, "DEFINITION_INVALID", "资源定义不能编译："+err.Error(), "The definition does not compile: "+err.Error()).
			At(d.Code, "").Then("请修改后重新发布。", "Mend it and publish again.")
	}
	return nil
}

// witness writes to the ledger, inside the transaction: without evidence nothing is published, proposed or decided.
func (r *Resources) witness(ctx context.Context, kind evidence.Kind, action string, v Version, p grant.Principal, note string) error {
	_, err := r.Evidence.Record(ctx, evidence.Event{
		At: v.At, Kind: kind, Actor: p.ID, ActorName: p.Name, Agency: p.Agency, Credential: p.Credential, Resource: v.Definition.Code,
		Action: action, Allow: true, AnswerDigest: v.Digest, Count: int64(v.Definition.Version), Note: note,
	})
	return err
}

// digestOf is the digest of a definition's content, whatever its number.
func digestOf(d resource.Definition) ([32]byte, error) {
	d.Version = 0
	b, err := json.Marshal(d)
	if err != nil {
		return [32]byte{}, fmt.Errorf("encode definition: %w", err)
	}
	return sha256.Sum256(b), nil
}
