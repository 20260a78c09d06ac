package ingest

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// classCoding is how a column of classes is written.
type classCoding uint8

const (
	codedWords  classCoding = iota // Promoter, Passive, Detractor
	codedDigits                    // words, or 1, 2, 3 for detractor, passive, promoter
	codedPoints                    // words, or -100, 0, 100: what an answer adds to the NPS
)

// choice is the decision on the score column.
type choice struct {
	score    int // index, -1 none
	class    int // index of the class column to check against, -1 none
	coding   classCoding
	classes  bool // score holds classes, no scores
	why      string
	explicit bool
	rivals   []int // columns that must not turn out to be good scores too
}

// fixedScore is the column that a flag, the definition or the preset names
// outright, or -1.
func (f *File) fixedScore() int {
	switch {
	case f.opts.ScoreColumn != "":
		if i, err := findColumn(f.columns, f.opts.ScoreColumn); err == nil {
			return i
		}
	case f.opts.Definition != nil:
		if defs := f.opts.Definition.ByRole(survey.RoleScore); len(defs) > 0 {
			if i, err := findColumn(f.columns, defs[0].From); err == nil {
				return i
			}
		}
	case f.preset != nil && f.preset.Score != nil && f.preset.Score.Column != nil:
		return f.preset.Score.Column.find(f.columns)
	}
	return -1
}

// chooseScore decides which column is the score, by formats of the question's
// text and the check of the values; see the package comment for the rule.
func (f *File) chooseScore(profiles []*profile) (choice, error) {
	c := choice{score: -1, class: -1}
	if f.opts.ClassColumn != "" {
		return c, f.chooseClasses(&c, profiles)
	}
	var err error
	switch {
	case f.opts.ScoreColumn != "":
		c.score, err = findColumn(f.columns, f.opts.ScoreColumn)
		c.why, c.explicit = "--score-column", true
	case f.opts.Definition != nil && len(f.opts.Definition.ByRole(survey.RoleScore)) > 0:
		c.score, err = findColumn(f.columns, f.opts.Definition.ByRole(survey.RoleScore)[0].From)
		c.why, c.explicit = "the survey definition", true
		if err != nil {
			err.(*Error).Fault, err.(*Error).ID = Unreadable, "schema-drift"
		}
	case f.preset != nil && f.preset.Score != nil:
		err = f.presetScore(&c, profiles)
	}
	if err == nil && c.score < 0 {
		err = f.detectScore(&c, profiles)
	}
	if err != nil {
		return c, err
	}
	f.chooseClass(&c, profiles)
	return c, f.checkScore(&c, profiles[c.score])
}

// chooseClasses takes a column of classes in place of one of scores.
func (f *File) chooseClasses(c *choice, profiles []*profile) error {
	i, err := findColumn(f.columns, f.opts.ClassColumn)
	if err != nil {
		return err
	}
	c.score, c.why, c.classes, c.explicit = i, "--class-column", true, true
	if f.preset != nil && f.preset.Score != nil && f.preset.Score.Pair != nil {
		for _, pair := range f.pairs(f.preset.Score.Pair) {
			if pair[0] == i {
				c.coding = codedDigits
			}
		}
	}
	p := profiles[i]
	if c.coding == codedWords {
		c.coding = p.coding()
	}
	if p != nil && p.nonblank > 0 && c.coding == codedWords && 2*p.classes < p.nonblank && !f.opts.AllowInvalid {
		return &Error{ID: "no-score-column", Column: f.columns[i].Ref(), Msg: fmt.Sprintf("only %d of %d cells are classes such as Promoter, Passive, Detractor", p.classes, p.nonblank)}
	}
	return nil
}

// presetScore follows the preset's score rule; it may leave c.score at -1 for
// detection.
func (f *File) presetScore(c *choice, profiles []*profile) error {
	s := f.preset.Score
	c.why = "preset " + f.preset.ID
	switch {
	case s.Column != nil:
		found := s.Column.findAll(f.columns)
		if len(found) == 0 {
			return nil
		}
		if len(found) > 1 {
			return f.ambiguous(found, profiles)
		}
		c.score = found[0]
	case s.Pair != nil:
		pairs := f.pairs(s.Pair)
		var found []int
		for _, p := range pairs {
			if profiles[p[1]] != nil && profiles[p[1]].nonblank > 0 {
				found = append(found, p[1])
				c.class, c.coding = p[0], codedDigits
			}
		}
		if len(found) > 1 {
			return f.ambiguous(found, profiles)
		}
		if len(found) == 1 {
			c.score = found[0]
		}
	case s.Answers != nil:
		return f.answerScore(c, s.Answers, profiles)
	case s.Keys != "":
		re, err := regexp.Compile(s.Keys)
		if err != nil {
			return &Error{ID: "preset", Fault: Misuse, Msg: "the preset's score pattern is wrong", Err: err}
		}
		found := matching(f.columns, func(col *Column) bool {
			p := profiles[col.Pos-1]
			return re.MatchString(col.Name) && p != nil && p.goodStrong()
		})
		if len(found) > 1 {
			return f.ambiguous(found, profiles)
		}
		if len(found) == 1 {
			c.score = found[0]
		}
	}
	return nil
}

