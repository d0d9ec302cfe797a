package kafkaio

import (
	"encoding/binary"
	"hash/crc32"
	"sync"
	"time"

	"github.com/klauspost/compress/s2"
)

// The record batch of Kafka's message format 2, written by hand: in one pass, straight from the messages, and compressed on the way.

// Where the fields of a batch's head lie, after the size a request puts before it; all numbers are big endian.
const (
	sizeOfAll   = 0 // of what follows it
	batchLength = 12
	batchEpoch  = 16
	batchMagic  = 20
	batchCRC    = 21
	batchAttrib = 25 // the checksum covers everything from here on
	batchLast   = 27
	batchFirst  = 31 // time of the first record
	batchNewest = 39 // time of the last
	batchMaker  = 47 // producer id, epoch and sequence
	batchCount  = 61
	batchHead   = 65
)

const snappyAttribute = 2

// frameBytes is about how much is compressed at a time: no more than snappy looks back.
const frameBytes = 60 << 10

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// encoded is one record batch, ready to be sent.
type encoded struct {
	bytes []byte // the batch, after its size
	plain []byte // records that are not compressed yet
	frame []byte // the last frame
}

// encodedBatches are kept, because each is as large as a request. One that a failed request may still be read from is not given back.
var encodedBatches = sync.Pool{New: func() any { return &encoded{} }}

// encode writes the messages of the calls as one batch. With snappy it is compressed in the framing every Kafka client reads.
func (e *encoded) encode(calls []*call, snappy bool, now time.Time) {
	var head [batchHead]byte
	binary.BigEndian.PutUint32(head[batchEpoch:], 1<<32-1) // not known
	head[batchMagic] = 2
	millis := uint64(now.UnixMilli()) //nolint:gosec // after 1970
	binary.BigEndian.PutUint64(head[batchFirst:], millis)
	binary.BigEndian.PutUint64(head[batchNewest:], millis)
	for i := batchMaker; i < batchCount; i++ {
		head[i] = 0xff // none
	}
	if snappy {
		head[batchAttrib+1] = snappyAttribute
	}
	e.bytes, e.plain = append(e.bytes[:0], head[:]...), e.plain[:0]
	if snappy {
		e.bytes = append(e.bytes, snappyHead...)
	}
	n := int64(0)
	for _, c := range calls {
		for i := range c.msgs {
			if !snappy {
				e.bytes = appendRecord(e.bytes, n, &c.msgs[i])
			} else if e.plain = appendRecord(e.plain, n, &c.msgs[i]); len(e.plain) >= frameBytes {
				e.compress()
			}
			n++
		}
	}
	if len(e.plain) > 0 {
		e.compress()
	}
	b := e.bytes
	binary.BigEndian.PutUint32(b[sizeOfAll:], uint32(len(b)-4))            //nolint:gosec // bounded by MaxRequestBytes
	binary.BigEndian.PutUint32(b[batchLength:], uint32(len(b)-batchEpoch)) //nolint:gosec // as above
	binary.BigEndian.PutUint32(b[batchLast:], uint32(n-1))                 //nolint:gosec // fewer than there are bytes
	binary.BigEndian.PutUint32(b[batchCount:], uint32(n))                  //nolint:gosec // as above
	binary.BigEndian.PutUint32(b[batchCRC:], crc32.Checksum(b[batchAttrib:], castagnoli))
}

// snappyHead begins a stream of snappy frames as Java writes them: magic, version 1, readable by version 1.
var snappyHead = []byte{0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0, 0, 0, 0, 1, 0, 0, 0, 1}

// compress moves what is plain to the batch, as one frame.
func (e *encoded) compress() {
	e.frame = s2.EncodeSnappy(e.frame[:cap(e.frame)], e.plain)
	e.bytes = binary.BigEndian.AppendUint32(e.bytes, uint32(len(e.frame))) //nolint:gosec // bounded by MaxRequestBytes
	e.bytes = append(e.bytes, e.frame...)
	e.plain = e.plain[:0]
}

// appendRecord appends the n-th record of a batch.
func appendRecord(dst []byte, n int64, m *Message) []byte {
	size := 1 + 1 + varintSize(n) + fieldSize(m.Key) + fieldSize(m.Value) + varintSize(int64(len(m.Headers)))
	for i := range m.Headers {
		h := &m.Headers[i]
		size += varintSize(int64(len(h.Key))) + len(h.Key) + fieldSize(h.Value)
	}
	dst = binary.AppendVarint(dst, int64(size))
	dst = append(dst, 0, 0) // no attributes; the time of the whole batch
	dst = binary.AppendVarint(dst, n)
	dst = appendField(dst, m.Key)
	dst = appendField(dst, m.Value)
	dst = binary.AppendVarint(dst, int64(len(m.Headers)))
	for i := range m.Headers {
		h := &m.Headers[i]
		dst = binary.AppendVarint(dst, int64(len(h.Key)))
		dst = append(dst, h.Key...)
		dst = appendField(dst, h.Value)
	}
	return dst
}

// appendField appends bytes after their length; nil is not the same as empty.
func appendField(dst, b []byte) []byte {
	if b == nil {
		return binary.AppendVarint(dst, -1)
	}
	return append(binary.AppendVarint(dst, int64(len(b))), b...)
}

func fieldSize(b []byte) int {
	if b == nil {
		return 1
	}
	return varintSize(int64(len(b))) + len(b)
}

// varintSize is how many bytes a number that is not negative takes.
func varintSize(n int64) int {
	size := 1
	for n >= 1<<6 {
		n >>= 7
		size++
	}
	return size
}
