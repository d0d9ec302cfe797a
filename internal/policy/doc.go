// Package policy decides who may see and do what, in process and from memory.
//
// The lines are Casbin lines (configs/policy/model.conf). Casbin's own Enforce scans every line, and its caching
// enforcers keep allowing after a line is gone; so the lines are compiled into an index (an Index is never changed,
// only replaced), and a differential test holds the index to casbin.Enforce.
//
// A Store holds the Snapshot in force. Apply is visible to the very next Decide and Authenticate. A Store that has
// not heard from the access service for longer than it may denies everything with POLICY_STALE.
//
// Of several lines that allow, the one that shows most decides: by sensitivity level, then number of named
// items, then scope. Ask with the data's division to have lines of narrower scope left out of that choice.
// Any line that denies overrides all that allow.
//
// At 100,000 lines a decision costs what it reads from memory that no cache holds. So the index lies in arrays whose elements refer to each
// other by number, and of what is its caller's alone a decision reads one cache line, the seat; an authenticated caller carries its number.
package policy
