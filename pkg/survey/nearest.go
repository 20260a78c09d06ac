package survey

import "fmt"

// nearest gives the known word that is closest to a mistyped one, or "" when
// none is near: at most two edits, and fewer than half of the letters.
func nearest(word string, known []string) string {
	best, bestAt := 3, ""
	for _, k := range known {
		if d := distance(word, k); d < best && 2*d < len([]rune(k))+1 {
			best, bestAt = d, k
		}
	}
	return bestAt
}

// didYouMean makes the hint for a word that is not known.
func didYouMean(word string, known []string) string {
	if k := nearest(word, known); k != "" {
		return fmt.Sprintf("did you mean %s?", k)
	}
	return "known are " + joinWords(known)
}

func joinWords(words []string) string {
	s := ""
	for i, w := range words {
		switch {
		case i > 0 && i == len(words)-1:
			s += " and "
		case i > 0:
			s += ", "
		}
		s += w
	}
	return s
}

// distance counts the insertions, deletions, changes and swaps of neighbours that
// turn a into b (optimal string alignment). Long words are all far apart.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 60 || len(y) > 60 {
		return 99
	}
	prev2, prev, cur := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(x); i++ {
		cur[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return prev[len(y)]
}
