package ingest

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// good is the share of a column's answers that must be scores.
const good = 0.90

// maxLabels bounds how many distinct invalid texts of a column are remembered.
const maxLabels = 500

// profile is what the values of one column say about it.
type profile struct {
	nonblank, valid, classes int
	numbers                  int  // whole numbers up to four digits, scores or not
	min, max                 int  // of the numbers
	above                    int  // numbers above 10
	points, ups, downs       int  // values in {-100, 0, 100}; of these 100 and -100
	asked                    bool // the header speaks of a score
	emails, phones           int  // whole cells
	rising                   bool // every valid score so far above the one before
	last                     int
	histogram                [11]int
	labels                   map[string]int // invalid texts, folded, with their counts
	spelled                  map[string]string
}

func newProfile() *profile { return &profile{rising: true, last: -1} }

// add looks at one cell.
func (p *profile) add(cell []byte, r *survey.ScoreReader, labels bool) {
	score, kind := r.Read(cell)
	if kind == survey.CellBlank {
		return
	}
	p.nonblank++
	if kind == survey.CellScore {
		p.valid++
		p.histogram[score]++
		p.rising = p.rising && score > p.last
		p.last = score
		p.number(score)
		return
	}
	if n, ok := smallNumber(cell); ok {
		p.number(n)
	} else if p.mayBeClass() && len(cell) < 40 {
		if _, ok := survey.ParseClass(string(cell)); ok {
			p.classes++
		}
	}
	if survey.LooksLikeEmail(cell) {
		p.emails++
	} else if survey.LooksLikePhone(cell) {
		p.phones++
	}
	if labels {
		p.label(string(cell))
	}
}

// mayBeClass is false once a column's first values have shown that it holds no
// classes: reading the word of each is what a profile costs most.
func (p *profile) mayBeClass() bool { return p.classes > 0 || p.nonblank <= 50 }

func (p *profile) number(n int) {
	if n > 10 {
		p.above++
	}
	switch n {
	case 0:
		p.points++
	case 100:
		p.points, p.ups = p.points+1, p.ups+1
	case -100:
		p.points, p.downs = p.points+1, p.downs+1
	}
	if p.numbers == 0 || n < p.min {
		p.min = n
	}
	if p.numbers == 0 || n > p.max {
		p.max = n
	}
	p.numbers++
}

func (p *profile) label(text string) {
	key := survey.Fold(text)
	if _, known := p.labels[key]; !known {
		if len(p.labels) >= maxLabels {
			return
		}
		if p.labels == nil {
			p.labels, p.spelled = map[string]int{}, map[string]string{}
		}
		p.spelled[key] = strings.Join(strings.Fields(text), " ")
	}
	p.labels[key]++
}

// smallNumber reads a whole number of up to four digits with an optional sign.
func smallNumber(cell []byte) (int, bool) {
	cell = bytes.TrimSpace(cell)
	sign := 1
	if len(cell) > 1 && cell[0] == '-' {
		sign, cell = -1, cell[1:]
	}
	if len(cell) == 0 || len(cell) > 4 {
		return 0, false
	}
	n := 0
	for _, c := range cell {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return sign * n, true
}

// coverage is the share of the answers that are scores.
func (p *profile) coverage() float64 {
	if p.nonblank == 0 {
		return 0
	}
	return float64(p.valid) / float64(p.nonblank)
}

// goodStrong is the value check of a column whose header asks the question.
func (p *profile) goodStrong() bool { return p.valid > 0 && p.coverage() >= good }

// goodMedium also rules out short scales and running numbers.
func (p *profile) goodMedium() bool {
	return p.goodStrong() && p.max >= 6 && !(p.rising && p.valid > 2)
}

// isClass says whether the column holds the tool's classes, in words or as the
// -100, 0 and 100 that each adds to the NPS.
func (p *profile) isClass() bool {
	return p.nonblank > 0 && float64(p.classes) >= good*float64(p.nonblank) || p.isPoints()
}

// isPoints does not take a column that runs to 100 but never to -100, such as
// the progress of a response, unless its header speaks of a score.
func (p *profile) isPoints() bool {
	return (p.downs > 0 || p.ups > 0 && p.asked) && float64(p.points) >= good*float64(p.nonblank)
}

// coding says how the column's classes are written.
func (p *profile) coding() classCoding {
	if p != nil && p.isPoints() {
		return codedPoints
	}
	return codedWords
}

// isSlider says whether the values look like a scale of 0 to 100.
func (p *profile) isSlider() bool {
	return p.max > 10 && p.max <= 100 && p.min >= 0 && 10*p.numbers >= 9*p.nonblank && 4*p.above >= p.nonblank && p.above >= 3
}

// topLabels returns the most frequent invalid texts that may be shown.
func (p *profile) topLabels(most int) []string {
	var keys []string
	for k := range p.labels {
		if survey.ShowableLabel(p.spelled[k], p.labels[k]) {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b string) int {
		if d := p.labels[b] - p.labels[a]; d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	texts := make([]string, 0, most)
	for _, k := range keys[:min(len(keys), most)] {
		texts = append(texts, p.spelled[k])
	}
	return texts
}

// profiles looks at the head's columns, nil where want says no.
func (f *File) profiles(r *survey.ScoreReader, want func(i int) bool) []*profile {
	list := make([]*profile, len(f.columns))
	for i := range f.columns {
		if !want(i) {
			continue
		}
		p := newProfile()
		p.asked = f.columns[i].class() != classNone
		labels := p.asked || i == f.fixedScore()
		for _, row := range f.head {
			if i < len(row) {
				p.add([]byte(row[i]), r, labels)
			}
		}
		list[i] = p
	}
	return list
}

// wholeProfiles looks at every record of the input, for the columns that want
// names.
func (f *File) wholeProfiles(ctx context.Context, r *survey.ScoreReader, want func(i int) bool) ([]*profile, error) {
	var wanted []int
	for i := range f.columns {
		if want(i) {
			wanted = append(wanted, i)
		}
	}
	for {
		list := make([]*profile, len(f.columns))
		for _, i := range wanted {
			list[i] = newProfile()
			list[i].asked = f.columns[i].class() != classNone
		}
		_, err := f.scan(ctx, wanted, 1, func() scan.Sink {
			return func(rec *scan.Record) error {
				for k, i := range wanted {
					list[i].add(rec.Cells[k], r, true)
				}
				return nil
			}
		})
		if err == nil {
			return list, nil
		}
		if err = f.learn(err); err != errAgain {
			return nil, err
		}
	}
}
