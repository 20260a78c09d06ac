package timecol

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"
)

// read decides on the layout of the cells and fails when there is none.
func read(t *testing.T, want Order, cells ...string) *Layout {
	t.Helper()
	l, err := evidence(cells...).Decide(want)
	if err != nil {
		t.Fatalf("%q: %v", cells, err)
	}
	return l
}

func evidence(cells ...string) *Evidence {
	e := &Evidence{}
	for i, c := range cells {
		e.Add([]byte(c), int64(i+2))
	}
	return e
}

func TestParseEveryNotation(t *testing.T) {
	cases := []struct {
		cell  string
		want  string // RFC 3339
		zoned bool
		name  string
	}{
		{"2026-03-05T10:11:12Z", "2026-03-05T10:11:12Z", true, "YYYY-MM-DD hh:mm:ss +zone"},
		{"2026-03-05T10:11:12+05:30", "2026-03-05T04:41:12Z", true, "YYYY-MM-DD hh:mm:ss +zone"},
		{"2026-03-05t10:11:12.5-0800", "2026-03-05T18:11:12.5Z", true, "YYYY-MM-DD hh:mm:ss +zone"},
		{"2026-03-05 10:11:12.123456+02", "2026-03-05T08:11:12.123456Z", true, "YYYY-MM-DD hh:mm:ss +zone"},
		{"2026-03-05 10:11:12 UTC", "2026-03-05T10:11:12Z", true, "YYYY-MM-DD hh:mm:ss +zone"},
		{"2026-03-05 10:11 GMT+5:30", "2026-03-05T04:41:00Z", true, "YYYY-MM-DD hh:mm +zone"},
		{"2026-03-05 10:11:12", "2026-03-05T10:11:12Z", false, "YYYY-MM-DD hh:mm:ss"},
		{"2026-03-05 10:11", "2026-03-05T10:11:00Z", false, "YYYY-MM-DD hh:mm"},
		{"2026-03-05T10:11:12.000", "2026-03-05T10:11:12Z", false, "YYYY-MM-DD hh:mm:ss"},
		{"2026-03-05", "2026-03-05T00:00:00Z", false, "YYYY-MM-DD"},
		{"2026-3-5 9:05", "2026-03-05T09:05:00Z", false, "YYYY-MM-DD hh:mm"},
		{" 2026-03-05\u00a010:11:12 ", "2026-03-05T10:11:12Z", false, "YYYY-MM-DD hh:mm:ss"},
		{"'2026-03-05", "2026-03-05T00:00:00Z", false, "YYYY-MM-DD"},
		{"2026-03-05 10:11:12 IST", "2026-03-05T10:11:12Z", false, "YYYY-MM-DD hh:mm:ss"},
		{"2026/03/05 3:04:05 PM GMT+5:30", "2026-03-05T09:34:05Z", true, "YYYY/MM/DD hh:mm:ss AM +zone"},
		{"2026/3/5", "2026-03-05T00:00:00Z", false, "YYYY/MM/DD"},
		{"25/03/2026 15:04:05", "2026-03-25T15:04:05Z", false, "D/M/YYYY hh:mm:ss"},
		{"25/3/26 15:04", "2026-03-25T15:04:00Z", false, "D/M/YY hh:mm"},
		{"3/25/2026 3:04:05 PM", "2026-03-25T15:04:05Z", false, "M/D/YYYY hh:mm:ss AM"},
		{"3/25/2026, 3:04:05\u202fPM", "2026-03-25T15:04:05Z", false, "M/D/YYYY hh:mm:ss AM"},
		{"03/25/2026 12:04 am", "2026-03-25T00:04:00Z", false, "M/D/YYYY hh:mm AM"},
		{"03/25/2026 12:04\u00a0p.m.", "2026-03-25T12:04:00Z", false, "M/D/YYYY hh:mm AM"},
		{"25/03/2026 01:04 p. m.", "2026-03-25T13:04:00Z", false, "D/M/YYYY hh:mm AM"},
		{"25-03-2026", "2026-03-25T00:00:00Z", false, "D-M-YYYY"},
		{"05.03.2026, 15:04:05", "2026-03-05T15:04:05Z", false, "D.M.YYYY hh:mm:ss"},
		{"5. 3. 2026", "2026-03-05T00:00:00Z", false, "D.M.YYYY"},
		{"05.03.2026 15:04 Uhr", "2026-03-05T15:04:00Z", false, "D.M.YYYY hh:mm"},
		{"5 Mar 2026", "2026-03-05T00:00:00Z", false, "D Mon YYYY"},
		{"Thu, 05 Mar 2026 10:11:12 +0530", "2026-03-05T04:41:12Z", true, "D Mon YYYY hh:mm:ss +zone"},
		{"Thu Mar 05 2026 10:11:12 GMT+0530 (India Standard Time)", "2026-03-05T04:41:12Z", true, "Mon D, YYYY hh:mm:ss +zone"},
		{"Mar 5, 2026", "2026-03-05T00:00:00Z", false, "Mon D, YYYY"},
		{"March 5th, 2026 at 3:04 PM", "2026-03-05T15:04:00Z", false, "Mon D, YYYY hh:mm AM"},
		{"21-Feb-2026 10:11:12", "2026-02-21T10:11:12Z", false, "D Mon YYYY hh:mm:ss"},
		{"21-Feb-26", "2026-02-21T00:00:00Z", false, "D Mon YY"},
		{"5. März 2026 15:04", "2026-03-05T15:04:00Z", false, "D Mon YYYY hh:mm"},
		{"5. Ma\u0308rz 2026", "2026-03-05T00:00:00Z", false, "D Mon YYYY"},
		{"1er août 2026", "2026-08-01T00:00:00Z", false, "D Mon YYYY"},
		{"mar. 3 mars 2026", "2026-03-03T00:00:00Z", false, "D Mon YYYY"},
		{"jueves, 5 de marzo de 2026", "2026-03-05T00:00:00Z", false, "D Mon YYYY"},
		{"quinta-feira, 5 de março de 2026", "2026-03-05T00:00:00Z", false, "D Mon YYYY"},
		{"5 maggio 2026", "2026-05-05T00:00:00Z", false, "D Mon YYYY"},
		{"5 mrt 2026", "2026-03-05T00:00:00Z", false, "D Mon YYYY"},
		{"5 फ़रवरी 2026", "2026-02-05T00:00:00Z", false, "D Mon YYYY"},
		{"५ \u092b\u093c\u0930\u0935\u0930\u0940 २०२६", "2026-02-05T00:00:00Z", false, "D Mon YYYY"},
		{"गुरुवार, 5 मार्च 2026 3:04 अपराह्न", "2026-03-05T15:04:00Z", false, "D Mon YYYY hh:mm AM"},
		{"२५/०३/२०२६", "2026-03-25T00:00:00Z", false, "D/M/YYYY"},
		{"\u200e25/03/2026\u200f", "2026-03-25T00:00:00Z", false, "D/M/YYYY"},
		{"1772705472", "2026-03-05T10:11:12Z", true, "Unix seconds"},
		{"1772705472.25", "2026-03-05T10:11:12.25Z", true, "Unix seconds"},
		{"1772705472250", "2026-03-05T10:11:12.25Z", true, "Unix milliseconds"},
		{"46086", "2026-03-05T00:00:00Z", false, "spreadsheet day number"},
		{"46086.5", "2026-03-05T12:00:00Z", false, "spreadsheet day number"},
		{"46086.424444444444", "2026-03-05T10:11:12Z", false, "spreadsheet day number"},
		{"31/12/68", "2068-12-31T00:00:00Z", false, "D/M/YY"},
		{"31/12/69", "1969-12-31T00:00:00Z", false, "D/M/YY"},
		{"29/02/2024", "2024-02-29T00:00:00Z", false, "D/M/YYYY"},
	}
	for _, c := range cases {
		l, err := evidence(c.cell).Decide(OrderUnknown)
		if err != nil {
			t.Errorf("%q: %v", c.cell, err)
			continue
		}
		got, zoned, ok := l.Parse([]byte(c.cell))
		if !ok || zoned != c.zoned || got.Format(time.RFC3339Nano) != c.want || l.Name() != c.name || l.Zoned() != c.zoned {
			t.Errorf("%q is %s, %v, %v under %q; want %s, %v under %q", c.cell, got.Format(time.RFC3339Nano), zoned, ok, l.Name(), c.want, c.zoned, c.name)
		}
		if l.How() == "" {
			t.Errorf("%q: no word on how it was decided", c.cell)
		}
	}
}

