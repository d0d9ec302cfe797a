package boot

import (
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/chengxin-credit/chengxin/internal/fault"
)

// NulCharacter refuses texts with U+0000: no database holds one, and no name has one.
const NulCharacter fault.Reason = "NUL_CHARACTER"

// plainText refuses a message with a NUL in any of its texts.
func plainText(m protoreflect.Message) error {
	var err error
	m.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case f.IsMap():
			v.Map().Range(func(k protoreflect.MapKey, v protoreflect.Value) bool {
				if f.MapKey().Kind() == protoreflect.StringKind && strings.IndexByte(k.String(), 0) >= 0 {
					err = nul(string(f.Name()))
				} else {
					err = plainValue(f.MapValue(), v)
				}
				return err == nil
			})
		case f.IsList():
			for i := 0; i < v.List().Len() && err == nil; i++ {
				err = plainValue(f, v.List().Get(i))
			}
		default:
			err = plainValue(f, v)
		}
		return err == nil
	})
	return err
}

func plainValue(f protoreflect.FieldDescriptor, v protoreflect.Value) error {
	switch f.Kind() {
	case protoreflect.StringKind:
		if strings.IndexByte(v.String(), 0) >= 0 {
			return nul(string(f.Name()))
		}
	case protoreflect.MessageKind:
		return plainText(v.Message())
	}
	return nil
}

func nul(field string) error {
	return fault.New(fault.Invalid, NulCharacter, "“"+field+"”中有空字符(U+0000)。", "\""+field+"\" holds a NUL character (U+0000).").
		At("", field).Then("请去掉该字符后重试。", "Remove the character and try again.")
}
