package demo

import "time"

// Record is one record as its agency writes it.
type Record struct {
	Agency   string // code of the pushing agency
	Resource string
	Day      time.Time // decision date
	JSON     []byte
	Mistake  Mistake
}
