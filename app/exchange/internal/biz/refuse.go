package biz

import (
	"encoding/base32"
	"slices"
	"strconv"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/domain/record"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

// MaxRecord is the most bytes a record may have as it comes. Refused, it is kept whole: sealed it grows by a third, and it still fits one
// message with the header of its table and the reasons.
const MaxRecord = 512 << 10

// maxEncoded is the most bytes of an encoded record or quarantine frame: what a broker with default settings takes in one message, with room
// for its headers.
const maxEncoded = 850 << 10

// TooLarge is the finding about a record over the size limit, of which the beginning only was read.
func TooLarge() *resource.Finding {
	return finding("", "RECORD_TOO_LARGE", "记录超过大小上限;问题数据中只保留开头部分。", "The record is over the size limit; quarantine keeps its beginning only.",
		"请缩短内容或拆分记录。", "Shorten or split the record.", "")
}

var idText = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// withdrawMark tells in a content type that the raw record asked to be withdrawn.
const withdrawMark = "; op=withdraw"

// Withdraws reports whether a quarantined record of this content type asked to be withdrawn.
func Withdraws(contentType string) bool { return strings.HasSuffix(contentType, withdrawMark) }

// short bounds what a sender named, and masks what is no name but a person's number that came to stand there.
func short(s string) string {
	s = subject.MaskText(s)
	if len(s) > 64 {
		return strings.ToValidUTF8(s[:64], "")
	}
	return strings.ToValidUTF8(s, "")
}

// refuse puts a row into quarantine with its reasons. Its id follows from where it came and what it says, so that the same row refused
// again is the same entry.
func (c *checker) refuse(b *batch, row int, known int64, why ...resource.Finding) {
	a, t := &b.rows[row], b.task
	b.tally.refused++
	raw := b.bytesOf(row)
	if len(t.header) > 0 {
		raw = slices.Concat(t.header, []byte("\n"), raw) // a line of a table means nothing without its header
	}
	source := b.source(row, c.desk.Seal.Digest([]byte("quarantine"), raw))
	q := record.Quarantined{
		ID: "q" + idText.EncodeToString(source[:]), Receipt: t.receipt, Agency: t.agency, Resource: short(t.resource), Line: a.line, At: known,
		By: t.by, Parent: t.parent, ContentType: a.contentType,
	}
	if t.op == record.Withdraw {
		q.ContentType += withdrawMark
	}
	id := q.ID
	if t.dryRun {
		id = ""
	}
	for i := range why {
		o := outcomeOf(a.line, StatusRefused, "", &why[i])
		o.QuarantineID = id
		b.outcomes = append(b.outcomes, o)
		q.Reasons = append(q.Reasons, reasonOf(&why[i]))
	}
	if t.dryRun {
		return
	}
	if whole := len(raw); whole > MaxRecord {
		if raw = raw[:min(whole, roomFor(&q))]; len(raw) < whole {
			cut := keptInPart(len(raw), whole)
			o := outcomeOf(a.line, StatusRefused, "", cut)
			o.QuarantineID = id
			b.outcomes, q.Reasons = append(b.outcomes, o), append(q.Reasons, reasonOf(cut))
		}
	}
	q.Raw = c.desk.Seal.Seal(nil, raw, record.QuarantineContext(q.ID))
	s := span{key: len(b.arena), quarantine: true}
	b.arena = append(b.arena, q.ID...)
	s.value = len(b.arena)
	b.arena = q.Append(b.arena)
	s.end = len(b.arena)
	b.spans = append(b.spans, s)
}

// frameSlack is more than sealing and one more reason add to a frame.
const frameSlack = 2 << 10

// roomFor is how many raw bytes a frame takes beside what it holds already.
func roomFor(q *record.Quarantined) int {
	return max(0, maxEncoded-frameSlack-len(q.Append(nil))) / 4 * 3
}

// keptInPart says of an entry that its raw bytes are not all there. A table with a very long header, or a correction that is larger than
// any record may be, comes to that.
func keptInPart(kept, whole int) *resource.Finding {
	n, of := strconv.Itoa(kept), strconv.Itoa(whole)
	return finding("", "KEPT_IN_PART", "原始内容共 "+of+" 字节,问题数据中只保留开头 "+n+" 字节。", "Quarantine keeps the first "+n+" of the "+of+" bytes that came.",
		"请按原文件改正后重新报送,不要以这里保留的内容为准。", "Correct it in the file it came from and push that; what is kept here is not all of it.", "")
}
