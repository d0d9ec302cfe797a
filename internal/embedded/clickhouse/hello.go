package clickhouse

import "encoding/binary"

// helloQuery is what clickhouse-go asks first. It takes the answer's revision column as the form of every later block.
const helloQuery = "SELECT displayName(), version(), revision(), timezone()"

// Revisions at which the Native form changes: a block-info header, and a serialization flag per column.
const (
	revisionBlockInfo     = 1
	revisionSerialization = 54454
	maxRevision           = 1 << 20
)

// helloBlock answers the hello query in the form of the client's revision, with a revision of 0: that is the form the engine writes,
// so that every later block goes through unchanged.
func helloBlock(revision uint64, version, timezone string) []byte {
	b := make([]byte, 0, 256)
	if revision >= revisionBlockInfo {
		// field 1: is_overflows = false; field 2: bucket_num = -1; 0 ends the list
		b = append(b, 1, 0, 2, 0xff, 0xff, 0xff, 0xff, 0)
	}
	b = binary.AppendUvarint(b, 4) // columns
	b = binary.AppendUvarint(b, 1) // rows
	column := func(name, typ string) {
		b = appendText(appendText(b, name), typ)
		if revision >= revisionSerialization {
			b = append(b, 0)
		}
	}
	column("displayName()", "String")
	b = appendText(b, "chengxin")
	column("version()", "String")
	b = appendText(b, version)
	column("revision()", "UInt32")
	b = binary.LittleEndian.AppendUint32(b, 0)
	column("timezone()", "String")
	return appendText(b, timezone)
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}
