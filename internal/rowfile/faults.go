package rowfile

import (
	"fmt"
	"strconv"

	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// Reasons of whole-body faults and of records that can't be cut out.
const (
	ReasonType       fault.Reason = "UNKNOWN_CONTENT_TYPE"
	ReasonEncoding   fault.Reason = "UNKNOWN_CONTENT_ENCODING"
	ReasonCharset    fault.Reason = "BAD_CHARSET"
	ReasonEmpty      fault.Reason = "EMPTY_BODY"
	ReasonHeaderOnly fault.Reason = "HEADER_ONLY"
	ReasonTruncated  fault.Reason = "TRUNCATED_BODY"
	ReasonCorrupt    fault.Reason = "CORRUPT_COMPRESSION"
	ReasonTooLarge   fault.Reason = "BODY_TOO_LARGE"
	ReasonDelimiter  fault.Reason = "WRONG_DELIMITER"
	ReasonHeader     fault.Reason = "BAD_HEADER"
	ReasonArray      fault.Reason = "BAD_JSON_ARRAY"
	ReasonQuote      fault.Reason = "UNCLOSED_QUOTE"
	ReasonSheet      fault.Reason = "BAD_XLSX"
	ReasonNoSheet    fault.Reason = "SHEET_UNKNOWN"
	ReasonSpool      fault.Reason = "SPOOL_FAILED"
	ReasonRead       fault.Reason = "BODY_UNREADABLE"

	ReasonRecordTooLarge fault.Reason = "RECORD_TOO_LARGE"
	ReasonColumnCount    fault.Reason = "COLUMN_COUNT"
	ReasonStrayQuote     fault.Reason = "STRAY_QUOTE"
	ReasonCellError      fault.Reason = "CELL_ERROR"
	ReasonCellPrecision  fault.Reason = "CELL_PRECISION"
)

func unknownType(t string) error {
	return fault.New(fault.Invalid, ReasonType, fmt.Sprintf("不支持的内容类型 %q。", t), fmt.Sprintf("The content type %q is not supported.", t)).
		Then("请用 application/x-ndjson、application/json、text/csv 或 XLSX 的类型。", "Use application/x-ndjson, application/json, text/csv or the type of XLSX.")
}

func emptyBody() error {
	return fault.New(fault.Invalid, ReasonEmpty, "内容是空的，没有任何记录。", "The body is empty: there are no records.").
		Then("请检查文件是否选对、是否导出成功。", "Check that it is the right file and that the export succeeded.")
}

// readFault turns an error of the source into a fault.
func readFault(err error) error {
	if _, ok := fault.As(err); ok {
		return err
	}
	return fault.New(fault.Invalid, ReasonTruncated, "内容在中途中断，后面的记录没有收到。", "The body broke off: the records after this point did not arrive.").
		Then("请重新推送；已接收的记录不会重复入库。", "Push it again; what was accepted is not doubled.").Because(err)
}

func badCharset(looks string, csv bool) error {
	zh, en := "内容不是合法的 UTF-8。", "The body is not valid UTF-8."
	if looks != "" {
		zh, en = "内容不是 UTF-8，看起来是 "+looks+"。", "The body is not UTF-8; it looks like "+looks+"."
	}
	f := fault.New(fault.Invalid, ReasonCharset, zh, en)
	if looks == "UTF-16" {
		return f.Then("请另存为 UTF-8 编码的 CSV。", "Save it as CSV in UTF-8.")
	}
	if csv {
		return f.Then("请另存为 UTF-8，或在 Content-Type 中声明 charset=gb18030。", "Save it as UTF-8, or declare charset=gb18030 in the Content-Type.")
	}
	return f.Then("请以 UTF-8 编码发送，或在 Content-Type 中声明 charset=gb18030。", "Send it in UTF-8, or declare charset=gb18030 in the Content-Type.")
}

func tooLarge(max int64) *resource.Finding {
	m := strconv.FormatInt(max, 10)
	return &resource.Finding{Reason: ReasonRecordTooLarge, Text: fault.Text{Zh: "一条记录超过 " + m + " 字节,只保留开头部分。", En: "One record is over " + m + " bytes; its beginning only is kept."},
		Next: fault.Text{Zh: "请缩短过长的字段；附件、图片不要放进记录。", En: "Shorten the longest field; records hold no attachments or pictures."}}
}
