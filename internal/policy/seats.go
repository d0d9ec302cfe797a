package policy

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"unsafe"
)

// seat is one person or key in one agency, with the way to what it may do. It is one cache line of 64 bytes without a
// pointer: at 100,000 lines a decision costs what it reads from memory that no cache holds, and this is all it reads
// that is its caller's alone.
type seat struct {
	id     [31]byte // the holder's id, zero behind its end; of a long one its number in seats.long
	n      uint8    // length of id; 0: the seat is free
	agency uint32   // number of the agency
	roles  uint32   // number of the set of roles
	filter uint64   // what the parts of near have, so that most questions need not read them
	near   run      // the parts of its roles in its agency
	wide   run      // those of its roles in all agencies
}

// run is a stretch of Index.parts.
type run struct{ start, n uint32 }

// longID in seat.n stands for an id that has no room in the seat.
const longID = 255

// seats finds by id and agency: an open-addressing table with linear probing, two thirds full. Never changed after Compile.
type seats struct {
	seed     maphash.Seed
	table    []seat
	agencies []string
	long     []string
}

func newSeats(most int) seats {
	return seats{seed: maphash.MakeSeed(), table: make([]seat, most+most/2+1)}
}

// fetch begins to bring what find will read from memory, so that the question can be read meanwhile.
func (t *seats) fetch(id string, hint uint32) {
	if uint64(hint) < uint64(len(t.table)) {
		prefetch(unsafe.Pointer(&t.table[hint]))
		prefetch(unsafe.Pointer(unsafe.StringData(id)))
	}
}

// find gives the seat of an id in an agency, nil if there is none; hint is where it may be. With a right hint the seat
// and the id's text are fetched from memory at the same time, without one the seat only after the text.
func (t *seats) find(id, agency string, hint uint32) *seat {
	if uint64(hint) < uint64(len(t.table)) {
		if s := &t.table[hint]; s.n != 0 && t.holds(s, id) && t.agencies[s.agency] == agency {
			return s
		}
	}
	if i, ok := t.search(id, agency); ok {
		return &t.table[i]
	}
	return nil
}

// search gives the number of the seat of an id in an agency.
func (t *seats) search(id, agency string) (n uint32, ok bool) {
	for i := t.home(id); ; i++ {
		if i == uint64(len(t.table)) {
			i = 0
		}
		s := &t.table[i]
		if s.n == 0 {
			return 0, false
		}
		if t.holds(s, id) && t.agencies[s.agency] == agency {
			return uint32(i), true
		}
	}
}

// home is where the search for an id begins.
func (t *seats) home(id string) uint64 {
	i, _ := bits.Mul64(maphash.String(t.seed, id), uint64(len(t.table)))
	return i
}

func (t *seats) holds(s *seat, id string) bool {
	if s.n == longID {
		return t.long[binary.LittleEndian.Uint32(s.id[:])] == id
	}
	return int(s.n) == len(id) && string(s.id[:s.n]) == id
}

// take gives the seat of an id in the agency with this number, a free one if there was none yet.
func (t *seats) take(id string, agency uint32) *seat {
	for i := t.home(id); ; i++ {
		if i == uint64(len(t.table)) {
			i = 0
		}
		s := &t.table[i]
		switch {
		case s.n == 0:
			t.name(s, id)
			s.agency = agency
			return s
		case s.agency == agency && t.holds(s, id):
			return s
		}
	}
}

func (t *seats) name(s *seat, id string) {
	if len(id) <= len(s.id) {
		s.n = uint8(copy(s.id[:], id))
		return
	}
	s.n = longID
	binary.LittleEndian.PutUint32(s.id[:], uint32(len(t.long)))
	t.long = append(t.long, id)
}
