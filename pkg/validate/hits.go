package validate

import (
	"fmt"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// maxPlaces is how many places a message names.
const maxPlaces = 5

// hits counts the cases of one rule in one column, with the first places. Its
// size does not depend on the number of cases.
type hits struct {
	count int64
	at    [maxPlaces]scan.Pos
	n     int // places kept
}

// add counts a case at p. Cases of one record take one place.
func (h *hits) add(p scan.Pos) {
	h.count++
	if h.n < maxPlaces && (h.n == 0 || h.at[h.n-1] != p) {
		h.at[h.n] = p
		h.n++
	}
}

// places is where the cases are, in words: " (lines 4, 9 and more)", "" without
// any.
func (r *reporter) places(h *hits) string {
	if h.n == 0 {
		return ""
	}
	list := make([]string, h.n)
	for i := range list {
		list[i] = fmt.Sprint(r.line(h.at[i]))
	}
	more := ""
	if h.n == maxPlaces && h.count > maxPlaces {
		more = " and more"
	}
	word := r.place
	if h.n > 1 {
		word += "s"
	}
	return " (" + word + " " + strings.Join(list, ", ") + more + ")"
}

// count writes a number of things: "1 answer is", "1,204 answers are".
func count(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

func thousands(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// quoted shows the name of a column in a message: in one line, cut to a readable
// length.
func quoted(name string) string {
	name = strings.Join(strings.Fields(name), " ")
	if r := []rune(name); len(r) > 60 {
		name = string(r[:59]) + "…"
	}
	return `"` + name + `"`
}
