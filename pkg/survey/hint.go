package survey

import (
	"fmt"

	"github.com/seed-ccfc8abe/nps/pkg/suggest"
)

// didYouMean makes the hint for a word that is not known.
func didYouMean(word string, known []string) string {
	if k := suggest.Nearest(word, known); k != "" {
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
