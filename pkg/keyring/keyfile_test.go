package keyring

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"filippo.io/age"
)

func jsonOf(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

const secretLine = "AGE-SECRET-KEY-PQ-1" // of every hybrid identity

func TestPartKeyFile(t *testing.T) {
	key, _ := part(t, nil)
	plain := key.Marshal()
	lines := strings.Split(string(plain), "\n")
	if len(lines) != 5 || lines[0] != "# nps-part-key 1 vault="+testVault+" bucket=2024-05 tier=core" || lines[1] != "# part "+testPath ||
		!strings.HasPrefix(lines[2], "# filekey ") || len(lines[2]) != 10+24 || !strings.HasPrefix(lines[3], secretLine) || lines[4] != "" {
		t.Errorf("written as %d lines; %q %q", len(lines), lines[0], lines[1])
	}
	got, err := ParsePartKey(plain)
	if err != nil {
		t.Fatal(err)
	}
	if got.Vault != testVault || got.Bucket != testBucket || got.Tier != "core" || got.Part != testPath || got.FileKey != key.FileKey || got.Identity.Secret() != key.Identity.Secret() {
		t.Errorf("read as %v", got)
	}
	if len(plain) > MaxKeyFile/4 {
		t.Errorf("%d bytes", len(plain))
	}
	if got.Opens(testVault, testPath) != nil || !errors.Is(got.Opens(testVault, "parts/x"), ErrDamaged) || !errors.Is(got.Opens("x", testPath), ErrDamaged) {
		t.Error("does not tell its part from another")
	}
}

func TestRoleKeyFile(t *testing.T) {
	index, pseudonym := NewKey(), NewKey()
	for _, c := range []struct {
		role  string
		keys  bool
		lines int
	}{{"analyst", false, 3}, {"importer", true, 5}, {"steward", true, 5}} {
		i, p := index, pseudonym
		if !c.keys {
			i, p = nil, nil
		}
		key, err := NewRole(testVault, c.role, 3, i, p)
		if err != nil {
			t.Fatal(err)
		}
		plain := key.Marshal()
		lines := strings.Split(string(plain), "\n")
		if len(lines) != c.lines || lines[0] != "# nps-role-key 1 vault="+testVault+" role="+c.role+" generation=3" {
			t.Errorf("%s: %d lines, %q", c.role, len(lines), lines[0])
		}
		got, err := ParseRoleKey(plain)
		if err != nil {
			t.Fatal(err)
		}
		if got.Role != c.role || got.Generation != 3 || got.Identity.Secret() != key.Identity.Secret() || (got.IndexKey != nil) != c.keys || c.keys && (*got.IndexKey != *index || *got.PseudonymKey != *pseudonym) {
			t.Errorf("read as %v", got)
		}
		if got.Is(testVault, c.role, 3) != nil || got.Is(testVault, c.role, 2) == nil || got.Is("x", c.role, 3) == nil {
			t.Error("does not tell its role from another")
		}
	}
	for _, c := range []struct {
		role       string
		generation int
		i, p       *[32]byte
	}{{"analyst", 1, index, pseudonym}, {"importer", 1, nil, nil}, {"steward", 1, index, nil}, {"owner", 1, nil, nil}, {"analyst", 0, nil, nil}} {
		if _, err := NewRole(testVault, c.role, c.generation, c.i, c.p); err == nil {
			t.Errorf("%+v is made", c)
		}
	}
}

// Anything but the one way of writing is refused, and the error shows nothing of it.
func TestKeyFilesAreStrict(t *testing.T) {
	key, _ := part(t, nil)
	role, err := NewRole(testVault, "steward", 1, NewKey(), NewKey())
	if err != nil {
		t.Fatal(err)
	}
	x := classic(t)
	changes := []struct{ from, to string }{
		{"\n", "\r\n"}, {"# part ", "#part "}, {"bucket=2024-05", "bucket=2024-13"}, {"bucket=2024-05", "bucket=2024-06"}, {"tier=core", "tier=person"}, {"tier=core", "tier=x"},
		{" vault=", "  vault="}, {" 1 vault", " 01 vault"}, {" 1 vault", " 0 vault"}, {"nps-", "NPS-"}, {"vault=0", "vault=g"}, {".core.age", ".core.age/.."}, {"parts/", "parts/../"},
		{"=\n", "\n"}, {"AGE-SECRET", "\nAGE-SECRET"}, {"AGE-SECRET", "# more\nAGE-SECRET"}, {"role=steward", "role=analyst"}, {"generation=1", "generation=01"}, {"generation=1", "generation=-1"},
		{"generation=1", "generation=1234567890"}, {"# index-key ", "# pseudonym-key "}, {key.Identity.Secret(), x.Secret()}, {role.Identity.Secret(), x.Secret()}, {"AGE-SECRET-KEY-PQ-1", "AGE-SECRET-KEY-PQ-1Q"},
		{"# nps", "\ufeff# nps"}, {"core\n", "core \n"}, {"-ffeedd", "-ffeed"}, {"-ffeedd", "-FFEEDD"},
	}
	for i, parse := range []func([]byte) error{parsePart, parseRole} {
		plain := string([][]byte{key.Marshal(), role.Marshal()}[i])
		secret := []string{key.Identity.Secret(), role.Identity.Secret()}[i]
		tried := 0
		check := func(bad string, want error) {
			t.Helper()
			err := parse([]byte(bad))
			if !errors.Is(err, want) {
				t.Errorf("%.60q gives %v", bad, err)
			} else if strings.Contains(err.Error(), secret[25:35]) || strings.Contains(err.Error(), "vault=") {
				t.Errorf("the error shows the file: %v", err)
			}
			tried++
		}
		for _, c := range changes {
			if bad := strings.ReplaceAll(plain, c.from, c.to); bad != plain {
				check(bad, ErrDamaged)
			}
		}
		check(strings.Replace(plain, " 1 vault", " 2 vault", 1), ErrVersion)
		check(strings.Replace(plain, " 1 vault", " 2 anything", 1), ErrVersion)
		check(plain+"\n", ErrDamaged)
		check(plain+plain, ErrDamaged)
		check(plain[:len(plain)-1], ErrDamaged)
		check("", ErrDamaged)
		check(strings.Repeat("#", MaxKeyFile+1), ErrDamaged)
		if tried < 15 {
			t.Fatalf("only %d were tried", tried)
		}
	}
}

func parsePart(b []byte) error { _, err := ParsePartKey(b); return err }
func parseRole(b []byte) error { _, err := ParseRoleKey(b); return err }

// The expected values come from another program:
// printf 'id\0R-1' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0001...1f
func TestKeyed(t *testing.T) {
	var key [32]byte
	for i := range key {
		key[i] = byte(i)
	}
	for _, c := range []struct{ got, want [16]byte }{
		{ResponseID(&key, "R-1"), unhex(t, vectorID)},
		{Source(&key, sha256.Sum256([]byte("score\n9\n"))), unhex(t, vectorSource)},
		{Respondent(&key, "", " Asha@Example.COM "), unhex(t, vectorRespondent)},
		{Respondent(&key, "2024-05", "098765 43210"), unhex(t, vectorBucket)},
	} {
		if c.got != c.want {
			t.Errorf("%x, want %x", c.got, c.want)
		}
	}
	h := NewHasher(&key, LabelID)
	for _, s := range []string{"", "R-1", "a longer id than before", "R-1"} {
		if h.Sum(s) != Keyed(&key, LabelID, s) {
			t.Errorf("the hasher differs for %q", s)
		}
	}
}

func unhex(t *testing.T, s string) (out [16]byte) {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil || copy(out[:], b) != 16 {
		t.Fatal("vector:", err)
	}
	return out
}

func TestNormal(t *testing.T) {
	for in, want := range map[string]string{
		"":                     "",
		"  ":                   "",
		" Asha@Example.COM\t":  "asha@example.com",
		"ÄNNE@EXAMPLE.DE":      "änne@example.de",
		"a\u0308nne@example.d": "änne@example.d",
		"+91 98765-43210":      "+919876543210",
		"9876543210":           "+919876543210",
		"09876543210":          "+919876543210",
		"919876543210":         "+919876543210",
		"0091 98765 43210":     "+919876543210",
		"(98765) 43210":        "+919876543210",
		"+44 (20) 7946.0018":   "+442079460018",
		"1234567890":           "1234567890", // no Indian mobile begins so
		"00123":                "00123",
		"123":                  "123",
		"+12":                  "+12",
		"+1234567890123456":    "+1234567890123456",
		"C-17a":                "C-17a",
		"--":                   "--",
		"+":                    "+",
		"919-876":              "919-876",
	} {
		if got := Normal(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
		if again := Normal(want); again != want {
			t.Errorf("%q becomes %q at the second time", want, again)
		}
	}
}

// The quick look at a secret key agrees with age.
func FuzzHybridSecret(f *testing.F) {
	id := newID(f)
	f.Add(id.Secret())
	f.Add(strings.ToLower(id.Secret()))
	f.Add("AGE-SECRET-KEY-PQ-1" + strings.Repeat("Q", 58))
	f.Add(padded)
	f.Fuzz(func(t *testing.T, s string) {
		h, err := age.ParseHybridIdentity(s)
		if want := err == nil && h.String() == s; isHybridSecret(s) != want {
			t.Errorf("%q: %v, age says %v", s, !want, want)
		}
	})
}

// padded has a right checksum but a bit of padding that is not zero: made with the
// reference code of BIP 173.
const padded = "AGE-SECRET-KEY-PQ-1Q8W4UR23CLXD5MZFSH79VN6PG0KAYTJEQ8W4UR23CLXD5MZFSH73HWHXH2"

func TestHybridSecret(t *testing.T) {
	const alphabet = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"
	for range 20 {
		s := newID(t).Secret()
		if !isHybridSecret(s) {
			t.Fatal("a fresh one is refused")
		}
		for i := range s {
			for _, c := range []byte{alphabet[i%32], '1', 'b', 'q', ' '} {
				b := []byte(s)
				if b[i] == c {
					continue
				}
				b[i] = c
				if isHybridSecret(string(b)) {
					t.Fatalf("place %d changed to %c is taken", i, c)
				}
			}
		}
	}
	if isHybridSecret(padded) {
		t.Error("padding that is not zero is taken")
	}
	key, file := part(t, []byte("text"))
	got, err := ParsePartKey(key.Marshal())
	if err != nil || got.Identity.Recipient().String() != key.Identity.Recipient().String() {
		t.Fatal(err)
	}
	if plain, err := OpenBytes(file, 4, got.Identity); err != nil || string(plain) != "text" {
		t.Errorf("%v", err)
	}
}

func FuzzNormal(f *testing.F) {
	for _, s := range []string{"", "a@B", "+91 9876543210", "0091-9876543210", "x\u00a0", "++1234567"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Normal(s)
		if again := Normal(once); again != once {
			t.Errorf("%q becomes %q, then %q", s, once, again)
		}
	})
}

func FuzzParsePartKey(f *testing.F) {
	key, _ := part(f, nil)
	f.Add(key.Marshal())
	f.Add([]byte("# nps-part-key 2 x\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		key, err := ParsePartKey(b)
		if err == nil && string(key.Marshal()) != string(b) {
			t.Error("read what is not written so")
		}
		if err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrVersion) {
			t.Errorf("%v", err)
		}
	})
}

