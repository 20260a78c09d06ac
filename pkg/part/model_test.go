package part

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// sample says what invented rows are like.
type sample struct {
	rows    int
	days    int // distinct days from first on
	first   int32
	regions int
	stores  int
	scores  int  // distinct ones
	marks   bool // some rows are tests and so on
	untimed bool // some rows have no time
	blanks  bool // some ratings and comments are missing
	run     int  // how long neighbours stay alike
}

var testSchema = Schema{Ratings: []string{"ease"}, Dimensions: []string{"region", "store", "plan"}}

// rows makes invented rows.
func (s sample) make(r *rand.Rand) []Row {
	rows := make([]Row, s.rows)
	var base Row
	for i := range rows {
		if i == 0 || s.run <= 1 || r.IntN(s.run) == 0 {
			base = s.row(r)
		}
		row := base
		row.Score = uint8(r.IntN(s.scores))
		if s.scores == 12 && r.IntN(8) > 0 {
			row.Score = uint8(r.IntN(11))
		}
		rows[i] = row
	}
	return rows
}

func (s sample) row(r *rand.Rand) Row {
	day := s.first + int32(r.IntN(s.days))
	row := Row{
		Day: day, Time: int64(day)*dayMillis + r.Int64N(dayMillis), Timed: !s.untimed || r.IntN(5) > 0,
		Dimensions: [][]byte{fmt.Appendf(nil, "Region %d", r.IntN(s.regions)), fmt.Appendf(nil, "S%03d", r.IntN(s.stores)), []byte([]string{"", "Basic", "Gold"}[r.IntN(3)])},
		Ratings:    []int32{int32(r.IntN(5) + 1)},
		Consent:    []byte([]string{"", "analytics", "analytics,publication", "publication"}[r.IntN(4)]),
	}
	if s.marks && r.IntN(4) == 0 {
		row.Mark = uint8(r.IntN(8))
	}
	if s.blanks {
		if r.IntN(3) == 0 {
			row.Ratings[0] = BlankRating
		}
		row.Weighted, row.Known = r.IntN(3) > 0, r.IntN(3) > 0
		if r.IntN(3) > 0 {
			row.Comment = fmt.Appendf(nil, "the shop was %d steps away, ठीक है", r.IntN(1000))
		}
	} else {
		row.Weighted, row.Known, row.Comment = true, true, []byte("fine")
	}
	if row.Weighted {
		row.Weight = float64(r.IntN(100)) / 8
	}
	if row.Known {
		for i := range row.Respondent {
			row.Respondent[i] = byte(r.Uint32())
		}
	}
	if !row.Timed {
		row.Time = 0
	}
	return row
}

