package biz

import (
	"strings"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// WhoCan lists the people and keys to whom Explain would say yes, sorted by agency and id. A cursor is an agency, a slash and an id.
func (c *Core) WhoCan(q grant.Question, agency, cursor string, limit int) (found []Grantee, next string, version uint64, err error) {
	f := GranteeFilter{Agency: agency, Limit: limit}
	if cursor != "" {
		var ok bool
		if f.AfterAgency, f.AfterID, ok = strings.Cut(cursor, "/"); !ok {
			return nil, "", 0, badCursor()
		}
	}
	q.At = c.Clock.Now()
	found, more, version := c.Engine.Current().WhoCan(q, f)
	if more {
		last := &found[len(found)-1]
		next = last.Agency + "/" + last.ID
	}
	return found, next, version, nil
}

func badCursor() error {
	return fault.New(fault.Invalid, "CURSOR_INVALID", "翻页标记无效。", "The cursor is not valid.").At("", "cursor").Then("请从第一页重新开始。", "Start from the first page.")
}
