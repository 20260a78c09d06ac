package person

import (
	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// Trace notes, while a text is looked at, on what of the row the outcome hangs, so that
// the outcome can be used again for the same text in a row of somebody else.
type Trace struct {
	words []glimpse // of all looks at the text
	bound bool      // more of the row was asked for than the filters of the name
}

// glimpse is what Known.may asks of a word.
type glimpse struct {
	size, first, last uint8
	everyday          bool
}

// maxGlimpses is how many words a Trace holds.
const maxGlimpses = 128

// Reset forgets the text before.
func (t *Trace) Reset() { t.words, t.bound = t.words[:0], false }

// Clone copies it.
func (t *Trace) Clone() *Trace { return &Trace{append([]glimpse(nil), t.words...), t.bound} }

// word notes a word; matters says that it may be a part of the name.
func (t *Trace) word(f *text.Facts, matters bool) {
	if f.Size < 2 { // no part of a name is so short
		return
	}
	if matters || len(t.words) == maxGlimpses {
		t.bound = true
		return
	}
	t.words = append(t.words, glimpse{f.Size, f.First, f.Last, lexicon.Kind(f.Kind)&everyday != 0})
}

// Follow lets t note what of the row matters, until the next Reset; nil ends it.
func (k *Known) Follow(t *Trace) { k.trace = t }

// Matters says whether the row may change what was found in the text of a Trace, which
// another row had. It does not when no word can be a part of the respondent's name,
// and nothing else was asked for.
func (k *Known) Matters(t *Trace) bool {
	if t.bound {
		return true
	}
	if k.odd {
		k.readNames()
	}
	for i := range t.words {
		g := &t.words[i]
		first, last := k.first>>(g.first&63), k.last>>(g.last&63)
		if k.sizes>>(g.size&63)&first&last&1 != 0 || !g.everyday && k.slips>>(g.size&63)&(first|last)&1 != 0 {
			return true
		}
	}
	return false
}
