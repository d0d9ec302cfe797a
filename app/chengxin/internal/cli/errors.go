package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/encoding/protojson"

	faultv1 "github.com/chengxin-credit/chengxin/api/fault/v1"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// The exit statuses.
const (
	ExitFailed  = 1
	ExitRefused = 3 // a push of which some records were refused
)

// someRefused is a push that went through, with refused records that have been shown already.
type someRefused struct{ refused int64 }

func (e *someRefused) Error() string { return fmt.Sprintf("%d records were refused", e.refused) }

// refusal is a fault the server answered with.
type refusal struct{ *faultv1.Fault }

func (e *refusal) Error() string { return e.GetReason() + ": " + e.GetMessage() }

// ended is an error that has been shown already; what is left of it is the exit status.
type ended struct {
	code  int
	cause error
}

// Error is empty: there is nothing left to show.
func (e *ended) Error() string { return "" }

// ExitCode is the status the program ends with.
func (e *ended) ExitCode() int { return e.code }

// Unwrap gives the error that was shown.
func (e *ended) Unwrap() error { return e.cause }

// finish shows an error on the command's error output: what went wrong and what to do next, no internals.
func finish(c *cobra.Command, err error) error {
	if err == nil {
		return nil
	}
	var done *ended
	if errors.As(err, &done) {
		return err
	}
	var some *someRefused
	if errors.As(err, &some) {
		return &ended{ExitRefused, err}
	}
	s := settingsOf(c)
	f := toFault(err, s.lang)
	if !s.json {
		writeFault(c.ErrOrStderr(), s, f)
		return &ended{ExitFailed, err}
	}
	out, merr := protojson.MarshalOptions{UseProtoNames: true}.Marshal(f)
	if merr != nil {
		out = []byte(`{"reason":"INTERNAL"}`)
	}
	_, _ = fmt.Fprintf(c.ErrOrStderr(), "%s\n", out) // there is nowhere left to say that this failed
	return &ended{ExitFailed, err}
}

// toFault gives every error the one shape.
func toFault(err error, lang string) *faultv1.Fault {
	var r *refusal
	if errors.As(err, &r) {
		return r.Fault
	}
	f, ok := fault.As(err)
	if !ok {
		f = fault.New(fault.Internal, "FAILED", "未完成:"+printable(err.Error()), "It did not work: "+printable(err.Error()))
	}
	return &faultv1.Fault{
		Reason: string(f.Reason), Message: f.Message.In(lang), MessageZh: f.Message.Zh, MessageEn: f.Message.En, Record: f.Record, Field: f.Field,
		Rule: f.Rule, NextStep: f.Next.In(lang), NextStepZh: f.Next.Zh, NextStepEn: f.Next.En, Link: f.Link, Evidence: f.Evidence,
	}
}

func writeFault(w io.Writer, s settings, f *faultv1.Fault) {
	message, next := f.GetMessage(), f.GetNextStep()
	if zh, en := f.GetMessageZh(), f.GetMessageEn(); zh != "" || en != "" {
		message = fault.Text{Zh: zh, En: en}.In(s.lang)
	}
	if zh, en := f.GetNextStepZh(), f.GetNextStepEn(); zh != "" || en != "" {
		next = fault.Text{Zh: zh, En: en}.In(s.lang)
	}
	p := &printer{w: w}
	p.line("%s%s", s.tr("错误:", "Error: "), printable(message))
	p.pair(s.tr("代码", "reason"), f.GetReason())
	p.pair(s.tr("记录", "record"), f.GetRecord())
	p.pair(s.tr("字段", "field"), f.GetField())
	p.pair(s.tr("依据", "rule"), f.GetRule())
	p.pair(s.tr("下一步", "next step"), next)
	p.pair(s.tr("链接", "link"), f.GetLink())
	if f.Evidence != nil {
		p.pair(s.tr("存证编号", "evidence"), fmt.Sprint(f.GetEvidence()))
	}
}

// usage is a command line that cannot be understood.
func usage(c *cobra.Command, why string) error {
	return fault.New(fault.Invalid, "USAGE", "命令行有误("+why+")。", "The command line is wrong ("+why+").").
		Then("请看帮助:"+c.CommandPath()+" --help", "See "+c.CommandPath()+" --help")
}

// fileFault is a file of the user's that cannot be read or written.
func fileFault(path string, err error) error {
	return fault.New(fault.Invalid, "FILE", "无法读写文件 "+path+"。", "The file "+path+" cannot be read or written.").
		Then("请检查路径和权限。", "Check the path and its permissions.").Because(err)
}

// emit prints a value as indented JSON.
func emit(w io.Writer, v any) error {
	out, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s\n", out)
	return err
}
