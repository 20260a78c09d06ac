package keyring

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"filippo.io/age"
)

// Version is the version of the key files that are written, and the highest
// that is read.
const Version = 1

// PartKey opens one part, the file of one bucket and tier that an import added.
type PartKey struct {
	Vault  string // 32 hexadecimal digits
	Bucket string // 2024-05 or 2024-05-07
	Tier   string // core, person, index
	Part   string // path in the vault: parts/<bucket>-<id>.<tier>.age
	// FileKey is the key of age's payload; with it no asymmetric work is needed.
	FileKey [16]byte
	// Identity opens the part for the age tool.
	Identity *Identity
}

// NewPart makes a fresh identity and begins a part that is sealed to it alone.
// The header has been written to w when it returns. The caller writes the part,
// closes, and seals [PartKey.Marshal] to the roles: nothing else opens the part.
func NewPart(w io.Writer, vault, bucket, tier, path string) (*PartKey, io.WriteCloser, error) {
	noCore()
	key := &PartKey{Vault: vault, Bucket: bucket, Tier: tier, Part: path}
	if err := key.check(); err != nil {
		return nil, nil, fmt.Errorf("make a part key: %w", err)
	}
	h, err := age.GenerateHybridIdentity()
	if err != nil {
		return nil, nil, fmt.Errorf("make a part key: %w", err)
	}
	key.Identity = hybridIdentity(h)
	out, err := age.Encrypt(w, &keyCatcher{HybridRecipient: h.Recipient(), key: &key.FileKey})
	if err != nil {
		return nil, nil, fmt.Errorf("seal: %w", err)
	}
	return key, out, nil
}

// keyCatcher is a recipient that also keeps the file key that age made for
// this file. age.DecryptHeader gives the same for a whole decapsulation more.
type keyCatcher struct {
	*age.HybridRecipient
	key *[16]byte
}

func (c *keyCatcher) WrapWithLabels(fileKey []byte) ([]*age.Stanza, []string, error) {
	if copy(c.key[:], fileKey) != len(c.key) || len(fileKey) != len(c.key) {
		return nil, nil, errors.New("a file key of another size")
	}
	return c.HybridRecipient.WrapWithLabels(fileKey)
}

func (c *keyCatcher) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	stanzas, _, err := c.WrapWithLabels(fileKey)
	return stanzas, err
}

// OpenAt opens the part by its file key for reading at any place; size is that of the file. It
// returns the size of the plaintext. Reads of 64 KiB and more cost least: age
// decrypts in chunks of that size. The reader may be used by several goroutines.
// Errors, of the reader as well: [ErrDamaged] (another part, too), [ErrNotAge], and what r returns.
func (k *PartKey) OpenAt(r io.ReaderAt, size int64) (io.ReaderAt, int64, error) {
	head := make([]byte, len(intro))
	if n, err := r.ReadAt(head, 0); n < len(head) && err != nil && err != io.EOF {
		return nil, 0, fmt.Errorf("read a part: %w", err)
	}
	if string(head) != intro {
		return nil, 0, ErrNotAge
	}
	src := sourceAt{r}
	at, plain, err := age.DecryptReaderAt(src, size, age.NewInjectedFileKeyIdentity(k.FileKey[:]))
	if err != nil {
		return nil, 0, judgeAt(err)
	}
	return plainAt{at, plain}, plain, nil
}

// Open is OpenAt for reading from beginning to end.
func (k *PartKey) Open(r io.Reader) (io.Reader, error) {
	return open(r, &stanzaKind{}, age.NewInjectedFileKeyIdentity(k.FileKey[:]))
}

// Opens checks that the key is for a part of this vault: somebody may have
// put the key file of another in its place. [ErrDamaged] otherwise.
func (k *PartKey) Opens(vault, part string) error {
	if k.Vault != vault || k.Part != part {
		return fmt.Errorf("%w: the part key is for another part", ErrDamaged)
	}
	return nil
}

// diskError marks what the underlying reader said.
type diskError struct{ error }

