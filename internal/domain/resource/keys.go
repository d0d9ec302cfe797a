package resource

import "encoding/binary"

// keyTable finds an item by a column name or alias: open addressing over a cheap hash, no allocation.
type keyTable struct {
	slots []keySlot
	mask  uint32
}

type keySlot struct {
	name string
	item int32
}

func newKeyTable(names map[string]int) keyTable {
	size := 8
	for size < 4*len(names) {
		size *= 2
	}
	t := keyTable{slots: make([]keySlot, size), mask: uint32(size - 1)}
	for n, i := range names {
		at := hashKey([]byte(n)) & t.mask
		for t.slots[at].name != "" {
			at = (at + 1) & t.mask
		}
		t.slots[at] = keySlot{n, int32(i)}
	}
	return t
}

func (t *keyTable) find(key []byte) (int, bool) {
	for at := hashKey(key) & t.mask; t.slots[at].name != ""; at = (at + 1) & t.mask {
		if t.slots[at].name == string(key) {
			return int(t.slots[at].item), true
		}
	}
	return 0, false
}

func hashKey(k []byte) uint32 {
	h := uint64(len(k)) * 0x9E3779B97F4A7C15
	for len(k) >= 8 {
		h = (h ^ binary.LittleEndian.Uint64(k)) * 0xBF58476D1CE4E5B9
		h ^= h >> 29
		k = k[8:]
	}
	for _, c := range k {
		h = (h ^ uint64(c)) * 0x100000001B3
	}
	h *= 0x94D049BB133111EB
	return uint32(h >> 32)
}
