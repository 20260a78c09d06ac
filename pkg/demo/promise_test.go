package demo

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

func TestColumnsOfTheContract(t *testing.T) {
	data, _ := write(t, config(1))
	header, _, _ := strings.Cut(string(data), "\n")
	if want := "response_id,email,name,phone,responded_at,score,region,store,product,plan,ease,support,trust,consent,comment"; header != want {
		t.Errorf("header %s", header)
	}
}

// As soon as there are five rows a month, every region and plan has a scored answer in each.
func TestEveryRegionAndPlanInEveryMonth(t *testing.T) {
	for _, c := range []struct {
		rows   int64
		months int
	}{{60, 12}, {61, 12}, {100, 12}, {1000, 12}, {5000, 12}, {5, 1}, {300, 60}, {1000, 3}} {
		for seed := range uint64(6) {
			for _, like := range []Tool{NPS, Qualtrics, Delighted} { // the two others leave rows out
				cfg := Config{Rows: c.rows, Seed: seed, Months: c.months, Until: until, Like: like}
				_, truth := write(t, cfg)
				if len(truth.ByMonth) != c.months || len(truth.ByRegionMonth) != 5*c.months {
					t.Fatalf("%d months", len(truth.ByMonth))
				}
				for _, g := range truth.ByRegionMonth {
					if g.N == 0 {
						t.Fatalf("%+v %s: none in %v", c, like, g.Key)
					}
				}
			}
		}
	}
	// Plans by month are not in the truth: read them back.
	for _, rows := range []int64{60, 1000} {
		data, _ := write(t, config(rows))
		seen := map[string]bool{}
		for _, row := range read(t, combination{NPS, CSV}, data, 1, 0) {
			if row["score"] != "" {
				seen[row["responded_at"][:7]+row["plan"]] = true
			}
		}
		if len(seen) != 12*len(plans) {
			t.Errorf("%d rows: %d combinations of month and plan", rows, len(seen))
		}
	}
}

// Below five rows a month they are dealt out in turn over months, regions and plans.
func TestFewRows(t *testing.T) {
	for rows := int64(1); rows < 60; rows++ {
		_, truth := write(t, config(rows))
		low, high := int64(math.MaxInt64), int64(0)
		for _, m := range truth.ByMonth {
			low, high = min(low, m.N), max(high, m.N)
		}
		if high-low > 1 {
			t.Errorf("%d rows: months of %d to %d", rows, low, high)
		}
		for _, groups := range [][]Group{truth.ByRegion, truth.ByPlan} {
			shown := int64(0)
			for _, g := range groups {
				if g.N > 0 {
					shown++
				}
			}
			if want := min(rows, int64(len(groups))); shown < want {
				t.Errorf("%d rows: %d of %d groups", rows, shown, want)
			}
		}
	}
}

func TestPeriod(t *testing.T) {
	for _, c := range []struct {
		until       time.Time
		months      int
		first, last string
	}{
		{time.Date(2026, 3, 31, 23, 0, 0, 0, time.UTC), 2, "2026-02", "2026-03-31"},
		{time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), 1, "2026-03", "2026-03-01"},
		{time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC), 13, "2023-02", "2024-02-29"},
		{time.Date(2026, 1, 1, 2, 0, 0, 0, time.FixedZone("", 4*3600)), 1, "2025-12", "2025-12-31"}, // the date in UTC
	} {
		cfg := Config{Rows: 4000, Seed: 3, Months: c.months, Until: c.until}
		data, truth := write(t, cfg)
		rows := read(t, combination{NPS, CSV}, data, 1, 0)
		if first := rows[0]["responded_at"][:7]; first != c.first {
			t.Errorf("%v: begins in %s", c.until, first)
		}
		if last := rows[len(rows)-1]["responded_at"][:10]; last != c.last || truth.Until != c.last {
			t.Errorf("%v: ends on %s, the truth says %s", c.until, last, truth.Until)
		}
	}
}

// The largest sizes share out without overflow and the clock stays inside its month.
func TestPlanAndClockAtTheLimits(t *testing.T) {
	for _, rows := range []int64{0, 1, 59, 60, 12345, MaxRows} {
		for _, months := range []int{1, 2, 12, 600} {
			var sum int64
			for _, m := range plan(rows, months, until) {
				if m.rows < 0 || m.days < 1 || m.days > 31 {
					t.Fatalf("%+v", m)
				}
				sum += m.rows
			}
			if sum != rows {
				t.Errorf("%d rows in %d months add up to %d", rows, months, sum)
			}
		}
	}
	m := plan(MaxRows, 1, time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC))[0]
	var c clock
	c.enter(&m)
	for _, k := range []int64{0, 1, MaxRows / 2, MaxRows - 1} {
		at := c.at(k, c.span()-1)
		if at < m.start || at >= m.start+31*86400 {
			t.Errorf("row %d at %d", k, at-m.start)
		}
	}
}

