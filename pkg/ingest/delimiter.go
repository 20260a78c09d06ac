package ingest

import (
	"bytes"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/csvscan"
)

const (
	trialRecords = 200  // records on which each delimiter is tried
	modalShare   = 0.95 // of the records must have the same number of cells
)

// trial is how records look under one delimiter.
type trial struct {
	delimiter byte
	width     int     // the most frequent number of cells
	share     float64 // of the records that have it, title lines not counted
	rank      int
}

// trial tries comma, semicolon, tab and bar on the first records, or only the
// delimiter that was given. The best one cuts nearly all records alike and the
// header too; then the one with most columns wins.
func (f *File) trial(head []byte, skip int) trial {
	delimiters := []byte{',', ';', '\t', '|'}
	if f.opts.Delimiter != 0 {
		delimiters = []byte{f.opts.Delimiter}
	}
	best := trial{delimiter: delimiters[0], width: 1, rank: -1}
	for _, d := range delimiters {
		// An error, such as a quote that is never closed, is met again later; what
		// comes before it tells enough.
		records, _, _ := csvscan.Head(head, f.complete, csvscan.Layout{Comma: d, Lazy: true}, trialRecords)
		if len(records) <= skip {
			continue
		}
		if t := newTrial(d, records[skip:]); t.better(best) {
			best = t
		}
	}
	return best
}

func newTrial(d byte, records [][]string) trial {
	t := trial{delimiter: d}
	count := map[int]int{}
	for _, r := range records {
		count[len(r)]++
	}
	for w, n := range count {
		if n > count[t.width] || n == count[t.width] && w > t.width {
			t.width = w
		}
	}
	titles := 0
	if t.width >= 3 {
		for titles < len(records) && titles < maxTitles && len(records[titles]) <= 2 {
			titles++
		}
	}
	t.share = float64(count[t.width]) / float64(len(records)-titles)
	// A header without the delimiter that its records have is another one's: the
	// decimal comma and the comma in a name are the usual ones to be taken for it.
	cut := titles < len(records) && len(records[titles]) >= 2
	switch {
	case t.width >= 2 && cut && t.share >= modalShare && titles == 0:
		t.rank = 4
	case t.width >= 2 && cut && t.share >= modalShare:
		t.rank = 3
	case t.width >= 2 && cut:
		t.rank = 2
	case t.width == 1 && t.share == 1:
		t.rank = 1 // one column
	}
	return t
}

func (t trial) better(o trial) bool {
	switch {
	case t.rank != o.rank:
		return t.rank > o.rank
	case t.rank >= 3:
		return t.width > o.width
	}
	return t.share > o.share
}

// loneCR says whether a CR that is not followed by LF stands outside quotes.
func loneCR(head []byte) bool {
	if bytes.IndexByte(head, '\r') < 0 {
		return false
	}
	quoted := false
	for i, c := range head {
		switch {
		case c == '"':
			quoted = !quoted
		case c == '\r' && !quoted && (i+1 == len(head) || head[i+1] != '\n'):
			return true
		}
	}
	return false
}

// sepLine reads the directive that Excel puts first.
func sepLine(head []byte) (byte, bool) {
	line := head[:min(len(head), 16)]
	if i := bytes.IndexAny(line, "\r\n"); i >= 0 {
		line = line[:i]
	}
	line = bytes.Trim(line, `"`)
	if len(line) == 5 && strings.EqualFold(string(line[:4]), "sep=") {
		return line[4], true
	}
	return 0, false
}

// plainTabs says whether a tab-separated text is written without quoting, as
// Google Sheets does: every line has as many tabs as the others, and reading it
// with quotes fails or joins lines.
func (f *File) plainTabs(head []byte) bool {
	if bytes.IndexByte(head, '"') < 0 {
		return false
	}
	text := head
	if !f.complete {
		text = head[:bytes.LastIndexByte(head, '\n')+1]
	}
	lines, tabs := 0, -1
	for line := range bytes.Lines(text) {
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			continue
		}
		n := bytes.Count(line, []byte{'\t'})
		if tabs >= 0 && n != tabs {
			return false
		}
		tabs = n
		lines++
	}
	records, _, err := csvscan.Head(head, f.complete, csvscan.Layout{Comma: '\t'}, lines+1)
	if err != nil || len(records) != lines {
		return true
	}
	for _, r := range records {
		if len(r) != tabs+1 {
			return true
		}
	}
	return false
}
