package chart

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"html/template"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
)

func shown(n int64, nps, low, high float64) disclosure.Row {
	return disclosure.Row{N: n, NPS: nps, Low: low, High: high}
}

func TestScale(t *testing.T) {
	cases := []struct {
		rows   []disclosure.Row
		points []float64
		want   Scale
	}{
		{nil, nil, Whole()},
		{[]disclosure.Row{{Suppressed: true}}, []float64{29}, Whole()},
		{[]disclosure.Row{shown(50, 20, 11, 29)}, nil, Scale{10, 30, 5}},
		{[]disclosure.Row{shown(50, 20, 11, 29)}, []float64{-3}, Scale{-10, 30, 10}},
		{[]disclosure.Row{shown(9, -60, -100, -20), shown(9, 60, 20, 100)}, nil, Scale{-100, 100, 50}},
		{[]disclosure.Row{shown(9, 100, 100, 100)}, nil, Scale{95, 100, 5}},
		{[]disclosure.Row{shown(9, 0, 0, 0)}, nil, Scale{-5, 5, 5}},
		{[]disclosure.Row{shown(9, 10, -20, 40)}, []float64{math.NaN(), math.Inf(1), 300}, Scale{-25, 100, 25}},
	}
	for _, c := range cases {
		if got := NewScale(c.rows, c.points...); got != c.want {
			t.Errorf("%v, %v: %v, want %v", c.rows, c.points, got, c.want)
		}
	}
	s := Scale{-20, 60, 20}
	for points, want := range map[float64]float64{-20: 0, 60: 100, 20: 50, -90: 0, 90: 100, math.NaN(): 0} {
		if got := s.At(points); got != want {
			t.Errorf("%v lies at %v, want %v", points, got, want)
		}
	}
	if got := fmt.Sprint(s.Ticks()); got != "[{0 −20 false} {25 0 true} {50 +20 false} {75 +40 false} {100 +60 false}]" {
		t.Errorf("ticks %s", got)
	}
}

func TestPercentsAddUp(t *testing.T) {
	cases := map[[3]int64][3]int{
		{1, 1, 1}: {34, 33, 33}, {0, 0, 0}: {}, {5, 0, 0}: {100, 0, 0}, {1, 1, 198}: {1, 0, 99}, {868, 1190, 2064}: {21, 29, 50},
		{1 << 52, 1 << 52, 1 << 52}: {34, 33, 33},
	}
	for counts, want := range cases {
		if got := Percents(counts); got != want {
			t.Errorf("%v: %v, want %v", counts, got, want)
		}
	}
}

// monthly makes a trend of n months; hidden ones are not shown.
func monthly(n int, hidden ...int) *disclosure.Trend {
	t := &disclosure.Trend{Every: "month", Center: 20}
	for i := range n {
		start := time.Date(2024, time.Month(1+i), 1, 0, 0, 0, 0, time.UTC)
		r := disclosure.TrendRow{Row: shown(100, float64(20+i%7), float64(10+i%7), float64(30+i%7))}
		r.Period = disclosure.Period{Key: start.Format("2006-01"), Start: start, End: start.AddDate(0, 1, 0)}
		for _, h := range hidden {
			if h == i {
				r.Row = disclosure.Row{Suppressed: true}
			}
		}
		t.Rows = append(t.Rows, r)
		t.Lower, t.Upper = append(t.Lower, 8), append(t.Upper, 32)
	}
	return t
}

func keyOf(p disclosure.Period) string { return p.Key }

func TestTrend(t *testing.T) {
	trend := monthly(12, 3, 5, 11)
	trend.Upper[7] = math.NaN()
	trend.Rows[1].Signals = []disclosure.Signal{{ID: "outside-limits", Up: true}}
	trend.Events = []disclosure.EventEffect{
		{Event: disclosure.Event{Date: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)}},
		{Event: disclosure.Event{Date: time.Date(2024, 7, 1, 0, 0, 0, 0, time.UTC)}},
		{Event: disclosure.Event{Date: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}},
	}
	d := NewTrend("t", "title", "desc", trend, keyOf)
	if len(d.Points) != 9 || len(d.Lines) != 2 || len(d.Bands) != 2 {
		t.Errorf("%d points, %d lines, %d bands: a line goes over a hidden period", len(d.Points), len(d.Lines), len(d.Bands))
	}
	lone := 0
	for _, p := range d.Points {
		if p.Lone {
			lone++
		}
		if p.High > p.Y || p.Y > p.Low || p.High < TrendTop || p.Low > TrendBottom {
			t.Errorf("a point out of place: %+v", p)
		}
	}
	if lone != 1 || !d.Points[1].Signal || !d.Points[1].Up {
		t.Errorf("%d lone points, %+v", lone, d.Points[1])
	}
	if len(d.Area) != 2 || len(d.Limits) != 4 {
		t.Errorf("%d areas, %d limits: a limit that is no number does not break the band", len(d.Area), len(d.Limits))
	}
	if len(d.Events) != 2 || d.Events[0].X != 7 || d.Events[1].X != 53.5 || d.Events[1].Letter != "B" {
		t.Errorf("events %+v", d.Events)
	}
	for _, n := range []int{1, 2, 8, 9, 36, 500} {
		d := NewTrend("t", "", "", monthly(n), keyOf)
		narrow := 0
		for _, l := range d.Labels {
			if !l.Wide {
				narrow++
			}
		}
		if len(d.Labels) > 8 || narrow > 4 || narrow == 0 {
			t.Errorf("%d periods: %d labels, %d of them on a telephone", n, len(d.Labels), narrow)
		}
	}
	if d := NewTrend("t", "", "", nil, keyOf); len(d.Points) != 0 {
		t.Error("points of no trend")
	}
}