// Nobody real: addresses, numbers and network addresses are of reserved or made ranges.
func TestNobodyReal(t *testing.T) {
	at := regexp.MustCompile(`([^\s,"@]+)@([A-Za-z.]+[A-Za-z])`)
	host := regexp.MustCompile(`https?://([^/"]+)`)
	reserved := regexp.MustCompile(`^(example\.(com|org|net)|[a-z]+\.(example|test|invalid))$`)
	payment := regexp.MustCompile(`^[a-z]+$`)                  // no dot: an address of UPI
	made := regexp.MustCompile(`\d\.demo$|^(6\d{4})(6\d{4})$`) // and then one that nobody has
	ip := regexp.MustCompile(`\b\d+\.\d+\.\d+\.\d+\b`)
	for _, c := range combinations(t) {
		if c.format == XLSX {
			continue // the same cells, compressed
		}
		cfg := config(3000)
		cfg.Like, cfg.Format = c.like, c.format
		data, _ := write(t, cfg)
		addresses := at.FindAllStringSubmatch(string(data), -1)
		if len(addresses) < 2900 {
			t.Errorf("%s: only %d addresses", c, len(addresses))
		}
		for _, m := range addresses {
			twice := made.FindStringSubmatch(m[1])
			if payment.MatchString(m[2]) && twice != nil && twice[1] == twice[2] {
				continue
			}
			if !reserved.MatchString(m[2]) {
				t.Fatalf("%s: %q at domain %q", c, m[1], m[2])
			}
		}
		for _, m := range host.FindAllStringSubmatch(string(data), -1) {
			if !reserved.MatchString(m[1]) {
				t.Fatalf("%s: host %q", c, m[1])
			}
		}
		for _, a := range ip.FindAllString(string(data), -1) {
			if !strings.HasPrefix(a, "192.0.2.") && !strings.HasPrefix(a, "198.51.100.") && !strings.HasPrefix(a, "203.0.113.") {
				t.Fatalf("%s: address %s", c, a)
			}
		}
	}
}

// The identity columns are recognised as such by the rules that every reader uses.
func TestIdentityColumns(t *testing.T) {
	data, _ := write(t, config(2000))
	phones := 0
	for i, row := range read(t, combination{NPS, CSV}, data, 1, 0) {
		if !survey.LooksLikeEmail([]byte(row["email"])) {
			t.Fatalf("record %d: email %q", i+1, row["email"])
		}
		if row["phone"] == "" {
			continue
		}
		phones++
		if !survey.LooksLikePhone([]byte(row["phone"])) || !shapes["PHONE"].MatchString(row["phone"]) {
			t.Fatalf("record %d: phone %q", i+1, row["phone"])
		}
	}
	if phones < 1700 || phones == 2000 {
		t.Errorf("%d of 2000 have a phone", phones)
	}
}

// Memory does not grow with the rows: ten times the rows cost the same allocations.
func TestMemoryIsFlat(t *testing.T) {
	for _, format := range []Format{CSV, NDJSON, JSON} {
		cost := func(rows int64) (bytes uint64) {
			cfg := config(rows)
			cfg.Format, cfg.Labels = format, io.Discard
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			if _, err := Write(io.Discard, cfg); err != nil {
				t.Fatal(err)
			}
			runtime.ReadMemStats(&after)
			return after.TotalAlloc - before.TotalAlloc
		}
		cost(100) // the word lists, once
		few, many := cost(30_000), cost(300_000)
		if many > few+256<<10 {
			t.Errorf("%s: 30,000 rows allocate %d bytes, 300,000 rows %d", format, few, many)
		}
	}
}

// Another seed gives another file, the same seed the same one, in every format.
func TestSeed(t *testing.T) {
	for _, c := range combinations(t) {
		cfg := config(300)
		cfg.Like, cfg.Format = c.like, c.format
		a, _ := write(t, cfg)
		b, _ := write(t, cfg)
		cfg.Seed++
		other, _ := write(t, cfg)
		if !bytes.Equal(a, b) {
			t.Errorf("%s: two runs differ", c)
		}
		if bytes.Equal(a, other) {
			t.Errorf("%s: two seeds give the same", c)
		}
	}
}

type broken struct{ after int }

var errFull = errors.New("no space")

func (b *broken) Write(p []byte) (int, error) {
	if b.after -= len(p); b.after < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestWriteErrorsSurface(t *testing.T) {
	for _, c := range combinations(t) {
		for _, room := range []int{0, 100_000} {
			cfg := config(5000)
			cfg.Like, cfg.Format = c.like, c.format
			if truth, err := Write(&broken{room}, cfg); !errors.Is(err, errFull) || truth != nil {
				t.Errorf("%s with room for %d bytes: %v", c, room, err)
			}
		}
	}
	for _, room := range []int{0, 70_000} {
		cfg := config(5000)
		cfg.Labels = &broken{room}
		if _, err := Write(io.Discard, cfg); !errors.Is(err, errFull) {
			t.Errorf("labels with room for %d bytes: %v", room, err)
		}
	}
}

// Every accepted configuration writes exactly the rows it was asked for.
func FuzzWrite(f *testing.F) {
	f.Add(int64(10), uint64(1), 12, int64(1790000000), uint8(0))
	f.Add(int64(0), uint64(0), 1, int64(0), uint8(1))
	f.Add(int64(700), uint64(9), 1200, int64(4000000000), uint8(5))
	f.Add(int64(-1), uint64(9), 0, int64(-1), uint8(3))
	f.Fuzz(func(t *testing.T, rows int64, seed uint64, months int, last int64, like uint8) {
		if rows > 1000 {
			rows %= 1000
		}
		cfg := Config{Rows: rows, Seed: seed, Months: months, Until: time.Unix(last, 0), Like: Tools[int(like)%len(Tools)]}
		var b bytes.Buffer
		truth, err := Write(&b, cfg)
		if err != nil {
			if b.Len() > 0 {
				t.Fatalf("%v after %d bytes", err, b.Len())
			}
			return
		}
		records, err := csv.NewReader(&b).ReadAll()
		if err != nil || int64(len(records)-truth.HeaderRows) != rows {
			t.Fatalf("%d records for %d rows: %v", len(records)-truth.HeaderRows, rows, err)
		}
	})
}
