package safetext

import (
	"strings"
	"testing"
)

var cellCases = []struct {
	in     string
	guard  bool
	reason string
}{
	{"", false, "empty"},
	{"North", false, "text"},
	{"=1+2", true, "formula"},
	{`=1+2";=1+2`, true, "formula with quotes"},
	{"@SUM(A1)", true, "old formula"},
	{"+1+cmd|' /C calc'!A0", true, "command"},
	{"-2+3", true, "difference"},
	{"-", true, "lone sign"},
	{"--1", true, "two signs"},
	{"＝1", true, "full-width equals"},
	{"＋1", true, "full-width plus"},
	{"－1", true, "full-width minus"},
	{"＠x", true, "full-width at"},
	{"  =1", true, "behind blanks"},
	{"\u00a0=1", true, "behind a no-break space"},
	{"\u200b=1", true, "behind a zero-width space"},
	{"\ufeff=1", true, "behind a byte order mark"},
	{"\tx", true, "tab"},
	{"\rx", true, "carriage return"},
	{"\nx", true, "line feed"},
	{"\x00=1", true, "NUL"},
	{" \x00", true, "blank, NUL"},
	{" \u0085x", true, "next line"},
	{"  \t=1", true, "blank, tab, formula"},
	{"-12", false, "number"},
	{"+3.5", false, "number"},
	{"-1e-3", false, "number"},
	{"-.5", false, "number"},
	{"-5.", false, "number"},
	{"-12%", false, "per cent"},
	{" -12 ", false, "number in blanks"},
	{"-1E+06", false, "number"},
	{"-1e", true, "half an exponent"},
	{"-1,200", true, "thousands"},
	{"-.", true, "no digits"},
	{"+91 98765 43210", true, "telephone"},
	{"2026-03-05", false, "date"},
	{"2026-03-05T10:00:00+05:30", false, "time"},
	{"12-3", false, "begins with a digit"},
	{"a=b", false, "inside"},
	{"'=1", false, "already text"},
	{"\xff=1", false, "broken UTF-8 is shown"},
}

func TestCSVCell(t *testing.T) {
	if len(cellCases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range cellCases {
		want := c.in
		if c.guard {
			want = "'" + c.in
		}
		if got := CSVCell(c.in); got != want {
			t.Errorf("%s: CSVCell(%q) = %q, want %q", c.reason, c.in, got, want)
		}
	}
}

func FuzzCSVCell(f *testing.F) {
	for _, c := range cellCases {
		f.Add(c.in)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := CSVCell(s)
		if strings.TrimPrefix(got, "'") != s && got != s {
			t.Fatalf("%q became %q", s, got)
		}
		if CSVCell(got) != got {
			t.Fatalf("%q is guarded twice", s)
		}
		bare := strings.TrimLeft(got, " \u00a0\u200b\ufeff")
		if bare == "" {
			return
		}
		if strings.ContainsAny(bare[:1], "=@\t\r\n\x00") || strings.HasPrefix(bare, "＝") || strings.HasPrefix(bare, "＠") {
			t.Fatalf("%q begins with a trigger: %q", s, got)
		}
		if (bare[0] == '+' || bare[0] == '-') && strings.Trim(bare[1:], "0123456789.eE+-% ") != "" {
			t.Fatalf("%q begins with a sign and is no number", got)
		}
	})
}
