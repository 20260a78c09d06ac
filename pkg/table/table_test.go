package table

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// score is a document like that of nps score --by region --verbose.
func score() *Document {
	row := func(name, n, nps, low, high, det, pas, pro string) []Cell {
		return []Cell{{Text: name}, {Text: n, Raw: strings.ReplaceAll(n, ",", "")}, {Text: nps, Raw: strings.TrimPrefix(nps, "+") + ".25"},
			{Text: low + " to " + high}, {Raw: low}, {Raw: high}, {Text: det}, {Text: pas}, {Text: pro}}
	}
	return &Document{
		Headline: "NPS +32, 95% interval +27 to +38, from 1,204 answers",
		Lines:    []string{"retail-2026-11.csv: score column \"How likely are you to recommend us?\""},
		Bars: []Bar{{Segments: []Segment{
			{"detractors", 242, 242.0 / 1204, Detractor},
			{"passives", 330, 330.0 / 1204, Passive},
			{"promoters", 632, 632.0 / 1204, Promoter},
		}}},
		Histogram: []Bin{
			{"0", 3, 3.0 / 1204, Detractor}, {"1", 0, 0, Detractor}, {"2", 8, 8.0 / 1204, Detractor},
			{"3", 20, 20.0 / 1204, Detractor}, {"4", 31, 31.0 / 1204, Detractor}, {"5", 80, 80.0 / 1204, Detractor},
			{"6", 100, 100.0 / 1204, Detractor}, {"7", 140, 140.0 / 1204, Passive}, {"8", 190, 190.0 / 1204, Passive},
			{"9", 322, 322.0 / 1204, Promoter}, {"10", 310, 310.0 / 1204, Promoter},
		},
		Columns: []Column{{Title: "region"}, {Title: "n", Right: true}, {Title: "NPS", Key: "nps", Right: true},
			{Title: "95% interval", Right: true, For: People}, {Title: "low", For: Machines}, {Title: "high", For: Machines},
			{Title: "detractors", Right: true}, {Title: "passives", Right: true}, {Title: "promoters", Right: true}},
		Rows: [][]Cell{
			row("दिल्ली", "402", "+35", "+26", "+44", "18.2%", "27.1%", "54.7%"),
			row("East", "391", "+30", "+21", "+39", "20.5%", "28.9%", "50.6%"),
			row("Jammu & Kashmir and Ladakh (northern circle)", "31", "-13", "-43", "+18", "45.2%", "22.6%", "32.2%"),
			row("(blank)", "380", "+36", "+27", "+45", "17.9%", "28.2%", "53.9%"),
		},
		Total: row("total", "1,204", "+32", "+27", "+38", "20.1%", "27.4%", "52.5%"),
		Notes: []string{
			"1,250 records: 1,204 answers, 40 blank, 6 not a score (first in line 17).",
			"\"Jammu & Kashmir and Ladakh (northern circle)\" has 31 answers: its interval is wide, and a difference to other groups may be chance.",
		},
	}
}

// hostile holds what an attacker would write into a survey.
func hostile() *Document {
	return &Document{
		Headline:  "NPS of \x1b]0;owned\x07 \u202egnp",
		Lines:     []string{"line\nbreak"},
		Bars:      []Bar{{Label: "\x1b[2J", Segments: []Segment{{"\x07x", 1, 1, Plain}}}},
		Histogram: []Bin{{"\x1b[1m", 1, 1, Plain}},
		Columns:   []Column{{Title: "=cmd|' /C calc'!A0"}, {Title: "a|b\x1b[31m"}},
		Rows: [][]Cell{
			{{Text: "=1+2\";=1+2"}, {Text: "x;=1"}},
			{{Text: "\t=1"}, {Text: "-12"}},
			{{Text: "two\nlines"}, {Text: "<script>`x`[y](z)"}},
			{{Text: " ＝1"}, {Text: "\xff\u200b"}},
			{{Text: "plain", Empty: true}, {Text: "5\" pipe"}},
		},
		Notes: []string{"note\x9b31m\r\n# heading"},
	}
}

func TestGolden(t *testing.T) {
	wide, several := score(), score()
	several.Bars = []Bar{
		{Label: "North", Segments: several.Bars[0].Segments},
		{Label: "Jammu & Kashmir and Ladakh", Segments: []Segment{{"detractors", 1, 0.001, Detractor}, {"passives", 0, 0, Passive}, {"promoters", 999, 0.999, Promoter}}},
		{Label: "nobody", Segments: []Segment{{"detractors", 0, 0, Detractor}}},
	}
	several.Total = nil
	cases := []struct {
		name   string
		doc    *Document
		format Format
		style  Style
	}{
		{"score.txt", score(), Text, Style{}},
		{"score-colour.txt", score(), Text, Style{Color: true}},
		{"score-ascii.txt", score(), Text, Style{ASCII: true}},
		{"score-60.txt", score(), Text, Style{Width: 60}},
		{"score-nolimit.txt", wide, Text, Style{Width: -1}},
		{"several.txt", several, Text, Style{}},
		{"score.md", score(), Markdown, Style{}},
		{"score.csv", score(), CSV, Style{}},
		{"score.tsv", score(), TSV, Style{}},
		{"hostile.txt", hostile(), Text, Style{}},
		{"hostile.md", hostile(), Markdown, Style{}},
		{"hostile.csv", hostile(), CSV, Style{}},
		{"hostile.tsv", hostile(), TSV, Style{}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := Write(&b, c.doc, c.format, c.style); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", c.name)
			if *update {
				if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(b.Bytes(), want) {
				t.Errorf("got\n%s\nwant\n%s", b.Bytes(), want)
			}
		})
	}
}
