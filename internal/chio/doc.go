// Package chio opens ClickHouse, embedded or a cluster, through clickhouse-go over HTTP, and keeps its schema up to date with numbered SQL files.
package chio
