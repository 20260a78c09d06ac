//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"strings"
)

// program is one of the things that are compared.
type program struct {
	name string
	args []string
	env  []string
}

// comparison is a set of programs that run in turns, and what is expected of them.
type comparison struct {
	name, title string
	programs    func(b *bench) ([]program, error)
	bars        []bar
}

// bar is a demand: value must be at least (at most, with most) the bar, and the
// floor is what may not be missed.
type bar struct {
	name       string
	value      func(m medians) float64
	bar, floor float64
	most       bool
	unit       string
}

// medians holds the median of each program.
type medians map[string]result

// times is how often longer a program takes than another.
func times(a, b string) func(medians) float64 {
	return func(m medians) float64 { return m[a].Wall / m[b].Wall }
}

// lessEmpty is the same for DuckDB without what its process costs empty.
func lessEmpty(m medians) float64 {
	return (m["DuckDB"].Wall - m["DuckDB, empty run"].Wall) / m["nps"].Wall
}

func peak(name string) func(medians) float64 {
	return func(m medians) float64 { return m[name].Peak }
}

func names() []string {
	var list []string
	for _, c := range comparisons() {
		list = append(list, c.name)
	}
	return list
}

func comparisons() []comparison {
	return append([]comparison{
		{"csv", "CSV, by region", csvPrograms, []bar{
			{"DuckDB less its empty run", lessEmpty, 2.5, 1.8, false, "x"},
			{"encoding/csv, wall", times("encoding/csv", "nps"), 4, 3.5, false, "x"},
			{"encoding/csv, CPU", func(m medians) float64 { return m["encoding/csv"].CPU / m["nps"].CPU }, 2.1, 2, false, "x"},
			{"time of wc -l", times("nps", "wc -l"), 3.6, 4.5, true, "x"},
			{"Miller", times("Miller", "nps"), 15, 10, false, "x"},
			{"our own single worker", times("nps, one worker", "nps"), 1.75, 1.6, false, "x"},
			{"cat f \\| nps over cat f \\| cat", times("cat f | nps score -", "cat f | cat"), 1.1, 1.4, true, "x"},
			{"peak memory", peak("nps"), 28, 40, true, " MB"},
		}},
		{"ndjson", "NDJSON, by region", ndjsonPrograms, []bar{
			{"DuckDB less its empty run", lessEmpty, 1.9, 1.7, false, "x"},
			{"encoding/json", times("encoding/json", "nps"), 10, 8, false, "x"},
			{"peak memory", peak("nps"), 28, 40, true, " MB"},
		}},
		{"lines", "JSON array, an element a line, by region", jsonPrograms("lines.json"), []bar{
			{"DuckDB less its empty run", lessEmpty, 5, 4, false, "x"},
		}},
		{"minified", "JSON array, minified, by region", jsonPrograms("minified.json"), []bar{
			{"DuckDB less its empty run", lessEmpty, 2.5, 2, false, "x"},
		}},
		{"size", "Four times the records", sizePrograms, []bar{
			{"four times the file", times("nps, 4x", "nps"), 4.3, 4.6, true, "x"},
			{"peak memory at 4x", peak("nps, 4x"), 28, 40, true, " MB"},
		}},
		{"groups", "Number of groups", groupPrograms, []bar{
			{"100,000 groups over one", times("nps, 100,000 groups", "nps, one group"), 2.5, 3, true, "x"},
			{"peak memory at 1,000 groups", peak("nps, 1,000 groups"), 28, 40, true, " MB"},
			{"peak memory at 100,000 groups", peak("nps, 100,000 groups"), 64, 128, true, " MB"},
		}},
		{"redact", "Masking an export of nps demo, CSV to CSV", redactPrograms, []bar{
			{"without names over nps score", times("nps redact, no names", "nps score"), 3, 3, true, "x"},
			{"all layers over nps score", times("nps redact", "nps score"), 8, 8, true, "x"},
			{"peak memory", peak("nps redact"), 48, 64, true, " MB"},
			{"peak memory at a tenth", peak("nps redact, a tenth"), 48, 64, true, " MB"},
		}},
		{"start", "Start-up", startPrograms, []bar{
			{"nps version over a Go hello world", func(m medians) float64 { return 1000 * (m["nps version"].Wall - m["hello"].Wall) }, 8, 12, true, " ms"},
			{"peak memory of nps version", peak("nps version"), 20, 32, true, " MB"},
		}},
	}, vaultComparisons()...)
}

func (b *bench) score(name, file string, flags ...string) program {
	return program{name: name, args: append([]string{b.nps, "score", file, "--format", "json"}, flags...)}
}

// query counts by region and score in DuckDB. The scores are texts, since some are none.
func (b *bench) query(from string) []program {
	if b.duck == nil {
		return nil
	}
	return []program{
		{name: "DuckDB", args: b.duck.run("select region, score, count(*) from " + from + " group by all")},
		{name: "DuckDB, empty run", args: b.duck.run("select 1")},
	}
}

