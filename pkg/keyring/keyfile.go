package keyring

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"filippo.io/age"
)

// keyLines splits a key file of from least to most lines and checks its kind and
// version, the first two words after "# ".
func keyLines(plain []byte, kind string, least, most int) ([]string, error) {
	if len(plain) > MaxKeyFile {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, ErrTooLarge)
	}
	text := string(plain)
	rest, ok := strings.CutPrefix(text, "# nps-"+kind+" ")
	if !ok {
		return nil, fmt.Errorf("%w: no such key file", ErrDamaged)
	}
	version, _, _ := strings.Cut(rest, " ")
	switch n, ok := number(version); {
	case !ok:
		return nil, fmt.Errorf("%w: its version", ErrDamaged)
	case n > Version:
		return nil, ErrVersion
	}
	body, ok := strings.CutSuffix(text, "\n")
	lines := strings.Split(body, "\n")
	if !ok || len(lines) < least || len(lines) > most {
		return nil, fmt.Errorf("%w: its number of lines", ErrDamaged)
	}
	return lines, nil
}

// number reads a number from 1 to 999999999 as it is written canonically.
func number(s string) (int, bool) {
	if s == "" || len(s) > 9 || s[0] < '1' || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// after sets out to what follows the prefix.
func after(out *string, s, prefix string) (ok bool) {
	*out, ok = strings.CutPrefix(s, prefix)
	return ok
}

// decodeKey reads a line of a prefix and base64 (standard alphabet, padded) into all of key.
func decodeKey(key []byte, line, prefix string) bool {
	text, ok := strings.CutPrefix(line, prefix)
	if !ok || len(text) != base64.StdEncoding.EncodedLen(len(key)) {
		return false
	}
	data, err := base64.StdEncoding.Strict().DecodeString(text)
	return err == nil && copy(key, data) == len(key) && len(data) == len(key)
}

// hybridLine reads the last line of a key file. With the right length and checksum
// every line is a key, so that it is made only when it is needed.
func hybridLine(s string) (*Identity, error) {
	if !isHybridSecret(s) {
		return nil, fmt.Errorf("%w: its identity", ErrDamaged)
	}
	return &Identity{line: s, hybrid: true, key: sync.OnceValues(func() (age.Identity, Recipient) {
		h, err := age.ParseHybridIdentity(s)
		if err != nil {
			return &stanzaKind{}, Recipient{} // opens nothing
		}
		return h, hybridRecipient(h)
	})}, nil
}

// isHybridSecret checks length, alphabet and checksum of the Bech32 form (BIP 173, whose
// generator this is) of a 32-byte seed: 52 characters of five bits, the last four bits of padding
// zero, and six of checksum.
func isHybridSecret(s string) bool {
	const prefix, alphabet = "AGE-SECRET-KEY-PQ-1", "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"
	digits, ok := strings.CutPrefix(s, prefix)
	if !ok || len(digits) != 58 {
		return false
	}
	sum := uint32(1)
	add := func(v uint32) {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ v
		for i, g := range [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	human := strings.ToLower(prefix[:len(prefix)-1])
	for i := range len(human) {
		add(uint32(human[i] >> 5))
	}
	add(0)
	for i := range len(human) {
		add(uint32(human[i] & 31))
	}
	for i := range len(digits) {
		v := strings.IndexByte(alphabet, digits[i])
		if v < 0 || i == 51 && v&15 != 0 {
			return false
		}
		add(uint32(v))
	}
	return sum == 1
}
