package rowfile

import (
	"io"
)

// Bounds of the texts that cells share.
const (
	maxSharedBytes = 256 << 20
	maxSharedTexts = 4 << 20
)

// sharedTexts are the texts that cells refer to by number: most of what a workbook says. They lie in a spool of their own, because they
// come in any order of use.
type sharedTexts struct {
	spool *spool
	ends  []uint32
	buf   []byte
}

// readTexts reads the part of shared texts.
func (b *workbook) readTexts(dir string) (*sharedTexts, error) {
	t := &sharedTexts{spool: newSpool(dir)}
	if b.texts == "" {
		return t, nil
	}
	r, missing, err := b.part(b.texts, maxUnpacked)
	if err != nil || missing {
		return t, err
	}
	defer func() { _ = r.Close() }() // only read from
	if err = t.fill(newXMLScanner(r)); err == nil {
		_, err = io.Copy(io.Discard, r) // the checksum stands at the end
	}
	if err == nil {
		err = t.spool.seal()
	}
	return t, damaged(err)
}

func (t *sharedTexts) fill(x *xmlScanner) error {
	for {
		kind, err := x.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if kind != xmlStart || string(x.name) != "si" {
			continue
		}
		if t.buf, err = x.richText(t.buf[:0]); err != nil {
			return err
		}
		text := unescapeCell(t.buf)
		if t.spool.size+int64(len(text)) > maxSharedBytes || len(t.ends) == maxSharedTexts {
			return sheetFault("工作簿中的文字过多。", "The workbook holds too much text.", "请拆成几个工作簿,或另存为 CSV 再上传。", "Split it, or save it as CSV.")
		}
		if _, err := t.spool.Write(text); err != nil {
			return err
		}
		t.ends = append(t.ends, uint32(t.spool.size)) //nolint:gosec // bounded above
	}
}

// richText appends all texts of the element that started, but not how they are pronounced.
func (x *xmlScanner) richText(dst []byte) ([]byte, error) {
	depth := x.depth()
	in := 0 // depth of the text element we are in
	for {
		kind, err := x.next()
		if err != nil {
			return dst, unexpected(err)
		}
		switch kind {
		case xmlStart:
			switch string(x.name) {
			case "t":
				in = x.depth()
			case "rPh", "phoneticPr":
				if err := x.leave(x.depth()); err != nil {
					return dst, err
				}
			}
		case xmlText:
			if in == x.depth() {
				if dst = append(dst, x.text...); len(dst) > maxXMLText {
					return dst, errXML
				}
			}
		case xmlEnd:
			if in = 0; x.depth() < depth {
				return dst, nil
			}
		}
	}
}

// append appends the text of a number; false when there is none.
func (t *sharedTexts) append(dst []byte, n int) ([]byte, bool, error) {
	if n < 0 || n >= len(t.ends) {
		return dst, false, nil
	}
	from := int64(0)
	if n > 0 {
		from = int64(t.ends[n-1])
	}
	size := int(int64(t.ends[n]) - from)
	if size == 0 {
		return dst, true, nil
	}
	at := len(dst)
	dst = append(dst, make([]byte, size)...)
	_, err := io.ReadFull(io.NewSectionReader(t.spool, from, int64(size)), dst[at:])
	return dst, true, err
}

// Close gives the space back.
func (t *sharedTexts) Close() error { return t.spool.Close() }
