//go:build ignore

// This program writes the fixtures of this folder: what the exports of survey
// tools look like (design/formats.md, sections 3 and 10), with invented people.
// It is deterministic; run it after changing it:
//
//	cd testdata/formats && go run make*.go
//
// Most files hold the same story, told in the words of each tool, so that one set
// of numbers, worked out by hand in expected.yaml, holds for all of them.
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"
	"time"
)

// answer is one response of the story.
type answer struct {
	id      int
	score   string // "" skipped
	comment string
	test    bool // a preview, a test or spam where the tool has such rows
	partial bool // not finished where the tool says so
	at      time.Time
	name    string
	region  string
}

// story returns 13 answers, or 14 with the test row. Scored: 10 0 9 7 8 6 3 10 9
// 9 8 (three detractors, three passives, five promoters); skipped: two. The one
// partial answer that is scored is the first 9 of April. March 2026 has eight
// scored answers, April three.
func story(withTest bool) []answer {
	texts := []struct{ score, comment string }{
		{"10", "Great, \"really\" great\nand it’s fast 😀"},
		{"0", "Never again"},
		{"9", "=1+1"},
		{"7", ""},
		{"8", "बहुत अच्छा"},
		{"", "I skipped the question"},
		{"6", "ok – fine"},
		{"3", "said \"no\"; then left"},
		{"10", "fast; cheap, good"},
		{"10", "only a test"},
		{"9", "did not finish"},
		{"", ""},
		{"9", "Très bien"},
		{"8", "+1 from me"},
	}
	names := []string{"Asha Rao", "Ben Okoro", "Chen Li", "Devika Nair", "Elena Petrova", "Farid Khan", "Grace Wanjiru"}
	regions := []string{"North", "South", "East"}
	start := time.Date(2026, 3, 2, 12, 5, 9, 0, time.UTC)
	var list []answer
	for i, t := range texts {
		a := answer{id: 101 + i, score: t.score, comment: t.comment, test: i == 9, partial: i == 10 || i == 11,
			at: start.AddDate(0, 0, 3*i), name: names[i%len(names)], region: regions[i%len(regions)]}
		if !a.test || withTest {
			list = append(list, a)
		}
	}
	return list
}

func (a answer) first() string { f, _, _ := strings.Cut(a.name, " "); return f }
func (a answer) last() string  { _, l, _ := strings.Cut(a.name, " "); return l }

// email is at a domain that is reserved for examples.
func (a answer) email() string {
	return strings.ToLower(strings.ReplaceAll(a.name, " ", ".")) + strconv.Itoa(a.id) + "@example.com"
}

// ip is from a range that is reserved for documentation.
func (a answer) ip() string { return "203.0.113." + strconv.Itoa(a.id%250) }

func (a answer) uuid() string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", a.id) }

// class is the word that tools derive from the score, "" for a skipped one.
func (a answer) class() string {
	switch a.score {
	case "":
		return ""
	case "9", "10":
		return "Promoter"
	case "7", "8":
		return "Passive"
	}
	return "Detractor"
}

func (a answer) classCode() string {
	return map[string]string{"": "", "Detractor": "1", "Passive": "2", "Promoter": "3"}[a.class()]
}

func pick(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

const (
	bom        = "\ufeff"
	question   = "How likely are you to recommend Acme to a friend or colleague?"
	reason     = "What is the main reason for your answer?"
	isoSeconds = "2006-01-02 15:04:05"
)

// dialect is how a tool writes delimited text.
type dialect struct {
	comma    string // "" = ","
	eol      string // "" = LF
	quoteAll bool
	noQuotes bool // tabs and newlines become spaces instead
}

func (d dialect) encode(records [][]string) string {
	if d.comma == "" {
		d.comma = ","
	}
	if d.eol == "" {
		d.eol = "\n"
	}
	var b strings.Builder
	for _, rec := range records {
		for i, cell := range rec {
			if i > 0 {
				b.WriteString(d.comma)
			}
			switch {
			case d.noQuotes:
				b.WriteString(strings.NewReplacer("\t", " ", "\n", " ").Replace(cell))
			case d.quoteAll || strings.ContainsAny(cell, "\"\r\n"+d.comma):
				b.WriteString(`"` + strings.ReplaceAll(cell, `"`, `""`) + `"`)
			default:
				b.WriteString(cell)
			}
		}
		b.WriteString(d.eol)
	}
	return b.String()
}

// table builds records: the header rows, then one record an answer.
func table(list []answer, record func(answer) []string, headers ...[]string) [][]string {
	out := append([][]string(nil), headers...)
	for _, a := range list {
		out = append(out, record(a))
	}
	return out
}

func write(name string, data string) {
	if old, err := os.ReadFile(name); err == nil && string(old) == data {
		return
	}
	if err := os.WriteFile(name, []byte(data), 0o644); err != nil {
		log.Fatal(err)
	}
}

// both writes a text with and without its byte order mark.
func both(stem, ext, text string) {
	write(stem+ext, text)
	write(stem+"-bom"+ext, bom+text)
}

func must[T any](v T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return v
}

func main() {
	log.SetFlags(0)
	if _, err := os.Stat("make.go"); err != nil {
		log.Fatal("run this in testdata/formats")
	}
	presetTables()
	presetTables2()
	presetDocuments()
	encodings()
	columnCases()
	scaleCases()
	dateCases()
	shapeCases()
	documentCases()
	containers()
	books()
	parquets()
}

// utf16 encodes text; bigEndian chooses the order. No mark is added.
func utf16(text string, bigEndian bool) string {
	var b bytes.Buffer
	unit := func(u rune) {
		if bigEndian {
			b.Write([]byte{byte(u >> 8), byte(u)})
		} else {
			b.Write([]byte{byte(u), byte(u >> 8)})
		}
	}
	for _, r := range text {
		if r > 0xffff {
			r -= 0x10000
			unit(0xd800 + r>>10)
			unit(0xdc00 + r&0x3ff)
			continue
		}
		unit(r)
	}
	return b.String()
}
