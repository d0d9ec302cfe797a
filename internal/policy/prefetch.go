//go:build amd64 || arm64

package policy

import "unsafe"

// prefetch has the processor fetch the cache line at p while it goes on. It is a hint to the processor: nothing is read,
// and any address will do. The compiler offers no such instruction, so it is one line of assembly.
//
//go:noescape
func prefetch(p unsafe.Pointer)
