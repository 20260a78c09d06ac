package demo

// Shares per mille of the comments.
const (
	withOpening   = 600
	withSecond    = 240 // a second theme
	withPlanted   = 180
	plantedRare   = 330 // of those: of the rarer types
	withLookalike = 160
	withClosing   = 300
	withEmoji     = 180
	withNewlines  = 100 // sentences on lines of their own
	withFormula   = 4   // begins with =, + or -
	causeAfter    = 450 // after the step its cause comes up this often
	devanagari    = 250 // of the numbers in Hindi comments, in their own digits
	fullWidth     = 25  // of the numbers elsewhere, as pasted from an East Asian keyboard
)

var (
	languageShares = [...]uint16{560, 270, 170}
	themeShares    = [len(classes)][len(themes)]uint16{
		detractor: {190, 250, 160, 210, 70, 120},
		passive:   {220, 180, 200, 180, 90, 130},
		promoter:  {240, 300, 130, 200, 60, 70},
	}
	emojis = [len(classes)][4]string{
		detractor: {"😡", "👎", "😞", "🤦🏽‍♀️"},
		passive:   {"🙂", "🤔", "😐", "👌"},
		promoter:  {"😊", "🙏", "🎉", "❤️"},
	}
	formulas = [...]string{"=) ", "- ", "+1 "}
)

// span is one planted value: byte offsets in the comment and what it is.
type span struct {
	start, end int
	slot       slot
}

// comment is the text of one row, with what is known about it. Its buffers are reused.
type comment struct {
	text       []byte
	spans      []span // personal data only
	lookalikes [slotCount]uint8
	language   int
	class      int
	theme      int // the first theme
	second     int // -1 without
	emoji      bool
	newlines   bool
}

// writer makes comments; it has the random stream of words to itself.
type writer struct {
	scene
	book  *phraseBook
	step  step
	plus  bool   // the layout puts ' before a leading + (Typeform)
	spare []byte // of restyle
}

// write fills c with a comment of the class; after says whether the step has happened.
func (w *writer) write(c *comment, p *person, class int, after bool) {
	r := &w.rng
	c.reset(class, r.pick(languageShares[:]), w.pickTheme(class, after))
	l := c.language
	w.person, w.language = p, l
	if r.chance(withFormula) {
		prefix := formulas[r.below(uint64(len(formulas)))]
		if w.plus && prefix[0] == '+' {
			c.text = append(c.text, '\'')
		}
		c.text = append(c.text, prefix...)
	}
	separator := " "
	if r.chance(withNewlines) {
		separator = "\n"
	}
	start := len(c.text)
	say := func(from []phrase) {
		if len(c.text) > start {
			c.text = append(c.text, separator...)
			c.newlines = c.newlines || separator == "\n"
		}
		w.sentence(c, from[r.below(uint64(len(from)))])
	}
	if r.chance(withOpening) {
		say(w.book.open[l][class])
	}
	say(w.book.theme[l][class][c.theme])
	if r.chance(withSecond) {
		if second := r.pick(themeShares[class][:]); second != c.theme {
			c.second = second
			say(w.book.theme[l][class][second])
		}
	}
	if r.chance(withPlanted) {
		from := w.book.planted[l]
		if r.chance(plantedRare) {
			from = w.book.rare[l]
		}
		say(from)
	}
	if r.chance(withLookalike) {
		say(w.book.lookalike[l])
	}
	if r.chance(withClosing) {
		say(w.book.close[l][class])
	}
	if r.chance(withEmoji) {
		c.emoji = true
		c.text = append(c.text, ' ')
		c.text = append(c.text, emojis[class][r.below(4)]...)
	}
}

func (w *writer) pickTheme(class int, after bool) int {
	if culprit, theme := w.step.cause(); after && class == culprit && w.rng.chance(causeAfter) {
		return theme
	}
	return w.rng.pick(themeShares[class][:])
}

// cause is the theme that explains the step and the class whose comments it fills.
func (s step) cause() (class, theme int) {
	if s.shift > 0 {
		return promoter, themeSupport
	}
	return detractor, themeAppCrash
}

func (w *writer) sentence(c *comment, sentence phrase) {
	for _, part := range sentence {
		if part.slot == literal {
			c.text = append(c.text, part.text...)
			continue
		}
		start := len(c.text)
		row := &slots[part.slot]
		c.text = row.fill(c.text, &w.scene)
		if row.digits {
			c.text = w.restyle(c.text, start)
		}
		if part.slot.personal() {
			c.spans = append(c.spans, span{start, len(c.text), part.slot})
		} else {
			c.lookalikes[part.slot]++
		}
	}
}

// restyle writes some of the numbers from start on in the digits of another script, whose
// zero is given by its UTF-8 form: nine more follow each in the last byte.
func (w *writer) restyle(text []byte, start int) []byte {
	share, zero := uint64(fullWidth), "０"
	if w.language == hindi {
		share, zero = devanagari, "०"
	}
	if !w.rng.chance(share) {
		return text
	}
	w.spare = append(w.spare[:0], text[start:]...)
	text = text[:start]
	for _, c := range w.spare {
		if c < '0' || c > '9' {
			text = append(text, c)
			continue
		}
		text = append(text, zero...)
		text[len(text)-1] += c - '0'
	}
	return text
}

func (c *comment) reset(class, language, theme int) {
	c.clear()
	c.class, c.language, c.theme = class, language, theme
}

func (c *comment) clear() {
	*c = comment{text: c.text[:0], spans: c.spans[:0], second: -1}
}
