package clickhouse

import "unsafe"

// cBytes views n bytes of C memory. The view is valid only until the result that owns the memory is destroyed.
func cBytes(p uintptr, n uintptr) []byte {
	if p == 0 || n == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(cPointer(p)), int(n))
}

// cString copies a NUL-terminated C string.
func cString(p uintptr) string {
	if p == 0 {
		return ""
	}
	base := (*byte)(cPointer(p))
	n := 0
	for *(*byte)(unsafe.Add(unsafe.Pointer(base), n)) != 0 {
		n++
	}
	return string(unsafe.Slice(base, n))
}

// cPointer turns an address the library returned into a pointer. The memory is C's, so the collector has no part in it; reading
// the address through a pointer keeps vet's rule for Go addresses, which does not apply here, out of the way.
func cPointer(p uintptr) unsafe.Pointer {
	return *(*unsafe.Pointer)(unsafe.Pointer(&p))
}

// goString is the address of s's bytes, for a call that reads them before it returns. An empty text has a valid address too.
func goString(s string) unsafe.Pointer {
	if len(s) == 0 {
		return unsafe.Pointer(&empty)
	}
	return unsafe.Pointer(unsafe.StringData(s))
}

var empty byte

// cParams are the named parameters of one statement laid out as the four arrays the library takes.
type cParams struct {
	names, values       []unsafe.Pointer
	nameLens, valueLens []uintptr
}

func newCParams(params []param) *cParams {
	n := len(params)
	c := &cParams{
		names: make([]unsafe.Pointer, n, n+1), values: make([]unsafe.Pointer, n, n+1),
		nameLens: make([]uintptr, n, n+1), valueLens: make([]uintptr, n, n+1),
	}
	for i, p := range params {
		c.names[i], c.nameLens[i] = goString(p.name), uintptr(len(p.name))
		c.values[i], c.valueLens[i] = goString(p.value), uintptr(len(p.value))
	}
	return c
}
