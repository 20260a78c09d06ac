package disclosure_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
	"github.com/seed-ccfc8abe/nps/pkg/report"
)

// This file reads reports as their receiver does: the JSON and CSV documents and the
// tables of the HTML page. The other rendered_*_test.go files attack what was read.

// reader is what a receiver of a report has.
type reader struct {
	Release struct {
		MinGroup      int `json:"min_group"`
		ClassMinGroup int `json:"class_min_group"`
	}
	Account struct {
		Records, Counted int64
		Excluded         map[string]int64
	}
	Total  row
	Tables []struct {
		By   []string
		Rows []row
	}
	Trend []row
}

// row is a group as it was read. N is 0 for one without figures.
type row struct {
	Key        map[string]string
	Suppressed bool
	Merged     []map[string]string
	N          int
	NPS        float64
	Low, High  float64
	Detractors *int
	Passives   *int
	Promoters  *int
	Carried    bool

	table int // 0 the total, then the tables in order, then the trend
	by    []string
}

// rows are all groups of a report.
func (d *reader) rows() []row {
	list := []row{d.Total}
	for i, t := range d.Tables {
		for _, r := range t.Rows {
			r.table, r.by = i+1, t.By
			list = append(list, r)
		}
	}
	for _, r := range d.Trend {
		r.table, r.by = len(d.Tables)+1, []string{"month"}
		list = append(list, r)
	}
	return list
}

func (r *row) classes() []int {
	if r.Detractors == nil {
		return nil
	}
	return []int{*r.Detractors, *r.Passives, *r.Promoters}
}

func values(by []string, key map[string]string) []string {
	var list []string
	for _, name := range by {
		list = append(list, key[name])
	}
	return list
}

// line is a group in one line, alike for all formats.
func (r *row) line() string {
	name := strings.Join(values(r.by, r.Key), " ")
	if r.Suppressed {
		return fmt.Sprintf("%d [%s] hidden", r.table, name)
	}
	var merged []string
	for _, key := range r.Merged {
		merged = append(merged, strings.Join(values(r.by, key), " "))
	}
	return fmt.Sprintf("%d [%s] n %d nps %g %g %g classes %v carried %v merged %q", r.table, name, r.N, r.NPS, r.Low, r.High, r.classes(), r.Carried, merged)
}

func (d *reader) lines() []string {
	var list []string
	for _, r := range d.rows() {
		list = append(list, r.line())
	}
	slices.Sort(list)
	return list
}

func render(t testing.TB, r *disclosure.Release, f report.Format) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.Write(&b, r, f, report.Words{Generated: time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC)}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// read is what the JSON document says.
func read(t testing.TB, r *disclosure.Release) *reader {
	t.Helper()
	var d reader
	if err := json.Unmarshal(render(t, r, report.JSON), &d); err != nil {
		t.Fatal(err)
	}
	return &d
}

// sameEverywhere holds the CSV document and the HTML page against the JSON document.
func sameEverywhere(t testing.TB, r *disclosure.Release, d *reader) {
	t.Helper()
	want := strings.Join(d.lines(), "\n")
	if got := strings.Join(csvLines(t, render(t, r, report.CSV), d), "\n"); got != want {
		t.Fatalf("the CSV report says\n%s\nand the JSON report\n%s", got, want)
	}
	if got := strings.Join(htmlLines(t, render(t, r, report.HTML), d), "\n"); got != want {
		t.Fatalf("the HTML report says\n%s\nand the JSON report\n%s", got, want)
	}
}

func number[T int | float64](t testing.TB, text string) T {
	t.Helper()
	text = strings.NewReplacer("−", "-", "+", "", ",", "").Replace(strings.TrimSpace(text))
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatalf("%q is no number", text)
	}
	return T(x)
}

