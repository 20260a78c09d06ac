package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/chart"
	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

// oneDecimal is the number of answers from which scores have one decimal, as
// disclosure rounds them.
const oneDecimal = 1000

// alike writes figures that are read together: with a decimal where one of them
// has one.
func alike(figures ...float64) []string {
	n := int64(0)
	for _, x := range figures {
		if x != math.Trunc(x) {
			n = oneDecimal
		}
	}
	out := make([]string, len(figures))
	for i, x := range figures {
		out[i] = sized(x, n)
	}
	return out
}

// score is a shown row's score, with the decimal that its size allows.
func score(r disclosure.Row) string { return sized(r.NPS, r.N) }

// sized writes points with as many decimals as n answers allow, so that the
// figures of a row line up.
func sized(x float64, n int64) string {
	s := chart.Points(x)
	if n >= oneDecimal && !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// interval is a shown row's interval: "+19 to +27".
func (w *phrases) interval(r disclosure.Row) string {
	return fmt.Sprintf(w.Interval, sized(r.Low, r.N), sized(r.High, r.N))
}

// count writes a whole number with separators: 12,345 or, in India, 1,23,456.
func (w *phrases) count(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i, step := len(s)-3, 3; i > 0 && s[i-1] != '-'; i -= step {
		s = s[:i] + "," + s[i:]
		step = w.Grouping
	}
	return s
}

// distance writes how far a score moved, as it was written with its sign: "3
// points".
func (w *phrases) distance(signed string) string {
	text := size(signed)
	if text == "1" {
		return w.OnePoint
	}
	return fmt.Sprintf(w.PointsOf, text)
}

// size is a written figure without its sign.
func size(signed string) string { return strings.TrimLeft(signed, "+−") }

// moved says which way and how far: "rose by 3 points".
func (w *phrases) moved(signed string) string {
	if strings.HasPrefix(signed, "−") {
		return fmt.Sprintf(w.DownBy, w.distance(signed))
	}
	return fmt.Sprintf(w.UpBy, w.distance(signed))
}

// date writes a day: "2 October 2026".
func (w *phrases) date(t time.Time) string {
	return fmt.Sprintf(w.Date, t.Day(), w.Months[t.Month()-1], t.Year())
}

// period writes a period's key for people: 2026-03 is "March 2026". What is no
// key of a known form stays as it is.
func (w *phrases) period(key string) string {
	for _, form := range []struct {
		layout string
		write  func(t time.Time) string
	}{
		{"2006-01-02", w.date},
		{"2006-01", func(t time.Time) string { return fmt.Sprintf("%s %d", w.Months[t.Month()-1], t.Year()) }},
	} {
		if t, err := time.Parse(form.layout, key); err == nil {
			return form.write(t)
		}
	}
	if year, rest, ok := strings.Cut(key, "-"); ok && len(year) == 4 && len(rest) > 1 && (rest[0] == 'W' || rest[0] == 'Q') {
		return safetext.Terminal(rest + " " + year)
	}
	return safetext.Terminal(key)
}

// shortPeriod is period for the foot of a chart: "Mar 2026" in English.
func (w *phrases) shortPeriod(key string) string {
	t, err := time.Parse("2006-01", key)
	if err != nil {
		return w.period(key)
	}
	month := w.Months[t.Month()-1]
	if w.Lang == English {
		month = month[:3]
	}
	return fmt.Sprintf("%s %d", month, t.Year())
}
