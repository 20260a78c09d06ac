package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/demo"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
)

// The reference readers count the scores of an export by region as one would with
// the standard library, carefully but without tricks. They know the names of the
// columns, which nps finds out. Speed is measured against them, since they run
// wherever the tests run.

// regions is a count by region: bins 0 to 10 and the blank ones.
type regions map[string]*[12]uint64

func (r regions) add(region string, bin int) {
	c := r[region]
	if c == nil {
		c = new([12]uint64)
		r[strings.Clone(region)] = c
	}
	c[bin]++
}

const blankBin = 11

func referenceCSV(r io.Reader) (regions, error) {
	in := csv.NewReader(r)
	in.ReuseRecord = true
	header, err := in.Read()
	if err != nil {
		return nil, err
	}
	score, region := slices.Index(header, "score"), slices.Index(header, "region")
	if score < 0 || region < 0 {
		return nil, errors.New("there is no column score, or no column region")
	}
	counts := regions{}
	for {
		record, err := in.Read()
		switch {
		case err == io.EOF:
			return counts, nil
		case err != nil:
			return nil, err
		}
		if record[score] == "" {
			counts.add(record[region], blankBin)
			continue
		}
		n, err := strconv.Atoi(record[score])
		if err != nil || n < 0 || n > 10 {
			return nil, fmt.Errorf("a cell is no score")
		}
		counts.add(record[region], n)
	}
}

type referenceAnswer struct {
	Score  *int   `json:"score"`
	Region string `json:"region"`
}

func (a referenceAnswer) bin() int {
	if a.Score == nil {
		return blankBin
	}
	return *a.Score
}

func referenceNDJSON(r io.Reader) (regions, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), 16<<20)
	counts := regions{}
	for lines.Scan() {
		var a referenceAnswer
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			return nil, err
		}
		counts.add(a.Region, a.bin())
	}
	return counts, lines.Err()
}

func referenceJSON(r io.Reader) (regions, error) {
	d := json.NewDecoder(r)
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	counts := regions{}
	for d.More() {
		var a referenceAnswer
		if err := d.Decode(&a); err != nil {
			return nil, err
		}
		counts.add(a.Region, a.bin())
	}
	return counts, nil
}

var references = map[demo.Format]func(io.Reader) (regions, error){
	demo.CSV: referenceCSV, demo.NDJSON: referenceNDJSON, demo.JSON: referenceJSON,
}

// tallyByRegion is what is measured against them: everything between the bytes
// and the counts, by this many workers.
func tallyByRegion(data []byte, workers int) (*ingest.Result, error) {
	f, err := ingest.Open("export", bytes.NewReader(data), ingest.Options{HeaderRows: ingest.AutoHeader, Workers: workers})
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Tally(context.Background(), ingest.Query{By: []string{"region"}})
}

// made keeps the exports that several tests and benchmarks read.
var made struct {
	sync.Mutex
	exports map[string][]byte
}

// exportOf makes an export of about so many bytes (records, for a workbook).
func exportOf(t testing.TB, format demo.Format, size int64) []byte {
	t.Helper()
	perRow := map[demo.Format]int64{demo.CSV: 170, demo.NDJSON: 335, demo.JSON: 335, demo.XLSX: 1}[format]
	c := demo.Config{Rows: size / perRow, Seed: 1, Months: 12, Until: time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC), Format: format}
	made.Lock()
	defer made.Unlock()
	key := fmt.Sprint(format, c.Rows)
	if data, ok := made.exports[key]; ok {
		return data
	}
	var b bytes.Buffer
	if _, err := demo.Write(&b, c); err != nil {
		t.Fatal(err)
	}
	if made.exports == nil {
		made.exports = map[string][]byte{}
	}
	made.exports[key] = b.Bytes()
	return b.Bytes()
}

// The reference readers and nps find the same, else their speeds mean nothing.
func TestReferenceAgrees(t *testing.T) {
	if len(references) == 0 {
		t.Fatal("there are no reference readers")
	}
	for format, reference := range references {
		data := exportOf(t, format, 2<<20)
		want, err := reference(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		res, err := tallyByRegion(data, 0)
		if err != nil {
			t.Fatal(err)
		}
		var blank uint64
		for _, c := range want {
			blank += c[blankBin]
		}
		if len(res.Tally.Groups) != len(want) || len(want) < 4 || res.Excluded.Blank != blank || blank == 0 {
			t.Errorf("%s: %d groups and %d blank ones; want %d and %d", format, len(res.Tally.Groups), res.Excluded.Blank, len(want), blank)
		}
		for _, g := range res.Tally.Groups {
			if c := want[g.Key[0]]; c == nil || !slices.Equal(c[:11], g.Counts[:]) {
				t.Errorf("%s: %s has %v, want %v", format, g.Key[0], g.Counts, c)
			}
		}
	}
}
