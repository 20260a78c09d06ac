package pii

import (
	"sort"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
)

// TestTelephonesOfTheWorld asks for the example numbers of every region that the
// library of Google's metadata knows. The scanner itself does without the library:
// it decodes the metadata of the whole world when a program starts.
func TestTelephonesOfTheWorld(t *testing.T) {
	s := New(structured, DefaultConfidence, nil).Scanner()
	var regions []string
	for r := range phonenumbers.GetSupportedRegions() {
		regions = append(regions, r)
	}
	sort.Strings(regions)
	forms := []struct {
		name   string
		format phonenumbers.PhoneNumberFormat
		frame  string
		least  float64
	}{
		{"international", phonenumbers.INTERNATIONAL, "Well, # it is.", 0.99},
		{"E.164", phonenumbers.E164, "Well, # it is.", 0.99},
		{"national, with a cue", phonenumbers.NATIONAL, "Please call me on # today", 0.95},
		{"national, with the word number", phonenumbers.NATIONAL, "My number is #.", 0.9},
		{"national", phonenumbers.NATIONAL, "Well, # it is.", 0.4},
	}
	for _, f := range forms {
		n, hits := 0, 0
		var missed []string
		for _, r := range regions {
			for _, kind := range []phonenumbers.PhoneNumberType{phonenumbers.FIXED_LINE, phonenumbers.MOBILE} {
				x := phonenumbers.GetExampleNumberForType(r, kind)
				if x == nil {
					continue
				}
				number := phonenumbers.Format(x, f.format)
				if len(plainOf(number)) < 7 {
					continue
				}
				n++
				if got := show(s, strings.Replace(f.frame, "#", number, 1)); got == "PHONE="+number {
					hits++
				} else {
					missed = append(missed, r+" "+number+" ("+got+")")
				}
			}
		}
		if n < 200 {
			t.Fatalf("%s: only %d numbers", f.name, n)
		}
		if share := float64(hits) / float64(n); share < f.least {
			t.Errorf("%s: %.3f of %d, want %.2f; missed: %s", f.name, share, n, f.least, strings.Join(missed, ", "))
		} else {
			t.Logf("%s: %.3f of %d; missed: %.2000s", f.name, share, n, strings.Join(missed, ", "))
		}
	}
}