func csvPrograms(b *bench) ([]program, error) {
	f, err := b.file("big.csv")
	if err != nil {
		return nil, err
	}
	if err := b.agree("csv", f); err != nil {
		return nil, err
	}
	one := b.score("nps, one worker", f, "--by", "region")
	one.env = []string{"GOMAXPROCS=1"}
	list := []program{
		b.score("nps", f, "--by", "region"), one,
		{name: "cat f | nps score -", args: []string{"sh", "-c", `cat "$1" | "$0" score - --by region --format json`, b.nps, f}},
		{name: "cat f | cat", args: []string{"sh", "-c", `cat "$0" | cat >/dev/null`, f}},
		{name: "wc -l", args: []string{"wc", "-l", f}},
		{name: "encoding/csv", args: []string{b.self, "reference", "csv", f}},
	}
	list = append(list, b.query("read_csv('"+f+"', all_varchar=true)")...)
	if _, err := exec.LookPath("mlr"); err == nil {
		list = append(list, program{name: "Miller", args: []string{"mlr", "--icsv", "--ojson", "count", "-g", "region,score", f}})
	}
	return list, nil
}

func ndjsonPrograms(b *bench) ([]program, error) {
	f, err := b.file("big.ndjson")
	if err != nil {
		return nil, err
	}
	if err := b.agree("ndjson", f); err != nil {
		return nil, err
	}
	one := b.score("nps, one worker", f, "--by", "region")
	one.env = []string{"GOMAXPROCS=1"}
	list := []program{b.score("nps", f, "--by", "region"), one, {name: "encoding/json", args: []string{b.self, "reference", "ndjson", f}}}
	return append(list, b.query("read_ndjson('"+f+"', columns={score: 'VARCHAR', region: 'VARCHAR'})")...), nil
}

func jsonPrograms(name string) func(b *bench) ([]program, error) {
	return func(b *bench) ([]program, error) {
		f, err := b.file(name)
		if err != nil {
			return nil, err
		}
		list := []program{b.score("nps", f, "--by", "region")}
		return append(list, b.query("read_json('"+f+"', format='array', columns={score: 'VARCHAR', region: 'VARCHAR'})")...), nil
	}
}

func sizePrograms(b *bench) ([]program, error) {
	f, err := b.file("big.csv")
	if err != nil {
		return nil, err
	}
	f4, err := b.file("big4.csv")
	return []program{b.score("nps", f, "--by", "region"), b.score("nps, 4x", f4, "--by", "region")}, err
}

// groupPrograms write tally files: what is asked is the counting, and the JSON document
// of 100,000 groups, which is 37 MB, is shown beside it.
func groupPrograms(b *bench) ([]program, error) {
	f, err := b.file("big.csv")
	tally := func(name string, flags ...string) program {
		return program{name: name, args: append([]string{b.nps, "score", f, "--format", "tally"}, flags...)}
	}
	return []program{tally("nps, one group"), tally("nps, 12 groups", "--by", "region"), tally("nps, 1,000 groups", "--by", "store"),
		tally("nps, 100,000 groups", "--by", "area"), b.score("nps, 100,000 groups, JSON", f, "--by", "area")}, err
}

// redactPrograms need comments as people write them, so the export is one of nps demo.
func redactPrograms(b *bench) ([]program, error) {
	f, err := b.demo("demo.csv", b.size)
	if err != nil {
		return nil, err
	}
	tenth, err := b.demo("demo10.csv", b.size/10)
	redact := func(name, file string, flags ...string) program {
		return program{name: name, args: append([]string{b.nps, "redact", file}, flags...)}
	}
	structured := "EMAIL,PHONE,AADHAAR,AADHAAR_VID,PAN,GSTIN,EPIC,PASSPORT,IFSC,BANK_ACCOUNT,UPI,VEHICLE,DRIVING_LICENCE,ABHA,UAN,CARD,IBAN,IP,URL,MAC,SSN,DATE_OF_BIRTH,HANDLE"
	return []program{{name: "nps score", args: []string{b.nps, "score", f}}, redact("nps redact, no names", f, "--types", structured),
		redact("nps redact", f), redact("nps redact, a tenth", tenth)}, err
}

func startPrograms(b *bench) ([]program, error) {
	return []program{{name: "nps version", args: []string{b.nps, "version"}}, {name: "hello", args: []string{b.hello}}}, nil
}

