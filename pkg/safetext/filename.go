package safetext

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

const (
	maxFileName = 48 // bytes of the readable part: leaves room for a prefix and an extension
	hashDigits  = 12 // hexadecimal: 48 bits keep 100,000 names apart
)

// FileName returns a name of [a-z0-9-] for a file or an anchor made from a
// group's name. A name that is already of that form stays; any other becomes
// what is left of it and a hash of the whole, so that different names give
// different files. The result is never empty, never begins with a dash and is
// no reserved name of Windows. The hash is no protection of the name: short
// names can be guessed from it.
func FileName(s string) string {
	slug := slugOf(s)
	if slug == s && s != "" && !looksHashed(s) && !reserved(s) {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	if slug == "" {
		slug = "name"
	}
	return slug + "-" + hex.EncodeToString(sum[:])[:hashDigits]
}

// slugOf keeps ASCII letters (in lower case) and digits and puts one dash for
// every run of anything else between them.
func slugOf(s string) string {
	b := make([]byte, 0, min(len(s), maxFileName))
	gap := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			gap = true
			continue
		}
		if gap && len(b) > 0 {
			b = append(b, '-')
		}
		gap = false
		b = append(b, c)
		if len(b) >= maxFileName {
			break
		}
	}
	return strings.Trim(string(b), "-")
}

// looksHashed keeps a name that ends like a hash of ours from meeting the name
// that has this hash.
func looksHashed(s string) bool {
	i := strings.LastIndexByte(s, '-')
	if i < 0 || len(s)-i-1 != hashDigits {
		return false
	}
	return strings.Trim(s[i+1:], "0123456789abcdef") == ""
}

func reserved(s string) bool {
	switch s {
	case "con", "prn", "aux", "nul":
		return true
	}
	return len(s) == 4 && (s[:3] == "com" || s[:3] == "lpt")
}
