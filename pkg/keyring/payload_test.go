package keyring

import (
	"bytes"
	"io"
	"testing"

	"filippo.io/age"
)

// byAge opens a file with package age alone.
func byAge(key *PartKey, file []byte) ([]byte, bool) {
	r, size, err := age.DecryptReaderAt(bytes.NewReader(file), int64(len(file)), age.NewInjectedFileKeyIdentity(key.FileKey[:]))
	if err != nil {
		return nil, false
	}
	plain := make([]byte, size)
	n, err := r.ReadAt(plain, 0)
	return plain, int64(n) == size && (err == nil || err == io.EOF)
}

// opened opens it in each way there is.
func opened(t *testing.T, key *PartKey, file []byte) ([]byte, bool) {
	t.Helper()
	whole, wholeErr := OpenBytes(file, int64(len(file)), key.Identity)
	at, size, err := key.OpenAt(bytes.NewReader(file), int64(len(file)))
	var plain []byte
	if err == nil {
		plain = make([]byte, size)
		_, err = at.ReadAt(plain, 0)
	}
	if (err == nil) != (wholeErr == nil) || err == nil && !bytes.Equal(plain, whole) {
		t.Errorf("at places: %v, in memory: %v", err, wholeErr)
	}
	return plain, err == nil
}

// What package age takes is what is taken here, and nothing else.
func TestPayloadsAreThoseOfAge(t *testing.T) {
	for _, n := range []int{0, 1, chunkSize - 1, chunkSize, chunkSize + 1, 2 * chunkSize, 3*chunkSize + 7} {
		key, file := part(t, data(n))
		end := headerEnd(file)
		files := [][]byte{file, append(bytes.Clone(file), 0), append(bytes.Clone(file), make([]byte, sealedChunk)...), nil, []byte(intro)}
		for _, cut := range []int{1, end - 1, end, end + 1, end + nonceSize - 1, end + nonceSize, end + nonceSize + 15, end + nonceSize + 16, end + nonceSize + sealedChunk, end + nonceSize + sealedChunk + 16,
			end + nonceSize + 2*sealedChunk, len(file) - 1, len(file) - 16} {
			if cut < len(file) {
				files = append(files, file[:cut])
			}
		}
		for _, at := range []int{3, 30, end - 3, end + 3, end + nonceSize, len(file) - 1} {
			flipped := bytes.Clone(file)
			flipped[at] ^= 1
			files = append(files, flipped)
		}
		if n > 2*chunkSize { // chunks that changed places
			swapped := bytes.Clone(file[:end+nonceSize])
			swapped = append(append(swapped, file[end+nonceSize+sealedChunk:end+nonceSize+2*sealedChunk]...), file[end+nonceSize:end+nonceSize+sealedChunk]...)
			files = append(files, append(swapped, file[end+nonceSize+2*sealedChunk:]...))
		}
		sound := 0
		for i, f := range files {
			want, ok := byAge(key, f)
			got, fine := opened(t, key, f)
			if ok != fine || ok && !bytes.Equal(got, want) {
				t.Errorf("%d bytes, file %d: age takes it: %t, we: %t", n, i, ok, fine)
			}
			if fine {
				sound++
			}
		}
		if sound != 1 {
			t.Errorf("%d bytes: %d files are sound", n, sound)
		}
	}
}

func FuzzPayload(f *testing.F) {
	keys, files := make([]*PartKey, 3), make([][]byte, 3)
	for i, n := range []int{0, 40, chunkSize + 3} {
		keys[i], files[i] = part(f, data(n))
		f.Add(byte(i), 0, byte(0), 0, []byte{})
		f.Add(byte(i), len(files[i])/2, byte(1), 0, []byte{})
		f.Add(byte(i), headerEnd(files[i]), byte(128), 5, []byte("\n--- x\n"))
	}
	f.Fuzz(func(t *testing.T, which byte, at int, flip byte, cut int, put []byte) {
		i := int(which) % len(files)
		file := bytes.Clone(files[i])
		file = file[:max(0, len(file)-max(0, cut))]
		if at >= 0 && at < len(file) {
			file[at] ^= flip
			copy(file[at:], put)
		}
		want, ok := byAge(keys[i], file)
		got, fine := opened(t, keys[i], file)
		if ok != fine || ok && !bytes.Equal(got, want) {
			t.Errorf("age takes it: %t, we: %t", ok, fine)
		}
	})
}