var noDates = []string{
	"x", "10", "9.5", "2026", "2026-03", "2026-13-05", "2026-02-30", "2026-00-05", "2026-03-00", "0000-01-01", "2026-03-05T24:00", "2026-03-05 23:60", "2026-03-05 10:11:60",
	"2026-03-05 10", "2026-03-05 1011", "2026-03-05x10:11", "2026-03-05 13:00 PM", "2026-03-05 0:15 AM", "2026-03-05T10:11+16:00", "2026-03-05T10:11+05:60", "2026-03-05 10:11 +",
	"31/02/2026", "25/03/2026 24:00", "25/03/2026 10:60", "13/13/2026", "32/01/2026", "1/1/202", "1/1/20266", "1/1", "1/2-2026", "30.02.2026", "01.13.2026", "5 Foo 2026", "Foo 5 2026", "Mar 2026", "5 Mar", "Thu", "5 Mar 2026 Thu",
	"123456789", "12345678901", "0123456789", "19999", "80001", "46086.", "46086.5x", "-46086", "+1772705472", "10:11:12", "99 99 9999", "(", "/", "a", "am", "\xff\xfe", strings.Repeat("1", 200),
	"2026-03-05 10:11:12 Asia/Kolkata is far", "5 5 5 2026",
}

func TestNoDates(t *testing.T) {
	for _, cell := range noDates {
		var v value
		if scan([]byte(cell), &v) {
			t.Errorf("%q was read as %+v", cell, v)
		}
	}
}

