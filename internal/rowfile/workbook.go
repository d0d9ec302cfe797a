package rowfile

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Bounds of a workbook. A sheet holds 1,048,576 rows at most, so a real file is far below them.
const (
	// maxDirectory bounds the list of parts, which is read whole.
	maxDirectory = 4 << 20
	// maxSmallPart bounds what the parts beside sheets and texts unpack to: names, formats.
	maxSmallPart = 16 << 20
	// maxUnpacked bounds what a sheet, or the shared texts, unpack to.
	maxUnpacked = 2 << 30
	// freelyUnpacked is what a part may unpack to whatever its compression; beyond it, packedRatio bounds it by its packed size.
	// Spreadsheets are packed 5 to 30 times, a bomb a thousand times.
	freelyUnpacked = 32 << 20
	packedRatio    = 150
	maxSheetRows   = 1 << 20
	maxColumns     = 1024
)

// workbook is an opened XLSX file: a zip of XML parts.
type workbook struct {
	parts   map[string]*zip.File
	path    string // of the main part
	sheets  []sheetRef
	targets map[string]string // part by relation id
	texts   string            // part of the shared texts, if any
	styles  string            // part of the formats, if any
	since04 bool              // dates count from 1904
}

type sheetRef struct {
	name, id string
	hidden   bool
}

// openWorkbook reads the list of parts and of sheets.
func openWorkbook(r io.ReaderAt, size int64) (*workbook, error) {
	if err := checkZip(r, size); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, damaged(err)
	}
	b := &workbook{parts: make(map[string]*zip.File, len(z.File)), targets: map[string]string{}}
	for _, f := range z.File {
		name := strings.ToLower(strings.TrimPrefix(f.Name, "/"))
		if _, twice := b.parts[name]; twice {
			return nil, damaged(errors.New("a part is there twice"))
		}
		b.parts[name] = f
	}
	main := "xl/workbook.xml"
	err = b.relations("_rels/.rels", "", func(kind, _, target string) {
		if kind == "officeDocument" {
			main = target
		}
	})
	if err != nil {
		return nil, err
	}
	b.path = main
	if err := b.readMain(); err != nil {
		return nil, err
	}
	if len(b.sheets) == 0 {
		return nil, damaged(errors.New("no sheet"))
	}
	return b, nil
}

// checkZip looks at the end of the file, where a zip says how long its list of parts is, before that list is read into memory.
func checkZip(r io.ReaderAt, size int64) error {
	var head [8]byte
	if n, _ := r.ReadAt(head[:], 0); n == len(head) && string(head[:]) == "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" {
		return sheetFault("这是旧版 .xls 文件或加了密码的工作簿,不能直接读取。", "This is an old .xls file or a workbook with a password; it can't be read.",
			"请取消密码,用 Excel 或 WPS 另存为 .xlsx 后再上传。", "Remove the password and save it as .xlsx.")
	}
	const endSize, longestComment = 22, 1 << 16
	tail := make([]byte, min(size, endSize+longestComment))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return damaged(err)
	}
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if at < 0 || len(tail)-at < endSize {
		return damaged(errors.New("no end of a zip"))
	}
	end := tail[at:]
	count, length, offset := binary.LittleEndian.Uint16(end[10:]), binary.LittleEndian.Uint32(end[12:]), binary.LittleEndian.Uint32(end[16:])
	from := size - int64(len(tail)-at) - int64(offset)
	// Each of the large values sends archive/zip to look for a list of 64 bits elsewhere.
	if count == 1<<16-1 || length == 1<<16-1 || length == 1<<32-1 || offset == 1<<32-1 || from < 0 || from > maxDirectory {
		return sheetFault("工作簿的内部目录异常地大,不予读取。", "The workbook's list of parts is far too long; it is not read.",
			"请把数据复制到新的工作簿再上传。", "Copy the rows into a new workbook.")
	}
	return nil
}

// part opens a part; most bounds what it may unpack to. missing is true when there is none of this name.
func (b *workbook) part(name string, most int64) (r io.ReadCloser, missing bool, err error) {
	f := b.parts[strings.ToLower(name)]
	if f == nil {
		return nil, true, nil
	}
	rc, err := f.Open()
	if err != nil {
		return nil, false, damaged(err)
	}
	if packed := int64(f.CompressedSize64); most > freelyUnpacked { //nolint:gosec // archive/zip holds sizes to the file's
		most = min(most, max(freelyUnpacked, packed*packedRatio))
	}
	return &unpacking{ReadCloser: rc, left: most}, false, nil
}

// unpacking refuses to unpack more than a bound.
type unpacking struct {
	io.ReadCloser
	left int64
}

func (u *unpacking) Read(p []byte) (int, error) {
	n, err := u.ReadCloser.Read(p)
	if u.left -= int64(n); u.left < 0 {
		return 0, sheetFault("工作簿解压后异常地大,不予读取。", "The workbook unpacks to far more than it should; it is not read.",
			"请把数据复制到新的工作簿,或另存为 CSV 再上传。", "Copy the rows into a new workbook, or save them as CSV.")
	}
	return n, err
}

