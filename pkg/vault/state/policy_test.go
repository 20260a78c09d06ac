package state

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
)

const defaultJSON = `{"access_log":"best-effort","bucket":"month","disclosure":{"class_min_group":30,"min_comments":10,"min_group":5},` +
	`"max_clock_jump":45,"pseudonym":"vault","retention":{"core":{"n":36,"unit":"months"},"index":{"n":36,"unit":"months"},"person":{"n":12,"unit":"months"}},` +
	`"threshold":1,"timezone":"UTC"}`

func TestParsePolicy(t *testing.T) {
	full := `
bucket: day
timezone: Asia/Kolkata
retention: {core: 2 years, person: 90 days, index: 1 month}
threshold: 1
access_log: off
pseudonym: "off"
disclosure: {min_group: 3, class_min_group: 3, min_comments: 4}
max_clock_jump: 1 day
min_version: 1
`
	fullJSON := `{"access_log":"off","bucket":"day","disclosure":{"class_min_group":3,"min_comments":4,"min_group":3},"max_clock_jump":1,"min_version":1,` +
		`"pseudonym":"off","retention":{"core":{"n":2,"unit":"years"},"index":{"n":1,"unit":"months"},"person":{"n":90,"unit":"days"}},"threshold":1,"timezone":"Asia/Kolkata"}`
	for text, want := range map[string]string{
		"": defaultJSON, "# nothing\n": defaultJSON, "---\n": defaultJSON, "{}": defaultJSON, full: fullJSON,
		"retention: {person: 7 days}": strings.Replace(defaultJSON, `"person":{"n":12,"unit":"months"}`, `"person":{"n":7,"unit":"days"}`, 1),
	} {
		p, err := ParsePolicy([]byte(text), "policy.yaml")
		if err != nil || string(p.JSON()) != want {
			t.Errorf("%q: %v\n%s", text, err, p.JSON())
			continue
		}
		again, err := ParsePolicy(p.YAML(), "policy.yaml")
		if err != nil || *again != *p {
			t.Errorf("written and read again: %v\n%s", err, p.YAML())
		}
		back, err := decode[Policy](json.RawMessage(want))
		if err != nil || back != *p || back.Check() != nil {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func TestParsePolicyRefuses(t *testing.T) {
	cases := []struct {
		text string
		line int
		msg  string
		hint string
	}{
		{"bucket: month\nretension: {}", 2, `unknown key "retension"`, "did you mean retention?"},
		{"retention: {cor: 1 month}", 1, `unknown key "cor" in retention`, "did you mean core?"},
		{"x: 1", 1, `unknown key "x"`, "known are bucket"},
		{"bucket: week", 1, "bucket must be one of month, day", ""},
		{"\n\nbucket: mouth", 3, "bucket must be", "did you mean month?"},
		{"access_log: requird", 1, "access_log must be", "did you mean required?"},
		{"bucket: month\nbucket: day", 2, "bucket is given twice", "line 1"},
		{"timezone: Mars/Olympus", 1, "timezone is not a zone", ""},
		{"timezone: Local", 1, "timezone is not a zone", ""},
		{"timezone: ../UTC", 1, "timezone is not a zone", ""},
		{"timezone: right/UTC", 1, "timezone is not a zone", ""},
		{"timezone: posix/UTC", 1, "timezone is not a zone", ""},
		{"timezone:", 1, "timezone must be a word", ""},
		{"threshold: 2", 1, "threshold is 1", ""},
		{"threshold: one", 1, "whole number", ""},
		{"threshold: \"1\"", 1, "whole number", ""},
		{"threshold: 0x1", 1, "whole number", ""},
		{"retention: {core: +1 days}", 1, "retention.core", ""},
		{"retention: {core: one month}", 1, "retention.core", ""},
		{"<<: {bucket: day}", 1, "unknown key", ""},
		{"threshold: 1.5", 1, "whole number", ""},
		{"min_version: 2", 1, "min_version is at most 1", ""},
		{"max_clock_jump: 2 months", 1, "number of days", ""},
		{"max_clock_jump: 45", 1, "max_clock_jump is a time", ""},
		{"max_clock_jump: 400 days", 1, "from 1 to 366", ""},
		{"retention:\n  core: 36 month", 2, "retention.core is a time such as", ""},
		{"retention: {core: 0 days}", 1, "retention.core", ""},
		{"retention: {core: -1 days}", 1, "retention.core", ""},
		{"retention: {core: 101 years}", 1, "retention.core", ""},
		{"retention: {core: 1  month}", 1, "retention.core", ""},
		{"retention: {core: [1]}", 1, "retention.core", ""},
		{"retention: 36 months", 1, "retention must be keys", ""},
		{"disclosure:\n  min_group: 2", 2, "min_group is 3 or more", ""},
		{"disclosure: {min_comments: 0}", 1, "min_comments is 3", ""},
		{"disclosure: {class_min_group: 4}", 1, "class_min_group is min_group or more", ""},
		{"bucket: day\ndisclosure: {min_group: 50}", 2, "class_min_group", ""},
		{"- a", 1, "must be keys", ""},
		{"a: [", 1, "not YAML", ""},
		{"bucket: &a day\ntimezone: *a", 1, "no anchors", ""},
		{"bucket: day\n---\nbucket: day", 3, "second document", ""},
		{"? [a]\n: b", 1, "plain words", ""},
		{"bucket: \xff", 1, "not YAML", ""},
	}
	for _, c := range cases {
		_, err := ParsePolicy([]byte(c.text), "policy.yaml")
		var p *PolicyError
		if !errors.As(err, &p) || p.Line < 1 || p.Line > c.line || p.Line != c.line && !strings.HasPrefix(p.Msg, "a second") || !strings.Contains(p.Msg, c.msg) || !strings.Contains(p.Hint, c.hint) {
			t.Errorf("%q: %v (%+v)", c.text, err, p)
			continue
		}
		if !strings.HasPrefix(p.Error(), "policy.yaml:") {
			t.Errorf("%q: %v", c.text, p)
		}
	}
	if _, err := ParsePolicy([]byte(strings.Repeat("#", maxPolicy+1)), "policy.yaml"); err == nil {
		t.Error("a huge policy is read")
	}
}

func FuzzParsePolicy(f *testing.F) {
	d := DefaultPolicy()
	for _, text := range []string{"", string(d.YAML()), "retention: {core: 1 day}\n", "a: [", "bucket: &a day\n", "---\n---\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ParsePolicy(data, "p")
		if err != nil {
			var e *PolicyError
			if !errors.As(err, &e) {
				t.Fatal(err)
			}
			return
		}
		if err := p.Check(); err != nil {
			t.Fatal(err)
		}
		back, err := decode[Policy](p.JSON())
		if err != nil || back != *p {
			t.Fatal(err)
		}
		if again, err := ParsePolicy(p.YAML(), "p"); err != nil || *again != *p {
			t.Fatalf("%v\n%s", err, p.YAML())
		}
	})
}

func TestExpiry(t *testing.T) {
	cases := []struct {
		zone, bucket string
		keep         Duration
		want         string
	}{
		{"UTC", "2024-05", Duration{36, UnitMonths}, "2027-06-01T00:00:00Z"},
		{"UTC", "2024-12", Duration{1, UnitMonths}, "2025-02-01T00:00:00Z"},
		{"UTC", "2024-12", Duration{1, UnitYears}, "2026-01-01T00:00:00Z"},
		{"UTC", "2024-01", Duration{30, UnitDays}, "2024-03-02T00:00:00Z"},
		{"Asia/Kolkata", "2024-05", Duration{12, UnitMonths}, "2025-05-31T18:30:00Z"},
		{"UTC", "2024-02-28", Duration{1, UnitDays}, "2024-03-01T00:00:00Z"},
		{"UTC", "2024-01-30", Duration{1, UnitMonths}, "2024-02-29T00:00:00Z"}, // ends on the 31st
		{"UTC", "2024-01-31", Duration{1, UnitMonths}, "2024-03-01T00:00:00Z"},
		{"UTC", "2024-02-28", Duration{1, UnitYears}, "2025-02-28T00:00:00Z"}, // ends on the 29th
		{"UTC", "2023-12-31", Duration{12, UnitMonths}, "2025-01-01T00:00:00Z"},
		// Clocks change: the day has its own offset. Beirut jumped over midnight on
		// 2022-03-27; Azores fall back from 01:00 to 00:00 on 2024-10-27 (two midnights).
		{"Europe/Berlin", "2024-03-30", Duration{1, UnitDays}, "2024-03-31T22:00:00Z"},
		{"Asia/Beirut", "2022-03-25", Duration{1, UnitDays}, "2022-03-26T22:00:00Z"},
		{"Atlantic/Azores", "2024-10-25", Duration{1, UnitDays}, "2024-10-27T00:00:00Z"},
		{"America/Sao_Paulo", "2018-11-02", Duration{1, UnitDays}, "2018-11-04T03:00:00Z"},
	}
	for _, c := range cases {
		p := DefaultPolicy()
		p.Timezone, p.Retention.Core = c.zone, c.keep
		got := p.Expiry(c.bucket, TierCore).UTC().Format(time.RFC3339)
		if got != c.want {
			t.Errorf("%s %s + %s: %s, want %s", c.zone, c.bucket, c.keep, got, c.want)
		}
		loc, err := zone(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		// It is the first moment of its day.
		due := p.Expiry(c.bucket, TierCore)
		if before := due.Add(-time.Second); before.In(loc).Format(time.DateOnly) >= due.In(loc).Format(time.DateOnly) {
			t.Errorf("%s %s: the day began before %s", c.zone, c.bucket, due)
		}
	}
	p := DefaultPolicy()
	for _, bad := range []string{"", "2024", "2024-13", "2024-00", "0000-01", "2024-02-30", "2024-5", "2024-05-", "2024/05", "24-05-01", "2024-05-00", "+024-05", "-024-05", "2024-+5", "2024-05-+1", "2024-05-:1", "２０24-05"} {
		if !p.Expiry(bad, TierCore).Equal(never) || !p.End(bad).Equal(never) {
			t.Errorf("%q has an end", bad)
		}
	}
	if !p.Expiry("2024-05", TierRelease).Equal(never) || !p.Expiry("2024-05", "").Equal(never) {
		t.Error("a tier without retention expires")
	}
	if got := p.End("2024-05"); !got.Equal(time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)) {
		t.Error(got)
	}
	unknown := Policy{Timezone: "Nowhere/Else", Retention: p.Retention}
	if !unknown.Expiry("2024-05", TierCore).Equal(never) || unknown.DayOf(start) != "" {
		t.Error("an unknown zone has days")
	}
}

// TestExpiryNeverGoesBack: a later bucket never goes before an earlier one.
func TestExpiryNeverGoesBack(t *testing.T) {
	p := DefaultPolicy()
	days := 0
	for _, keep := range []Duration{{1, UnitMonths}, {6, UnitMonths}, {1, UnitYears}, {30, UnitDays}} {
		p.Retention.Core = keep
		last := time.Time{}
		for d := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() < 2025; d = d.AddDate(0, 0, 1) {
			due := p.Expiry(d.Format(time.DateOnly), TierCore)
			if due.Before(last) || !due.After(d) {
				t.Fatal(d, due, last)
			}
			last = due
			days++
		}
	}
	if days < 2900 {
		t.Fatal(days)
	}
}
