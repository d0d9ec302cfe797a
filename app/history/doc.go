// Package history is the sole owner of the credit histories. It promises:
//
// What Kafka `records` holds stands in ClickHouse once, in the order of arrival, whatever crashes or is sent twice;
// an offset is committed only after its block is stored. The same log always gives the same tables.
// A message that cannot be read goes to `quarantine`; nothing is skipped unseen.
//
// One subject's history is answered as far as the caller's grants reach, as of any instant, with every masked item and
// every withheld record counted and explained, and only after the evidence of the answer is durable. When the
// ledger is down the answer is "unavailable", never the data.
//
// A credit subject is answered about itself alone, and told who looked at it, when and why. What is personal of other people in its
// records stays masked.
//
// Without login only organisations are shown: items marked public, inside their publication window. Of natural persons nothing; they are in
// the public statistics only where a count is about five of them or more.
package history
