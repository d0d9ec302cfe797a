// Package grant holds the values of a decision: who asks, for what, and what the policy answered.
// Use-cases ask through a port; internal/policy decides.
package grant

import (
	"context"
	"time"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Principal is an authenticated caller.
type Principal struct {
	// ID is the person's or key's id; it is the Casbin subject.
	ID string
	// Name is the login name (people) or the key's label.
	Name string
	// Agency is the caller's agency code, the Casbin domain; empty for the public.
	Agency string
	// AgencyName is the agency's full name.
	AgencyName string
	// Division is the GB/T 2260 code of the caller's agency.
	Division string
	// Credential is the id of the session or key used, never its secret.
	Credential string
	// IsKey is true for an API key.
	IsKey bool
	// Subject is the token of the credit subject the caller is, a USCC or a person's token; empty for everybody else.
	Subject string
	// Seat is where the policy found the caller when it authenticated it. It only spares decisions the way there: each
	// checks it, so that an old or a wrong one changes no answer.
	Seat uint32
}

// Anonymous reports whether nobody is logged in.
func (p Principal) Anonymous() bool { return p.ID == "" }

// Question is one request to the policy.
type Question struct {
	Action string // such as "record.query", "record.push", "receipt.read"
	Object string // such as "resource/penalty"; "" is treated as "*"
	// Division of the data, "" when it is not bound to one.
	Division string
	Purpose  string
	CaseNo   string
	At       time.Time
}

// Level is how sensitive an item is, and how much a caller sees in clear.
type Level uint8

// The levels of sensitivity, in rising order.
const (
	Public Level = iota
	Shared
	Authorised
	Sealed
)

var levelNames = [...]string{"public", "shared", "authorised", "sealed"}

// String is the level's name in policies and definitions.
func (l Level) String() string { return levelNames[min(l, Sealed)] }

// ParseLevel reads a level's name.
func ParseLevel(s string) (Level, bool) {
	for i, n := range levelNames {
		if n == s {
			return Level(i), true
		}
	}
	return 0, false
}

// Mask says which items are seen in clear: those up to Level, and those named. Sealed items are seen only when named.
type Mask struct {
	Level Level
	Named map[string]struct{}
}

// Clear reports whether an item of this sensitivity and name is seen in clear.
func (m Mask) Clear(item string, sensitivity Level) bool {
	if sensitivity < Sealed && sensitivity <= m.Level {
		return true
	}
	_, ok := m.Named[item]
	return ok
}

// Scope bounds the divisions whose records are seen.
type Scope uint8

// The scopes: own division and city-wide records; the whole city; everything.
const (
	ScopeOwn Scope = iota
	ScopeCity
	ScopeAny
)

// Covers reports whether a caller of division own sees data of division data (six digits each; "" is never bound).
// City-wide records (last two digits 00) of the caller's own city are seen in every scope.
func (s Scope) Covers(own, data string) bool {
	switch {
	case s == ScopeAny || data == "" || own == data:
		return true
	case len(own) < 6 || len(data) < 6 || own[:4] != data[:4]:
		return false
	case s == ScopeCity || own[4:] == "00":
		return true
	default:
		return data[4:] == "00"
	}
}

// Decision is the policy's answer.
type Decision struct {
	Allow bool
	// Line is the id of the policy line that decided; empty when none did.
	Line string
	// Version of the policy that decided.
	Version uint64
	Mask    Mask
	Scope   Scope
	// Refusal is set when Allow is false: reason, missing condition, next step.
	Refusal *fault.Error
}

type key struct{}

// Into puts the caller into the context; only the middleware chain does.
func Into(ctx context.Context, p Principal) context.Context { return context.WithValue(ctx, key{}, p) }

// From is the caller, anonymous if nobody is logged in.
func From(ctx context.Context) Principal { p, _ := ctx.Value(key{}).(Principal); return p }
