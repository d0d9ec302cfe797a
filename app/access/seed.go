package access

import (
	"context"
	"errors"
	"sync"

	"github.com/chengxin-credit/chengxin/app/access/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/boot"
)

// running finds the module of a process by the policy store it keeps.
var running sync.Map

type (
	// SeedAgency is an agency of a seed.
	SeedAgency = biz.Agency
	// SeedPerson is a person of a seed; roles are names such as "officer".
	SeedPerson = biz.SeedPerson
	// SeedKey is an API key of a seed.
	SeedKey = biz.SeedKey
	// SeedLine is a policy line of a seed.
	SeedLine = biz.Line
	// Seed is what a demo starts with.
	Seed = biz.Seed
)

// Account is a person of the demo; passwords are the seed's.
type Account struct {
	ID, Name, DisplayName, Agency string
	Roles                         []string
}

// Key is an API key of the demo with its secret.
type Key struct {
	ID, Agency, Label, Secret, KafkaUsername string
	Roles                                    []string
}

// Accounts is what a seed has led to, in the seed's order.
type Accounts struct {
	People []Account
	Keys   []Key
}

// ApplySeed makes what of the seed is missing in the access module that runs in this process: agencies by code, people by
// login name, keys by agency and label, lines by content. What exists stays as it is. It is for `serve --demo` alone,
// which is why it sets passwords instead of asking for enrolment; every change is evidence like any other.
func ApplySeed(ctx context.Context, env *boot.Env, seed Seed) (Accounts, error) {
	v, ok := running.Load(env.Policy)
	if !ok {
		return Accounts{}, errors.New("access does not run in this process")
	}
	core, ok := v.(*biz.Core)
	if !ok {
		return Accounts{}, errors.New("access does not run in this process")
	}
	s, err := core.ApplySeed(ctx, seed)
	if err != nil {
		return Accounts{}, err
	}
	var out Accounts
	for _, p := range s.People {
		out.People = append(out.People, Account{p.ID, p.Name, p.DisplayName, p.Agency, p.Roles})
	}
	for _, k := range s.Keys {
		out.Keys = append(out.Keys, Key{k.ID, k.Agency, k.Label, k.Secret, k.KafkaUser(), k.Roles})
	}
	return out, nil
}