func TestDayOrMonthFirst(t *testing.T) {
	for _, c := range []struct {
		cells []string
		want  Order
		order Order
		how   string
	}{
		{[]string{"1/2/2026", "13/2/2026"}, OrderUnknown, DMY, "a first field above 12 in line 3"},
		{[]string{"1/2/2026", "2/13/2026", "2/14/2026"}, OrderUnknown, MDY, "a second field above 12 in line 3"},
		{[]string{"1/2/2026", "3/4/2026"}, DMY, DMY, "--date-order"},
		{[]string{"1/2/2026", "3/4/2026"}, MDY, MDY, "--date-order"},
		{[]string{"1/2/2026", "13/4/2026"}, DMY, DMY, "a first field above 12 in line 3"},
		{[]string{"26/03/05", "26/03/31"}, YMD, YMD, "--date-order"},
		{[]string{"01.02.2026"}, OrderUnknown, DMY, "with dots the day comes first"},
		{[]string{"2026-01-02"}, MDY, YMD, "the year comes first"},
		{[]string{"1/2/2026 10:11", "2/3/2026", "", "NA", "31/1/2026 9:00"}, OrderUnknown, DMY, "a first field above 12 in line 6"},
	} {
		l := read(t, c.want, c.cells...)
		if l.Order() != c.order || l.How() != c.how {
			t.Errorf("%q: %v by %q, want %v by %q", c.cells, l.Order(), l.How(), c.order, c.how)
		}
	}
	l := read(t, YMD, "26/03/05", "26/03/31")
	if got, _, ok := l.Parse([]byte("26/03/05")); !ok || got.Format(time.DateOnly) != "2026-03-05" || l.Name() != "YY/M/D" {
		t.Errorf("year first: %v %v %s", got, ok, l.Name())
	}
}

func TestDecideErrors(t *testing.T) {
	many := func(n int, cell string) []string {
		s := make([]string, n)
		for i := range s {
			s[i] = cell
		}
		return s
	}
	for _, c := range []struct {
		cells []string
		want  Order
		kind  ErrorKind
		text  string
	}{
		{nil, 0, None, "no value"},
		{[]string{"", "NA", "null", " "}, 0, None, "no value"},
		{[]string{"yes", "no"}, 0, Unreadable, "2 of 2 values"},
		{append(many(18, "2026-01-02"), "secret", "hidden"), 0, Unreadable, "2 of 20 values are no date or time in one known notation, the first in line 20"},
		{append(many(5, "2026-01-02"), many(5, "1/2/2026")...), 0, Mixed, "YYYY-MM-DD 5 times (from line 2); ?/?/YYYY 5 times (from line 7)"},
		{append(many(5, "2026-01-02 10:00"), many(5, "2026-01-02 10:00Z")...), 0, Mixed, "+zone"},
		{append(many(19, "46086"), "2026-01-02"), 0, Mixed, "spreadsheet"},
		{[]string{"13/1/2026", "1/13/2026"}, 0, Conflict, "line 2 is only possible day first, line 3 only month first"},
		{[]string{"13/1/2026", "1/2/2026"}, MDY, Conflict, "--date-order mdy contradicts the column: line 2"},
		{[]string{"1/13/2026", "1/2/2026"}, DMY, Conflict, "--date-order dmy contradicts the column: line 2"},
		{[]string{"1/2/2026"}, YMD, Conflict, "--date-order ymd contradicts the column: line 2"},
		{[]string{"26/01/02", "26/01/32"}, YMD, Conflict, "ymd contradicts the column: line 3"},
		{[]string{"01.02.2026"}, MDY, Conflict, "dots"},
		{[]string{"12/6/2018", "12/7/2018"}, 0, Undecidable, "all 2 values can be read both ways (31 days from first to last when the day comes first, 2 when the month does)"},
	} {
		_, err := evidence(c.cells...).Decide(c.want)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%q: %v", c.cells, err)
			continue
		}
		if e.Kind != c.kind || !strings.Contains(e.Error(), c.text) {
			t.Errorf("%q: kind %d, %q, want kind %d, %q", c.cells, e.Kind, e.Error(), c.kind, c.text)
		}
		for _, cell := range c.cells {
			if strings.TrimSpace(cell) != "" && strings.Contains(e.Error()+e.Hint(), cell) && len(cell) > 2 {
				t.Errorf("the message %q shows the value %q", e.Error(), cell)
			}
		}
	}
}

