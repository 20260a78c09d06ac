package validate

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

const (
	maxTexts     = 200 // distinct invalid texts that are counted
	maxText      = 160 // bytes of one
	shownTexts   = 3
	fewestValid  = 0.90 // share of scores below which nps score stops
	sliderShare  = 0.25 // share of numbers from 11 to 100 that makes a slider
	fewestSlider = 3
)

// answers is what was met in the columns that belong to the score.
type answers struct {
	c      *checker
	r      *ingest.Roles
	reader *survey.ScoreReader

	score int // of the record at hand
	kind  survey.CellKind

	valid          [11]uint64
	blank, invalid int64
	wrong          hits
	above          int64 // invalid answers that are numbers from 11 to 100
	texts          map[string]int64
	class          hits
	compared       int64
	weight         hits
	noConsent      hits
}

func (c *checker) newAnswers() *answers {
	return &answers{c: c, r: c.roles, reader: c.roles.Reader, texts: map[string]int64{}}
}

// add looks at the answer of a record that counts.
func (a *answers) add(at scan.Pos, cells [][]byte) {
	cell := cells[a.r.Score]
	a.score, a.kind = a.reader.Read(cell)
	switch a.kind {
	case survey.CellScore:
		a.valid[a.score]++
		a.scored(at, cells)
	case survey.CellBlank:
		a.blank++
	default:
		a.invalid++
		a.wrong.add(at)
		a.remember(cell)
	}
	if a.r.Class >= 0 && a.kind != survey.CellBlank {
		a.compare(at, cells[a.r.Class])
	}
}

// scored looks at what a record with a score must have.
func (a *answers) scored(at scan.Pos, cells [][]byte) {
	if i := a.r.Weight; i >= 0 {
		w, err := strconv.ParseFloat(string(bytes.TrimSpace(cells[i])), 64)
		if err != nil || !(w > 0) || math.IsInf(w, 0) {
			a.weight.add(at)
		}
	}
	if i := a.r.Consent; i >= 0 && survey.IsBlankWord(cells[i]) {
		a.noConsent.add(at)
	}
}

// remember counts an invalid text, so that one that repeats can be shown.
func (a *answers) remember(cell []byte) {
	if n, err := strconv.Atoi(string(bytes.TrimSpace(cell))); err == nil && n > 10 && n <= 100 {
		a.above++
	}
	if len(cell) > maxText {
		return
	}
	if _, known := a.texts[string(cell)]; known || len(a.texts) < maxTexts {
		a.texts[string(cell)]++
	}
}

// compare checks the tool's class against the one of the score.
func (a *answers) compare(at scan.Pos, cell []byte) {
	if len(cell) == 0 {
		return
	}
	class, ok := a.r.ClassOf(cell)
	if !ok {
		return
	}
	a.compared++
	if a.kind != survey.CellScore || survey.ClassOf(a.score) != class {
		a.class.add(at)
	}
}

func (a *answers) n() int64 {
	var n int64
	for _, k := range a.valid {
		n += int64(k)
	}
	return n
}

// findings reports what was met; whole says that every record was seen.
func (a *answers) findings(p *pass, whole bool) {
	c := a.c
	score := c.columns[a.r.Score].Ref()
	limit := c.limit()
	a.invalidFinding(score, limit, p.counted)
	if a.r.Class >= 0 {
		c.hit("class-disagrees", c.columns[a.r.Class].Ref(), "", &a.class,
			fmt.Sprintf("%d of %d classes disagree with the scores in column %s", a.class.count, a.compared, quoted(score)))
	}
	if a.r.Weight >= 0 {
		c.hit("weight-invalid", c.columns[a.r.Weight].Ref(), "", &a.weight,
			count(a.weight.count, "scored record has a weight that is no number above 0", "scored records have a weight that is no number above 0"))
	}
	if a.r.Consent >= 0 {
		c.hit("consent-missing", c.columns[a.r.Consent].Ref(), "", &a.noConsent,
			count(a.noConsent.count, "record with a score has a blank consent", "records with a score have a blank consent"))
	}
	if !whole {
		return
	}
	if limit.Exceeded(a.invalid, p.counted) {
		c.put(finding.Finding{ID: "too-many-invalid", Column: score, Count: a.invalid, Line: c.line(a.wrong.at[0]),
			Message: fmt.Sprintf("%d of %s are no score; the limit is %s", a.invalid, count(p.counted, "record", "records"), limit)})
	}
	if d := c.o.Definition; d != nil && d.Rules.MaxBlank.Exceeded(a.blank, p.counted) {
		c.put(finding.Finding{ID: "too-many-blank", Column: score, Count: a.blank,
			Message: fmt.Sprintf("%d of %s have no answer; the limit is %s", a.blank, count(p.counted, "record", "records"), d.Rules.MaxBlank)})
	}
	c.scale(a.valid, score, a.slider()...)
}

