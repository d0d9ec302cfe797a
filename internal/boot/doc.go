// Package boot is the Kratos rim: it reads the configuration, starts the modules of this process in order, serves them
// over one gRPC and one HTTP server through one middleware chain, connects them with their peers, and stops them in
// reverse within a deadline. Services see it only in their module.go.
package boot
