package survey

import (
	"strings"
	"sync"
	"unicode"
)

// maxIdentityWords is the longest header that is read word by word; longer ones
// are questions, and only a plain request ("your e-mail address") counts.
const maxIdentityWords = 6

// IdentityHeader tells whether a header names a column that identifies a person,
// and how: email, phone, name, ip, address, id or location. The header may be raw
// or normalised. It is careful about words around: "product name", "zip",
// "response id", "mobile app" and recommend questions are not identity.
func IdentityHeader(raw string) (kind string, ok bool) {
	words := headerWords(NormaliseHeader(raw))
	if len(words) == 0 {
		return "", false
	}
	if len(words) > maxIdentityWords {
		return requestKind(words)
	}
	if kind := shortKind(words); kind != "" {
		return kind, true
	}
	return requestKind(words)
}

// headerWords splits a normalised header at everything that is no letter, mark
// or digit, and joins the pairs that normalising has taken apart.
func headerWords(s string) []string {
	words := strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r)
	})
	out := words[:0]
	for i := 0; i < len(words); i++ {
		w := words[i]
		if i+1 < len(words) {
			switch w + " " + words[i+1] {
			case "e mail", "e mails", "e posta", "e post", "whats app", "user name", "sur name", "i p", "cell phone", "first name", "last name", "full name", "contact number", "contact no":
				w += words[i+1]
				i++
			}
		}
		out = append(out, w)
	}
	return out
}

// shortKind reads a header of few words. Each kind has its key words, and words
// that may stand beside them; a word that is neither makes the header mean
// something else ("store name", "e-mail status").
func shortKind(words []string) string {
	d := identityWords()
	for _, kind := range []string{"email", "ip", "location", "phone", "id", "address", "name"} {
		v := d[kind]
		key, other := false, false
		for _, w := range words {
			switch {
			case v.key[w]:
				key = true
			case v.beside[w] || d["any"].beside[w] || isNumberWord(w):
			default:
				other = true
			}
		}
		if key && !other {
			return kind
		}
	}
	return idKind(words)
}

// idKind knows the identifiers of persons: "user id", "employee number",
// "RecipientID". The identifier of a response, an order or a shop is none.
func idKind(words []string) string {
	d := identityWords()["person"]
	person, id := false, false
	for _, w := range words {
		switch {
		case d.key[w]:
			person = true
		case d.beside[w]:
			id = true
		case identityWords()["any"].beside[w] || isNumberWord(w):
		default:
			return ""
		}
	}
	if person && id {
		return "id"
	}
	return ""
}

// requestKind finds a plain request for identity in a question: the word "your"
// (or its like) and, right behind it or behind "full", "work" and the like, a key
// word. Questions about recommending and rating never count.
func requestKind(words []string) (string, bool) {
	d := identityWords()
	for _, w := range words {
		for _, stem := range []string{"recommend", "likely", "likelihood", "satisf", "recomend", "recomien", "empfehl", "recommand", "सिफारिश"} {
			if strings.HasPrefix(w, stem) {
				return "", false
			}
		}
	}
	for i, w := range words {
		if !d["your"].key[w] {
			continue
		}
		for j := i + 1; j < len(words) && j <= i+3; j++ {
			kind := keyKind(words[j])
			if kind == "" {
				if d["your"].beside[words[j]] {
					continue
				}
				break
			}
			if j+1 < len(words) && d["other"].key[words[j+1]] {
				break // "your e-mail provider", "your phone plan"
			}
			if kind != "name" && !isRequest(words, i, j) {
				break // "how often do you read your e-mail"
			}
			return kind, true
		}
	}
	return "", false
}

// isRequest tells whether words ask for what words[j] names, words[i] being
// "your": they begin with it, ask "what is your", say "number" behind it, or
// have a verb of giving.
func isRequest(words []string, i, j int) bool {
	if i == 0 || words[i-1] == "is" || words[i-1] == "s" {
		return true
	}
	d := identityWords()["request"]
	if j+1 < len(words) && d.beside[words[j+1]] {
		return true
	}
	for _, w := range words[:i] {
		if d.key[w] {
			return true
		}
	}
	return false
}

func keyKind(w string) string {
	d := identityWords()
	for _, kind := range []string{"email", "phone", "name", "address"} {
		if d[kind].key[w] {
			return kind
		}
	}
	return ""
}

// isNumberWord tells codes of questions: "3", "q3", "q3a".
func isNumberWord(w string) bool {
	w = strings.TrimPrefix(w, "q")
	return w != "" && len(w) <= 4 && w[0] >= '0' && w[0] <= '9'
}

type wordSets struct{ key, beside map[string]bool }

// identityWords holds the words per kind, normalised. "any" are words that may
// stand in any of the headers, "person" those of an identifier of a person.
var identityWords = sync.OnceValue(func() map[string]wordSets {
	set := func(list string) map[string]bool {
		m := map[string]bool{}
		for _, w := range strings.Fields(NormaliseHeader(list)) {
			m[w] = true
		}
		return m
	}
	d := map[string]wordSets{}
	for kind, lists := range identityLists() {
		d[kind] = wordSets{key: set(lists[0]), beside: set(lists[1])}
	}
	return d
})