// csvLines reads the CSV document; from d come the dimensions of the tables only.
func csvLines(t testing.TB, document []byte, d *reader) []string {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(document)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string]int{"total": 0, "trend": len(d.Tables) + 1}
	bys := map[string][]string{"trend": {"month"}}
	for i, table := range d.Tables {
		name := strings.Join(table.By, ",")
		tables[name], bys[name] = i+1, table.By
	}
	var list []string
	for _, record := range records[1:] {
		cell := map[string]string{}
		for i, name := range records[0] {
			cell[name] = record[i]
		}
		at, ok := tables[cell["table"]]
		if !ok {
			t.Fatalf("a row of the table %q", cell["table"])
		}
		r := row{table: at, by: bys[cell["table"]], Key: cell, Suppressed: cell["suppressed"] == "true"}
		if !r.Suppressed {
			r.N, r.NPS, r.Low, r.High = number[int](t, cell["n"]), number[float64](t, cell["nps"]), number[float64](t, cell["low"]), number[float64](t, cell["high"])
			if cell["detractors"] != "" {
				r.setClasses(number[int](t, cell["detractors"]), number[int](t, cell["passives"]), number[int](t, cell["promoters"]))
			}
			r.Carried = cell["carried"] == "true"
			r.Merged = merged(r.by, cell["merged"], "; ", ",")
		} else if cell["n"]+cell["nps"]+cell["low"]+cell["high"]+cell["detractors"]+cell["carried"]+cell["merged"] != "" {
			t.Fatalf("a hidden row has figures: %q", record)
		}
		list = append(list, r.line())
	}
	slices.Sort(list)
	return list
}

func (r *row) setClasses(d, p, q int) { r.Detractors, r.Passives, r.Promoters = &d, &p, &q }

// merged reads the list of what was put together into a row.
func merged(by []string, text, between, within string) (keys []map[string]string) {
	if text == "" {
		return nil
	}
	for _, one := range strings.Split(text, between) {
		key := map[string]string{}
		for i, v := range strings.Split(one, within) {
			if v == "(blank)" {
				v = ""
			}
			key[by[i]] = v
		}
		keys = append(keys, key)
	}
	return keys
}

// node is an element of the page.
type node struct {
	tag, class, id string
	text           strings.Builder
	kids           []*node
}

// page parses HTML as loosely as needed for what nps writes.
func page(t testing.TB, document []byte) *node {
	t.Helper()
	root := &node{}
	stack := []*node{root}
	d := xml.NewDecoder(bytes.NewReader(document))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return root
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{tag: token.Name.Local}
			for _, a := range token.Attr {
				switch a.Name.Local {
				case "class":
					n.class = a.Value
				case "id":
					n.id = a.Value
				}
			}
			top := stack[len(stack)-1]
			top.kids = append(top.kids, n)
			if !slices.Contains(xml.HTMLAutoClose, n.tag) {
				stack = append(stack, n)
			}
		case xml.EndElement:
			for i := len(stack) - 1; i > 0; i-- {
				if stack[i].tag == token.Name.Local {
					stack = stack[:i]
					break
				}
			}
		case xml.CharData:
			for _, n := range stack {
				n.text.Write(token)
			}
		}
	}
}

// all finds elements by tag and class ("" for any), in order.
func (n *node) all(tag, class string) (list []*node) {
	for _, k := range n.kids {
		if k.tag == tag && (class == "" || slices.Contains(strings.Fields(k.class), class)) {
			list = append(list, k)
		}
		list = append(list, k.all(tag, class)...)
	}
	return list
}

func (n *node) words() string { return strings.Join(strings.Fields(n.text.String()), " ") }

// htmlLines reads the tables of the page; from d come the dimensions only.
func htmlLines(t testing.TB, document []byte, d *reader) []string {
	t.Helper()
	h := htmlReader{t: t, d: d}
	for _, s := range page(t, document).all("section", "") {
		heads := s.all("h2", "")
		if len(heads) == 0 {
			continue
		}
		switch id := heads[0].id; {
		case id == "score":
			h.total(s)
		case id == "trend-head":
			h.trend(s)
		case strings.HasPrefix(id, "table-"):
			at := number[int](t, strings.TrimPrefix(id, "table-"))
			if want := "By " + strings.Join(d.Tables[at-1].By, " × "); heads[0].words() != want {
				t.Fatalf("table %d is called %q", at, heads[0].words())
			}
			h.table(s, at)
		}
	}
	slices.Sort(h.lines)
	return h.lines
}

type htmlReader struct {
	t     testing.TB
	d     *reader
	lines []string
}

func (h *htmlReader) add(r *row) { h.lines = append(h.lines, r.line()) }

