package policy

import "time"

// Parts says which parts of a snapshot are present; the others stay as they are.
type Parts uint8

// The parts of a snapshot.
const (
	PartLines Parts = 1 << iota
	PartDirectory
	PartSessions
	AllParts = PartLines | PartDirectory | PartSessions
)

// Digest is the SHA-256 of a token. Tokens are 256 random bits, so a fast hash keeps them.
type Digest = [32]byte

// Agency is a body that takes part in the exchange.
type Agency struct {
	Code, Name, Division string
	Disabled             bool
}

// Person is someone who can log in.
type Person struct {
	ID, Name, DisplayName, Agency string
	// Subject is the token of the credit subject this person is, empty for most.
	Subject  string
	Disabled bool
}

// Key is an API key of an agency.
type Key struct {
	ID, Agency, Label string
	Hash              Digest
	Expires           time.Time // zero: never
}

// Session is a person's login.
type Session struct {
	ID, Person string
	Hash       Digest
	Expires    time.Time
	Seen       time.Time // last use the access service knows of
}

// Snapshot is the whole state of policy and credentials, or the parts of it that changed.
// Only what is in force is in it: revoked keys and ended sessions are absent.
type Snapshot struct {
	Parts   Parts
	Serial  uint64 // grows with every change of any part
	Base    uint64 // the serial a partial snapshot adds to
	Version uint64 // of the policy's lines
	Lines   []Line
	Codes   Codes

	Agencies []Agency
	People   []Person
	Keys     []Key

	Idle     time.Duration // how long an unused session lives; 0: until it expires
	Sessions []Session
}
