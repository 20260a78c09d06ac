package ingest

import (
	"encoding/json"
	"strings"
	"time"
)

// presetZone finds the zone that the export states for its times: a fixed one
// of the tool, or the one that Qualtrics writes into its third header row.
func (f *File) presetZone(records [][]string) (*time.Location, error) {
	if f.preset == nil || f.preset.Zone == "" {
		return nil, nil
	}
	if f.preset.Zone != "importid" {
		return loadZone(f.preset.Zone)
	}
	for _, r := range records[:min(f.headers, len(records))] {
		for _, cell := range r {
			if !strings.HasPrefix(cell, `{"ImportId":`) {
				continue
			}
			var id struct {
				TimeZone string `json:"timeZone"`
			}
			if json.Unmarshal([]byte(cell), &id) == nil && id.TimeZone != "" {
				zone, err := time.LoadLocation(id.TimeZone)
				if err != nil {
					f.warn("time-zone", "the zone that the third header row names is not known; times are read as written", 0)
					return nil, nil
				}
				return zone, nil
			}
		}
	}
	return nil, nil
}

func loadZone(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, &Error{ID: "preset", Fault: Misuse, Msg: "there is no time zone " + quote(name)}
	}
	return zone, nil
}

// zones says how a column's times become wall times in the report.
type zones struct {
	written *time.Location // of times that carry none, nil = unknown
	report  *time.Location // nil = as written
}

// wall returns the wall time in the report zone, as a time in UTC.
func (z *zones) wall(t time.Time, zoned bool) time.Time {
	switch {
	case zoned && z.report != nil:
		t = t.In(z.report)
	case !zoned && z.report != nil && z.written != nil && z.written != z.report:
		t = time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), z.written).In(z.report)
	case !zoned:
		return t
	}
	if t.Location() == time.UTC {
		return t
	}
	_, offset := t.Zone()
	return t.Add(time.Duration(offset) * time.Second).UTC()
}

// name is the report zone in words, "" when unknown.
func (z *zones) name() string {
	switch {
	case z.report != nil:
		return z.report.String()
	case z.written != nil:
		return z.written.String()
	}
	return ""
}
