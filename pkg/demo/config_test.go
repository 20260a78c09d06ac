package demo

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestParseNames(t *testing.T) {
	for _, c := range []struct{ in, want, err string }{
		{"csv", "csv", ""},
		{" NDJSON ", "ndjson", ""},
		{"xslx", "", `unknown format "xslx": did you mean xlsx?`},
		{"cvs", "", `unknown format "cvs": did you mean csv?`},
		{"parquet", "", `unknown format "parquet": it is one of csv, ndjson, json, xlsx`},
		{"", "", `unknown format "": it is one of csv, ndjson, json, xlsx`},
	} {
		check(t, c.in, c.want, c.err, func(s string) (string, error) { f, err := ParseFormat(s); return string(f), err })
	}
	for _, c := range []struct{ in, want, err string }{
		{"qualtrics", "qualtrics", ""},
		{"Google-Forms", "google-forms", ""},
		{"googleforms", "", `unknown layout "googleforms": did you mean google-forms?`},
		{"survey-monkey", "", `unknown layout "survey-monkey": did you mean surveymonkey?`},
		{"medallia", "", `unknown layout "medallia": it is one of nps, qualtrics, surveymonkey, typeform, google-forms, delighted`},
	} {
		check(t, c.in, c.want, c.err, func(s string) (string, error) { f, err := ParseTool(s); return string(f), err })
	}
}

func check(t *testing.T, in, want, message string, parse func(string) (string, error)) {
	t.Helper()
	got, err := parse(in)
	if got != want || (err == nil) != (message == "") || err != nil && err.Error() != message {
		t.Errorf("%q: %q, %v; want %q, %s", in, got, err, want, message)
	}
}

// What cannot be written is refused before the first byte.
func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		change func(*Config)
		want   string
	}{
		{func(c *Config) { c.Rows = -1 }, "rows: -1 is outside"},
		{func(c *Config) { c.Rows = MaxRows + 1 }, "rows: 10000000001 is outside"},
		{func(c *Config) { c.Months = 0 }, "months: 0 is outside"},
		{func(c *Config) { c.Months = 1201 }, "months: 1201 is outside"},
		{func(c *Config) { c.Until = time.Time{} }, "until: 12 months up to 0001-01-01"},
		{func(c *Config) { c.Until = time.Date(1970, 11, 1, 0, 0, 0, 0, time.UTC) }, "until:"},
		{func(c *Config) { c.Until = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, "until:"},
		{func(c *Config) { c.Rows, c.Format = MaxXLSXRows+1, XLSX }, "rows: a sheet holds at most 1048575 records"},
		{func(c *Config) { c.Format = "parquet" }, `unknown format "parquet"`},
		{func(c *Config) { c.Like = "qualtrix" }, `unknown layout "qualtrix": did you mean qualtrics?`},
		{func(c *Config) { c.Like, c.Format = Qualtrics, XLSX }, "the layout qualtrics is written as csv, not as xlsx"},
		{func(c *Config) { c.Like, c.Format = Delighted, XLSX }, "the layout delighted is written as csv or ndjson or json, not as xlsx"},
		{func(c *Config) { c.Like, c.Format = Typeform, NDJSON }, "the layout typeform is written as csv, not as ndjson"},
	} {
		cfg := config(10)
		c.change(&cfg)
		var b bytes.Buffer
		truth, err := Write(&b, cfg)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || truth != nil || b.Len() > 0 {
			t.Errorf("%v after %d bytes, want %s", err, b.Len(), c.want)
		}
	}
}
