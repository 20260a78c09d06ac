package config

import (
	"fmt"
	"strings"
)

// Error says what is wrong with one setting and where it stands.
type Error struct {
	File   string // the file as it was named, or empty
	Line   int    // 1-based line in File, 0 when unknown
	Column int    // 1-based column in File, 0 when unknown
	Source string // the flag ("--min-n") or variable ("NPS_MIN_N"), when there is no file
	Name   string // the setting, or empty
	Msg    string // what is wrong
	Hint   string // what to do, or empty
}

// Place is where the value stands: "nps.yaml:3:5", "NPS_MIN_N" or "--min-n".
func (e *Error) Place() string {
	if e.File == "" {
		return e.Source
	}
	place := e.File
	if e.Line > 0 {
		place += fmt.Sprintf(":%d", e.Line)
		if e.Column > 0 {
			place += fmt.Sprintf(":%d", e.Column)
		}
	}
	return place
}

// Error gives the place, the setting and the reason in one line, without the
// hint.
func (e *Error) Error() string {
	var parts []string
	if place := e.Place(); place != "" {
		parts = append(parts, place)
	}
	if e.Name != "" && e.File != "" {
		parts = append(parts, e.Name)
	}
	return strings.Join(append(parts, e.Msg), ": ")
}

// Nearest gives the candidate that differs least from word, or "" when none is
// near enough to be what was meant (more than a third of its letters differ).
func Nearest(word string, candidates []string) string {
	best, bestDistance := "", -1
	for _, candidate := range candidates {
		d := distance(strings.ToLower(word), strings.ToLower(candidate))
		if d <= max(1, len(candidate)/3) && (bestDistance < 0 || d < bestDistance) {
			best, bestDistance = candidate, d
		}
	}
	return best
}

// distance counts the letters to insert, delete, replace or swap with their
// neighbour to turn a into b (optimal string alignment).
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 { // no name of ours is that long
		return 64
	}
	var before, previous, current [65]int
	for j := range len(b) + 1 {
		previous[j] = j
	}
	for i := 1; i <= len(a); i++ {
		current[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			current[j] = min(previous[j]+1, current[j-1]+1, previous[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				current[j] = min(current[j], before[j-2]+1)
			}
		}
		before, previous = previous, current
	}
	return previous[len(b)]
}
