// Package exchange is where records come in: pushes over HTTP, the agencies' Kafka inboxes, corrections out of quarantine.
//
// It promises: what was acknowledged is on the broker's disk; what was refused is in quarantine with its reasons and its raw bytes, and can
// be corrected and submitted again; a push repeated under the same idempotency key, a redelivered message, a crash at any point leave each
// version once; no document number or name of a person is written to a topic or a table in clear; every push and refusal is in the ledger
// before its answer leaves; and a body of any size is taken in with bounded memory.
//
// An agency's monthly score is reckoned from sums that count each push once, in the transaction that completes its receipt; how it is
// reckoned stands in configs/rules/quality.csv.
//
// It owns the receipts, the quarantine and the subject registry (SQL), and writes the topics records, quarantine and receipts.<agency>.
package exchange
