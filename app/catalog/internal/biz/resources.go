// Package biz holds the use-cases of the catalog and the ports they need.
package biz

import (
	"context"
	"fmt"
	"sort"
	"sync"
	"time"

	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Version is one published version of a resource definition.
type Version struct {
	Serial     uint64 // grows with each publication of any resource
	Digest     [32]byte
	Definition resource.Definition // its Version field is the number
	Source     string              // the YAML as it was published
	At         time.Time
	By         string
	Why        string
}

// Repository keeps the versions. Add gives serial and number, and runs before inside the transaction: when that fails, nothing is kept.
// A version that comes with a number is kept under that number or not at all.
type Repository interface {
	// Latest is the newest version of every resource, by code.
	Latest(ctx context.Context) ([]Version, error)
	// Get is one version; number 0 is the newest. NotFound when there is none.
	Get(ctx context.Context, code string, number int) (Version, error)
	// Has reports whether a resource ever had this content.
	Has(ctx context.Context, code string, digest [32]byte) (bool, error)
	// History is every version's definition of a resource, the oldest first.
	History(ctx context.Context, code string) ([]resource.Definition, error)
	Add(ctx context.Context, v Version, before func(Version) error) (Version, error)
}

// Compiler reads and compiles definitions.
type Compiler interface {
	// Parse reads YAML strictly; name is used in messages.
	Parse(name string, yaml []byte) (resource.Definition, error)
	Compile(d resource.Definition) (*resource.Schema, error)
}

// Evidence writes to the ledger.
type Evidence interface {
	Record(ctx context.Context, ev evidence.Event) (uint64, error)
}

// File is one definition of the configured folder.
type File struct {
	Name string
	YAML []byte
}

// Deps are what Resources needs; all are required.
type Deps struct {
	Repository Repository
	Proposals  Proposals
	Compiler   Compiler
	Evidence   Evidence
	Clock      clock.Clock
}

// Resources is the register of definitions in force and their publication.
type Resources struct {
	Deps
	mu      sync.RWMutex
	current []Version
	schemas map[string]*resource.Schema
	encoded []byte
	serial  uint64
	changed chan struct{}
}

// NewResources makes an empty register; Start fills it.
func NewResources(d Deps) *Resources {
	return &Resources{Deps: d, schemas: map[string]*resource.Schema{}, changed: make(chan struct{})}
}

// Refresh loads what is in force from the store and tells followers.
func (r *Resources) Refresh(ctx context.Context) error {
	latest, err := r.Repository.Latest(ctx)
	if err != nil {
		return err
	}
	sort.Slice(latest, func(i, j int) bool { return latest[i].Definition.Code < latest[j].Definition.Code })
	schemas := make(map[string]*resource.Schema, len(latest))
	defs := make([]resource.Definition, 0, len(latest))
	serial := uint64(0)
	for _, v := range latest {
		s, err := r.Compiler.Compile(v.Definition)
		if err != nil {
			return fmt.Errorf("stored definition %s version %d: %w", v.Definition.Code, v.Definition.Version, err)
		}
		schemas[v.Definition.Code] = s
		defs = append(defs, v.Definition)
		serial = max(serial, v.Serial)
	}
	encoded, err := resource.Encode(defs)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if serial < r.serial {
		return nil // a slower refresh must not undo a newer one
	}
	r.current, r.schemas, r.encoded, r.serial = latest, schemas, encoded, serial
	close(r.changed)
	r.changed = make(chan struct{})
	return nil
}

// Since gives the encoded definitions a follower lacks, nil if none, and their generation.
func (r *Resources) Since(have uint64) (encoded []byte, generation uint64) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if have == r.serial {
		return nil, r.serial
	}
	return r.encoded, r.serial
}

// Changed is closed at the next change.
func (r *Resources) Changed() <-chan struct{} {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.changed
}

// Schema is the compiled definition in force.
func (r *Resources) Schema(code string) (*resource.Schema, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if s, ok := r.schemas[code]; ok {
		return s, nil
	}
	return nil, NoResource(code)
}

// Get is a version of a resource; number 0 is the one in force.
func (r *Resources) Get(ctx context.Context, code string, number int) (Version, error) {
	return r.Repository.Get(ctx, code, number)
}

// Current is the resources in force, by code; treat it as read-only.
func (r *Resources) Current() []Version {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.current
}

// NoResource is the refusal for a code or version that does not exist.
func NoResource(code string) error {
	return fault.New(fault.NotFound, "NO_RESOURCE", "目录中没有资源「"+code+"」或该版本。", "The catalog has no resource "+code+" or not in this version.").
		At("", "code").Then("请在资源目录中查找正确的代码：GET /v1/catalog/resources。", "Look the code up: GET /v1/catalog/resources.")
}
