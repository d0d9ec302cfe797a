package rowfile

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzXML holds the scanner to encoding/xml: what that reads as well-formed and we take, we take in the same way.
func FuzzXML(f *testing.F) {
	for _, s := range []string{`<a b="c&amp;d">x<d:e/>y</a>`, "<?xml version='1.0'?>\n<a>\r\n<!-- - --><b c='>'/></a>", "<a><![CDATA[<&]]]></a>", "<a></b>", "<a", "<a/><b/>", "\uFEFF<a>&#x4e2d;&bad;</a>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		ours, err := ourEvents(doc)
		want, wrong := theirEvents(doc)
		if wrong != nil || err != nil || !utf8.ValidString(doc) {
			if err == io.EOF || err == nil && strings.Contains(doc, "<!DOCTYPE") {
				t.Fatalf("%q: %v", doc, err)
			}
			return // we take less: no document type, bounded lengths
		}
		if ours != want {
			t.Fatalf("%q:\n got %s\nwant %s", doc, ours, want)
		}
	})
}

func ourEvents(doc string) (string, error) {
	x := newXMLScanner(strings.NewReader(doc))
	var out bytes.Buffer
	for {
		kind, err := x.next()
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return out.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch kind {
		case xmlStart:
			fmt.Fprintf(&out, "<%s", x.name)
			for _, a := range x.attrs {
				fmt.Fprintf(&out, " %s=%q", a.name, a.value)
			}
			out.WriteString(">")
		case xmlEnd:
			fmt.Fprintf(&out, "</%s>", x.name)
		default:
			if x.depth() > 0 {
				out.Write(x.text)
			}
		}
	}
}

func theirEvents(doc string) (string, error) {
	d := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(doc, "\uFEFF")))
	var out bytes.Buffer
	depth := 0
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return out.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			depth++
			fmt.Fprintf(&out, "<%s", e.Name.Local)
			for _, a := range e.Attr {
				fmt.Fprintf(&out, " %s=%q", a.Name.Local, a.Value)
			}
			out.WriteString(">")
		case xml.EndElement:
			depth--
			fmt.Fprintf(&out, "</%s>", e.Name.Local)
		case xml.CharData:
			if depth > 0 {
				out.Write(e)
			}
		}
	}
}
