package keyring

import (
	"bytes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"io"
	"sync"
	"sync/atomic"

	"filippo.io/age"
	"golang.org/x/crypto/chacha20poly1305"
)

// The age format, version 1 (https://c2sp.org/age): a header, a nonce of 16 bytes, and the
// payload in chunks of 64 KiB, each sealed with ChaCha20-Poly1305. The header is left to
// package age. The payload is read here, since a vault opens hundreds of small files in some
// milliseconds, and age.DecryptReaderAt makes 64 KiB of garbage for every read.
const (
	nonceSize   = 16
	chunkSize   = 64 << 10
	sealedChunk = chunkSize + chacha20poly1305.Overhead
	maxHeader   = 1 << 20
	usualHeader = 4 << 10 // one hybrid recipient takes half of it
)

// headerEnd finds the end of the header at the beginning of a file; 0 when it is not there.
func headerEnd(data []byte) int {
	mac := bytes.Index(data, []byte("\n--- "))
	if mac < 0 {
		return 0
	}
	end := bytes.IndexByte(data[mac+1:], '\n')
	if end < 0 {
		return 0
	}
	return mac + 1 + end + 1
}

// readHeader reads a file's header, and the nonce behind it.
func readHeader(r io.ReaderAt, size int64) (header, nonce []byte, err error) {
	for n := int64(usualHeader); ; n *= 16 {
		n = min(n, size, maxHeader)
		data := make([]byte, n)
		if err := readAllAt(r, data, 0); err != nil {
			return nil, nil, err
		}
		if end := headerEnd(data); end > 0 && end+nonceSize <= len(data) {
			return data[:end], data[end : end+nonceSize], nil
		}
		if n == min(size, maxHeader) {
			return nil, nil, ErrDamaged
		}
	}
}

// readAllAt reads exactly len(b) bytes.
func readAllAt(r io.ReaderAt, b []byte, off int64) error {
	n, err := r.ReadAt(b, off)
	switch {
	case n == len(b):
		return nil
	case err == nil || err == io.EOF:
		return io.ErrUnexpectedEOF
	}
	return err
}

// payload opens the chunks of one file. Several goroutines may use it.
type payload struct {
	aead   cipher.AEAD
	chunks int64
	sealed int64 // bytes of all of them
	size   int64 // of the plaintext
}

// newPayload prepares a payload of so many bytes.
func newPayload(fileKey, nonce []byte, sealed int64) (*payload, error) {
	p := &payload{sealed: sealed, chunks: (sealed + sealedChunk - 1) / sealedChunk}
	p.size = sealed - p.chunks*chacha20poly1305.Overhead
	last := sealed - (p.chunks-1)*sealedChunk
	if p.chunks < 1 || last < chacha20poly1305.Overhead || last == chacha20poly1305.Overhead && p.chunks > 1 {
		return nil, ErrDamaged // cut short: only an empty payload has an empty chunk
	}
	key, err := hkdf.Key(sha256.New, fileKey, nonce, "payload", chacha20poly1305.KeySize)
	if err != nil {
		return nil, err
	}
	p.aead, err = chacha20poly1305.New(key)
	return p, err
}

// span says where a chunk stands in the sealed payload, and how long it is.
func (p *payload) span(chunk int64) (at, n int64) {
	at = chunk * sealedChunk
	return at, min(sealedChunk, p.sealed-at)
}

// open appends the plaintext of a chunk.
func (p *payload) open(dst []byte, chunk int64, sealed []byte) ([]byte, error) {
	var nonce [chacha20poly1305.NonceSize]byte // a counter of 11 bytes, and 1 for the last
	for i, n := len(nonce)-2, chunk; n > 0; i, n = i-1, n>>8 {
		nonce[i] = byte(n)
	}
	if chunk == p.chunks-1 {
		nonce[len(nonce)-1] = 1
	}
	plain, err := p.aead.Open(dst, nonce[:], sealed, nil)
	if err != nil {
		return nil, ErrDamaged
	}
	return plain, nil
}

// openAll opens a whole payload in memory.
func openAll(fileKey, nonce, sealed []byte, max int64) ([]byte, error) {
	p, err := newPayload(fileKey, nonce, int64(len(sealed)))
	if err != nil {
		return nil, err
	}
	if p.size > max {
		return nil, ErrTooLarge
	}
	plain := make([]byte, 0, p.size)
	for k := range p.chunks {
		at, n := p.span(k)
		if plain, err = p.open(plain, k, sealed[at:at+n]); err != nil {
			return nil, err
		}
	}
	return plain, nil
}

// payloadAt reads a payload at any place.
type payloadAt struct {
	*payload
	r      io.ReaderAt
	from   int64  // where the payload begins
	last   []byte // plaintext of the last chunk: it says that the file is whole
	lately atomic.Pointer[openChunk]
}

// openChunk is the chunk of which the last read took only a part.
type openChunk struct {
	number int64
	plain  []byte
}

// sealedChunks are rooms for chunks as they stand in a file.
var sealedChunks = sync.Pool{New: func() any { return new([sealedChunk]byte) }}

func newPayloadAt(r io.ReaderAt, size int64, fileKey []byte) (*payloadAt, error) {
	header, nonce, err := readHeader(r, size)
	if err != nil {
		return nil, err
	}
	if _, err := age.DecryptHeader(header, age.NewInjectedFileKeyIdentity(fileKey)); err != nil {
		return nil, ErrDamaged
	}
	from := int64(len(header) + nonceSize)
	p, err := newPayload(fileKey, nonce, size-from)
	if err != nil {
		return nil, err
	}
	at := &payloadAt{payload: p, r: r, from: from}
	place, n := p.span(p.chunks - 1)
	sealed := make([]byte, n)
	if err := readAllAt(r, sealed, from+place); err != nil {
		return nil, err
	}
	at.last, err = p.open(sealed[:0], p.chunks-1, sealed)
	return at, err
}

// ReadAt reads within the payload; beyond its end it reads nothing.
func (p *payloadAt) ReadAt(b []byte, off int64) (int, error) {
	if off < 0 {
		return 0, errors.New("read a part: negative offset")
	}
	n := 0
	for n < len(b) && off < p.size {
		k, err := p.chunk(b[n:], off/chunkSize, int(off%chunkSize))
		if err != nil {
			return n, err
		}
		n += k
		off += int64(k)
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// chunk reads from a place in a chunk on to its end.
func (p *payloadAt) chunk(b []byte, number int64, from int) (int, error) {
	if number == p.chunks-1 {
		return copy(b, p.last[from:]), nil
	}
	if c := p.lately.Load(); c != nil && c.number == number {
		return copy(b, c.plain[from:]), nil
	}
	room := sealedChunks.Get().(*[sealedChunk]byte)
	defer sealedChunks.Put(room)
	at, n := p.span(number)
	if err := readAllAt(p.r, room[:n], p.from+at); err != nil {
		return 0, err
	}
	if from == 0 && len(b) >= chunkSize {
		_, err := p.open(b[:0:chunkSize], number, room[:n])
		return chunkSize, err
	}
	plain, err := p.open(make([]byte, 0, chunkSize), number, room[:n])
	if err != nil {
		return 0, err
	}
	p.lately.Store(&openChunk{number, plain})
	return copy(b, plain[from:]), nil
}
