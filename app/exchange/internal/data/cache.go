package data

import (
	"context"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

// cachedSubjects is how many subjects and unknown codes stay in memory: about 60 MB when full.
const cachedSubjects = 200_000

// CachedRegistry keeps what was looked up, also that a code is unknown, until the registry learns something about it.
type CachedRegistry struct {
	inner    biz.Registry
	mu       sync.Mutex // orders filling against forgetting
	learned  uint64     // number of changes so far
	subjects *lru.Cache[string, *biz.Subject]
	legacy   *lru.Cache[string, []string]
}

// NewCachedRegistry puts a cache before a registry. The registry must not be changed behind its back.
func NewCachedRegistry(inner biz.Registry) (*CachedRegistry, error) {
	subjects, err := lru.New[string, *biz.Subject](cachedSubjects)
	if err != nil {
		return nil, err
	}
	legacy, err := lru.New[string, []string](cachedSubjects / 10)
	if err != nil {
		return nil, err
	}
	return &CachedRegistry{inner: inner, subjects: subjects, legacy: legacy}, nil
}

// Find answers from memory and asks for the rest.
func (c *CachedRegistry) Find(ctx context.Context, codes, legacy []string) (biz.Directory, error) {
	dir := biz.Directory{Subjects: make(map[string]*biz.Subject, len(codes))}
	if len(legacy) > 0 {
		dir.Legacy = make(map[string][]string, len(legacy))
	}
	var askCodes, askLegacy []string
	for _, code := range codes {
		if s, ok := c.subjects.Get(code); !ok {
			askCodes = append(askCodes, code)
		} else if s != nil {
			dir.Subjects[code] = s
		}
	}
	for _, code := range legacy {
		if known, ok := c.legacy.Get(code); !ok {
			askLegacy = append(askLegacy, code)
		} else {
			dir.Legacy[code] = known
		}
	}
	if len(askCodes)+len(askLegacy) == 0 {
		return dir, nil
	}
	c.mu.Lock()
	before := c.learned
	c.mu.Unlock()
	found, err := c.inner.Find(ctx, askCodes, askLegacy)
	if err != nil {
		return biz.Directory{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	keep := c.learned == before // else what was read may be older than what was learned since
	for _, code := range askCodes {
		s := found.Subjects[code]
		if s != nil {
			dir.Subjects[code] = s
		}
		if keep {
			c.subjects.Add(code, s)
		}
	}
	for _, code := range askLegacy {
		dir.Legacy[code] = found.Legacy[code]
		if keep {
			c.legacy.Add(code, found.Legacy[code])
		}
	}
	return dir, nil
}

// Learn passes on and forgets what the registrations touch. Codes a subject no longer has are rare; they leave with it.
func (c *CachedRegistry) Learn(ctx context.Context, regs []biz.Registration) error {
	err := c.inner.Learn(ctx, regs)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.learned++
	touched := make(map[string]bool, len(regs))
	for _, r := range regs {
		touched[r.Code] = true
		c.subjects.Remove(r.Code)
		for _, l := range r.About.LegacyCodes {
			c.legacy.Remove(subject.NormaliseUSCC(l))
		}
	}
	for _, key := range c.legacy.Keys() {
		known, _ := c.legacy.Peek(key)
		for _, code := range known {
			if touched[code] {
				c.legacy.Remove(key)
				break
			}
		}
	}
	return err
}

// Forget empties the cache, after the registry was learned again.
func (c *CachedRegistry) Forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.learned++
	c.subjects.Purge()
	c.legacy.Purge()
}
