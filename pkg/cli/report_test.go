package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
)

// reportRun is a run of nps report in a directory that has answers.csv.
func reportRun(t *testing.T, dir string, args ...string) *run {
	t.Helper()
	r := newRun(t, append([]string{"report", "answers.csv"}, args...)...)
	r.Dir, r.Environ = dir, []string{"HOME=" + dir}
	return r
}

// answersFile writes answers.csv: n answers of each region and month, the month's day
// last.
func answersFile(t *testing.T, dir string, months map[string]int) {
	t.Helper()
	var b strings.Builder
	b.WriteString("score,region,when\n")
	for when, n := range months {
		for i := range n {
			fmt.Fprintf(&b, "%d,%s,%s\n", []int{3, 8, 9, 10}[i%4], []string{"North", "South"}[i/4%2], when)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "answers.csv"), []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// reported is what the tests look at of a report.
type reported struct {
	Release struct {
		Edition *struct{ Number int }
	}
	Account struct {
		Records, Counted int
		Excluded         map[string]int
	}
	Total  struct{ N int }
	Tables []struct {
		Rows []struct{ N int }
	}
	Trend []struct {
		Key        map[string]string
		N          int
		Suppressed bool
		Start, End time.Time
	}
}

func readReport(t *testing.T, data []byte) (doc reported) {
	t.Helper()
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatalf("%v in %.200q", err, data)
	}
	return doc
}

// The clock of the tests stands at 5 March 2026 (a Thursday): answers of the period that
// runs then are in no figure, and the account has them where they are not too few.
func TestReportCoversClosedPeriods(t *testing.T) {
	for _, c := range []struct {
		name    string
		months  map[string]int
		args    []string
		n, left int
		trend   []string
	}{
		{"month", map[string]int{"2026-01-31": 40, "2026-02-28": 36, "2026-03-01": 20}, []string{"--every", "month"}, 76, 20, []string{"2026-01", "2026-02"}},
		{"without a trend the month counts", map[string]int{"2026-02-28": 36, "2026-03-01": 20}, nil, 36, 20, nil},
		{"few are not told", map[string]int{"2026-02-28": 36, "2026-03-04": 4}, []string{"--every", "month"}, 36, 0, []string{"2026-02"}},
		{"a month between is empty", map[string]int{"2025-12-02": 40, "2026-02-28": 36}, []string{"--every", "month"}, 76, 0, []string{"2025-12", "2026-01", "2026-02"}},
		{"week", map[string]int{"2026-02-23": 40, "2026-03-01": 36, "2026-03-02": 20}, []string{"--every", "week"}, 76, 20, []string{"2026-W09"}},
		{"day", map[string]int{"2026-03-04": 36, "2026-03-05": 20}, []string{"--every", "day"}, 36, 20, []string{"2026-03-04"}},
		{"quarter", map[string]int{"2025-12-31": 36, "2026-02-28": 20}, []string{"--every", "quarter"}, 36, 20, []string{"2025-Q4"}},
		{"year", map[string]int{"2025-12-31": 36, "2026-02-28": 20}, []string{"--every", "year"}, 36, 20, []string{"2025"}},
		{"until the past", map[string]int{"2025-12-31": 36, "2026-02-28": 20}, []string{"--until", "2026-01-01"}, 36, 20, nil},
	} {
		dir := t.TempDir()
		answersFile(t, dir, c.months)
		r := reportRun(t, dir, append(c.args, "--by", "region", "--format", "json")...)
		if code := r.code(); code != 0 {
			t.Errorf("%s: %d, %s", c.name, code, r.err.String())
			continue
		}
		doc := readReport(t, r.out.Bytes())
		var trend []string
		for i, p := range doc.Trend {
			if !p.End.After(p.Start) || i > 0 && !p.Start.Equal(doc.Trend[i-1].End) {
				t.Errorf("%s: period %v from %v to %v", c.name, p.Key, p.Start, p.End)
			}
			for _, key := range p.Key {
				trend = append(trend, key)
			}
		}
		if doc.Total.N != c.n || doc.Account.Counted != c.n || doc.Account.Excluded["filtered"] != c.left || doc.Account.Records != c.n+c.left || fmt.Sprint(trend) != fmt.Sprint(c.trend) {
			t.Errorf("%s: total %d, account %+v, trend %v", c.name, doc.Total.N, doc.Account, trend)
		}
		if rows := doc.Tables[0].Rows; rows[0].N+rows[1].N != c.n {
			t.Errorf("%s: a table has answers of another time: %+v", c.name, rows)
		}
	}
}

func TestReportOfARunningMonthOnly(t *testing.T) {
	dir := t.TempDir()
	answersFile(t, dir, map[string]int{"2026-03-01": 40})
	r := reportRun(t, dir, "--every", "month", "-o", "r.html")
	if code := r.code(); code != exitRefused || !strings.Contains(r.err.String(), "nps: report: no closed month has answers\nhint: ") {
		t.Errorf("%d, %s", code, r.err.String())
	}
}

// An edition whose page is lost stays recorded, and the user is told.
func TestLostPageOfAnEdition(t *testing.T) {
	for _, err := range []error{syscall.ENOSPC, &os.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.EPIPE}} {
		dir := t.TempDir()
		answersFile(t, dir, map[string]int{"2026-01-31": 40})
		r := reportRun(t, dir, "--by", "region", "--publish", "--format", "text")
		r.Out = brokenWriter{err}
		code := r.code()
		if code == 0 || !strings.Contains(r.err.String(), "hint: edition 1 is recorded in answers.csv.editions and stays so") {
			t.Errorf("%v: %d, %q", err, code, r.err.String())
		}
		r = reportRun(t, dir, "--by", "region", "--publish", "--format", "json")
		if code := r.code(); code != 0 {
			t.Fatalf("%d, %s", code, r.err.String())
		}
		if e := readReport(t, r.out.Bytes()).Release.Edition; e == nil || e.Number != 2 {
			t.Errorf("%v: edition %+v", err, e)
		}
	}
}