func (e diskError) Unwrap() error { return e.error }

type sourceAt struct{ r io.ReaderAt }

func (s sourceAt) ReadAt(b []byte, off int64) (int, error) {
	n, err := s.r.ReadAt(b, off)
	if err != nil && err != io.EOF {
		err = diskError{err}
	}
	return n, err
}

type plainAt struct {
	r    io.ReaderAt
	size int64
}

func (p plainAt) ReadAt(b []byte, off int64) (int, error) {
	if off < 0 {
		return 0, errors.New("read a part: negative offset")
	}
	if off >= p.size { // for age an offset beyond the end is an error of its own
		if len(b) == 0 {
			return 0, nil
		}
		return 0, io.EOF
	}
	n, err := p.r.ReadAt(b, off)
	if err == nil || err == io.EOF {
		if n == len(b) {
			err = nil
		}
		return n, err
	}
	return n, judgeAt(err)
}

func judgeAt(err error) error {
	var disk diskError
	if errors.As(err, &disk) {
		return fmt.Errorf("read a part: %w", disk.error)
	}
	return ErrDamaged
}

// Marshal is the plaintext of the key file: an identity file of age.
func (k *PartKey) Marshal() []byte {
	return fmt.Appendf(nil, "# nps-part-key %d vault=%s bucket=%s tier=%s\n# part %s\n# filekey %s\n%s\n",
		Version, k.Vault, k.Bucket, k.Tier, k.Part, base64.StdEncoding.EncodeToString(k.FileKey[:]), k.Identity.Secret())
}

// ParsePartKey reads exactly what Marshal writes. Errors: [ErrVersion], and
// [ErrDamaged] with what is wrong, never a text of the file.
func ParsePartKey(plain []byte) (*PartKey, error) {
	noCore()
	lines, err := keyLines(plain, "part-key", 4, 4)
	if err != nil {
		return nil, fmt.Errorf("part key: %w", err)
	}
	key := &PartKey{}
	fields := strings.Split(lines[0], " ")
	ok := len(fields) == 6
	ok = ok && after(&key.Vault, fields[3], "vault=") && after(&key.Bucket, fields[4], "bucket=") && after(&key.Tier, fields[5], "tier=")
	ok = ok && after(&key.Part, lines[1], "# part ")
	if !ok {
		return nil, fmt.Errorf("part key: %w: its first lines", ErrDamaged)
	}
	if err := key.check(); err != nil {
		return nil, fmt.Errorf("part key: %w: %w", ErrDamaged, err)
	}
	if !decodeKey(key.FileKey[:], lines[2], "# filekey ") {
		return nil, fmt.Errorf("part key: %w: its file key", ErrDamaged)
	}
	if key.Identity, err = hybridLine(lines[3]); err != nil {
		return nil, fmt.Errorf("part key: %w", err)
	}
	if !bytes.Equal(key.Marshal(), plain) {
		return nil, fmt.Errorf("part key: %w: not written as it must be", ErrDamaged)
	}
	return key, nil
}

// check holds the names against the format.
func (k *PartKey) check() error {
	if !isHex32(k.Vault) {
		return errors.New("the vault id")
	}
	if !isBucket(k.Bucket) {
		return errors.New("the bucket")
	}
	if k.Tier != "core" && k.Tier != "person" && k.Tier != "index" {
		return errors.New("the tier")
	}
	id, ok := strings.CutPrefix(k.Part, "parts/"+k.Bucket+"-")
	if ok {
		id, ok = strings.CutSuffix(id, "."+k.Tier+".age")
	}
	if !ok || !isHex32(id) {
		return errors.New("the path of the part")
	}
	return nil
}

func isHex32(s string) bool {
	return len(s) == 32 && strings.Trim(s, "0123456789abcdef") == ""
}

func isBucket(s string) bool {
	layout := "2006-01"
	if len(s) == len("2006-01-02") {
		layout = "2006-01-02"
	}
	t, err := time.Parse(layout, s)
	return err == nil && t.Format(layout) == s
}
