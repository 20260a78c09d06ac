package cli

import (
	"strings"
	"testing"
	"time"
)

func clockAt(at time.Time) func() time.Time { return func() time.Time { return at } }

// TestPromise9CraftedDates: rows of the future are not taken, rows that are already due are
// taken with a warning and go at the next purge, and rows of a bucket that was purged are refused.
func TestPromise9CraftedDates(t *testing.T) {
	w := newVaultRun(t) // it is 2026-03-05, nine o'clock UTC
	w.write("survey.yaml", "survey: shop\ncolumns:\n  - {from: id, role: response_id}\n  - {from: at, role: time}\n  - {from: score, role: score}\nrules: {max_invalid: 90%}\n")
	w.as("asha", 0, "vault init --survey survey.yaml")
	w.write("dates.csv", "id,at,score\n"+
		"now,2026-03-05T09:00:00Z,10\n"+
		"soon,2026-03-06T08:59:00Z,10\n"+ // within a day
		"later,2026-03-08T00:00:00Z,0\n"+
		"far,9999-12-31T23:59:59Z,0\n"+
		"old,2023-01-15T10:00:00Z,10\n"+ // every tier is due
		"kept,2025-01-15T10:00:00Z,10\n"+ // the person tier is due
		"ancient,1901-01-01T00:00:00Z,10\n")
	w.as("asha", 0, "import dates.csv --format json")
	var doc importDocument
	if w.document(&doc); doc.Imported != 5 || doc.Rejected != 2 || doc.Quarantined != 2 || doc.Late != 0 || doc.Expiring != 3 {
		t.Errorf("%+v", doc)
	}
	w.as("asha", 0, "export --core --unencrypted")
	for _, text := range []string{"9999", "2026-03-08"} {
		if strings.Contains(w.out, text) {
			t.Errorf("a row of %s was taken", text)
		}
	}
	w.as("asha", 0, "score --format json")
	w.says(`"n": 5`)

	w.now = w.now.Add(time.Hour)
	w.as("asha", 0, "purge --yes --format json")
	var purged purgeDocument
	w.document(&purged)
	gone := map[string]int{}
	for _, r := range purged.Removed {
		gone[r.Bucket]++
	}
	if len(gone) != 3 || gone["1901-01"] != 3 || gone["2023-01"] != 3 || gone["2025-01"] != 1 {
		t.Errorf("%v", gone)
	}
	w.as("asha", 0, "score --format json")
	w.says(`"n": 3`)

	// The same answers come back under other ids: their buckets are closed.
	w.write("again.csv", "id,at,score\nx1,2023-01-15T10:00:00Z,0\nx2,2025-01-15T10:00:00Z,0\nx3,1901-01-01T00:00:00Z,0\nx4,2026-03-05T09:00:00Z,10\n")
	w.as("asha", 0, "import again.csv --format json")
	doc = importDocument{}
	if w.document(&doc); doc.Imported != 1 || doc.Late != 3 || len(doc.Buckets) != 1 {
		t.Errorf("%+v", doc)
	}
	w.as("asha", 0, "score --format json")
	w.says(`"n": 4`)
	w.as("asha", 0, "vault verify --deep")

	// A clock that is behind the last entry imports nothing.
	w.now = w.now.AddDate(-1, 0, 0)
	w.write("more.csv", "id,at,score\ny1,2025-02-15T10:00:00Z,0\n")
	w.as("asha", 6, "import more.csv")
	w.now = w.now.AddDate(1, 0, 0)
	w.as("asha", 0, "score --format json")
	w.says(`"n": 4`)
}
