//go:build unix

package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
)

// counts is a count by region: the scores 0 to 10, and everything else.
type counts map[string]*[12]int64

func (c counts) add(region string, bin int) {
	bins := c[region]
	if bins == nil {
		bins = new([12]int64)
		c[strings.Clone(region)] = bins
	}
	bins[bin]++
}

func bin(cell string) int {
	if n, err := strconv.Atoi(strings.TrimSpace(cell)); err == nil && n >= 0 && n <= 10 {
		return n
	}
	return 11
}

// reference counts a file with the standard library, as one would without tricks,
// and prints the counts as JSON.
func reference(format, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	found := counts{}
	in := bufio.NewReaderSize(f, 256<<10)
	switch format {
	case "csv":
		err = found.csv(in)
	case "ndjson":
		err = found.ndjson(in)
	default:
		err = fmt.Errorf("no format is called %s", format)
	}
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(found)
}

func (c counts) csv(r io.Reader) error {
	in := csv.NewReader(r)
	in.ReuseRecord = true
	header, err := in.Read()
	if err != nil {
		return err
	}
	score, region := slices.Index(header, "score"), slices.Index(header, "region")
	for {
		record, err := in.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		c.add(record[region], bin(record[score]))
	}
}

func (c counts) ndjson(r io.Reader) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), 16<<20)
	for lines.Scan() {
		var a struct {
			Score  any    `json:"score"`
			Region string `json:"region"`
		}
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			return err
		}
		switch s := a.Score.(type) {
		case float64:
			c.add(a.Region, bin(strconv.FormatFloat(s, 'f', -1, 64)))
		case string:
			c.add(a.Region, bin(s))
		default:
			c.add(a.Region, 11)
		}
	}
	return lines.Err()
}
