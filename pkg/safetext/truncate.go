package safetext

import "github.com/clipperhouse/uax29/v2/graphemes"

// Truncate returns s when it has at most n characters, else its first n-1 and
// an ellipsis. A character is what a reader takes for one (a grapheme cluster
// of Unicode's annex 29): a letter is never cut from its accents or its vowel
// signs, nor an emoji in two. n below 1 gives "". Call it on what [Terminal] has
// made safe, so that n counts what is shown.
func Truncate(s string, n int) string {
	if n < 1 {
		return ""
	}
	if len(s) <= n { // as many bytes as characters at most
		return s
	}
	it := graphemes.FromString(s)
	cut := 0
	for count := 0; it.Next(); count++ {
		if count == n-1 {
			cut = it.Start()
		}
		if count == n {
			return s[:cut] + "…"
		}
	}
	return s
}
