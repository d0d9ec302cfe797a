package evidencelog

import (
	"bytes"
	"testing"
)

func TestFrame(t *testing.T) {
	e := Entry{Leaf: []byte(`{"v":1}`), Salt: bytes.Repeat([]byte{7}, SaltBytes), Detail: bytes.Repeat([]byte("明细"), 200)}
	frame := EncodeFrame(nil, e)
	got, err := DecodeFrame(frame)
	if err != nil || !bytes.Equal(got.Leaf, e.Leaf) || !bytes.Equal(got.Salt, e.Salt) || !bytes.Equal(got.Detail, e.Detail) {
		t.Fatalf("%v %v", got, err)
	}
	for name, bad := range map[string][]byte{
		"empty":           {},
		"other version":   append([]byte{2}, frame[1:]...),
		"cut":             frame[:len(frame)-1],
		"longer":          append(bytes.Clone(frame), 0),
		"padded length":   {1, 0x81, 0x00, 'x', 0, 0},
		"length overflow": {1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
		"length of 2^64":  {1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0, 0},
	} {
		if _, err := DecodeFrame(bad); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func FuzzDecodeFrame(f *testing.F) {
	f.Add(EncodeFrame(nil, Entry{Leaf: []byte("leaf"), Salt: []byte("salt"), Detail: []byte("detail")}))
	f.Add([]byte{1, 0, 0, 0})
	f.Fuzz(func(t *testing.T, frame []byte) {
		e, err := DecodeFrame(frame)
		if err != nil {
			return
		}
		if again := EncodeFrame(nil, e); !bytes.Equal(again, frame) {
			t.Fatalf("%x decodes and encodes to %x", frame, again)
		}
	})
}