// agree stops when nps and the reference reader do not count the same.
func (b *bench) agree(format, file string) error {
	var found, wanted string
	if _, err := b.run1(b.score("nps", file, "--by", "region"), &found); err != nil {
		return err
	}
	if _, err := b.run1(program{name: "reference", args: []string{b.self, "reference", format, file}}, &wanted); err != nil {
		return err
	}
	var doc struct {
		Groups []struct {
			Key       map[string]string
			Histogram []int64
		}
	}
	var want counts
	if err := json.Unmarshal([]byte(found), &doc); err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(wanted), &want); err != nil {
		return err
	}
	if len(doc.Groups) != len(want) || len(want) == 0 {
		return fmt.Errorf("nps finds %d groups, the reference reader %d", len(doc.Groups), len(want))
	}
	for _, g := range doc.Groups {
		if w := want[g.Key["region"]]; w == nil || !slices.Equal(w[:11], g.Histogram) {
			return fmt.Errorf("nps counts %v in %s, the reference reader %v", g.Histogram, g.Key["region"], w)
		}
	}
	return nil
}

// compare runs the programs of a comparison in turns and prints its tables.
func (b *bench) compare(c comparison) error {
	programs, err := c.programs(b)
	if err != nil {
		return err
	}
	rounds := b.rounds
	if c.name == "start" {
		rounds = max(31, rounds) // milliseconds
	}
	runs := map[string][]result{}
	for round := range rounds + 1 {
		for _, p := range programs {
			if round == 0 { // warms the page cache
				var out string
				if _, err := b.run1(p, &out); err != nil {
					return err
				}
				if p.name == "DuckDB" && counted(out) != b.size/perRecord {
					return fmt.Errorf("DuckDB counts %d records, there are %d", counted(out), b.size/perRecord)
				}
				continue
			}
			r, err := b.run1(p, nil)
			if err != nil {
				return err
			}
			runs[p.name] = append(runs[p.name], r)
		}
	}
	fmt.Print(c.report(programs, runs))
	return nil
}

// counted adds up the last column of what DuckDB printed.
func counted(table string) (n int64) {
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		if count, err := strconv.ParseInt(cells[len(cells)-1], 10, 64); err == nil {
			n += count
		}
	}
	return n
}

// quiet drops the runs in which others used more than a quarter of the machine, as
// long as three remain.
func quiet(runs []result) []result {
	var list []result
	for _, r := range runs {
		if r.Foreign <= 0.25 {
			list = append(list, r)
		}
	}
	if len(list) < 3 {
		return runs
	}
	return list
}

func median(runs []result, of func(result) float64) float64 {
	values := make([]float64, len(runs))
	for i, r := range runs {
		values[i] = of(r)
	}
	slices.Sort(values)
	return (values[(len(values)-1)/2] + values[len(values)/2]) / 2
}

func (c comparison) report(programs []program, runs map[string][]result) string {
	var s strings.Builder
	m := medians{}
	fmt.Fprintf(&s, "### %s\n\n| program | wall s | CPU s | peak MB | quiet runs |\n| --- | --- | --- | --- | --- |\n", c.title)
	for _, p := range programs {
		kept := quiet(runs[p.name])
		r := result{Wall: median(kept, func(r result) float64 { return r.Wall }),
			CPU:  median(kept, func(r result) float64 { return r.CPU }),
			Peak: median(kept, func(r result) float64 { return r.Peak })}
		m[p.name] = r
		fmt.Fprintf(&s, "| %s | %.4g | %.4g | %.0f | %d of %d |\n", strings.ReplaceAll(p.name, "|", "\\|"), r.Wall, r.CPU, r.Peak, len(kept), len(runs[p.name]))
	}
	s.WriteString("\n| against | measured | bar | floor | |\n| --- | --- | --- | --- | --- |\n")
	for _, bar := range c.bars {
		value := bar.value(m)
		fmt.Fprintf(&s, "| %s | %s | %s%.4g%s | %.4g | %s |\n", bar.name, bar.format(value), map[bool]string{true: "at most ", false: "at least "}[bar.most],
			bar.bar, bar.unit, bar.floor, bar.judge(value))
	}
	s.WriteString("\n<details><summary>all times (wall/CPU in seconds, share of the machine that others used)</summary>\n\n")
	for _, p := range programs {
		fmt.Fprintf(&s, "- %s:", strings.ReplaceAll(p.name, "|", "\\|"))
		for _, r := range runs[p.name] {
			fmt.Fprintf(&s, " %.4g/%.4g (%.0f%%)", r.Wall, r.CPU, 100*r.Foreign)
		}
		s.WriteByte('\n')
	}
	s.WriteString("\n</details>\n\n")
	return s.String()
}

func (b bar) format(value float64) string {
	if value != value || value <= 0 { // a program is missing
		return "n/a"
	}
	return fmt.Sprintf("%.3g%s", value, b.unit)
}

func (b bar) judge(value float64) string {
	reached := func(limit float64) bool { return b.most && value <= limit || !b.most && value >= limit }
	switch {
	case value != value || value <= 0:
		return "not measured"
	case reached(b.bar):
		return "reached"
	case reached(b.floor):
		return "above the floor"
	}
	return "**missed**"
}
