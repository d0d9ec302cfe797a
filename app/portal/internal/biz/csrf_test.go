package biz

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

func TestCheckCSRF(t *testing.T) {
	mine, visitors, others := CSRF(OfSession, "cxs_mine"), CSRF(OfVisitor, "cxs_mine"), CSRF(OfSession, "cxs_other")
	for _, c := range []struct {
		name, shown, want string
		reason            fault.Reason
	}{
		{"right", mine, mine, ""},
		{"none shown", "", mine, CSRFMissing},
		{"none shown, none expected", "", "", CSRFMissing},
		{"shown, none expected", mine, "", CSRFWrong},
		{"of another session", others, mine, CSRFWrong},
		{"of the same secret as a visitor's", visitors, mine, CSRFWrong},
		{"cut short", mine[:len(mine)-1], mine, CSRFWrong},
		{"with more", mine + "A", mine, CSRFWrong},
		{"the secret itself", "cxs_mine", mine, CSRFWrong},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := CheckCSRF(c.shown, c.want)
			f, _ := fault.As(err)
			if (err == nil) != (c.reason == "") || (f != nil && (f.Reason != c.reason || f.Kind != fault.Denied || f.Message.Zh == "" || f.Next.En == "")) {
				t.Errorf("got %v, want %q", err, c.reason)
			}
		})
	}
}

func TestCSRFTellsNothing(t *testing.T) {
	if CSRF(OfSession, "") != "" || CSRF(OfVisitor, "") != "" {
		t.Error("no secret has a token, which anybody could compute")
	}
	secret := rapid.StringMatching(`[0-9a-z_]{16,60}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := secret.Draw(t, "a"), secret.Draw(t, "b")
		if a != b && CSRF(OfSession, a) == CSRF(OfSession, b) {
			t.Fatalf("%q and %q share a token", a, b)
		}
		if CSRF(OfSession, a) == CSRF(OfVisitor, a) {
			t.Fatal("a visitor's token serves a session")
		}
	})
}
