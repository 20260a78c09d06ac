package ledger

import "strings"

// only tells whether s has from min to max bytes, each a lower-case letter, a digit
// or one of more.
func only(s string, min, max int, more string) bool {
	if len(s) < min || len(s) > max {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte(more, c) >= 0) {
			return false
		}
	}
	return true
}

// IsHex tells whether s is n hexadecimal digits in lower case.
func IsHex(s string, n int) bool {
	if len(s) != n {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
			return false
		}
	}
	return true
}

// IsActor tells whether s can be an actor's name: [a-z0-9][a-z0-9._-]{0,39}.
func IsActor(s string) bool {
	return only(s, 1, 40, "._-") && strings.IndexByte("._-", s[0]) < 0
}

// IsRecipient tells whether s has the form of an age recipient, post-quantum and
// plugin ones included. Only the age library knows whether it is one.
func IsRecipient(s string) bool {
	return only(s, 8, 8192, "+-._") && strings.HasPrefix(s, "age1")
}

// isPath tells whether s is a path inside a vault: names of [a-z0-9._-] separated
// by single slashes, none of them "." or "..".
func isPath(s string) bool {
	if !only(s, 1, 200, "._-/") {
		return false
	}
	for name := range strings.SplitSeq(s, "/") {
		if name == "" || name == "." || name == ".." {
			return false
		}
	}
	return true
}

func isTool(s string) bool {
	version, ok := strings.CutPrefix(s, "nps/")
	return ok && only(strings.ToLower(version), 1, 64, "._+~-")
}

// isOp keeps operations apart from any text: what version 1 does not know is
// refused by vault/state.
func isOp(s string) bool { return only(s, 1, 32, ".-") }
