package stream

import (
	"bytes"
	"errors"
	"io"
)

// How an age file begins (https://age-encryption.org/v1).
const (
	ageMagic = "age-encryption.org/v1"
	ageArmor = "-----BEGIN AGE ENCRYPTED FILE-----"
)

func isAge(head []byte) bool {
	return bytes.HasPrefix(head, []byte(ageMagic)) || bytes.HasPrefix(head, []byte(ageArmor))
}

// unseal decrypts. Like a decompressor it begins anew for each pass.
func unseal(in layer, unwrap func(io.Reader) (io.Reader, error)) layer {
	out := in
	out.at, out.size = nil, -1
	out.open = func() (io.Reader, error) {
		r, err := in.pass()
		if err != nil {
			return nil, err
		}
		plain, err := unwrap(r)
		if err != nil {
			return nil, seal(err)
		}
		return sealedReader{plain}, nil
	}
	return out
}

// sealedError carries an error of Options.Unwrap through the layers above it, so
// that none takes it for damage of its own. opened takes it out again.
type sealedError struct{ err error }

func (e *sealedError) Error() string { return e.err.Error() }
func (e *sealedError) Unwrap() error { return e.err }

func seal(err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	return &sealedError{err}
}

func isSealed(err error) bool {
	var s *sealedError
	return errors.As(err, &s)
}

// opened returns the error of Unwrap that is in err, or err.
func opened(err error) error {
	var s *sealedError
	if errors.As(err, &s) {
		return s.err
	}
	return err
}

// sealedReader marks the errors of a decrypted stream.
type sealedReader struct{ r io.Reader }

func (s sealedReader) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	return n, seal(err)
}

// openedReader takes the mark off for those who read the text.
type openedReader struct{ r io.Reader }

func (o openedReader) Read(p []byte) (int, error) {
	n, err := o.r.Read(p)
	if err != nil && err != io.EOF {
		err = opened(err)
	}
	return n, err
}