// Where the record cannot be written nothing is handed out, and nothing is left behind;
// where only the page cannot, the record stays.
func TestFullDiskForAReport(t *testing.T) {
	for _, c := range []struct {
		file, hint string
		files      []string
	}{
		{"answers.csv.editions", "", []string{"answers.csv"}},
		{"r.html", "hint: edition 1 is recorded in answers.csv.editions", []string{"answers.csv", "answers.csv.editions"}},
	} {
		dir := t.TempDir()
		answersFile(t, dir, map[string]int{"2026-01-31": 40})
		failed := 0
		restore := durable.SetFault(func(op durable.Op, path string) error {
			if op == durable.OpRename && strings.HasSuffix(path, c.file) {
				failed++
				return syscall.ENOSPC
			}
			return nil
		})
		r := reportRun(t, dir, "--by", "region", "--publish", "-o", "r.html")
		code := r.code()
		restore()
		if code != exitUsage || failed == 0 || !strings.HasPrefix(r.err.String(), "nps: "+c.file+": cannot be written: no space left on device\n"+c.hint) {
			t.Errorf("%s: %d, %q, failed %d", c.file, code, r.err.String(), failed)
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, e := range entries {
			names = append(names, e.Name())
		}
		if fmt.Sprint(names) != fmt.Sprint(c.files) {
			t.Errorf("%s: left behind %v", c.file, names)
		}
	}
}

// Somebody else publishes between the reading of the records and the writing: the second
// does not overwrite the first.
func TestEditionsOfTwo(t *testing.T) {
	dir := t.TempDir()
	answersFile(t, dir, map[string]int{"2026-01-31": 40})
	publish := func() *run { return reportRun(t, dir, "--by", "region", "--publish", "-o", "r.html") }
	if r := publish(); r.code() != 0 {
		t.Fatal(r.err.String())
	}
	name := filepath.Join(dir, "answers.csv.editions")
	first, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	a := newApp(System{Dir: dir})
	store := &fileEditions{a: a, name: "answers.csv.editions"}
	records, err := store.read(t.Context())
	if err != nil || len(records) != 1 {
		t.Fatal(err, len(records))
	}
	if r := publish(); r.code() != 0 {
		t.Fatal(r.err.String())
	}
	second, err := os.ReadFile(name)
	if err != nil || !bytes.HasPrefix(second, first) || bytes.Count(second, []byte("\n")) != 2 {
		t.Fatalf("%v: %d bytes after %d", err, len(second), len(first))
	}
	err = store.add(t.Context(), "", records[0])
	if f := describe(err); f.code != exitRefused || !strings.Contains(f.Error(), "somebody else has published") || f.hint != "run it again" {
		t.Errorf("%+v", f)
	}
	if now, _ := os.ReadFile(name); !bytes.Equal(now, second) {
		t.Error("an edition was overwritten")
	}
}

// Names from the data do what they like in no format.
func TestHostileNamesInAReport(t *testing.T) {
	dir := t.TempDir()
	names := []string{`=cmd|' /C calc'!A0`, "<script>alert(1)</script>", "a\x1b[31mred\u202e", `x"y`}
	var b strings.Builder
	b.WriteString("score,region\n")
	for _, name := range names {
		for i := range 12 {
			fmt.Fprintf(&b, "%d,\"%s\"\n", []int{3, 8, 9, 10}[i%4], strings.ReplaceAll(name, `"`, `""`))
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "answers.csv"), []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"html", "md", "text", "json", "csv", "eml"} {
		r := reportRun(t, dir, "--by", "region", "--title", "<b>\x1b]0;x\x07", "--format", format)
		if code := r.code(); code != 0 {
			t.Errorf("%s: %d, %s", format, code, r.err.String())
			continue
		}
		out := r.out.String()
		bad := map[string][]string{"html": {"<script"}, "md": {"\n<script", " <script"}, "csv": {"\n=cmd", ",=cmd", `"=cmd`}}[format]
		for _, text := range append(bad, "\x1b", "\x07", "\u202e") {
			if strings.Contains(out, text) {
				t.Errorf("%s has %q", format, text)
			}
		}
	}
}
