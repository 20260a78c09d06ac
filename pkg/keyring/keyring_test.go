package keyring

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"filippo.io/age"
	"filippo.io/age/armor"
)

const (
	testVault  = "00112233445566778899aabbccddeeff"
	testBucket = "2024-05"
	testPath   = "parts/2024-05-ffeeddccbbaa99887766554433221100.core.age"
)

func newID(t testing.TB) *Identity {
	t.Helper()
	id, err := Generate()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func classic(t testing.TB) *Identity {
	t.Helper()
	x, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	ids, err := ParseIdentities([]byte(x.String() + "\n"))
	if err != nil || len(ids) != 1 {
		t.Fatal(err)
	}
	return ids[0]
}

func ageOf(id *Identity) age.Identity {
	key, _ := id.key()
	return key
}

// data is n bytes that do not repeat.
func data(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{1}).Read(b)
	return b
}

func seal(t testing.TB, plain []byte, to ...Recipient) []byte {
	t.Helper()
	sealed, err := SealBytes(plain, to...)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

// part seals data as a part.
func part(t testing.TB, plain []byte) (*PartKey, []byte) {
	t.Helper()
	var b bytes.Buffer
	key, w, err := NewPart(&b, testVault, testBucket, "core", testPath)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return key, b.Bytes()
}

func TestSealAndOpen(t *testing.T) {
	a, b, other := newID(t), newID(t), newID(t)
	x, y := classic(t), classic(t)
	for _, n := range []int{0, 1, 65535, 65536, 65537, 200_000} {
		plain := data(n)
		sealed := seal(t, plain, a.Recipient(), b.Recipient())
		for _, id := range []*Identity{a, b} {
			if got, err := OpenBytes(sealed, int64(n), x, nil, id); err != nil || !bytes.Equal(got, plain) {
				t.Fatalf("%d bytes: %v", n, err)
			}
		}
		if _, err := OpenBytes(sealed, int64(n), other, x); !errors.Is(err, ErrNoKey) || errors.Is(err, ErrDamaged) {
			t.Errorf("another's key gives %v", err)
		}
		if n > 0 {
			if _, err := OpenBytes(sealed, int64(n)-1, a); !errors.Is(err, ErrTooLarge) {
				t.Errorf("a limit gives %v", err)
			}
		}
		sealed = seal(t, plain, x.Recipient(), y.Recipient())
		if got, err := OpenBytes(sealed, int64(n), y); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("classic, %d bytes: %v", n, err)
		}
	}
	if _, err := OpenBytes(seal(t, nil, a.Recipient()), 0); !errors.Is(err, ErrNoKey) {
		t.Errorf("no key at all gives %v", err)
	}
}

func TestSealRefuses(t *testing.T) {
	a, x := newID(t), classic(t)
	for _, c := range []struct {
		to   []Recipient
		want error
	}{
		{nil, ErrRecipient},
		{[]Recipient{a.Recipient(), {}}, ErrRecipient},
		{[]Recipient{a.Recipient(), x.Recipient()}, ErrMixed},
		{[]Recipient{x.Recipient(), a.Recipient()}, ErrMixed},
	} {
		if _, err := SealBytes(nil, c.to...); !errors.Is(err, c.want) {
			t.Errorf("%v: %v, want %v", c.to, err, c.want)
		}
	}
	if _, err := Seal(failWriter{}, a.Recipient()); !errors.Is(err, errDisk) {
		t.Errorf("a failing writer gives %v", err)
	}
}

var errDisk = errors.New("disk")

type failWriter struct{}

func (failWriter) Write([]byte) (int, error) { return 0, errDisk }

func TestArmored(t *testing.T) {
	id := newID(t)
	var b bytes.Buffer
	w := armor.NewWriter(&b)
	w.Write(seal(t, []byte("text"), id.Recipient()))
	w.Close()
	for _, text := range []string{b.String(), "\n \r\n" + b.String(), strings.ReplaceAll(b.String(), "\n", "\r\n")} {
		if got, err := OpenBytes([]byte(text), 10, id); err != nil || string(got) != "text" {
			t.Errorf("%v", err)
		}
	}
	cut := b.String()[:b.Len()-60]
	if _, err := OpenBytes([]byte(cut), 10, id); !errors.Is(err, ErrDamaged) {
		t.Errorf("cut armor gives %v", err)
	}
}

