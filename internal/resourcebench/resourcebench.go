// Package resourcebench holds both sides of the decoding bench: a penalty record decoded and checked by the catalog's schema, and the
// same record as a protobuf message.
package resourcebench

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	benchv1 "github.com/chengxin-credit/chengxin/api/bench/v1"
	resourcesdata "github.com/chengxin-credit/chengxin/configs/resources"
	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/resource"
	"github.com/chengxin-credit/chengxin/internal/resourcefile"
	"github.com/chengxin-credit/chengxin/internal/resourcesync"
)

// record is a typical penalty as an agency pushes it: all 30 items, the blank ones too.
const record = `{"CF_XDR_MC":"聊城市东昌府区恒信食品有限公司","CF_XDR_LB":"法人及非法人组织","CF_XDR_SHXYM":"91371500MA3C00003Q","CF_XDR_GSZC":"","CF_XDR_ZZJG":"","CF_XDR_SWDJ":"","CF_XDR_SYDW":"","CF_XDR_SHZZ":"","CF_FRDB":"张三丰","CF_FR_ZJLX":"身份证","CF_FR_ZJHM":"371502190101010019","CF_XDR_ZJLX":"","CF_XDR_ZJHM":"","CF_WSH":"聊市监罚〔2026〕120号","CF_WFXW":"未按规定公示信息","CF_SY":"经查，当事人未在规定期限内向登记机关报送并公示年度报告，经责令改正后仍未改正。","CF_YJ":"《企业信息公示暂行条例》第十七条第一款","CF_CFLB":"警告;罚款","CF_NR":"给予警告，罚款人民币五千元整。","CF_NR_FK":0.5,"CF_NR_WFFF":0,"CF_NR_ZKDX":"","CF_JDRQ":"2026/11/02","CF_YXQ":"2099/12/31","CF_GSJZQ":"2027/11/01","CF_CFJG":"聊城市市场监督管理局","CF_CFJGDM":"11371500MB00000195","CF_SJLY":"聊城市市场监督管理局","CF_SJLYDM":"11371500MB00000195","BZ":"电子数据已归档"}`

// Record is the penalty as JSON.
func Record() []byte { return []byte(record) }

// Message is the same penalty in protobuf's binary form.
func Message() ([]byte, error) {
	var values map[string]any
	if err := json.Unmarshal([]byte(record), &values); err != nil {
		return nil, fmt.Errorf("read the bench record: %w", err)
	}
	m := &benchv1.Penalty{}
	r := m.ProtoReflect()
	fields := r.Descriptor().Fields()
	for name, v := range values {
		f := fields.ByName(protoreflect.Name(lower(name)))
		if f == nil {
			return nil, fmt.Errorf("the bench message lacks %s", name)
		}
		r.Set(f, protoreflect.ValueOf(v))
	}
	return proto.MarshalOptions{Deterministic: true}.Marshal(m)
}

func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// Schema is the shipped penalty schema, compiled as a running service does.
func Schema() (*resource.Schema, error) {
	yaml, err := resourcesdata.FS.ReadFile("penalty.yaml")
	if err != nil {
		return nil, fmt.Errorf("read the penalty resource: %w", err)
	}
	d, err := resourcefile.Parse("penalty.yaml", yaml)
	if err != nil {
		return nil, err
	}
	return resource.Compile(d, resourcesync.Env(clock.At(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)), nil))
}

// Decode gives one round of our side: decode and check the record by the schema.
func Decode() (func() error, error) {
	s, err := Schema()
	if err != nil {
		return nil, err
	}
	raw, dec, found := Record(), s.NewDecoder(), resource.Findings{}
	return func() error {
		row, f := dec.JSON(raw)
		if f != nil {
			return errors.New(f.Text.En)
		}
		found.Reset()
		if s.Check(row, &found); !found.OK() {
			return errors.New(found.Hard[0].Text.En)
		}
		return nil
	}, nil
}

// Unmarshal gives one round of the other side: protobuf unmarshal of the same record, into a message that is reused.
func Unmarshal() (func() error, error) {
	raw, err := Message()
	if err != nil {
		return nil, err
	}
	m := &benchv1.Penalty{}
	return func() error { return proto.Unmarshal(raw, m) }, nil
}
