// Package yamlerr says in which line a YAML text is wrong. The library's errors
// hold the line as words, and are silent about the first line, about bytes that
// are no text, and about aliases.
package yamlerr

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Place returns the line, from 1, of an error that reading data gave, and what is
// wrong there. The words may repeat a part of data.
func Place(err error, data []byte) (line int, msg string) {
	msg, _, _ = strings.Cut(strings.TrimPrefix(err.Error(), "yaml: "), "\n")
	if rest, ok := strings.CutPrefix(msg, "line "); ok {
		number, words, ok := strings.Cut(rest, ": ")
		if n, err := strconv.Atoi(number); ok && err == nil {
			return n, words
		}
	}
	if at := unnamed(msg, data); at >= 0 {
		return 1 + bytes.Count(data[:at], []byte("\n")), msg
	}
	return 1, msg
}

// unnamed finds the byte that a message without a line is about, or gives -1.
func unnamed(msg string, data []byte) int {
	if _, name, ok := strings.Cut(msg, "unknown anchor '"); ok {
		name, _, _ = strings.Cut(name, "'")
		return bytes.Index(data, []byte("*"+name))
	}
	if !strings.Contains(msg, "UTF-8") && !strings.Contains(msg, "control characters") {
		return -1
	}
	for at := 0; at < len(data); {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 || unicode.IsControl(r) && !strings.ContainsRune("\t\r\n\u0085", r) {
			return at
		}
		at += size
	}
	return -1
}