// limit is the most invalid answers that are allowed.
func (c *checker) limit() survey.Limit {
	if c.o.MaxInvalid.IsSet() || c.o.Definition == nil {
		return c.o.MaxInvalid
	}
	return c.o.Definition.Rules.MaxInvalid
}

func (a *answers) invalidFinding(score string, limit survey.Limit, counted int64) {
	severity := finding.Severity("")
	if a.c.o.AllowInvalid || limit.IsSet() {
		severity = finding.Warning // a limit that is exceeded is a finding of its own
	}
	message := count(a.invalid, "answer is no score 0 to 10", "answers are no score 0 to 10")
	if shown := a.shown(); len(shown) > 0 {
		message += "; repeated: " + strings.Join(shown, ", ")
	}
	answered := a.n() + a.invalid
	if severity == "" && float64(a.n()) < fewestValid*float64(answered) {
		message += fmt.Sprintf("; only %d of %d answers are scores, so nps score stops at this file", a.n(), answered)
	}
	a.c.hit("score-invalid", score, severity, &a.wrong, message)
}

// shown lists the most frequent invalid texts that may be shown.
func (a *answers) shown() []string {
	var list []string
	for text, n := range a.texts {
		if survey.ShowableLabel(text, int(min(n, 1<<31-1))) {
			list = append(list, text)
		}
	}
	slices.SortFunc(list, func(x, y string) int {
		if a.texts[x] != a.texts[y] {
			return int(a.texts[y] - a.texts[x])
		}
		return strings.Compare(x, y)
	})
	list = list[:min(len(list), shownTexts)]
	for i, text := range list {
		list[i] = fmt.Sprintf("%s (%d)", quoted(text), a.texts[text])
	}
	return list
}

// slider says whether the invalid answers make a scale of 0 to 100.
func (a *answers) slider() []string {
	if a.above < fewestSlider || float64(a.above) < sliderShare*float64(a.n()+a.invalid) {
		return nil
	}
	return []string{fmt.Sprintf("%d answers are numbers from 11 to 100: this looks like a 0-100 slider", a.above)}
}

// scale reports what is doubtful about the scale, in one finding. Each doubt
// counts as one.
func (c *checker) scale(valid [11]uint64, column string, more ...string) {
	for _, w := range c.f.Warnings() {
		if aliasOf(w.ID) == "scale-suspect" {
			more = append(more, w.Message)
		}
	}
	for _, d := range c.doubts(valid) {
		if aliasOf(d.ID) == "scale-suspect" {
			more = append(more, d.Message)
		}
	}
	if len(more) > 0 {
		c.put(finding.Finding{ID: "scale-suspect", Column: column, Message: strings.Join(more, "; "), Count: int64(len(more))})
	}
}

func (c *checker) doubts(valid [11]uint64) []ingest.Warning {
	if c.o.Doubts == nil {
		return nil
	}
	return c.o.Doubts(valid)
}

// tooFew reports fewer records than the definition asks for.
func (c *checker) tooFew(records int64) bool {
	d := c.o.Definition
	if d == nil || records >= int64(d.Rules.MinRows) {
		return false
	}
	c.put(finding.Finding{ID: "too-few-responses", Severity: finding.Error, Count: records,
		Message: fmt.Sprintf("there are %s; the definition asks for at least %s", count(records, "record", "records"), thousands(int64(d.Rules.MinRows)))})
	return true
}

// few reports too few scores for a figure that says much.
func (c *checker) few(valid [11]uint64, column string) {
	for _, doubt := range c.doubts(valid) {
		if doubt.ID == "too-few-answers" || doubt.ID == "no-answers" {
			c.put(finding.Finding{ID: "too-few-responses", Column: column, Message: doubt.Message})
			return
		}
	}
}