func TestLetters(t *testing.T) {
	if got := Letter(0) + Letter(25) + Letter(26) + Letter(53); got != "AZA2B3" {
		t.Error(got)
	}
}

const hostile = "</title><script>alert(1)</script>]]>\x1b[2J\u202e\x00\xff\"'&"

func drawings() map[string]Drawing {
	rows := []Named{
		{shown(50, 20, 11, 29), hostile, hostile}, {shown(50, -20, -31, -9), strings.Repeat("long ", 100), "x"},
		{disclosure.Row{Suppressed: true, N: 3, NPS: 77}, "hidden", "77"},
	}
	return map[string]Drawing{
		"bar":      NewBar("b", hostile, hostile, disclosure.Classes{Detractors: 1, Passives: 30, Promoters: 60}, [3]string{hostile, "b", "c"}),
		"no bar":   NewBar("b", "t", "d", disclosure.Classes{}, [3]string{}),
		"dots":     NewDots("d", hostile, hostile, hostile, rows, shown(100, 3, 0, 6)),
		"no dots":  NewDots("d", "t", "d", "", nil, disclosure.Row{}),
		"trend":    NewTrend("t", hostile, hostile, monthly(14, 2), func(disclosure.Period) string { return hostile }),
		"no trend": NewTrend("t", "t", "d", nil, keyOf),
	}
}

// TestFilesAreSafe: every file is strict XML of SVG's elements only, asks for
// nothing, and shows no text that is not escaped.
func TestFilesAreSafe(t *testing.T) {
	known := map[string]bool{"svg": true, "title": true, "desc": true, "style": true, "rect": true, "line": true, "circle": true, "text": true, "polygon": true, "polyline": true, "g": true}
	files := 0
	for name, d := range drawings() {
		data, err := File(d)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		files++
		again, _ := File(d)
		if !bytes.Equal(data, again) {
			t.Errorf("%s: drawn twice, it differs", name)
		}
		x := xml.NewDecoder(bytes.NewReader(data))
		for {
			token, err := x.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			e, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			if !known[e.Name.Local] {
				t.Errorf("%s: an element %s", name, e.Name.Local)
			}
			for _, a := range e.Attr {
				if strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Name.Local, "href") || strings.Contains(a.Value, "url(") {
					t.Errorf("%s: attribute %s=%q", name, a.Name.Local, a.Value)
				}
				if strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") {
					t.Errorf("%s: %s=%q", name, a.Name.Local, a.Value)
				}
			}
		}
		if strings.ContainsAny(string(data), "\x1b\x00\u202e") || strings.Contains(string(data), "ZgotmplZ") || strings.Contains(string(data), ">77<") {
			t.Errorf("%s: holds what it must not", name)
		}
	}
	if files < 6 {
		t.Errorf("only %d files", files)
	}
}

// TestContrast computes WCAG's contrast of the colours that are written on each
// other, in every scheme: 4.5 for text, 3 for what is only looked at.
func TestContrast(t *testing.T) {
	schemes := regexp.MustCompile(`:root\{([^}]*)\}`).FindAllStringSubmatch(templates, -1)
	if len(schemes) != 3 {
		t.Fatalf("%d schemes", len(schemes))
	}
	pairs := []struct {
		front, back string
		least       float64
	}{
		{"ink", "paper", 7}, {"soft", "paper", 4.5}, {"accent", "paper", 4.5}, {"signal", "paper", 4.5}, {"soft", "usual", 4.5}, {"soft", "band", 4.5}, {"ink", "band", 4.5},
		{"on-detractor", "detractor", 4.5}, {"on-passive", "passive", 4.5}, {"on-promoter", "promoter", 4.5},
		{"accent", "band", 3}, {"accent", "usual", 3}, {"zero", "paper", 3}, {"detractor", "paper", 3}, {"promoter", "paper", 3},
	}
	for i, scheme := range schemes {
		colours := map[string]float64{}
		for _, m := range regexp.MustCompile(`--nps-([a-z-]+):#([0-9a-f]{6})`).FindAllStringSubmatch(scheme[1], -1) {
			colours[m[1]] = luminance(t, m[2])
		}
		for _, p := range pairs {
			a, okA := colours[p.front]
			b, okB := colours[p.back]
			if !okA || !okB {
				t.Fatalf("scheme %d lacks %s or %s", i, p.front, p.back)
			}
			if c := (max(a, b) + 0.05) / (min(a, b) + 0.05); c < p.least {
				t.Errorf("scheme %d: %s on %s has a contrast of %.2f, want %.1f", i, p.front, p.back, c, p.least)
			}
		}
	}
}

// luminance is the relative luminance of WCAG 2.
func luminance(t *testing.T, hex string) float64 {
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(v) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

// TestTemplatesFitAPage parses them as a page does.
func TestTemplatesFitAPage(t *testing.T) {
	page := template.Must(template.New("page").Parse(`<style>{{template "chart-colours"}}{{template "chart-style"}}</style>{{template "chart-dot" .Dot}}{{template "chart-rail" .Dot}}{{template "chart-axis" .Axis}}`))
	template.Must(page.Parse(Templates()))
	var b bytes.Buffer
	s := Whole()
	if err := page.Execute(&b, map[string]any{"Dot": NewDot(s, shown(9, 10, 0, 20), shown(90, 12, 9, 15)), "Axis": NewAxis(s)}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "<svg"); n != 3 || strings.Contains(b.String(), "ZgotmplZ") {
		t.Errorf("%d drawings", n)
	}
}
