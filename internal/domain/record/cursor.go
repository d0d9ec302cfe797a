package record

import (
	"encoding/binary"
	"unsafe"

	"github.com/chengxin-credit/chengxin/internal/domain/rules"
)

func appendText(dst []byte, s string) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(s)))
	return append(dst, s...)
}

func appendDate(dst []byte, d rules.Date) []byte {
	return binary.LittleEndian.AppendUint32(dst, uint32(d))
}

// cursor reads an encoded record front to back. After the first error every read gives zero values.
type cursor struct {
	b   []byte
	err error
}

func (c *cursor) fail(err error) {
	if c.err == nil {
		c.err = err
	}
	c.b = nil
}

func (c *cursor) uvarint() uint64 {
	if len(c.b) > 0 && c.b[0] < 0x80 {
		v := c.b[0]
		c.b = c.b[1:]
		return uint64(v)
	}
	v, n := binary.Uvarint(c.b)
	switch {
	case n == 0:
		c.fail(ErrTruncated)
		return 0
	case n < 0 || c.b[n-1] == 0: // a zero last byte means the number has a shorter form
		c.fail(ErrForm)
		return 0
	}
	c.b = c.b[n:]
	return v
}

func (c *cursor) bytes() []byte {
	n := c.uvarint()
	if n > uint64(len(c.b)) {
		c.fail(ErrTruncated)
		return nil
	}
	if n == 0 {
		return nil
	}
	out := c.b[:n:n]
	c.b = c.b[n:]
	return out
}

// text aliases the input instead of copying: a loader decodes hundreds of thousands of records a second.
func (c *cursor) text() string {
	b := c.bytes()
	if len(b) == 0 {
		return ""
	}
	return unsafe.String(&b[0], len(b))
}

func (c *cursor) uint64() uint64 {
	if len(c.b) < 8 {
		c.fail(ErrTruncated)
		return 0
	}
	v := binary.LittleEndian.Uint64(c.b)
	c.b = c.b[8:]
	return v
}

func (c *cursor) date() rules.Date {
	if len(c.b) < 4 {
		c.fail(ErrTruncated)
		return rules.NoDate
	}
	d := rules.Date(binary.LittleEndian.Uint32(c.b))
	c.b = c.b[4:]
	return d
}

// count reads the length of a list whose entries take at least size bytes each, so that a lying length cannot allocate.
func (c *cursor) count(size int) int {
	n := c.uvarint()
	if n > uint64(len(c.b)/size) {
		c.fail(ErrTruncated)
		return 0
	}
	return int(n)
}

func (c *cursor) about() *About {
	a := &About{Name: c.text(), Status: c.text(), Division: c.text(), Legal: c.text(), RegisteredOn: c.date()}
	if n := c.count(5); n > 0 {
		a.FormerNames = make([]FormerName, n)
		for i := range a.FormerNames {
			a.FormerNames[i] = FormerName{Name: c.text(), Until: c.date()}
		}
	}
	if n := c.count(1); n > 0 {
		a.LegacyCodes = make([]string, n)
		for i := range a.LegacyCodes {
			a.LegacyCodes[i] = c.text()
		}
	}
	return a
}

func (c *cursor) end() error {
	if c.err == nil && len(c.b) > 0 {
		return ErrTrailing
	}
	return c.err
}
