// Package bench is `chengxin bench NAME`: it measures what the program promises, each figure beside the bare work under it, both sides in
// one run, round by round in turn. What matters is the ratio: absolute figures move with the machine and with what else it does.
package bench
