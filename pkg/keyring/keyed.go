package keyring

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Labels of keyed values.
const (
	LabelID         = "id"         // index key; the response id as it is in the input
	LabelSource     = "source"     // index key; the 32 bytes of SHA-256 of the decompressed input
	LabelRespondent = "respondent" // pseudonym key; the normalised identifier
)

// Keyed is the first 16 bytes of HMAC-SHA-256 under key over label, a zero
// byte and text. Without the key nobody finds out the text by trying.
func Keyed(key *[32]byte, label, text string) [16]byte {
	return NewHasher(key, label).Sum(text)
}

// Hasher makes many keyed values under one key and label, faster than Keyed
// and without garbage. One goroutine uses it.
type Hasher struct {
	mac   hash.Hash
	label []byte // and its zero byte
	buf   []byte
	sum   [sha256.Size]byte
}

// NewHasher prepares keyed values.
func NewHasher(key *[32]byte, label string) *Hasher {
	return &Hasher{mac: hmac.New(sha256.New, key[:]), label: append([]byte(label), 0)}
}

// Sum is Keyed for one text.
func (h *Hasher) Sum(text string) [16]byte {
	h.buf = append(append(h.buf[:0], h.label...), text...)
	return h.finish()
}

// SumBytes is Sum.
func (h *Hasher) SumBytes(text []byte) [16]byte {
	h.buf = append(append(h.buf[:0], h.label...), text...)
	return h.finish()
}

// Respondent is the function Respondent, for a hasher with [LabelRespondent].
func (h *Hasher) Respondent(bucket string, identifier []byte) [16]byte {
	h.buf = append(h.buf[:0], h.label...)
	if bucket != "" {
		h.buf = append(append(h.buf, bucket...), 0)
	}
	var plain bool
	if h.buf, plain = appendPlainAddress(h.buf, identifier); !plain {
		h.buf = append(h.buf, Normal(string(identifier))...)
	}
	return h.finish()
}

func (h *Hasher) finish() [16]byte {
	h.mac.Reset()
	h.mac.Write(h.buf)
	return [16]byte(h.mac.Sum(h.sum[:0]))
}

// appendPlainAddress appends what Normal makes of an e-mail address in ASCII, which most
// identifiers are; plain is false, and nothing is appended, for anything else.
func appendPlainAddress(dst, identifier []byte) (_ []byte, plain bool) {
	from, at := len(dst), false
	for _, c := range bytes.TrimSpace(identifier) {
		switch {
		case c >= utf8.RuneSelf:
			return dst[:from], false
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case c == '@':
			at = true
		}
		dst = append(dst, c)
	}
	if !at {
		return dst[:from], false
	}
	return dst, true
}

// ResponseID is the keyed id by which duplicates are found.
func ResponseID(index *[32]byte, id string) [16]byte { return Keyed(index, LabelID, id) }

// Source is the keyed id of an input: sum is the SHA-256 of its decompressed bytes.
func Source(index *[32]byte, sum [sha256.Size]byte) [16]byte {
	return Keyed(index, LabelSource, string(sum[:]))
}

// Respondent is the pseudonym of a person. bucket is "" with the policy
// `pseudonym: vault`, so that a person is the same over the years, and the
// bucket with `pseudonym: bucket`. The identifier is normalised here.
func Respondent(pseudonym *[32]byte, bucket, identifier string) [16]byte {
	return NewHasher(pseudonym, LabelRespondent).Sum(RespondentText(bucket, identifier))
}

// RespondentText is what is hashed under [LabelRespondent].
func RespondentText(bucket, identifier string) string {
	if bucket != "" {
		return bucket + "\x00" + Normal(identifier)
	}
	return Normal(identifier)
}

// Normal writes an identifier of a person so that the ways in which exports
// write it give one pseudonym:
//
//   - Blanks around it go; Unicode becomes NFC.
//   - With an @ it is an e-mail address: lower case, as a whole.
//   - A + and 7 to 15 digits, with blanks, dots, hyphens, slashes or parentheses between,
//     is a telephone number: + and its digits.
//   - So is an Indian mobile number: ten digits that begin with 6 to 9, alone or
//     after 0, 91 or 0091: +91 and the ten digits.
//   - Everything else, such as a customer number, stays as it is.
//
// Two ways of writing beyond these are two people. A customer number that looks like an
// Indian mobile number is taken for one.
func Normal(identifier string) string {
	s := norm.NFC.String(strings.TrimSpace(identifier))
	if strings.Contains(s, "@") {
		return strings.ToLower(s)
	}
	plus := strings.HasPrefix(s, "+")
	digits, ok := phoneDigits(strings.TrimPrefix(s, "+"))
	if !ok {
		return s
	}
	if plus {
		if len(digits) < 7 || len(digits) > 15 {
			return s
		}
		return "+" + digits
	}
	for _, prefix := range []string{"", "0", "91", "0091"} {
		rest, ok := strings.CutPrefix(digits, prefix)
		if ok && len(rest) == 10 && rest[0] >= '6' {
			return "+91" + rest
		}
	}
	return s
}

// phoneDigits takes out what stands between the digits of a telephone number.
func phoneDigits(s string) (string, bool) {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case strings.ContainsRune(" .-/()\u00a0", r):
		default:
			return "", false
		}
	}
	return b.String(), b.Len() > 0
}