// scan reads a small part element by element.
func (b *workbook) scan(name string, each func(x *xmlScanner)) error {
	r, missing, err := b.part(name, maxSmallPart)
	if err != nil || missing {
		return err
	}
	defer func() { _ = r.Close() }() // only read from
	x := newXMLScanner(r)
	for {
		switch kind, err := x.next(); {
		case err == io.EOF:
			return nil
		case err != nil:
			return damaged(err)
		case kind == xmlStart:
			each(x)
		}
	}
}

// relations reads which parts another one refers to. Targets are relative to base, or absolute.
func (b *workbook) relations(name, base string, each func(kind, id, target string)) error {
	return b.scan(name, func(x *xmlScanner) {
		if string(x.name) != "Relationship" || string(x.attr("TargetMode")) == "External" {
			return
		}
		target := string(x.attr("Target"))
		if strings.HasPrefix(target, "/") {
			target = strings.TrimPrefix(target, "/")
		} else {
			target = path.Join(base, target)
		}
		each(path.Base(string(x.attr("Type"))), string(x.attr("Id")), target)
	})
}

// readMain reads the names of the sheets and where everything lies.
func (b *workbook) readMain() error {
	dir, file := path.Split(b.path)
	err := b.relations(path.Join(dir, "_rels", file+".rels"), dir, func(kind, id, target string) {
		switch b.targets[id] = target; kind {
		case "sharedStrings":
			b.texts = target
		case "styles":
			b.styles = target
		}
	})
	if err != nil {
		return err
	}
	return b.scan(b.path, func(x *xmlScanner) {
		switch string(x.name) {
		case "workbookPr":
			v := string(x.attr("date1904"))
			b.since04 = v == "1" || v == "true"
		case "sheet":
			state := string(x.attr("state"))
			b.sheets = append(b.sheets, sheetRef{string(x.attr("name")), string(x.attr("id")), state != "" && state != "visible"})
		}
	})
}

// sheet is the part of a sheet by its name; for "" the first one that people see.
func (b *workbook) sheet(name string) (string, error) {
	if name == "" {
		name = b.sheets[max(0, slices.IndexFunc(b.sheets, func(s sheetRef) bool { return !s.hidden }))].name
	}
	for _, s := range b.sheets {
		if s.name != name {
			continue
		}
		if target := b.targets[s.id]; b.parts[strings.ToLower(target)] != nil {
			return target, nil
		}
		return "", damaged(errors.New("a sheet without its part"))
	}
	var names []string
	for _, s := range b.sheets[:min(len(b.sheets), 10)] {
		names = append(names, "“"+brief(s.name)+"”")
	}
	list := strings.Join(names, "、")
	return "", fault.New(fault.Invalid, ReasonNoSheet, "工作簿中没有名为“"+brief(name)+"”的工作表。", "The workbook has no sheet named \""+brief(name)+"\".").
		At("", "sheet").Then("工作簿中有:"+list+"。不指定 sheet 时读取第一个工作表。", "It has: "+list+". Without sheet, the first one is read.")
}

// brief bounds a text that a user chose.
func brief(s string) string {
	if r := []rune(s); len(r) > 31 { // the longest name a sheet may have
		return string(r[:31]) + "…"
	}
	return s
}

// verify unpacks a part once and holds it to its checksum, so that a damaged file is refused before any of its rows is taken.
func (b *workbook) verify(name string, most int64) error {
	r, missing, err := b.part(name, most)
	if err != nil || missing {
		return err
	}
	_, err = io.Copy(io.Discard, r)
	return damaged(errors.Join(err, r.Close()))
}

// damaged says that a workbook can't be read; nil stays nil, a fault stays what it says.
func damaged(err error) error {
	if err == nil {
		return nil
	}
	if f, ok := fault.As(err); ok {
		return f
	}
	var disk *os.PathError
	if errors.As(err, &disk) {
		return spoolFault(err)
	}
	return fault.New(fault.Invalid, ReasonSheet, "不是可读的 XLSX 工作簿,或文件已损坏。", "Not a readable XLSX workbook, or the file is damaged.").
		Then("请用 Excel 或 WPS 打开并另存为 xlsx 或 CSV 后再上传。", "Open it, save it as xlsx or CSV, and upload that.").Because(err)
}

// spoolFault says that the server could not keep the file while it reads it.
func spoolFault(err error) error {
	return fault.New(fault.Unavailable, ReasonSpool, "服务器暂时无法存放上传的工作簿。", "The server can't keep the workbook while it reads it.").
		Then("请稍后重试,或另存为 CSV 再上传;若仍出现请联系系统管理员检查磁盘空间。", "Try again later, or upload CSV; if it persists the administrator should look at the disk.").Because(err)
}

func sheetFault(zh, en, nextZh, nextEn string) *fault.Error {
	return fault.New(fault.Invalid, ReasonSheet, zh, en).Then(nextZh, nextEn)
}

// cellColumn reads the column of a reference such as AB12, from 0; -1 when it is none.
func cellColumn(ref []byte) int {
	n := 0
	for i, c := range ref {
		if c < 'A' || c > 'Z' {
			if i == 0 || c < '1' || c > '9' {
				return -1
			}
			return n - 1
		}
		if n = n*26 + int(c-'A') + 1; n > 1<<14 {
			return -1
		}
	}
	return -1
}

func number(b []byte, otherwise int) int {
	n, err := strconv.Atoi(string(b))
	if err != nil || n < 0 {
		return otherwise
	}
	return n
}
