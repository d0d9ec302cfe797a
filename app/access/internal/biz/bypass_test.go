package biz_test

import (
	"context"
	"testing"

	"github.com/chengxin-credit/chengxin/app/access/internal/biz"
)

// Who makes accounts must not come by the link of an office that is still to be taken up.
func TestNobodyEnrolsForAnotherOffice(t *testing.T) {
	w := newWorld(t)
	links := tokens(w.first(false))
	ctx := context.Background()
	_, err := w.core.Redeem(ctx, links[0], password)
	must(t, err)
	for _, name := range []string{"secadmin", "auditadmin"} {
		list, _ := w.core.People(biz.Filter{Text: name, Limit: 1})
		_, e, err := w.core.Enrol(w.as("sysadmin"), list[0].ID, "take over")
		want(t, err, "SEPARATION_OF_DUTIES")
		if e.Token != "" {
			t.Errorf("%s: a token all the same", name)
		}
	}
	_, err = w.core.Redeem(ctx, links[1], password)
	must(t, err)
}

// A line that denies until some day blinds an office just as well as one that denies for ever.
func TestNoOfficeIsDeniedForAWhile(t *testing.T) {
	w := newWorld(t)
	w.seed()
	_, _, err := w.core.ChangePolicy(w.as("sec"), biz.Edit{Why: "test", Add: []biz.Line{
		{Type: "p", Subject: biz.AuditAdmin, Object: "*", Action: "audit.search", Effect: "deny", Until: "2099-01-01"},
	}})
	want(t, err, "LAST_ADMINISTRATOR")
}

// An agency's Kafka user may use every consumer group that begins with its code and a dot: history.loader is none of an agency's.
func TestAgenciesAreNotNamedLikeServices(t *testing.T) {
	w := newWorld(t)
	w.seed()
	for _, code := range []string{"history", "exchange", "audit"} {
		_, err := w.core.PutAgency(w.as("sys"), biz.Agency{Code: code, Name: "x", Division: "371500", Kind: "both"}, "")
		want(t, err, "FIELD_INVALID")
	}
}