func FuzzParseRoleKey(f *testing.F) {
	for _, name := range []string{"analyst", "importer"} {
		var i, p *[32]byte
		if name == "importer" {
			i, p = NewKey(), NewKey()
		}
		key, err := NewRole(testVault, name, 1, i, p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(key.Marshal())
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		key, err := ParseRoleKey(b)
		if err == nil && string(key.Marshal()) != string(b) {
			t.Error("read what is not written so")
		}
		if err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrVersion) {
			t.Errorf("%v", err)
		}
	})
}

func FuzzParseIdentities(f *testing.F) {
	id := newID(f)
	f.Add(id.File())
	f.Add([]byte(classic(f).Secret()))
	f.Add([]byte("age-encryption.org/v1\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		ids, err := ParseIdentities(b)
		if (err == nil) != (len(ids) > 0) || err != nil && !errors.Is(err, ErrIdentity) && !errors.Is(err, ErrSealed) {
			t.Errorf("%v", err)
		}
		ParseRecipient(string(b))
	})
}

func FuzzOpen(f *testing.F) {
	id := newID(f)
	key, file := part(f, []byte("text"))
	f.Add(seal(f, []byte("text"), id.Recipient()))
	f.Add(file)
	f.Add([]byte("-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, open := range []func() ([]byte, error){
			func() ([]byte, error) { return OpenBytes(b, 100, id) },
			func() ([]byte, error) { return readPart(key, b) },
		} {
			plain, err := open()
			if err == nil && string(plain) != "text" {
				t.Errorf("opened to %q", plain)
			}
			if err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNoKey) {
				t.Errorf("%v", err)
			}
		}
	})
}

const (
	vectorID         = "707637aca34966a2111062872b8bfeb5"
	vectorSource     = "0a816881aaacbc1f65933e6da6cfdde0"
	vectorRespondent = "1f42807a8f4a32d59113ad398157688a"
	vectorBucket     = "8f6dad02fab47313f8264ed912fb6416"
)