// write makes a core file of rows.
func write(t testing.TB, rows []Row) []byte {
	t.Helper()
	c := NewCore(testSchema)
	for i := range rows {
		if err := c.Append(&rows[i]); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := c.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func open(t testing.TB, data []byte) *File {
	t.Helper()
	f, err := Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// slow counts as plainly as possible, by the rules of ingest.
func slow(rows []Row, q *Query) *tally.Tally {
	var names []string
	for i := range q.By {
		names = append(names, strconv.Itoa(i))
	}
	b := tally.NewBuilder(names)
	for i := range rows {
		r := &rows[i]
		switch {
		case r.Mark&MarkTest != 0 && !q.Test:
			b.Excluded.Test++
		case r.Mark&MarkFiltered != 0 || !keptByWhere(r, q):
			b.Excluded.Filtered++
		case (q.Since != Always || q.Until != Ever) && (!r.Timed || r.Time < q.Since || r.Time >= q.Until):
			b.Excluded.Filtered++
		case r.Mark&MarkUnfinished != 0 && q.Complete:
			b.Excluded.Incomplete++
		case q.Purpose != "" && !slices.Contains(bytesOf(r.Consent), q.Purpose):
			b.Excluded.NoConsent++
		case r.Score == Blank:
			b.Excluded.Blank++
		default:
			var key []byte
			for i, by := range q.By {
				key = tally.AppendKey(key, []byte(slowKey(r, by)), i == 0)
			}
			b.Count(b.Group(key), int(r.Score))
		}
	}
	return b.Finish()
}

func bytesOf(list []byte) []string {
	var out []string
	for _, v := range bytes.Split(list, []byte(",")) {
		out = append(out, string(v))
	}
	return out
}

func slowValue(r *Row, k Kind, name string) string {
	if k == Dimension {
		if i := slices.Index(testSchema.Dimensions, name); i >= 0 {
			return string(r.Dimensions[i])
		}
		return ""
	}
	if i := slices.Index(testSchema.Ratings, name); i >= 0 && r.Ratings[i] != BlankRating {
		return strconv.Itoa(int(r.Ratings[i]))
	}
	return ""
}

func keptByWhere(r *Row, q *Query) bool {
	for _, w := range q.Where {
		if slices.Contains(w.Values, slowValue(r, w.Kind, w.Name)) == w.Not {
			return false
		}
	}
	return true
}

func slowKey(r *Row, by By) string {
	if by.Kind < Day {
		return slowValue(r, by.Kind, by.Name)
	}
	if !r.Timed {
		return ""
	}
	t := time.UnixMilli(r.Time).UTC()
	switch y, w := t.ISOWeek(); by.Kind {
	case Day:
		return t.Format("2006-01-02")
	case Week:
		return fmt.Sprintf("%04d-W%02d", y, w)
	case Month:
		return t.Format("2006-01")
	case Quarter:
		return fmt.Sprintf("%04d-Q%d", t.Year(), (int(t.Month())+2)/3)
	}
	return t.Format("2006")
}

// question makes an invented query about rows of a sample.
func (s sample) question(r *rand.Rand) *Query {
	q := &Query{Since: Always, Until: Ever, Complete: r.IntN(3) == 0, Test: r.IntN(3) == 0}
	for range r.IntN(4) {
		q.By = append(q.By, []By{{Kind: Dimension, Name: "region"}, {Kind: Dimension, Name: "store"}, {Kind: Dimension, Name: "plan"},
			{Kind: Rating, Name: "ease"}, {Kind: Dimension, Name: "newer"}, {Kind: Rating, Name: "newer"},
			{Kind: Day}, {Kind: Week}, {Kind: Month}, {Kind: Quarter}, {Kind: Year}}[r.IntN(11)])
	}
	for range r.IntN(3) {
		q.Where = append(q.Where, []Where{
			{Kind: Dimension, Name: "region", Values: []string{"Region 1"}},
			{Kind: Dimension, Name: "region", Values: []string{"Region 0", "Region 2", "Nowhere"}, Not: true},
			{Kind: Dimension, Name: "plan", Values: []string{"", "Gold"}},
			{Kind: Dimension, Name: "plan", Values: []string{"Silver"}, Not: true},
			{Kind: Rating, Name: "ease", Values: []string{"1", "5"}},
			{Kind: Rating, Name: "ease", Values: []string{""}, Not: true},
			{Kind: Dimension, Name: "newer", Values: []string{""}},
			{Kind: Dimension, Name: "newer", Values: []string{"x"}},
		}[r.IntN(8)])
	}
	edge := func() int64 {
		at := (int64(s.first) + r.Int64N(int64(s.days)+4) - 2) * dayMillis
		if r.IntN(2) == 0 {
			at += r.Int64N(dayMillis)
		}
		return at
	}
	if r.IntN(3) == 0 {
		q.Since = edge()
	}
	if r.IntN(3) == 0 {
		q.Until = edge()
	}
	if r.IntN(4) == 0 {
		q.Purpose = []string{"analytics", "publication", "training"}[r.IntN(3)]
	}
	return q
}

func names(q *Query) []string {
	var list []string
	for i := range q.By {
		list = append(list, strconv.Itoa(i))
	}
	return list
}

// dice are random numbers of the tests: the same ones in every run.
func dice(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }
