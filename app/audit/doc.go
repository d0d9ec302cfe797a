// Package audit is the access ledger. It promises that
//
//   - every piece of evidence in the `audit` topic becomes exactly one leaf of one Merkle tree, in the topic's order: the
//     offset is the leaf index, after any crash;
//   - what cannot be decoded keeps its place and is visible as malformed;
//   - a checkpoint, signed with the log's Ed25519 key, covers everything new within a second;
//   - checkpoint, tiles and entries are public in the C2SP tlog-tiles layout, since leaves hold commitments and no personal data;
//   - a proof can be checked offline, with the verifier key alone;
//   - the ledger stops, and says so, rather than go on over a topic that is not the one its tree was built from;
//   - looking into the ledger is itself evidence.
//
// It calls no other service.
package audit
