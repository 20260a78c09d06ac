package ledger

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"unicode/utf16"
	"unicode/utf8"
)

// maxInt is the largest whole number of canonical JSON, 2^53-1: the largest that
// every reader of JSON keeps exact.
const maxInt = 1<<53 - 1

// Canonical gives v in the one form of JSON that bodies, states and cards use:
// ASCII, keys sorted by their bytes, no blanks, whole numbers only. It is what
// Python's json.dumps(v, sort_keys=True, separators=(",", ":")) writes. A value
// that has no such form (a fraction, null, true, a number beyond 2^53-1) is an
// error; leave absent keys out (omitempty).
func Canonical(v any) ([]byte, error) {
	var raw bytes.Buffer
	enc := json.NewEncoder(&raw)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("canonical JSON: %w", err)
	}
	dec := json.NewDecoder(&raw)
	dec.UseNumber()
	var tree any
	if err := dec.Decode(&tree); err != nil {
		return nil, fmt.Errorf("canonical JSON: %w", err)
	}
	out, err := appendValue(nil, tree, 0)
	if err != nil {
		return nil, err
	}
	return out, nil
}

func appendValue(out []byte, v any, depth int) ([]byte, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("%w: more than %d levels", ErrForm, maxDepth)
	}
	var err error
	switch v := v.(type) {
	case string:
		return AppendString(out, v), nil
	case json.Number:
		c := checker{data: []byte(v)}
		if err := c.number(); err != nil || c.pos != len(v) {
			return nil, fmt.Errorf("%w: a number that is not whole or too large", ErrForm)
		}
		return append(out, v...), nil
	case []any:
		out = append(out, '[')
		for i, e := range v {
			if i > 0 {
				out = append(out, ',')
			}
			if out, err = appendValue(out, e, depth+1); err != nil {
				return nil, err
			}
		}
		return append(out, ']'), nil
	case map[string]any:
		out = append(out, '{')
		for i, k := range slices.Sorted(maps.Keys(v)) {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(AppendString(out, k), ':')
			if out, err = appendValue(out, v[k], depth+1); err != nil {
				return nil, err
			}
		}
		return append(out, '}'), nil
	}
	return nil, fmt.Errorf("%w: null, true and false have no canonical form", ErrForm)
}

const hexDigits = "0123456789abcdef"

// AppendString appends s as a canonical JSON string with its quotes. Bytes that are
// no UTF-8 become U+FFFD.
func AppendString(out []byte, s string) []byte {
	out = append(out, '"')
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			out = appendASCII(out, c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		if hi, lo := utf16.EncodeRune(r); hi != utf8.RuneError {
			out = appendUnit(appendUnit(out, uint16(hi)), uint16(lo))
		} else {
			out = appendUnit(out, uint16(r))
		}
	}
	return append(out, '"')
}

func appendASCII(out []byte, c byte) []byte {
	switch {
	case c == '"' || c == '\\':
		return append(out, '\\', c)
	case c >= 0x20 && c < 0x7f:
		return append(out, c)
	}
	if short := shortEscape(uint16(c)); short != 0 {
		return append(out, '\\', short)
	}
	return appendUnit(out, uint16(c))
}

func appendUnit(out []byte, u uint16) []byte {
	return append(out, '\\', 'u', hexDigits[u>>12], hexDigits[u>>8&15], hexDigits[u>>4&15], hexDigits[u&15])
}

// shortEscape gives the letter of the control characters that have an escape of
// two characters, which is then the only form; 0 for all others.
func shortEscape(u uint16) byte {
	switch u {
	case '\b':
		return 'b'
	case '\f':
		return 'f'
	case '\n':
		return 'n'
	case '\r':
		return 'r'
	case '\t':
		return 't'
	}
	return 0
}
