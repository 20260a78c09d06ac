//go:build unix

package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// The data: ten columns, about 160 bytes a record in CSV. More than half of the
// records have a quoted cell (products and plans with a comma or quotes, comments),
// some comments hold line ends and some of those a line that looks like a record,
// about one in seven is Devanagari, and one in five thousand scores is none.
//
// region has 12 values, store 1,000 and area 100,000, so that one file serves every
// number of groups. Nobody in it exists.
var columns = []string{"id", "email", "responded_at", "score", "region", "store", "area", "product", "plan", "comment"}

var (
	regions  = strings.Fields("North South East West Central Delhi Mumbai Karnataka Punjab Kerala Assam Odisha")
	products = []string{"Fibre", "Mobile", "DTH, HD", "Broadband", `Smart TV 43"`, "Postpaid"}
	plans    = []string{"Basic", `Annual "Gold"`, "Family", "Monthly", "Plus, unlimited"}
	badOnes  = []string{"11", "", "abc", "-1", "7.5", " 9"}
	remarks  = []string{
		"", "", "", "",
		"Very good service",
		"Slow at night, fine by day",
		`They said "tomorrow" three times`,
		"सेवा बहुत अच्छी है, धन्यवाद",
		"नेटवर्क धीमा है",
		"Good.\nBut the bill was wrong, twice.",
		"See the list:\nR1,x@example.com,2026-03-05T10:00:00Z,3,North\nand so on",
		"Everything works since the engineer came",
		"Price is high for what one gets, and support did not answer for days",
	}
)

// random is xorshift64: the same data everywhere.
type random uint64

func (r *random) below(n int) int {
	x := *r
	x ^= x << 13
	x ^= x >> 7
	x ^= x << 17
	*r = x
	return int(uint64(x) >> 33 % uint64(n))
}

// record is one row, its cells as text.
type record [10]string

func (rec *record) fill(r *random, n int64) {
	at := time.Unix(1767225600+n%31536000, 0).UTC() // the seconds of 2026, over and over
	rec[0] = "R" + strconv.FormatInt(1_000_000_000+n, 36)
	rec[1] = "person" + strconv.Itoa(r.below(5_000_000)) + "@example.com"
	rec[2] = at.Format(time.RFC3339)
	rec[3] = strconv.Itoa([...]int{0, 2, 3, 5, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10, 10, 10, 1, 4}[r.below(19)])
	if r.below(5000) == 0 {
		rec[3] = badOnes[r.below(len(badOnes))]
	}
	rec[4] = regions[r.below(len(regions))]
	rec[5] = "S" + strconv.Itoa(1000+r.below(1000))
	rec[6] = "A" + strconv.Itoa(100_000+r.below(100_000))
	rec[7] = products[r.below(len(products))]
	rec[8] = plans[r.below(len(plans))]
	rec[9] = remarks[r.below(len(remarks))]
	if rec[9] != "" {
		rec[9] += ". " + remarks[4+r.below(len(remarks)-4)]
	}
}

// perRecord is how long a record is in CSV, on average.
const perRecord = 165

// writeData writes the file of a name: big.csv holds size bytes, big4.csv four times
// as many, and the JSON files the same records as big.csv.
func writeData(path, name string, size int64) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	rows := size / perRecord
	if name == "big4.csv" {
		rows *= 4
	}
	write := map[string]func(*bufio.Writer, *record, int64, bool){
		"big.csv": csvRow, "big4.csv": csvRow, "big.ndjson": ndjsonRow, "lines.json": lineElement, "minified.json": minifiedElement,
	}[name]
	if write == nil {
		return fmt.Errorf("no data is called %s", name)
	}
	if strings.HasSuffix(name, ".csv") {
		fmt.Fprintln(w, strings.Join(columns, ","))
	}
	r := random(88172645463325252)
	var rec record
	for n := range rows {
		rec.fill(&r, n)
		write(w, &rec, n, n == rows-1)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

func csvRow(w *bufio.Writer, rec *record, _ int64, _ bool) {
	for i, cell := range rec {
		if i > 0 {
			w.WriteByte(',')
		}
		if !strings.ContainsAny(cell, ",\"\n") {
			w.WriteString(cell)
			continue
		}
		w.WriteByte('"')
		w.WriteString(strings.ReplaceAll(cell, `"`, `""`))
		w.WriteByte('"')
	}
	w.WriteByte('\n')
}

var escape = strings.NewReplacer(`"`, `\"`, "\n", `\n`)

func object(w *bufio.Writer, rec *record) {
	for i, cell := range rec {
		w.WriteString(map[bool]string{true: `{"`, false: `,"`}[i == 0])
		w.WriteString(columns[i])
		w.WriteString(`":`)
		switch _, err := strconv.Atoi(cell); {
		case i == 3 && cell == "":
			w.WriteString("null")
		case i == 3 && err == nil:
			w.WriteString(cell)
		default:
			w.WriteByte('"')
			escape.WriteString(w, cell)
			w.WriteByte('"')
		}
	}
	w.WriteByte('}')
}

func ndjsonRow(w *bufio.Writer, rec *record, _ int64, _ bool) {
	object(w, rec)
	w.WriteByte('\n')
}

func lineElement(w *bufio.Writer, rec *record, n int64, last bool) {
	element(w, rec, n, last, "\n")
}

func minifiedElement(w *bufio.Writer, rec *record, n int64, last bool) {
	element(w, rec, n, last, "")
}

func element(w *bufio.Writer, rec *record, n int64, last bool, between string) {
	if n == 0 {
		w.WriteString("[" + between)
	}
	object(w, rec)
	if last {
		w.WriteString(between + "]" + between)
		return
	}
	w.WriteString("," + between)
}
