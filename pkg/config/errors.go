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

// longestName is how many letters of a file's name are shown: what is longer is
// something else that was taken for a name.
const longestName = 250

// Place is where the value stands: "nps.yaml:3:5", "NPS_MIN_N" or "--min-n".
func (e *Error) Place() string {
	if e.File == "" {
		return e.Source
	}
	place := e.File
	if r := []rune(place); len(r) > longestName {
		place = string(r[:longestName]) + "..."
	}
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
