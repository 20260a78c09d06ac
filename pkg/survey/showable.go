package survey

import (
	"strings"
	"unicode/utf8"
)

// ShowableLabel tells whether a text from the score column may be shown in a
// message: it occurs in at least 3 records, has at most 40 characters, and
// nothing in it looks like an e-mail address or a telephone number. Any text
// with an @ inside a word is kept back, since payment addresses and handles
// have no domain.
func ShowableLabel(text string, records int) bool {
	text = strings.TrimSpace(text)
	if records < 3 || text == "" || utf8.RuneCountInString(text) > 40 {
		return false
	}
	for i := 1; i+1 < len(text); i++ {
		if text[i] == '@' && text[i-1] != ' ' && text[i+1] != ' ' {
			return false
		}
	}
	if strings.Contains(text, "＠") {
		return false
	}
	b := []byte(text)
	return !ContainsEmail(b) && !ContainsPhone(b) && !LooksLikePhone(b)
}
