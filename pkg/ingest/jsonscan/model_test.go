package jsonscan

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// unit is the smallest part of a string's text, as written and as it reads.
type unit struct{ raw, text string }

var units = []unit{
	{"a", "a"}, {"Ravi", "Ravi"}, {" ", " "}, {"क", "क"}, {"\xff", "\xff"}, {`\"`, `"`}, {`\\`, `\`}, {`\/`, "/"}, {"/", "/"}, {`\b\f`, "\b\f"}, {`\n`, "\n"}, {`\r`, "\r"}, {`\t`, "\t"},
	{`\u0905`, "अ"}, {`\u0041`, "A"}, {`\u005C`, `\`}, {`\u0000`, "\x00"}, {`\ud83d\ude00`, "😀"}, {`\uD83D\uDE00`, "😀"}, {"😀", "😀"}, {`\ud83dx`, "\ufffdx"}, {`\ude00`, "\ufffd"}, {"[],:{}", "[],:{}"}, {"12345678901234567890", "12345678901234567890"},
}

// model makes records of which it knows the bytes before and after.
type model struct {
	randomJSON
	plan map[string][3][]scan.Edit // by id, for the paths behind it
	want map[string][3]string      // the text of the cells after the edits
}

func newModel(seed, stream uint64) *model {
	return &model{randomJSON{Rand: rand.New(rand.NewPCG(seed, stream))}, map[string][3][]scan.Edit{}, map[string][3]string{}}
}

var modelPaths = []string{"id", "comment", "meta.note", "score"}

// str makes a string and edits of it: as written before and after, and the text after.
func (m *model) str() (before, after, text string, edits []scan.Edit) {
	at := 0
	for range m.IntN(12) {
		if m.IntN(3) == 0 {
			e := scan.Edit{Start: at, Text: m.pick("", "[EMAIL]", "\"\\\n\x01", "नाम", "")}
			for range m.IntN(3) {
				u := units[m.IntN(len(units))]
				before += u.raw
				at += len(u.text)
			}
			e.End = at
			edits = append(edits, e)
			var b strings.Builder
			j := json.NewEncoder(&b)
			j.SetEscapeHTML(false)
			_ = j.Encode(e.Text)
			after += strings.Trim(b.String(), "\n")[1:]
			after = after[:len(after)-1]
			text += e.Text
		}
		u := units[m.IntN(len(units))]
		before += u.raw
		after += u.raw
		text += u.text
		at += len(u.text)
	}
	// Halves that come together are TestHalves's; a pair here would be a wrong model.
	for _, s := range []string{before, after} {
		if strings.Contains(s, `\ud83d\ude00\ude00`) || strings.Contains(s, `\uD83D\ude00`) {
			return m.str()
		}
	}
	return `"` + before + `"`, `"` + after + `"`, text, edits
}

// number makes a value that is no string, and edits of it.
func (m *model) number() (before, after, text string, edits []scan.Edit) {
	before = m.pick("9", "-1.5e3", "true", "false")
	if m.IntN(2) == 0 {
		return before, before, before, nil
	}
	text = m.pick("", "x", "[N]")
	at := m.IntN(len(before))
	return before, `"` + text + before[at:] + `"`, text + before[at:], []scan.Edit{{End: at, Text: text}}
}

// record returns a record before and after.
func (m *model) record(id string) (before, after string) {
	var plan [3][]scan.Edit
	var want [3]string
	var b, a [3]string
	for i := range 2 {
		b[i], a[i], want[i], plan[i] = m.str()
	}
	b[2], a[2], want[2], plan[2] = m.number()
	if len(plan[2]) > 0 && plan[2][0].End == 0 && plan[2][0].Text == "" {
		a[2], want[2] = b[2], b[2] // nothing in the place of nothing
	}
	m.plan[id], m.want[id] = plan, want
	add := func(s string) { before += s; after += s }
	add("{" + m.space() + `"id"` + m.space() + ":" + `"` + id + `",` + m.space())
	parts := []int{0, 1, 2}
	m.Shuffle(3, func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	for _, i := range parts {
		switch i {
		case 0:
			add(m.pick(`"comment"`, `"\u0063omment"`) + m.space() + ":" + m.space())
		case 1:
			add(`"meta"` + m.space() + `:{"x":` + m.value(3) + `,"note":`)
		default:
			add(`"score":` + m.space())
		}
		before += b[i]
		after += a[i]
		if i == 1 {
			add(m.space() + "}")
		}
		add(m.space() + "," + m.space() + fmt.Sprintf(`"other%d":`, i) + m.value(2) + m.space() + ",")
	}
	add(m.space() + `"last":null}`)
	return before, after
}

func (m *model) edit(cells [][]byte, edits [][]scan.Edit) error {
	for i, list := range m.plan[string(cells[0])] {
		edits[i+1] = append(edits[i+1], list...)
	}
	return nil
}

// TestRewriteModel compares the copies of all layouts with what the generator of the
// records knows them to be, and the changed fields with what encoding/json reads.
func TestRewriteModel(t *testing.T) {
	n := 60
	if testing.Short() {
		n = 10
	}
	changed := 0
	for seed := range n {
		m := newModel(uint64(seed), 11)
		type layout struct{ open, sep, end, indent string }
		layouts := []layout{{"", "\n", "\n", ""}, {"", "\r\n\n", "", ""}, {"[\n", ",\n", "\n]\n", ""}, {"[\n  ", ",\n  ", "\n]", "  "}, {"[", ",", "]", ""}, {"", " ", "\n", ""}, {`{"n":1,"data":{"rows":[`, " ,\n", "],\"k\":{}}}\n", ""}}
		at := seed % len(layouts)
		form := layouts[at]
		m.pretty = at > 1 && m.IntN(2) == 0
		before, after := form.open, form.open
		for i := range 2 + m.IntN(5) {
			if i > 0 {
				before += form.sep
				after += form.sep
			}
			b, a := m.record(fmt.Sprint(i))
			before += b
			after += a
		}
		before += form.end
		after += form.end
		l := []Layout{{Kind: Lines}, {Kind: Lines}, {Kind: Array, OnLines: true}, {Kind: Array, OnLines: true, Indent: "  "}, {Kind: Array}, {Kind: Values}, {Kind: Array, Root: "data.rows"}}[at]
		if got, err := rewriteEveryWay(t, before, l, modelPaths, scan.Options{}, noEdits); err != nil || got != before {
			t.Fatalf("nothing changed\n%q\n%q, %v", before, got, err)
		}
		got, err := rewriteEveryWay(t, before, l, modelPaths, scan.Options{}, m.edit)
		if err != nil || got != after {
			t.Fatalf("%+v\n     %q\ngot  %q\nwant %q, %v", l, before, got, after, err)
		}
		if before != after {
			changed++
		}
		records, _, err := Head([]byte(got), true, l, 100)
		if err != nil || len(records) != len(m.plan) {
			t.Fatalf("%q: %d records, %v", got, len(records), err)
		}
		for _, r := range records {
			m.compare(t, r)
		}
	}
	if changed < n/2 {
		t.Errorf("%d of %d documents were changed", changed, n)
	}
}

// compare reads a changed record with encoding/json.
func (m *model) compare(t *testing.T, record []byte) {
	var v struct {
		ID      string
		Comment string
		Meta    struct{ Note string }
		Score   any
	}
	if err := json.Unmarshal(record, &v); err != nil {
		t.Fatalf("%q: %v", record, err)
	}
	want := m.want[v.ID]
	for i, got := range []string{v.Comment, v.Meta.Note} {
		if !strings.Contains(want[i], "\xff") && got != want[i] { // which encoding/json replaces
			t.Errorf("%q: field %d is %q, want %q", record, i, got, want[i])
		}
	}
	if s, ok := v.Score.(string); ok && s != want[2] {
		t.Errorf("%q: score %q, want %q", record, s, want[2])
	}
}
