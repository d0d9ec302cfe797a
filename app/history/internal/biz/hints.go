package biz

import (
	"slices"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

const provisionalHint = string(rules.CalendarProvisional)

// hasHint looks for a code in a list of them joined by commas.
func hasHint(hints, code string) bool {
	return strings.Contains(hints, code) && slices.Contains(strings.Split(hints, ","), code)
}

// withHint adds a code to a list, or takes it away.
func withHint(hints, code string, wanted bool) string {
	if hasHint(hints, code) == wanted {
		return hints
	}
	list := slices.DeleteFunc(strings.Split(hints, ","), func(h string) bool { return h == "" || h == code })
	if wanted {
		list = append(list, code)
	}
	return strings.Join(list, ",")
}
