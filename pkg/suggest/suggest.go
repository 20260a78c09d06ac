// Package suggest finds the known name that a mistyped one was meant to be, for
// the hints of error messages.
package suggest

import (
	"slices"
	"strings"
)

// Nearest returns the candidate that is most like word, or "" when none is
// near enough to be meant: more than a third of the letters differ.
func Nearest(word string, candidates []string) string {
	best, least := "", -1
	for _, c := range candidates {
		if d := distance(fold(word), fold(c)); least < 0 || d < least {
			best, least = c, d
		}
	}
	if least < 0 || least > max(1, len(first64(word))/3) {
		return ""
	}
	return best
}

// Order returns the positions of the candidates, those most like word first;
// equally near ones stay in their order.
func Order(word string, candidates []string) []int {
	order := make([]int, len(candidates))
	near := make([]int, len(candidates))
	word = fold(word)
	for i, c := range candidates {
		order[i] = i
		c = fold(c)
		near[i] = distance(word, c)
		if word != "" && strings.Contains(c, word) {
			near[i] = 0
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return near[a] - near[b] })
	return order
}

func fold(s string) string {
	return strings.NewReplacer("_", "-", " ", "-").Replace(strings.ToLower(s))
}

// distance counts the letters to insert, delete, replace or swap with their
// neighbour (Damerau, optimal string alignment). Long texts are compared by
// their first 64 letters, which bounds the cost.
func distance(s, t string) int {
	a, b := first64(s), first64(t)
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

func first64(s string) []rune {
	r := []rune(s)
	return r[:min(len(r), 64)]
}
