package resource

import (
	"strconv"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
)

// Opening is one thing a new version of a definition shows to more people than the versions before it, of data that is stored already.
type Opening struct {
	What string `json:"what"` // OpensSensitivity, OpensPublication, OpensSharing or OpensDirectory
	Item string `json:"item,omitempty"`
	From string `json:"from"`
	To   string `json:"to"`
}

// What can be opened: an item's sensitivity, its publication, the resource's share type, and whether it is open data.
const (
	OpensSensitivity = "sensitivity"
	OpensPublication = "publish"
	OpensSharing     = "share_type"
	OpensDirectory   = "is_open"
)

// Openings compares a definition with the versions before it, the oldest first; none for a new resource, of which nothing is stored.
// An item that was left out meanwhile is held to what it was last, so that leaving it out first opens nothing.
func Openings(before []Definition, next Definition) []Opening {
	if len(before) == 0 {
		return nil
	}
	var out []Opening
	last := before[len(before)-1].Metadata
	if next.Metadata.ShareType < last.ShareType { // 1 unconditional, 2 conditional, 3 none
		out = append(out, Opening{What: OpensSharing, From: last.ShareType, To: next.Metadata.ShareType})
	}
	if next.Metadata.Open && !last.Open {
		out = append(out, Opening{What: OpensDirectory, From: "false", To: "true"})
	}
	known := map[string]Item{}
	for _, d := range before {
		for _, it := range d.Items {
			known[it.Name] = it
		}
	}
	for _, it := range next.Items {
		old, ok := known[it.Name]
		if !ok {
			continue
		}
		if level(it) < level(old) {
			out = append(out, Opening{OpensSensitivity, it.Name, old.Sensitivity, it.Sensitivity})
		}
		if it.Publish && !old.Publish {
			out = append(out, Opening{OpensPublication, it.Name, strconv.FormatBool(old.Publish), strconv.FormatBool(it.Publish)})
		}
	}
	return out
}

func level(it Item) grant.Level {
	l, _ := grant.ParseLevel(it.Sensitivity) // a definition that compiles has a known one
	return l
}
