package keyring

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
	"filippo.io/age/armor"
)

// Seal begins an age file that each recipient opens alone. The caller writes
// the plaintext and must Close, which ends the file but does not close w.
// Errors: [ErrRecipient] for none, [ErrMixed], those of w.
func Seal(w io.Writer, to ...Recipient) (io.WriteCloser, error) {
	list := make([]age.Recipient, len(to))
	for i, r := range to {
		if r.IsZero() {
			return nil, ErrRecipient
		}
		if r.hybrid != to[0].hybrid {
			return nil, ErrMixed
		}
		list[i] = r.r
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%w: none was given", ErrRecipient)
	}
	out, err := age.Encrypt(w, list...)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return out, nil
}

// SealBytes seals what is in memory.
func SealBytes(plain []byte, to ...Recipient) ([]byte, error) {
	var b bytes.Buffer
	w, err := Seal(&b, to...)
	if err != nil {
		return nil, err
	}
	return finish(&b, w, plain)
}

func finish(b *bytes.Buffer, w io.WriteCloser, plain []byte) ([]byte, error) {
	if _, err := w.Write(plain); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return b.Bytes(), nil
}

// Open reads an age file, binary or armored, by whichever identity opens it.
// Errors, also of the reader: [ErrNoKey], [ErrSealed], [ErrNotAge], [ErrDamaged], and what
// r itself returns. What was read before an error is authentic, but may be cut short:
// only io.EOF says that it is all.
func Open(r io.Reader, ids ...*Identity) (io.Reader, error) {
	kind := &stanzaKind{}
	return open(r, kind, unwrappers(ids, kind)...)
}

// unwrappers puts kind last: it opens nothing, and tells what the file was
// sealed by.
func unwrappers(ids []*Identity, kind *stanzaKind) []age.Identity {
	list := make([]age.Identity, 0, len(ids)+1)
	for _, id := range ids {
		if id != nil {
			key, _ := id.key()
			list = append(list, key)
		}
	}
	return append(list, kind)
}

// OpenBytes opens what is in memory: [ErrTooLarge] beyond max bytes of plaintext.
func OpenBytes(data []byte, max int64, ids ...*Identity) ([]byte, error) {
	if bytes.HasPrefix(data, []byte(intro)) {
		return openBinary(data, max, ids)
	}
	r, err := Open(bytes.NewReader(data), ids...)
	if err != nil {
		return nil, err
	}
	return readAll(r, max)
}

// openBinary needs less memory than a stream, whose chunks are 64 KiB however
// small the file is: hundreds of part keys are opened at once.
func openBinary(data []byte, max int64, ids []*Identity) ([]byte, error) {
	kind, src := &stanzaKind{}, &source{}
	r, size, err := age.DecryptReaderAt(bytes.NewReader(data), int64(len(data)), unwrappers(ids, kind)...)
	if err != nil {
		return nil, src.judge(err, kind)
	}
	if size > max {
		return nil, ErrTooLarge
	}
	plain := make([]byte, size)
	if n, err := r.ReadAt(plain, 0); int64(n) != size || err != nil && err != io.EOF {
		return nil, ErrDamaged
	}
	return plain, nil
}

func readAll(r io.Reader, max int64) ([]byte, error) {
	plain, err := io.ReadAll(io.LimitReader(r, max+1))
	if err != nil {
		return nil, err
	}
	if int64(len(plain)) > max {
		return nil, ErrTooLarge
	}
	return plain, nil
}

// stanzaKind is an identity that opens nothing.
type stanzaKind struct{ scrypt bool }

func (k *stanzaKind) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	for _, s := range stanzas {
		k.scrypt = k.scrypt || s.Type == "scrypt"
	}
	return nil, age.ErrIncorrectIdentity
}

// source remembers what the underlying reader said, so that a disk that fails
// is not taken for a damaged file.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(b []byte) (int, error) {
	n, err := s.r.Read(b)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// open is age.Decrypt with armor taken off and errors of ours.
func open(r io.Reader, kind *stanzaKind, ids ...age.Identity) (io.Reader, error) {
	src := &source{r: r}
	in := bufio.NewReaderSize(src, 4096)
	isAge, err := unarmored(in)
	var out io.Reader = in
	if err == nil && !isAge {
		out = armor.NewReader(in)
	}
	if err == nil {
		out, err = age.Decrypt(out, ids...)
	}
	if err != nil {
		return nil, src.judge(err, kind)
	}
	return &plainReader{r: out, src: src}, nil
}

// unarmored tells a binary age file from an armored one.
func unarmored(in *bufio.Reader) (bool, error) {
	head, err := in.Peek(len(intro))
	if string(head) == intro {
		return true, nil
	}
	head, _ = in.Peek(256) // blanks may precede the armor
	if IsSealed(head) {
		return false, nil
	}
	if err == nil || err == io.EOF {
		err = ErrNotAge
	}
	return false, err
}

// judge sorts an error of age. Its texts are dropped: they quote the file.
func (s *source) judge(err error, kind *stanzaKind) error {
	var none *age.NoIdentityMatchError
	switch {
	case s.err != nil:
		return fmt.Errorf("read an age file: %w", s.err)
	case errors.Is(err, ErrNotAge):
		return ErrNotAge
	case errors.As(err, &none) && kind.scrypt:
		return ErrSealed
	case errors.As(err, &none):
		return ErrNoKey
	}
	return ErrDamaged
}

type plainReader struct {
	r   io.Reader
	src *source
}

func (p *plainReader) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	switch {
	case err == nil || err == io.EOF:
		return n, err
	case p.src.err != nil:
		return n, fmt.Errorf("read an age file: %w", p.src.err)
	}
	return n, ErrDamaged
}
