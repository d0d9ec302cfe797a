package biz

import (
	"context"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// shows tells whether a hit may be shown. versions are what is known of its subject, nil where that was not read: a registration in force
// says enough, and of a subject with too many records nothing can be told.
type shows func(hit *Found, versions []Version) bool

// Bounds of one page of hits, where some may not be shown: how many hits are looked at together after the first look, how often, and how
// many stored versions of each subject are read together; a subject with more is read by itself.
const (
	nextLook    = 100
	mostLooks   = 5
	fewVersions = 64
)

// gather finds the hits of a page, passing over those that may not be shown; a nil may shows all. next is where the page after it begins,
// 0 if there is none. After so many looks it gives what it has: then the page may be short, even empty, and more may follow.
func (d *Deps) gather(ctx context.Context, f Find, may shows) (page []Found, next int, err error) {
	limit := f.Limit
	f.Limit++ // one more tells whether there is a next page
	for range mostLooks {
		found, err := d.Histories.Find(ctx, f)
		if err != nil {
			return nil, 0, err
		}
		shown, err := d.present(ctx, found, may)
		if err != nil {
			return nil, 0, err
		}
		for i := range found {
			switch {
			case !shown[i]:
			case len(page) == limit:
				return page, f.Offset + i, nil
			default:
				page = append(page, found[i])
			}
		}
		if f.Offset += len(found); len(found) < f.Limit || f.Offset >= deepest {
			return page, 0, nil
		}
		f.Limit = max(f.Limit, nextLook)
	}
	return page, f.Offset, nil
}

// present makes hits say what the profiles of their subjects say, and tells which of them may be shown. Where the search knows a registration
// that was never withdrawn, both are clear and nothing is read.
func (d *Deps) present(ctx context.Context, found []Found, may shows) ([]bool, error) {
	unclear := func(hit *Found) bool { return hit.Withdrawn || may != nil && !hit.Registered }
	var ids []string
	for i := range found {
		if unclear(&found[i]) {
			ids = append(ids, found[i].Subject)
		}
	}
	var few map[string][]Version
	if ids != nil {
		var err error
		if few, err = d.Histories.VersionsOf(ctx, ids, fewVersions); err != nil {
			return nil, err
		}
	}
	shown := make([]bool, len(found))
	for i := range found {
		hit := &found[i]
		var versions []Version
		if unclear(hit) {
			stored, all := few[hit.Subject]
			if !all {
				var err error
				if stored, err = d.Histories.Versions(ctx, hit.Subject); err != nil && fault.From(err).Kind != fault.TooLarge {
					return nil, err
				}
			}
			versions = d.known(stored, Now)
		}
		if hit.Withdrawn {
			d.amend(hit, versions)
		}
		shown[i] = may == nil || may(hit, versions)
	}
	return shown, nil
}

// amend makes a hit say what the subject's profile says. Only a withdrawn registration makes them differ: the search keeps the last one,
// the profile shows the last one that is in force.
func (d *Deps) amend(hit *Found, versions []Version) {
	if len(versions) == 0 { // too many for a profile
		hit.Registered, hit.Status = false, StatusWithdrawn
		return
	}
	p := profileOf(hit.Subject, versions, d, func(*resource.Schema, int, *Version) bool { return false })
	hit.Registered, hit.Name, hit.Status, hit.Division = p.Registered, p.Name, p.Status, p.Division
	if hit.Matched != "code" {
		hit.Matched = "name"
		if subject.NormaliseName(hit.Name) != subject.NormaliseName(hit.Text) {
			hit.Matched = "former_name"
		}
	}
}
