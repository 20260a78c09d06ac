package demo

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/suggest"
)

// Format is the container of the output.
type Format string

// The formats that Write knows.
const (
	CSV    Format = "csv"    // RFC 4180, UTF-8 without a byte order mark
	NDJSON Format = "ndjson" // one object a line
	JSON   Format = "json"   // one array, an element a line
	XLSX   Format = "xlsx"   // one sheet; times are dates, scores are numbers
)

// Tool names the survey tool whose export layout is imitated.
type Tool string

// The layouts that Write knows; NPS is this program's own and also what "" means.
const (
	NPS          Tool = "nps"
	Qualtrics    Tool = "qualtrics"
	SurveyMonkey Tool = "surveymonkey"
	Typeform     Tool = "typeform"
	GoogleForms  Tool = "google-forms"
	Delighted    Tool = "delighted"
)

// Formats and Tools list every name, in the order of the help text.
var (
	Formats = []Format{CSV, NDJSON, JSON, XLSX}
	Tools   = []Tool{NPS, Qualtrics, SurveyMonkey, Typeform, GoogleForms, Delighted}
)

// Limits of a Config. MaxRows keeps the arithmetic of time inside 64 bits.
const (
	MaxRows     = 10_000_000_000
	MaxXLSXRows = 1_048_575 // a sheet has 1,048,576 rows, one is the header
	MaxMonths   = 1200
)

// Config says what to write. The zero value is not useful: Months and Until are needed.
type Config struct {
	Rows   int64     // data records, header rows not counted
	Seed   uint64    // any number; another seed plants other facts
	Months int       // calendar months, 1 to MaxMonths
	Until  time.Time // the last day that is included; only its date in UTC counts
	Format Format    // "" is CSV
	Like   Tool      // "" is NPS

	// Labels, when set, receives one line of JSON for every comment, in the order of
	// the records: {"record":7,"text":"...","spans":[{"start":0,"end":4,"type":"PERSON"}]}.
	// record counts data records from 1; start and end are byte offsets in text.
	Labels io.Writer
}

// ParseFormat reads a format's name in any case; the error names the nearest one.
func ParseFormat(name string) (Format, error) {
	return parseName("format", name, Formats)
}

// ParseTool reads a layout's name in any case; the error names the nearest one.
func ParseTool(name string) (Tool, error) {
	return parseName("layout", name, Tools)
}

func parseName[T ~string](what, name string, known []T) (T, error) {
	folded := strings.ToLower(strings.TrimSpace(name))
	names := make([]string, len(known))
	for i, k := range known {
		if string(k) == folded {
			return k, nil
		}
		names[i] = string(k)
	}
	if near := suggest.Nearest(folded, names); near != "" {
		return "", fmt.Errorf("unknown %s %q: did you mean %s?", what, name, near)
	}
	return "", fmt.Errorf("unknown %s %q: it is one of %s", what, name, strings.Join(names, ", "))
}

// check fills in what "" means and refuses what cannot be written.
func (c Config) check() (Config, *layout, error) {
	if c.Format == "" {
		c.Format = CSV
	}
	if c.Like == "" {
		c.Like = NPS
	}
	lay := layoutOf(c.Like)
	switch {
	case lay == nil:
		_, err := ParseTool(string(c.Like))
		return c, nil, err
	case c.Rows < 0 || c.Rows > MaxRows:
		return c, nil, fmt.Errorf("rows: %d is outside 0 to %d", c.Rows, int64(MaxRows))
	case c.Months < 1 || c.Months > MaxMonths:
		return c, nil, fmt.Errorf("months: %d is outside 1 to %d", c.Months, MaxMonths)
	case c.Format == XLSX && c.Rows > MaxXLSXRows:
		return c, nil, fmt.Errorf("rows: a sheet holds at most %d records under its header, not %d: write csv instead", MaxXLSXRows, c.Rows)
	}
	c.Until = c.Until.UTC()
	first := firstMonth(c.Until, c.Months)
	// Before 1970 a layout with Unix times would go negative; after 9999 RFC 3339 ends.
	if first.Year() < 1970 || c.Until.Year() > 9999 {
		return c, nil, fmt.Errorf("until: %d months up to %s leave the years 1970 to 9999", c.Months, c.Until.Format(time.DateOnly))
	}
	for _, f := range Formats {
		if f == c.Format {
			return c, lay, lay.refuses(c.Format)
		}
	}
	_, err := ParseFormat(string(c.Format))
	return c, nil, err
}
