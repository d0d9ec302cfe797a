package policy

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/domain/grant"
)

// Ids that differ only behind what a seat has room for, or hold each other, and the same id in two agencies, are told apart.
func TestSeats(t *testing.T) {
	long := strings.Repeat("x", 30)
	ids := []string{"u", "u1", "u10", "u\x00", "u1\x00", long, long + "y", long + "yy", long + "yz", long + long + long + "1", long + long + long + "2", strings.Repeat("z", 255), strings.Repeat("z", 255+31)}
	for i := range 500 {
		ids = append(ids, fmt.Sprintf("person-%d", i))
	}
	var all []Line
	for i, id := range ids {
		all = append(all, g(fmt.Sprintf("a%d", i), id, "officer", "county"), g(fmt.Sprintf("b%d", i), id, "pusher", "county"))
		if i%2 == 0 {
			all = append(all, g(fmt.Sprintf("c%d", i), id, "auditor", "city"), g(fmt.Sprintf("d%d", i), id, "auditor", "city"))
		}
	}
	codes, err := DefaultCodes()
	if err != nil {
		t.Fatal(err)
	}
	x, err := Compile(1, all, codes, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(x.seats.table) < len(ids)*3/2 || len(x.roles.sets) > 4 {
		t.Errorf("%d seats, %d sets of roles", len(x.seats.table), len(x.roles.sets))
	}
	want := func(who grant.Principal, roles ...string) {
		t.Helper()
		for _, seat := range []uint32{0, 1, uint32(len(x.seats.table)) - 1, uint32(len(x.seats.table)), 1<<32 - 1} {
			if who.Seat = seat; !slices.Equal(x.Roles(who), roles) {
				t.Errorf("%q in %s with seat %d holds %v, not %v", who.ID, who.Agency, seat, x.Roles(who), roles)
			}
		}
	}
	for i, id := range ids {
		want(grant.Principal{ID: id, Agency: "county"}, "officer", "pusher")
		if i%2 == 0 {
			want(grant.Principal{ID: id, Agency: "city"}, "auditor")
		} else {
			want(grant.Principal{ID: id, Agency: "city"})
		}
		want(grant.Principal{ID: id + "?", Agency: "county"})
	}
	want(grant.Principal{Agency: "county"})
	want(grant.Principal{ID: "u"})
}

// A caller keeps the seat of its authentication; what it may do comes from the policy in force, whoever sits there now.
func TestSeatsGrowOld(t *testing.T) {
	s, _ := store(t, 0)
	who, err := s.Authenticate(context.Background(), "cxs_1")
	if err != nil {
		t.Fatal(err)
	}
	x := s.state.Load().index
	if n, ok := x.seats.search(who.ID, who.Agency); !ok || n != who.Seat {
		t.Errorf("authenticated at seat %d, sits at %d (%v)", who.Seat, n, ok)
	}
	q := ask("resource/penalty", "record.query", "award", "")
	for seat := range uint32(len(x.seats.table) + 2) {
		who.Seat = seat
		if d := s.Decide(who, q); !d.Allow || d.Line != "base" {
			t.Errorf("seat %d: %+v", seat, d)
		}
		stranger := grant.Principal{ID: "u9", Agency: "county", Seat: seat}
		if d := s.Decide(stranger, q); d.Allow || d.Refusal.Reason != ReasonNoRole {
			t.Errorf("seat %d of another: %+v", seat, d)
		}
		elsewhere := grant.Principal{ID: "u1", Agency: "city", Seat: seat}
		if d := s.Decide(elsewhere, q); d.Allow || d.Refusal.Reason != ReasonNoRole {
			t.Errorf("seat %d in another agency: %+v", seat, d)
		}
	}
}
