package demo

import (
	"embed"
	"fmt"
	"strings"
	"sync"

	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

//go:embed phrases/*.txt
var phraseFiles embed.FS

var (
	languages = [...]string{"english", "hinglish", "hindi"}
	themes    = [...]string{"price", "support", "app-crash", "delivery", "privacy", "login"}
	classes   = [...]string{detractor: "detractor", passive: "passive", promoter: "promoter"} // in the phrase files
)

const (
	english = iota
	hinglish
	hindi
)

// The themes that explain a step.
const (
	themeSupport  = 1
	themeAppCrash = 2
)

// The classes are survey's, as indexes.
const (
	detractor = int(survey.Detractor)
	passive   = int(survey.Passive)
	promoter  = int(survey.Promoter)
)

func classOf(score int) int { return int(survey.ClassOf(score)) }

// phrase is a sentence in pieces: text, and slots that are filled anew each time. The
// places of planted data are known because the pieces are put together one by one.
type phrase []piece

type piece struct {
	text string
	slot slot // literal for text
}

// phraseBook holds the compiled sentences.
type phraseBook struct {
	open, close [len(languages)][len(classes)][]phrase
	theme       [len(languages)][len(classes)][len(themes)][]phrase
	planted     [len(languages)][]phrase // sentences with personal data that is common in comments
	rare        [len(languages)][]phrase // with personal data that is rare there
	lookalike   [len(languages)][]phrase // sentences with numbers that only look like it
}

// phrases compiles the embedded files at first use. A mistake in them is ours and is
// caught by a test; it shows here as an error of Write.
var phrases = sync.OnceValues(func() (*phraseBook, error) {
	book := &phraseBook{}
	for language, file := range languages {
		data, err := phraseFiles.ReadFile("phrases/" + file + ".txt")
		if err != nil {
			return nil, err
		}
		if err := book.read(language, string(data)); err != nil {
			return nil, fmt.Errorf("phrases/%s.txt: %w", file, err)
		}
	}
	return book, nil
})

// read takes one file: headings "# CLASS open|close|THEME", "# planted", "# rare" or "# lookalike",
// each followed by its sentences, one a line.
func (b *phraseBook) read(language int, text string) error {
	var section *[]phrase
	for i, line := range strings.Split(text, "\n") {
		if line == "" {
			continue
		}
		if heading, ok := strings.CutPrefix(line, "# "); ok {
			if section = b.section(language, heading); section == nil {
				return fmt.Errorf("line %d: unknown heading %q", i+1, heading)
			}
			continue
		}
		if section == nil {
			return fmt.Errorf("line %d: a sentence before the first heading", i+1)
		}
		p, err := compile(line)
		if err != nil {
			return fmt.Errorf("line %d: %w", i+1, err)
		}
		*section = append(*section, p)
	}
	return nil
}

func (b *phraseBook) section(language int, heading string) *[]phrase {
	switch heading {
	case "planted":
		return &b.planted[language]
	case "rare":
		return &b.rare[language]
	case "lookalike":
		return &b.lookalike[language]
	}
	word, part, _ := strings.Cut(heading, " ")
	for class, name := range classes {
		if name != word {
			continue
		}
		switch part {
		case "open":
			return &b.open[language][class]
		case "close":
			return &b.close[language][class]
		}
		for t, theme := range themes {
			if theme == part {
				return &b.theme[language][class][t]
			}
		}
	}
	return nil
}

// compile cuts a sentence at its {slots}.
func compile(line string) (phrase, error) {
	var p phrase
	for line != "" {
		text, rest, found := strings.Cut(line, "{")
		if text != "" {
			p = append(p, piece{text: text})
		}
		if !found {
			break
		}
		word, after, closed := strings.Cut(rest, "}")
		s, known := slotNamed(word)
		if !closed || !known {
			return nil, fmt.Errorf("unknown slot {%s", rest)
		}
		p = append(p, piece{slot: s})
		line = after
	}
	return p, nil
}
