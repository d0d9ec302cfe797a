package rowfile

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// xmlKind is what the scanner stands on.
type xmlKind uint8

const (
	xmlStart xmlKind = iota + 1
	xmlEnd
	xmlText
)

// Bounds of the XML in a workbook. They are far beyond what spreadsheet programs write.
const (
	maxXMLTag   = 64 << 10
	maxXMLText  = 1 << 20
	maxXMLDepth = 64
)

// xmlSpace is white space between the parts of a tag.
const xmlSpace = " \t\r\n"

var errXML = errors.New("not well-formed XML")

// xmlScanner reads the XML of spreadsheets: elements, attributes, texts. It keeps one tag or text at a time, so its memory is bounded
// whatever the document holds, and unlike encoding/xml it allocates nothing per cell. Names lose their prefix. There are no entities
// but XML's own five; a document type is refused.
type xmlScanner struct {
	r     *bufio.Reader
	name  []byte // of the element that starts or ends
	full  []byte // the same with its prefix
	text  []byte
	attrs []xmlAttr
	tag   []byte
	// open are the names of the open elements, one after the other, and where each begins.
	open  []byte
	marks []int
	empty bool // the element that started ends at once
	first bool // a byte of the document was read
}

type xmlAttr struct{ name, value []byte }

func newXMLScanner(r io.Reader) *xmlScanner {
	return &xmlScanner{r: bufio.NewReaderSize(r, bufferSize)}
}

// next moves to the next element or text; io.EOF at the end of a whole document. What it gives is valid until the call after.
func (x *xmlScanner) next() (xmlKind, error) {
	if x.empty {
		x.empty = false
		return x.end(x.full)
	}
	if !x.first {
		x.first = true
		if head, _ := x.r.Peek(3); bytes.Equal(head, bom) {
			_, _ = x.r.Discard(3)
		}
	}
	for {
		c, err := x.r.ReadByte()
		if err == io.EOF {
			if len(x.marks) > 0 {
				return 0, io.ErrUnexpectedEOF
			}
			return 0, io.EOF
		}
		if err != nil {
			return 0, err
		}
		if c != '<' {
			if err := x.r.UnreadByte(); err != nil {
				return 0, err
			}
			return xmlText, x.chars()
		}
		kind, err := x.markup()
		if err != nil {
			return 0, err
		}
		if kind != 0 {
			return kind, nil
		}
	}
}

// markup reads what follows "<"; 0 for comments and instructions.
func (x *xmlScanner) markup() (xmlKind, error) {
	head, err := x.r.Peek(1)
	if err != nil {
		return 0, unexpected(err)
	}
	switch head[0] {
	case '?':
		return 0, x.skip("?>")
	case '!':
		return x.declaration()
	}
	if err := x.readTag(); err != nil {
		return 0, err
	}
	if x.tag[0] == '/' {
		return x.end(bytes.TrimRight(x.tag[1:], xmlSpace))
	}
	return xmlStart, x.start()
}

// declaration reads a comment or CDATA.
func (x *xmlScanner) declaration() (xmlKind, error) {
	head, err := x.r.Peek(8)
	switch {
	case bytes.HasPrefix(head, []byte("!--")):
		return 0, x.skip("-->")
	case string(head) == "![CDATA[":
		_, _ = x.r.Discard(len(head))
		x.text = x.text[:0]
		for !bytes.HasSuffix(x.text, []byte("]]>")) {
			part, err := x.r.ReadSlice('>')
			if x.text = append(x.text, part...); len(x.text) > maxXMLText {
				return 0, errXML
			}
			if err != nil && err != bufio.ErrBufferFull {
				return 0, unexpected(err)
			}
		}
		x.text = x.text[:len(x.text)-3]
		return xmlText, nil
	case err != nil:
		return 0, unexpected(err)
	}
	return 0, errXML
}

// skip reads to the end of a comment or instruction.
func (x *xmlScanner) skip(end string) error {
	var last []byte
	for {
		part, err := x.r.ReadSlice(end[len(end)-1])
		last = append(last, part[max(0, len(part)-len(end)):]...)
		last = last[max(0, len(last)-len(end)):]
		if err == bufio.ErrBufferFull {
			continue
		}
		if err != nil {
			return unexpected(err)
		}
		if string(last) == end {
			return nil
		}
	}
}

// readTag reads to the ">" that ends the tag: one inside quotes does not.
func (x *xmlScanner) readTag() error {
	x.tag = x.tag[:0]
	quote := byte(0)
	for {
		from := len(x.tag)
		part, err := x.r.ReadSlice('>')
		if x.tag = append(x.tag, part...); len(x.tag) > maxXMLTag {
			return errXML
		}
		if err != nil && err != bufio.ErrBufferFull {
			return unexpected(err)
		}
		for _, c := range x.tag[from:] {
			switch {
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case c == '"' || c == '\'':
				quote = c
			case c == '<':
				return errXML
			}
		}
		if err == nil && quote == 0 {
			x.tag = x.tag[:len(x.tag)-1]
			if len(x.tag) == 0 {
				return errXML
			}
			return nil
		}
	}
}

