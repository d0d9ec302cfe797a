// Package kafkaio is how every part of Chengxin speaks to Kafka, whichever broker stands behind the address:
// the embedded one on a laptop or an Apache Kafka cluster.
//
// It promises three things. A produce that returned without error is on the disk of every in-sync replica, and its
// offset is exact. A consumer commits only what its caller says has taken effect, and hands back its partitions only
// when the batches in hand are settled. A broker restart is waited out with back-off and then forgotten.
//
// Effects must be idempotent: after a lost connection the same message may be written twice or read twice,
// and never not at all.
package kafkaio