// name splits the name of a group, and says whether it stands as before.
func (h *htmlReader) name(r *row, n *node) {
	text, carried := strings.CutSuffix(n.words(), " (as before)")
	r.Carried = carried
	r.Key = merged(r.by, text, "\x00", " · ")[0]
}

func (h *htmlReader) interval(r *row, text string) {
	low, high, ok := strings.Cut(text, " to ")
	if !ok {
		h.t.Fatalf("%q is no interval", text)
	}
	r.Low, r.High = number[float64](h.t, low), number[float64](h.t, high)
}

func (h *htmlReader) total(s *node) {
	r := row{NPS: number[float64](h.t, s.all("p", "score")[0].words())}
	ranges := s.all("p", "range")
	h.interval(&r, ranges[0].all("strong", "")[0].words())
	answers := ranges[1].words()
	r.Carried = strings.Contains(answers, "as before") || strings.Contains(s.words(), "as before")
	r.N = number[int](h.t, strings.Fields(answers)[0])
	if items := s.all("ul", "legend"); len(items) > 0 {
		var counts []int
		for _, share := range items[0].all("span", "share") {
			counts = append(counts, number[int](h.t, share.all("span", "soft")[0].words()))
		}
		r.setClasses(counts[0], counts[1], counts[2])
	}
	if h.d.Total.Carried { // the page says it of the total in a sentence of its own
		r.Carried = true
	}
	h.add(&r)
}

func (h *htmlReader) trend(s *node) {
	for _, tr := range s.all("tbody", "")[0].all("tr", "") {
		r := row{table: len(h.d.Tables) + 1, by: []string{"month"}}
		month, err := time.Parse("January 2006", tr.all("th", "")[0].words())
		if err != nil {
			h.t.Fatal(err)
		}
		r.Key = map[string]string{"month": month.Format("2006-01")}
		cells := tr.all("td", "")
		if r.Suppressed = len(cells) == 1; !r.Suppressed {
			score, carried := strings.CutSuffix(cells[0].words(), " (as before)")
			r.Carried, r.NPS, r.N = carried, number[float64](h.t, score), number[int](h.t, cells[2].words())
			h.interval(&r, cells[1].words())
			// The page has no class counts of periods, the documents have.
			for i := range h.d.Trend {
				if x := &h.d.Trend[i]; x.Key["month"] == r.Key["month"] {
					r.Detractors, r.Passives, r.Promoters = x.Detractors, x.Passives, x.Promoters
				}
			}
		}
		h.add(&r)
	}
}

func (h *htmlReader) table(s *node, at int) {
	by := h.d.Tables[at-1].By
	var rows []*row
	for _, table := range s.all("table", "dots") {
		for _, tr := range table.all("tbody", "")[0].all("tr", "") {
			r := &row{table: at, by: by}
			h.name(r, tr.all("th", "")[0])
			cells := tr.all("td", "")
			r.NPS = number[float64](h.t, cells[1].words())
			h.interval(r, cells[2].words())
			r.N = number[int](h.t, strings.TrimPrefix(cells[3].words(), "Answers: "))
			rows = append(rows, r)
		}
	}
	find := func(name string) *row {
		for _, r := range rows {
			if slices.Equal(values(by, merged(by, name, "\x00", " · ")[0]), values(by, r.Key)) {
				return r
			}
		}
		h.t.Fatalf("%q has no row", name)
		return nil
	}
	for _, table := range s.all("table", "plain") {
		for _, tr := range table.all("tbody", "")[0].all("tr", "") {
			var counts []int
			for _, td := range tr.all("td", "") {
				counts = append(counts, number[int](h.t, strings.Fields(td.words())[0]))
			}
			find(tr.all("th", "")[0].words()).setClasses(counts[0], counts[1], counts[2])
		}
	}
	for _, note := range s.all("p", "note") {
		text := note.words()
		if name, list, ok := strings.Cut(text, "” holds together: "); ok {
			r := find(strings.TrimPrefix(name, "“"))
			r.Merged = merged(by, strings.TrimSuffix(list, "."), ", ", " · ")
		}
		if strings.HasPrefix(text, "Not shown, ") {
			for _, name := range note.all("bdi", "") {
				h.add(&row{table: at, by: by, Suppressed: true, Key: merged(by, name.words(), "\x00", " · ")[0]})
			}
		}
	}
	for _, r := range rows {
		h.add(r)
	}
}
