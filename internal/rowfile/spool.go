package rowfile

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// spoolMemory is how much of a spool stays in memory; what is longer goes to a file.
const spoolMemory = 4 << 20

// spool keeps bytes that are written once, from beginning to end, and then read anywhere. Long ones lie in a temporary file without a
// name, encrypted under a key that only this process ever has: what people upload must not be found on a disk afterwards.
type spool struct {
	dir   string
	mem   []byte
	file  *os.File
	block cipher.Block
	size  int64
	// out is what is written but not yet in the file.
	out []byte
}

// newSpool makes an empty spool whose file, should it need one, goes into dir ("": the system's folder for such files).
func newSpool(dir string) *spool { return &spool{dir: dir} }

// Write appends; after an error the spool is of no use any more.
func (s *spool) Write(p []byte) (int, error) {
	if s.file == nil && len(s.mem)+len(p) <= spoolMemory {
		s.mem = append(s.mem, p...)
		s.size += int64(len(p))
		return len(p), nil
	}
	if s.file == nil {
		if err := s.spill(); err != nil {
			return 0, err
		}
	}
	s.out = append(s.out, p...)
	s.size += int64(len(p))
	if len(s.out) >= bufferSize {
		return len(p), s.flush()
	}
	return len(p), nil
}

// spill moves what is in memory into a file.
func (s *spool) spill() error {
	key := make([]byte, 16)
	if _, err := rand.Read(key); err != nil {
		return fmt.Errorf("key of a temporary file: %w", err)
	}
	var err error
	if s.block, err = aes.NewCipher(key); err != nil {
		return fmt.Errorf("key of a temporary file: %w", err)
	}
	if s.file, err = os.CreateTemp(s.dir, "upload-*"); err != nil {
		return fmt.Errorf("temporary file: %w", err)
	}
	_ = os.Remove(s.file.Name()) // where an open file can't be removed, Close does it
	s.out, s.mem = s.mem, nil
	return nil
}

// flush encrypts what was written and appends it to the file.
func (s *spool) flush() error {
	if s.file == nil || len(s.out) == 0 {
		return nil
	}
	at := s.size - int64(len(s.out))
	s.crypt(s.out, at)
	if _, err := s.file.WriteAt(s.out, at); err != nil {
		return fmt.Errorf("temporary file: %w", err)
	}
	s.out = s.out[:0]
	return nil
}

// crypt encrypts or decrypts bytes that stand at an offset: AES in counter mode, which is the same both ways.
func (s *spool) crypt(b []byte, at int64) {
	var counter [aes.BlockSize]byte
	binary.BigEndian.PutUint64(counter[8:], uint64(at/aes.BlockSize))
	stream := cipher.NewCTR(s.block, counter[:])
	if skip := int(at % aes.BlockSize); skip > 0 {
		var waste [aes.BlockSize]byte
		stream.XORKeyStream(waste[:skip], waste[:skip])
	}
	stream.XORKeyStream(b, b)
}

// ReadAt reads what was written and sealed.
func (s *spool) ReadAt(p []byte, at int64) (int, error) {
	if at < 0 || at >= s.size {
		return 0, io.EOF
	}
	if s.file == nil {
		n := copy(p, s.mem[at:])
		if n < len(p) {
			return n, io.EOF
		}
		return n, nil
	}
	n, err := s.file.ReadAt(p, at)
	s.crypt(p[:n], at)
	return n, err
}

// seal ends the writing.
func (s *spool) seal() error { return s.flush() }

// Close gives the space back.
func (s *spool) Close() error {
	s.mem, s.out = nil, nil
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if gone := os.Remove(s.file.Name()); gone != nil && !errors.Is(gone, os.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	s.file = nil
	return err
}
