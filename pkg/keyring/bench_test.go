package keyring

import (
	"bytes"
	"io"
	"testing"

	"filippo.io/age"
)

func BenchmarkSeal(b *testing.B) {
	plain := data(8 << 20)
	id := newID(b)
	b.SetBytes(int64(len(plain)))
	for b.Loop() {
		w, err := Seal(io.Discard, id.Recipient())
		if err != nil {
			b.Fatal(err)
		}
		w.Write(plain)
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenStream(b *testing.B) {
	key, file := part(b, data(8<<20))
	b.SetBytes(8 << 20)
	for b.Loop() {
		r, err := key.Open(bytes.NewReader(file))
		if err != nil {
			b.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, r); err != nil || n != 8<<20 {
			b.Fatal(n, err)
		}
	}
}

func BenchmarkReadAt(b *testing.B) {
	key, file := part(b, data(8<<20))
	for _, size := range []int{4 << 10, 64 << 10, 1 << 20} {
		b.Run(map[int]string{4 << 10: "4KiB", 64 << 10: "64KiB", 1 << 20: "1MiB"}[size], func(b *testing.B) {
			r, total, err := key.OpenAt(bytes.NewReader(file), int64(len(file)))
			if err != nil {
				b.Fatal(err)
			}
			buf := make([]byte, size)
			b.SetBytes(int64(size))
			var off int64
			for b.Loop() {
				if _, err := r.ReadAt(buf, off); err != nil {
					b.Fatal(err)
				}
				if off += int64(size); off+int64(size) > total {
					off = 0
				}
			}
		})
	}
}

// Opening a part by the file key, and by the identity as stock age does.
func BenchmarkOpenPart(b *testing.B) {
	for name, n := range map[string]int{"small": 1000, "large": 8 << 20} {
		key, file := part(b, data(n))
		b.Run("file-key/"+name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := key.OpenAt(bytes.NewReader(file), int64(len(file))); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("kem/"+name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := age.DecryptReaderAt(bytes.NewReader(file), int64(len(file)), ageOf(key.Identity)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A whole part key: opening and parsing the sealed file; making it.
func BenchmarkPartKey(b *testing.B) {
	role, other := newID(b), newID(b)
	key, _ := part(b, nil)
	for _, c := range []struct {
		name string
		to   []Recipient
	}{{"first", []Recipient{role.Recipient(), other.Recipient()}}, {"second", []Recipient{other.Recipient(), role.Recipient()}}} {
		sealed := seal(b, key.Marshal(), c.to...)
		b.Run("open-"+c.name, func(b *testing.B) {
			for b.Loop() {
				plain, err := OpenBytes(sealed, MaxKeyFile, role)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := ParsePartKey(plain); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("seal", func(b *testing.B) {
		for b.Loop() {
			seal(b, key.Marshal(), role.Recipient(), other.Recipient())
		}
	})
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := NewPart(io.Discard, testVault, testBucket, "core", testPath); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkKeyed(b *testing.B) {
	h := NewHasher(NewKey(), LabelID)
	for b.Loop() {
		h.Sum("R_1a2b3c4d5e6f7g8")
	}
}

func BenchmarkParsePartKey(b *testing.B) {
	key, _ := part(b, nil)
	plain := key.Marshal()
	for b.Loop() {
		if _, err := ParsePartKey(plain); err != nil {
			b.Fatal(err)
		}
	}
}
