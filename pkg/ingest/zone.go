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