func TestMostlyReadable(t *testing.T) {
	cells := []string{"unknown"}
	for i := range 19 {
		cells = append(cells, fmt.Sprintf("%d/3/2026", i+1))
	}
	l := read(t, OrderUnknown, cells...)
	if l.Unread() != 1 || l.Order() != DMY {
		t.Errorf("unread %d, order %v", l.Unread(), l.Order())
	}
	if _, _, ok := l.Parse([]byte("2026-03-01")); ok {
		t.Error("another notation was read")
	}
	for _, pair := range [][2]string{{"2026-03-01 10:00Z", "2026-03-01 10:00"}, {"2026-03-01 10:00", "2026-03-01 10:00Z"}, {"13/3/2026", "13/3/26"}, {"13/3/2026 9:00", "13/3/2026 9:00 PM"}, {"13/3/2026", "13-3-2026"}} {
		if _, _, ok := read(t, OrderUnknown, pair[0]).Parse([]byte(pair[1])); ok {
			t.Errorf("%q was read in a column of %q", pair[1], pair[0])
		}
	}
	if _, _, ok := l.Parse([]byte("3/13/2026")); ok {
		t.Error("a value against the order was read")
	}
}

func TestZones(t *testing.T) {
	if z := read(t, 0, "2026-01-02T10:00:00+05:30", "2026-07-02T10:00:00+05:30").Zone(); z == nil || z.String() != "+05:30" {
		t.Errorf("zone %v", z)
	}
	if z := read(t, 0, "2026-01-02T10:00:00Z").Zone(); z != time.UTC {
		t.Errorf("zone %v", z)
	}
	if z := read(t, 0, "2026-01-02T10:00:00+01:00", "2026-07-02T10:00:00+02:00").Zone(); z != nil {
		t.Errorf("zone %v", z)
	}
	if z := read(t, 0, "2026-01-02T10:00:00").Zone(); z != nil {
		t.Errorf("zone %v", z)
	}
	if n := read(t, 0, "2026-01-02 10:00 IST", "2026-01-02 10:00 PST").Notes(); len(n) != 1 || !strings.HasPrefix(n[0], "2 values") {
		t.Errorf("notes %q", n)
	}
	if n := read(t, 0, "2026-01-02 10:00 +0100").Notes(); len(n) != 0 {
		t.Errorf("notes %q", n)
	}
}

// However the cells are dealt out to workers, the sum is the same.
func TestMergeInAnyOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	cells := append([]string{"", "NA", "26/13/40", "32/01/05", "2026-01-02T10:00:00+05:30", "2026-01-02T10:00:00-08:00", "1/2/2026", "13/1/2026 9:00", "1/13/2026 9:00 PM", "5 Mar 2026 10:00 IST"}, noDates...)
	whole := evidence(cells...)
	for range 50 {
		parts := make([]Evidence, 4)
		for _, i := range rng.Perm(len(cells)) {
			parts[rng.IntN(4)].Add([]byte(cells[i]), int64(i+2))
		}
		var sum Evidence
		for _, i := range rng.Perm(4) {
			sum.Merge(&parts[i])
		}
		if !reflect.DeepEqual(&sum, whole) {
			t.Fatal("the parts do not add up to the whole")
		}
	}
	if whole.Blank() != 2 || whole.Values() != int64(len(cells)-2) {
		t.Errorf("%d blank, %d values", whole.Blank(), whole.Values())
	}
}

