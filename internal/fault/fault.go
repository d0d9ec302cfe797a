// Package fault is the one error a user can meet: a kind, a stable reason, a sentence in two languages,
// what it is about, and what to do next. The cause stays inside the process.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what a caller can do about a fault; it decides the transport status.
type Kind uint8

// The kinds, from the caller's fault to ours.
const (
	Invalid         Kind = iota + 1 // the input is wrong: mend it
	Unauthenticated                 // no valid credential: log in
	Denied                          // the policy lacks a grant: ask for it
	NotFound                        // there is no such thing, or none the caller may know of
	Conflict                        // the state has moved on: read again
	TooLarge                        // over a limit: split it
	Throttled                       // too much at once: wait, then retry
	Unavailable                     // a part is down: retry later, nothing was answered
	Internal                        // our mistake: report it
)

var kindNames = [...]string{"", "INVALID", "UNAUTHENTICATED", "DENIED", "NOT_FOUND", "CONFLICT", "TOO_LARGE", "THROTTLED", "UNAVAILABLE", "INTERNAL"}

// String is the kind's stable name.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "INTERNAL"
}

// Reason is a stable code such as USCC_CHECK_CHAR; programs compare it, people read the sentence.
type Reason string

// Text is a sentence in Chinese and English.
type Text struct{ Zh, En string }

// In picks the language: "en" or, by default, Chinese.
func (t Text) In(lang string) string {
	if lang == "en" && t.En != "" {
		return t.En
	}
	return t.Zh
}

// Error is a refusal that may leave the process. Error() shows only its public half.
type Error struct {
	Kind    Kind
	Reason  Reason
	Message Text
	Next    Text   // what to do next
	Record  string // line number or record id
	Field   string // item name
	Rule    string // standard, article or policy line that was broken
	Link    string // a pre-filled follow-up
	// RetryAfter is in seconds, for Throttled and Unavailable.
	RetryAfter int
	// Evidence is the ledger index of this refusal, when it was recorded.
	Evidence *uint64
	cause    error
}

// New makes a fault with its sentence in both languages.
func New(kind Kind, reason Reason, zh, en string) *Error {
	return &Error{Kind: kind, Reason: reason, Message: Text{Zh: zh, En: en}}
}

// Then adds the next step and returns the fault.
func (e *Error) Then(zh, en string) *Error { e.Next = Text{Zh: zh, En: en}; return e }

// At names the record and item the fault is about.
func (e *Error) At(record, field string) *Error { e.Record, e.Field = record, field; return e }

// Broke names the rule that was broken.
func (e *Error) Broke(rule string) *Error { e.Rule = rule; return e }

// Because keeps the cause for the log; it never leaves the process.
func (e *Error) Because(err error) *Error { e.cause = err; return e }

// Witnessed is a copy, since a fault may be shared, that carries its index in the ledger.
func (e *Error) Witnessed(index uint64) *Error {
	c := *e
	c.Evidence = &index
	return &c
}

// Error shows the reason and the public sentence, never the cause.
func (e *Error) Error() string { return fmt.Sprintf("%s: %s", e.Reason, e.Message.En) }

// Unwrap gives the cause to errors.Is and errors.As inside the process.
func (e *Error) Unwrap() error { return e.cause }

// Cause is the hidden cause, nil if there is none.
func (e *Error) Cause() error { return e.cause }

// As finds the fault in an error chain.
func As(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

// From turns any error into a fault; a foreign one becomes Internal with the original as hidden cause.
func From(err error) *Error {
	if err == nil {
		return nil
	}
	if e, ok := As(err); ok {
		return e
	}
	return New(Internal, "INTERNAL", "系统内部错误,请求未完成。", "An internal error; the request was not completed.").
		Then("请稍后重试;若仍出现,请把响应中的请求编号告诉系统管理员。", "Try again later; if it persists, give the request id to the system administrator.").Because(err)
}

// Is reports whether err carries a fault with this reason.
func Is(err error, r Reason) bool {
	e, ok := As(err)
	return ok && e.Reason == r
}