// Whatever is changed in a file, nobody is given a wrong text, and the error
// says that the file or the key is wrong.
func TestDamage(t *testing.T) {
	id := newID(t)
	plain := data(70_000)
	sealed := seal(t, plain, id.Recipient())
	key, file := part(t, plain)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range 300 {
		at := rng.IntN(len(sealed))
		if i < 150 {
			at = rng.IntN(2300) // the header
		}
		bad := bytes.Clone(sealed)
		bad[at] ^= 1 << rng.IntN(8)
		if got, err := OpenBytes(bad, 1<<20, id); !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNoKey) {
			t.Fatalf("byte %d changed: %v, %d bytes", at, err, len(got))
		}
		at = min(at, len(file)-1)
		bad = bytes.Clone(file)
		bad[at] ^= 1 << rng.IntN(8)
		if _, err := readPart(key, bad); !errors.Is(err, ErrDamaged) {
			t.Fatalf("part, byte %d changed: %v", at, err)
		}
	}
	for _, n := range []int{0, 1, 21, 22, 100, len(sealed) - 70_000, len(sealed) - 65536, len(sealed) - 1} {
		if _, err := OpenBytes(sealed[:n], 1<<20, id); !errors.Is(err, ErrDamaged) {
			t.Errorf("cut to %d: %v", n, err)
		}
		if _, err := readPart(key, file[:n]); !errors.Is(err, ErrDamaged) {
			t.Errorf("part cut to %d: %v", n, err)
		}
	}
	if _, err := OpenBytes(append(bytes.Clone(sealed), 0), 1<<20, id); !errors.Is(err, ErrDamaged) {
		t.Errorf("a byte more: %v", err)
	}
	other, _ := part(t, nil)
	if _, err := readPart(other, file); !errors.Is(err, ErrDamaged) {
		t.Errorf("the key of another part: %v", err)
	}
}

func readPart(key *PartKey, file []byte) ([]byte, error) {
	r, size, err := key.OpenAt(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.NewSectionReader(r, 0, size))
}

func TestNotAge(t *testing.T) {
	id := newID(t)
	key, _ := part(t, nil)
	for _, text := range []string{"", "a", "score,comment\n10,nice\n", id.Secret(), "age-encryption.org/v2\n", strings.Repeat("\n", 5000)} {
		if _, err := OpenBytes([]byte(text), 10, id); !errors.Is(err, ErrNotAge) || !errors.Is(err, ErrDamaged) {
			t.Errorf("%.10q gives %v", text, err)
		}
		if _, err := OpenPassphrase([]byte(text), "x"); !errors.Is(err, ErrNotAge) {
			t.Errorf("%.10q with a passphrase gives %v", text, err)
		}
		if _, err := readPart(key, []byte(text)); !errors.Is(err, ErrNotAge) {
			t.Errorf("%.10q as a part gives %v", text, err)
		}
	}
}

// A disk that fails is not called a damaged file.
func TestReadErrors(t *testing.T) {
	id := newID(t)
	sealed := seal(t, data(200_000), id.Recipient())
	key, file := part(t, data(200_000))
	for _, n := range []int{0, 10, 1000, 2500, 100_000} {
		r, err := Open(io.MultiReader(bytes.NewReader(sealed[:n]), iotest.ErrReader(errDisk)), id)
		if err == nil {
			_, err = io.ReadAll(r)
		}
		if !errors.Is(err, errDisk) || errors.Is(err, ErrDamaged) {
			t.Errorf("after %d bytes: %v", n, err)
		}
	}
	for _, n := range []int64{0, 1000, 100_000, int64(len(file)) - 10} {
		at, size, err := key.OpenAt(failAt{bytes.NewReader(file), n}, int64(len(file)))
		if err == nil {
			_, err = io.ReadAll(io.NewSectionReader(at, 0, size))
		}
		if !errors.Is(err, errDisk) || errors.Is(err, ErrDamaged) {
			t.Errorf("part, from byte %d on: %v", n, err)
		}
	}
}

type failAt struct {
	r    io.ReaderAt
	from int64
}

func (f failAt) ReadAt(b []byte, off int64) (int, error) {
	if off+int64(len(b)) > f.from {
		return 0, errDisk
	}
	return f.r.ReadAt(b, off)
}