// start reads the name and attributes of the tag.
func (x *xmlScanner) start() error {
	if x.empty = x.tag[len(x.tag)-1] == '/'; x.empty {
		x.tag = x.tag[:len(x.tag)-1]
	}
	var rest []byte
	if x.full, rest = xmlName(x.tag); len(x.full) == 0 || len(x.marks) >= maxXMLDepth {
		return errXML
	}
	x.marks, x.open = append(x.marks, len(x.open)), append(x.open, x.full...)
	x.name, x.attrs = local(x.full), x.attrs[:0]
	for {
		trimmed := bytes.TrimLeft(rest, xmlSpace)
		if len(trimmed) == 0 {
			return nil
		}
		if len(trimmed) == len(rest) {
			return errXML // something stands right behind a name or a value
		}
		name, after := xmlName(trimmed)
		after = bytes.TrimLeft(after, xmlSpace)
		if len(name) == 0 || len(after) < 3 || after[0] != '=' {
			return errXML
		}
		after = bytes.TrimLeft(after[1:], xmlSpace)
		if len(after) < 2 || after[0] != '"' && after[0] != '\'' {
			return errXML
		}
		end := bytes.IndexByte(after[1:], after[0])
		if end < 0 {
			return errXML
		}
		value, err := unescapeXML(after[1 : 1+end])
		if err != nil {
			return err
		}
		x.attrs = append(x.attrs, xmlAttr{local(name), value})
		rest = after[end+2:]
	}
}

// end closes the element that was opened last.
func (x *xmlScanner) end(full []byte) (xmlKind, error) {
	if len(x.marks) == 0 {
		return 0, errXML
	}
	from := x.marks[len(x.marks)-1]
	if !bytes.Equal(x.open[from:], full) {
		return 0, errXML
	}
	x.marks, x.open = x.marks[:len(x.marks)-1], x.open[:from]
	x.name = local(full)
	return xmlEnd, nil
}

// chars reads a text to the next tag.
func (x *xmlScanner) chars() error {
	x.text = x.text[:0]
	for {
		part, err := x.r.ReadSlice('<')
		if err == nil {
			part = part[:len(part)-1]
		}
		if x.text = append(x.text, part...); len(x.text) > maxXMLText {
			return errXML
		}
		switch err {
		case nil:
			if err := x.r.UnreadByte(); err != nil {
				return err
			}
		case bufio.ErrBufferFull:
			continue
		case io.EOF:
			if len(x.marks) > 0 {
				return io.ErrUnexpectedEOF
			}
		default:
			return err
		}
		if len(x.marks) == 0 && len(bytes.TrimSpace(x.text)) > 0 {
			return errXML
		}
		x.text, err = unescapeXML(lineEnds(x.text))
		return err
	}
}

// lineEnds makes CR LF and CR a line feed, as XML asks for, in place.
func lineEnds(b []byte) []byte {
	at := bytes.IndexByte(b, '\r')
	if at < 0 {
		return b
	}
	out := b[:at]
	for ; at < len(b); at++ {
		switch {
		case b[at] != '\r':
			out = append(out, b[at])
		case at+1 == len(b) || b[at+1] != '\n':
			out = append(out, '\n')
		}
	}
	return out
}

// attr is an attribute of the element that started, nil if it has none of this name.
func (x *xmlScanner) attr(name string) []byte {
	for i := range x.attrs {
		if string(x.attrs[i].name) == name {
			return x.attrs[i].value
		}
	}
	return nil
}

// depth is how many elements are open.
func (x *xmlScanner) depth() int { return len(x.marks) }

// leave reads to the end of the element that is open at this depth.
func (x *xmlScanner) leave(depth int) error {
	for x.depth() >= depth {
		if _, err := x.next(); err != nil {
			return unexpected(err)
		}
	}
	return nil
}

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// xmlName cuts a name off.
func xmlName(b []byte) (name, rest []byte) {
	for i, c := range b {
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= utf8.RuneSelf:
		case i > 0 && (c >= '0' && c <= '9' || c == '-' || c == '.' || c == ':'):
		default:
			return b[:i], b[i:]
		}
	}
	return b, nil
}

// local is a name without its prefix.
func local(name []byte) []byte {
	return name[bytes.IndexByte(name, ':')+1:]
}

// unescapeXML replaces entities, in place: they only get shorter.
func unescapeXML(b []byte) ([]byte, error) {
	at := bytes.IndexByte(b, '&')
	if at < 0 {
		return b, nil
	}
	out := b[:at]
	for at < len(b) {
		if b[at] != '&' {
			out = append(out, b[at])
			at++
			continue
		}
		end := bytes.IndexByte(b[at:min(len(b), at+12)], ';')
		if end < 0 {
			return nil, errXML
		}
		r, ok := entity(string(b[at+1 : at+end]))
		if !ok {
			return nil, errXML
		}
		out = utf8.AppendRune(out, r)
		at += end + 1
	}
	return out, nil
}

func entity(name string) (rune, bool) {
	switch name {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 31)
	if err != nil || !utf8.ValidRune(rune(n)) || n == 0 {
		return 0, false
	}
	return rune(n), true
}
