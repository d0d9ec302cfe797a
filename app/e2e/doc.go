// Package e2e holds the black-box suite: it builds the program, starts it in each topology (one process, one process per
// service, PostgreSQL, real Apache Kafka) and uses only what users have: command line, HTTP, gRPC, Kafka.
package e2e
