package table

import (
	"strings"
	"sync"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// narrow fixes the width of characters whose width depends on the locale to
// one column. The library reads the environment when the program starts, and
// the same document has to give the same bytes everywhere.
var narrow = sync.OnceFunc(func() { twwidth.SetOptions(twwidth.Options{}) })

// width is the number of terminal columns that s takes, by the same rule that
// the table is laid out with.
func width(s string) int {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return twwidth.WidthNoCache(s)
		}
	}
	return len(s) // made safe before: no control characters
}

// shorten cuts s to at most limit columns, with an ellipsis where it was cut,
// and never inside a character.
func shorten(s string, limit int, ellipsis string) string {
	if width(s) <= limit {
		return s
	}
	room := limit - width(ellipsis)
	used, end := 0, 0
	for it := graphemes.FromString(s); it.Next(); end = it.End() {
		used += width(it.Value())
		if used > room {
			break
		}
	}
	return strings.TrimRight(s[:end], " ") + ellipsis
}

// pad fills s with blanks to n columns.
func pad(s string, n int, right bool) string {
	fill := strings.Repeat(" ", max(0, n-width(s)))
	if right {
		return fill + s
	}
	return s + fill
}

// wrap breaks s at blanks into lines of at most limit columns; a longer word
// has a line of its own. limit below 1 does not wrap.
func wrap(s string, limit int) []string {
	if limit < 1 || width(s) <= limit {
		return []string{s}
	}
	var lines []string
	line, used := "", 0
	for word := range strings.FieldsSeq(s) {
		w := width(word)
		if line != "" && used+1+w > limit {
			lines = append(lines, line)
			line, used = "", 0
		}
		if line != "" {
			line += " "
			used++
		}
		line += word
		used += w
	}
	return append(lines, line)
}