// pairs lists the class and score columns that a tool writes side by side.
func (f *File) pairs(p *presetPair) [][2]int {
	re, err := regexp.Compile(p.Group)
	if err != nil {
		return nil
	}
	var list [][2]int
	for i := range f.columns {
		for _, name := range []string{f.columns[i].norm, f.columns[i].Name} {
			m := re.FindStringSubmatchIndex(name)
			if m == nil {
				continue
			}
			want := string(re.ExpandString(nil, p.Value, name, m))
			for j := range f.columns {
				if j != i && (f.columns[j].norm == want || f.columns[j].Name == want) {
					list = append(list, [2]int{i, j})
					break
				}
			}
			break
		}
	}
	return list
}

// detectScore looks for the one column whose header asks the recommend question
// and whose values are scores.
func (f *File) detectScore(c *choice, profiles []*profile) error {
	var strong, strongGood, partial, medium, mediumPartial []int
	for i, p := range profiles {
		if p == nil || p.isClass() {
			continue
		}
		switch class := f.columns[i].class(); {
		case class == classStrong && p.goodStrong():
			strong, strongGood = append(strong, i), append(strongGood, i)
		case class == classStrong && p.valid >= 3 && p.coverage() >= 0.1:
			strong, partial = append(strong, i), append(partial, i)
		case class == classStrong:
			strong = append(strong, i)
		case class == classMedium && p.goodMedium():
			medium = append(medium, i)
		case class == classMedium && p.valid >= 3 && p.coverage() >= 0.1 && p.coverage() < good:
			mediumPartial = append(mediumPartial, i)
		}
	}
	switch {
	case len(strongGood) == 1:
		c.score, c.why = strongGood[0], "the only column that asks the recommend question and holds scores"
		c.rivals = without(strong, c.score)
	case len(strongGood) > 1:
		return f.ambiguous(strongGood, profiles)
	case len(strong) == 1 && profiles[strong[0]].nonblank == 0 && len(medium)+len(mediumPartial) == 0:
		c.score, c.why = strong[0], "the only column that asks the recommend question; nobody answered it"
	case len(partial) == 1 && f.opts.AllowInvalid:
		c.score, c.why = partial[0], "the only column that asks the recommend question; --allow-invalid"
	case len(partial) > 0:
		return f.labelled(partial[0], profiles[partial[0]])
	case len(medium) == 1:
		c.score, c.why = medium[0], "the only column named like a score that holds scores"
		c.rivals = append(strong, mediumPartial...)
		f.warnOf("score-column", f.columns[c.score].Ref(), "was taken as the score, though its header does not ask the recommend question", 0)
	case len(medium) > 1:
		return f.ambiguous(medium, profiles)
	case len(mediumPartial) == 1 && f.opts.AllowInvalid:
		c.score, c.why = mediumPartial[0], "the only column named like a score; --allow-invalid"
	case len(mediumPartial) > 0:
		return f.labelled(mediumPartial[0], profiles[mediumPartial[0]])
	default:
		return f.noScore(strong, profiles)
	}
	return nil
}

func without(list []int, x int) []int {
	var rest []int
	for _, i := range list {
		if i != x {
			rest = append(rest, i)
		}
	}
	return rest
}

// chooseClass finds the column of derived classes, if there is exactly one.
func (f *File) chooseClass(c *choice, profiles []*profile) {
	if c.class >= 0 {
		return
	}
	if f.preset != nil && f.preset.Group != nil {
		if i := f.preset.Group.find(f.columns); i >= 0 {
			c.class, c.coding = i, profiles[i].coding()
			return
		}
	}
	var found []int
	for i, p := range profiles {
		if p != nil && i != c.score && p.isClass() {
			found = append(found, i)
		}
	}
	if len(found) == 1 {
		c.class, c.coding = found[0], profiles[found[0]].coding()
	}
}

// checkScore is the value check of the chosen column.
func (f *File) checkScore(c *choice, p *profile) error {
	if p == nil || p.nonblank == 0 {
		return nil // every answer is blank: undefined, not an error
	}
	if c.explicit {
		if 2*p.valid < p.nonblank && !f.opts.AllowInvalid {
			return f.labelled(c.score, p)
		}
		return nil
	}
	if p.coverage() < good && !f.opts.AllowInvalid {
		return f.labelled(c.score, p)
	}
	return nil
}

// ambiguous lists the candidates with position, header, answers and range.
func (f *File) ambiguous(found []int, profiles []*profile) error {
	list, choice := make([]string, len(found)), make([]string, len(found))
	for k, i := range found {
		list[k], choice[k] = f.describe(i, profiles[i]), f.columns[i].Ref()
	}
	return &Error{ID: "ambiguous-score-column", Choice: choice,
		Msg:  fmt.Sprintf("%d columns could be the score: %s", len(found), strings.Join(list, "; ")),
		Hint: fmt.Sprintf("give --score-column '#%d', or the one you mean", f.columns[found[0]].Pos)}
}