func TestNoAllocations(t *testing.T) {
	cells := [][]byte{[]byte("2026-03-05T10:11:12+05:30"), []byte("25/03/2026 3:04\u202fPM"), []byte("5. März 2026"), []byte("1772705472"), []byte("x"), nil}
	var e Evidence
	l := read(t, 0, "2026-03-05T10:11:12+05:30")
	e.Add(cells[2], 1) // builds the table of words
	if n := testing.AllocsPerRun(50, func() {
		for _, c := range cells {
			e.Add(c, 1)
			l.Parse(c)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// dayNumber against the standard library, for every day of 800 years.
func TestDayNumber(t *testing.T) {
	n := 0
	for d := time.Date(1599, 12, 30, 0, 0, 0, 0, time.UTC); d.Year() < 2401; d = d.AddDate(0, 0, 1) {
		if got := dayNumber(d.Year(), int(d.Month()), d.Day()); int64(got)*86400 != d.Unix() {
			t.Fatalf("%v is day %d", d, got)
		}
		n++
	}
	if got := dayNumber(1, 1, 1); int64(got)*86400 != time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).Unix() || n < 290_000 {
		t.Errorf("0001-01-01 is day %d; %d days seen", got, n)
	}
}

func FuzzDate(f *testing.F) {
	for _, s := range append([]string{"2026-03-05T10:11:12Z", "25/3/26 3:04\u202fPM", "5. März 2026", "Thu Mar 05 2026 10:11:12 GMT+0530 (x)", "46086.5", "1772705472250", "२५/०३/२०२६", "mar. 3 mars 2026", "\u200e1/2/03", "1/2/2026 3:04", "31-12-2026 23:59:59", "1/2/2026 3:4"}, noDates...) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var e Evidence
		e.Add([]byte(s), 7)
		if e.Values()+e.Blank() != 1 {
			t.Fatalf("%q counts as %d values and %d blanks", s, e.Values(), e.Blank())
		}
		var quick, general value
		if scanISO([]byte(s), &quick) || scanSlash([]byte(s), &quick) {
			// The general reader must say the same; blanks send the value there.
			if !scanAny([]byte(" "+s), &general) || general != quick {
				t.Fatalf("%q is %+v, in general %+v", s, quick, general)
			}
		}
		for _, want := range []Order{OrderUnknown, DMY, MDY, YMD} {
			l, err := e.Decide(want)
			if err != nil {
				var de *Error
				if !errors.As(err, &de) || de.Error() == "" {
					t.Fatalf("%q: %T", s, err)
				}
				continue
			}
			got, zoned, ok := l.Parse([]byte(s))
			if !ok || zoned != l.Zoned() || got.Year() < 0 || got.Year() > 10000 || got.Location() != time.UTC {
				t.Fatalf("%q under %s: %v, %v, %v", s, l.Name(), got, zoned, ok)
			}
			if again, _, ok := l.Parse([]byte("\u00a0" + s + " ")); !ok || !again.Equal(got) {
				t.Fatalf("%q with blanks around is %v, not %v", s, again, got)
			}
			if std, err := time.Parse(time.RFC3339, s); err == nil && !std.Equal(got) {
				t.Fatalf("%q is %v, the standard library says %v", s, got, std)
			}
		}
	})
}

func BenchmarkAddISO(b *testing.B) {
	var e Evidence
	cell := []byte("2026-03-05T10:11:12Z")
	b.ReportAllocs()
	for b.Loop() {
		e.Add(cell, 1)
	}
}

func BenchmarkAddSlash(b *testing.B) {
	var e Evidence
	cell := []byte("25/03/2026 15:04:05")
	b.ReportAllocs()
	for b.Loop() {
		e.Add(cell, 1)
	}
}

func BenchmarkParse(b *testing.B) {
	for _, s := range []string{"2026-03-05T10:11:12Z", "2026-03-05 10:11:12", "25/03/2026 15:04:05", "5 Mar 2026"} {
		l, err := evidence(s).Decide(OrderUnknown)
		if err != nil {
			b.Fatal(err)
		}
		cell := []byte(s)
		b.Run(strings.ReplaceAll(s, "/", "."), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				l.Parse(cell)
			}
		})
	}
}
