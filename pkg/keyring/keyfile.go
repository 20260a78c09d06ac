package keyring

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
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

// hybridLine reads the last line of a key file.
func hybridLine(s string) (*Identity, error) {
	id, err := parseSecret(s)
	if err != nil || !id.Hybrid() {
		return nil, fmt.Errorf("%w: its identity", ErrDamaged)
	}
	return id, nil
}