func TestPassphrase(t *testing.T) {
	id := newID(t)
	sealed, err := SealPassphrase(id.File(), "correct horse", 2)
	if err != nil {
		t.Fatal(err)
	}
	if !IsSealed(sealed) || IsSealed(id.File()) {
		t.Error("sealed files are not told from plain ones")
	}
	plain, err := OpenPassphrase(sealed, "correct horse")
	if err != nil || !bytes.Equal(plain, id.File()) {
		t.Fatal(err)
	}
	for _, wrong := range []string{"Correct horse", "", "correct horse "} {
		if _, err := OpenPassphrase(sealed, wrong); !errors.Is(err, ErrPassphrase) || !errors.Is(err, ErrNoKey) {
			t.Errorf("%q gives %v", wrong, err)
		}
	}
	if _, err := ParseIdentities(sealed); !errors.Is(err, ErrSealed) {
		t.Errorf("a sealed identity file gives %v", err)
	}
	if _, err := OpenBytes(sealed, 10, id); !errors.Is(err, ErrSealed) || !errors.Is(err, ErrNoKey) {
		t.Errorf("opened by a key it gives %v", err)
	}
	if _, err := OpenPassphrase(seal(t, nil, id.Recipient()), "x"); !errors.Is(err, ErrNoKey) || errors.Is(err, ErrPassphrase) {
		t.Errorf("sealed to a key it gives %v", err)
	}
	if _, err := SealPassphrase(nil, "", 2); err == nil {
		t.Error("an empty passphrase seals")
	}
	if _, err := SealPassphrase(nil, "x", MaxWork+1); err == nil {
		t.Error("more work than opens is sealed")
	}
	// A file that asks for the memory of the machine is refused unread.
	bomb := strings.Replace(string(sealed), " 2\n", " 30\n", 1)
	if _, err := OpenPassphrase([]byte(bomb), "correct horse"); !errors.Is(err, ErrDamaged) {
		t.Errorf("a work factor of 30 gives %v", err)
	}
}

// Stock age opens what is written here: the two runs of docs/vault-format.md.
func TestStockAge(t *testing.T) {
	plain := data(150_000)
	role, person := newID(t), newID(t)
	key, file := part(t, plain)
	sealedKey := seal(t, key.Marshal(), role.Recipient(), newID(t).Recipient())
	roleKey, err := NewRole(testVault, "importer", 2, NewKey(), NewKey())
	if err != nil {
		t.Fatal(err)
	}
	roleKey.Identity = role
	sealedRole := seal(t, roleKey.Marshal(), person.Recipient())

	stock := func(sealed []byte, identityFile []byte) []byte {
		t.Helper()
		ids, err := age.ParseIdentities(bytes.NewReader(identityFile))
		if err != nil {
			t.Fatal(err)
		}
		r, err := age.Decrypt(bytes.NewReader(sealed), ids...)
		if err != nil {
			t.Fatal(err)
		}
		out, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	roleFile := stock(sealedRole, person.File())
	partKey := stock(sealedKey, roleFile)
	if got := stock(file, partKey); !bytes.Equal(got, plain) {
		t.Error("the part opens to something else")
	}
	// The captured file key is the one that age itself finds.
	header, err := age.ExtractHeader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	fileKey, err := age.DecryptHeader(header, ageOf(key.Identity))
	if err != nil || !bytes.Equal(fileKey, key.FileKey[:]) {
		t.Errorf("another file key: %v", err)
	}
}

func TestPartReaders(t *testing.T) {
	for _, n := range []int{0, 5, 65536, 300_001} {
		plain := data(n)
		key, file := part(t, plain)
		if got, err := readPart(key, file); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("%d bytes: %v", n, err)
		}
		at, size, err := key.OpenAt(bytes.NewReader(file), int64(len(file)))
		if err != nil || size != int64(n) {
			t.Fatalf("%d bytes: size %d, %v", n, size, err)
		}
		if n < 100 { // it reads byte by byte, and age makes a chunk for each read
			if err := iotest.TestReader(io.NewSectionReader(at, 0, size), plain); err != nil {
				t.Error(err)
			}
		}
		rng := rand.New(rand.NewPCG(3, 4))
		for range 50 {
			off := rng.Int64N(size + 1)
			b := make([]byte, rng.IntN(100_000))
			k, err := at.ReadAt(b, off)
			if want := min(int64(len(b)), size-off); int64(k) != want || !bytes.Equal(b[:k], plain[off:off+want]) || (err == nil) != (k == len(b)) {
				t.Errorf("reading %d at %d of %d: %d, %v", len(b), off, size, k, err)
			}
		}
		for _, off := range []int64{-1, size, size + 1, size + 1<<40} {
			if k, err := at.ReadAt(make([]byte, 3), off); err == nil || k != 0 {
				t.Errorf("reading at %d of %d: %d, %v", off, size, k, err)
			}
		}
		r, err := key.Open(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("as a stream: %v", err)
		}
		if got, err := OpenBytes(file, int64(n), key.Identity); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("by the identity: %v", err)
		}
	}
}

