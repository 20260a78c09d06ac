package config

import (
	"testing"
	"time"
	_ "time/tzdata" // so that the test needs no database of the machine
)

// What is offered can be used.
func TestZonesExist(t *testing.T) {
	zones := Zones()
	if len(zones) < 100 {
		t.Fatal(len(zones), "zones")
	}
	row, _ := Find("tz")
	for _, zone := range zones {
		if _, err := time.LoadLocation(zone); err != nil {
			t.Error(err)
		}
		if _, err := row.Check(zone); err != nil {
			t.Error(err)
		}
	}
}

func TestZoneHints(t *testing.T) {
	for text, want := range map[string]string{
		"Asia/Kolkatta":  "did you mean Asia/Kolkata?",
		"asia/kolkatta":  "did you mean Asia/Kolkata?",
		"Kolkatta":       "did you mean Asia/Kolkata?",
		"Berlin":         "did you mean Europe/Berlin?",
		"Germany/Berlin": "did you mean Europe/Berlin?",
		"utcc":           "did you mean UTC?",
		"IST2":           "write it as Asia/Kolkata, Europe/Berlin or UTC",
		"/":              "write it as Asia/Kolkata, Europe/Berlin or UTC",
		"":               "write it as Asia/Kolkata, Europe/Berlin or UTC",
	} {
		row, _ := Find("tz")
		if _, err := row.Check(text); err == nil || Hint(err) != want {
			t.Errorf("%q: %v, hint %q", text, err, Hint(err))
		}
	}
}
