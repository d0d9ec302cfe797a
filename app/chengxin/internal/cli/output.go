package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// emitRaw prints the server's JSON, indented.
func emitRaw(w io.Writer, raw []byte) error {
	var b bytes.Buffer
	if err := json.Indent(&b, raw, "", "  "); err != nil {
		_, err := w.Write(raw)
		return err
	}
	_, err := fmt.Fprintf(w, "%s\n", bytes.TrimSpace(b.Bytes()))
	return err
}

// emitProto prints a message as the server would write it.
func emitProto(w io.Writer, m proto.Message) error {
	raw, err := protojson.MarshalOptions{UseProtoNames: true, EmitDefaultValues: true}.Marshal(m)
	if err != nil {
		return err
	}
	return emitRaw(w, raw)
}

// save writes a file that only its owner can read.
func save(path string, raw []byte) error {
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		return fileFault(path, err)
	}
	return nil
}

// saveNew writes a file that is not there yet: what is there may be somebody's work.
func saveNew(path string, raw []byte, mode os.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return fileFault(path, err)
	}
	if _, err := f.Write(raw); err != nil {
		return errors.Join(fileFault(path, err), f.Close())
	}
	if err := f.Close(); err != nil {
		return fileFault(path, err)
	}
	return nil
}