// describe shows one candidate: position, header, number of answers, range.
func (f *File) describe(i int, p *profile) string {
	c := &f.columns[i]
	s := fmt.Sprintf("#%d %s", c.Pos, c.shown())
	if c.Label != "" {
		s += " " + quote(c.Label)
	}
	if p != nil && p.nonblank > 0 {
		s += fmt.Sprintf(" (%d answers", p.nonblank)
		if p.numbers > 0 {
			s += fmt.Sprintf(", %d to %d", p.min, p.max)
		}
		s += ")"
	}
	return s
}

// labelled stops at a column whose answers are in part texts, and proposes the
// labels to give.
func (f *File) labelled(i int, p *profile) error {
	e := &Error{ID: "score-invalid", Column: f.columns[i].Ref()}
	e.Msg = fmt.Sprintf("only %d of %d answers are scores 0 to 10", p.valid, p.nonblank)
	if p.valid == 0 {
		e.Msg = fmt.Sprintf("none of %d answers is a score 0 to 10", p.nonblank)
		e.Hint = "is it the right column? The columns are " + listColumns(f.columns, "")
		return e
	}
	if p.isSlider() {
		e.Msg += "; the values run to " + fmt.Sprint(p.max) + ", which looks like a 0-100 slider and is not NPS"
		e.Hint = "if the column is right all the same: --score-column '" + f.columns[i].Ref() + "' --allow-invalid"
		return e
	}
	texts := p.topLabels(3)
	if len(texts) == 0 {
		e.Msg += "; the others are numbers outside the scale, or texts that are too rare or too long to be shown"
		e.Hint = "name texts that mean a score with --label 'TEXT=10' or no answer with --na TEXT; --allow-invalid leaves the others out"
		return e
	}
	list := make([]string, len(texts))
	for k, t := range texts {
		list[k] = fmt.Sprintf("%s (%d)", quote(t), p.labels[survey.Fold(t)])
	}
	e.Msg += "; the most frequent other answers are " + strings.Join(list, ", ")
	e.Hint = p.proposeLabels(texts)
	return e
}

// proposeLabels guesses which end of the scale each text names, or that a number
// means no answer, for the user to confirm.
func (p *profile) proposeLabels(texts []string) string {
	var labels, blanks []string
	for _, t := range texts {
		if _, err := strconv.ParseFloat(t, 64); err == nil || noAnswer(t) {
			blanks = append(blanks, fmt.Sprintf("--na '%s'", t))
			continue
		}
		score := 10
		low := survey.Fold(t)
		for _, w := range []string{"not ", "un", "dis", "never", "least", "no "} {
			if strings.HasPrefix(low, w) || strings.Contains(low, " "+w) {
				score = 0
			}
		}
		labels = append(labels, fmt.Sprintf("--label '%s=%d'", t, score))
	}
	var hints []string
	if len(labels) > 0 {
		hints = append(hints, "if they are the ends of the scale, give "+strings.Join(labels, " "))
	}
	if len(blanks) > 0 {
		hints = append(hints, "for what means no answer, give "+strings.Join(blanks, " "))
	}
	return strings.Join(hints, "; ")
}

// noAnswer says whether a text reads like a way to say that nothing was answered.
func noAnswer(text string) bool {
	low := survey.Fold(text)
	for _, w := range []string{"\\n", "n.a", "not a", "no answer", "no response", "don't know", "dont know", "do not know", "unknown", "prefer not", "skip", "refused", "missing", "blank"} {
		if strings.HasPrefix(low, w) && low != "not at all" {
			return true
		}
	}
	return false
}

// noScore is the end of the search: value-only candidates are named last, as
// guesses, and never taken.
func (f *File) noScore(strong []int, profiles []*profile) error {
	if f.complete && len(f.head) == 0 {
		return &Error{ID: "empty-file", Msg: "there is a header and no record under it"}
	}
	e := &Error{ID: "no-score-column", Msg: "no column looks like a 0-10 recommend question"}
	if len(strong) > 0 {
		names := make([]string, len(strong))
		for k, i := range strong {
			names[k] = f.describe(i, profiles[i])
		}
		e.Msg += "; these ask it, but hold too few scores: " + strings.Join(names, ", ")
	}
	var guesses []string
	pos := 0
	for i, p := range profiles {
		if p == nil || p.isClass() || !p.goodMedium() || classify(f.columns[i].norm) == classGroup || patterns().never.MatchString(f.columns[i].norm) {
			continue
		}
		if pos == 0 {
			pos = f.columns[i].Pos
		}
		if len(guesses) < 5 {
			guesses = append(guesses, f.describe(i, p))
		}
	}
	if len(guesses) > 0 {
		e.Msg += "; guesses by their values alone: " + strings.Join(guesses, "; ")
		e.Hint = fmt.Sprintf("if one of them is the score, give --score-column '#%d'", pos)
		return e
	}
	e.Hint = "name the column with --score-column; the columns are " + listColumns(f.columns, "")
	for i, p := range profiles {
		if p != nil && p.isClass() {
			e.Hint = fmt.Sprintf("column %s holds classes: --class-column '#%d' computes the NPS from them, without a histogram", f.columns[i].shown(), f.columns[i].Pos)
			break
		}
	}
	return e
}
