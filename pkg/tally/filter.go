package tally

import (
	"fmt"
	"strings"
)

// Filter is one condition of --where: a column that has, or has not, one of
// some values.
type Filter struct {
	Column string
	Not    bool
	Values []string
}

// ParseFilter reads col=value, col!=value and comma lists of values. A comma
// that belongs to a value is written \, and a backslash \\.
func ParseFilter(s string) (Filter, error) {
	eq := strings.IndexByte(s, '=')
	if eq <= 0 || s[:eq] == "!" {
		return Filter{}, fmt.Errorf("a condition is written column=value or column!=value")
	}
	f := Filter{Column: s[:eq]}
	if strings.HasSuffix(f.Column, "!") {
		f.Not, f.Column = true, f.Column[:len(f.Column)-1]
	}
	f.Column = strings.TrimSpace(f.Column)
	f.Values = splitList(s[eq+1:])
	return f, nil
}

// Match says whether a record whose column holds value is kept.
func (f *Filter) Match(value []byte) bool {
	for _, v := range f.Values {
		if v == string(value) {
			return !f.Not
		}
	}
	return f.Not
}

func splitList(s string) []string {
	var list []string
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == ',' || s[i+1] == '\\'):
			i++
			b.WriteByte(s[i])
		case s[i] == ',':
			list = append(list, b.String())
			b.Reset()
		default:
			b.WriteByte(s[i])
		}
	}
	return append(list, b.String())
}