func TestRecipientTexts(t *testing.T) {
	a, x := newID(t), classic(t)
	for _, id := range []*Identity{a, x} {
		r, err := ParseRecipient(id.Recipient().String())
		if err != nil || r.String() != id.Recipient().String() || r.Hybrid() != id.Hybrid() {
			t.Errorf("%v: %v", id, err)
		}
		if got, err := OpenBytes(seal(t, []byte("t"), r), 1, id); err != nil || string(got) != "t" {
			t.Errorf("sealed to the parsed one: %v", err)
		}
	}
	if !strings.HasPrefix(a.Recipient().String(), "age1pq1") || !a.Hybrid() || x.Hybrid() {
		t.Error("the kinds are mixed up")
	}
	text := a.Recipient().String()
	bad := []string{"", "age1", text[:100], text + "q", strings.ToUpper(text), text[:50] + "\n" + text[50:], a.Secret(), "ssh-ed25519 AAAA", strings.Repeat("age1", 5000)}
	for _, s := range bad {
		if _, err := ParseRecipient(s); !errors.Is(err, ErrRecipient) {
			t.Errorf("%.20q gives %v", s, err)
		} else if len(s) > 30 && strings.Contains(err.Error(), s[20:30]) {
			t.Errorf("the error shows the text: %v", err)
		}
	}
}

func TestIdentityFiles(t *testing.T) {
	a, x := newID(t), classic(t)
	good := "# created: 2024-05-01\r\n\n" + a.Secret() + "\r\n# another\n" + x.Secret()
	ids, err := ParseIdentities([]byte(good))
	if err != nil || len(ids) != 2 || ids[0].Secret() != a.Secret() || ids[1].Recipient().String() != x.Recipient().String() {
		t.Fatalf("%v, %v", ids, err)
	}
	mistyped := []byte(a.Secret())
	mistyped[40] ^= 1
	for _, bad := range []string{
		"", "# only a comment\n", "hello\n", string(mistyped), a.Secret()[:40], strings.ToLower(a.Secret()),
		a.Secret() + "\n" + "AGE-SECRET-KEY-1" + strings.Repeat("Q", 58), "AGE-PLUGIN-YUBIKEY-1QQQ", "-----BEGIN OPENSSH PRIVATE KEY-----\n",
		a.Recipient().String(), "AGE-SECRET-KEY-PQ-1\xff\xfe", strings.Repeat("#\n", 1<<20), strings.Repeat(x.Secret()+"\n", 101), " " + a.Secret(),
	} {
		ids, err := ParseIdentities([]byte(bad))
		if !errors.Is(err, ErrIdentity) || ids != nil {
			t.Errorf("%.30q gives %v", bad, err)
			continue
		}
		for i := 20; i+8 < min(len(bad), 80); i++ {
			if strings.Contains(err.Error(), bad[i:i+8]) && !strings.Contains(bad[i:i+8], " ") {
				t.Errorf("%q shows the file", err)
				break
			}
		}
	}
}

// No verb of package fmt, no error and no JSON shows a secret.
func TestNothingShowsSecrets(t *testing.T) {
	key, _ := part(t, nil)
	role, err := NewRole(testVault, "steward", 1, NewKey(), NewKey())
	if err != nil {
		t.Fatal(err)
	}
	h := NewHasher(role.IndexKey, LabelID)
	secrets := [][]byte{key.FileKey[:], role.IndexKey[:], role.PseudonymKey[:], []byte(key.Identity.Secret()), []byte(role.Identity.Secret())}
	var forbidden []string
	for _, s := range secrets {
		forbidden = append(forbidden, string(s), fmt.Sprintf("%x", s), fmt.Sprintf("%X", s), strings.Trim(fmt.Sprint(s), "[]"), strings.Trim(fmt.Sprintf("%#v", s), "[]byte{}"))
	}
	forbidden = append(forbidden, "AGE-SECRET")
	values := []any{key, *key, role, *role, key.Identity, *key.Identity, h, *h, []any{key, role}, []PartKey{*key}, map[string]RoleKey{"k": *role}, struct{ K PartKey }{*key},
		PartKey{FileKey: key.FileKey}, &RoleKey{IndexKey: role.IndexKey},
		fmt.Errorf("x: %v", key)}
	n := 0
	for _, v := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "%t"} {
			text := fmt.Sprintf(verb, v)
			for _, s := range forbidden {
				if strings.Contains(text, s) {
					t.Fatalf("%s of %T shows a secret", verb, v)
				}
			}
			n++
		}
		if text, err := jsonOf(v); err == nil {
			for _, s := range append(forbidden, "FileKey", "IndexKey") {
				if strings.Contains(text, s) {
					t.Errorf("JSON of %T shows a secret", v)
				}
			}
		}
	}
	if n < 100 {
		t.Fatalf("only %d were tried", n)
	}
	if got := fmt.Sprintf("%d %+v", key, key.Identity); !strings.Contains(got, testPath) || !strings.Contains(got, "age1pq1") {
		t.Errorf("says nothing useful: %s", got)
	}
}
