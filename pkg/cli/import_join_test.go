package cli

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// events are records of PostHog: answers that were stored in several records, in any
// order, beside records that are no answers; all in one line of JSON.
func events(t *testing.T, n int) string {
	t.Helper()
	r := rand.New(rand.NewPCG(7, 11))
	var list []any
	for i := range n {
		for k := range 1 + r.IntN(4) {
			list = append(list, map[string]any{
				"uuid": fmt.Sprintf("u%d-%d", i, k), "event": []string{"survey sent", "survey sent", "survey sent", "survey shown"}[r.IntN(4)], "distinct_id": fmt.Sprint("user", i),
				"timestamp": fmt.Sprintf("2026-02-%02dT%02d:00:00.000Z", 1+r.IntN(28), r.IntN(2)),
				"properties": map[string]any{"$survey_id": "s", "$survey_submission_id": []string{fmt.Sprint("sub", i), ""}[r.IntN(10)/9],
					"$survey_completed": r.IntN(2) == 0, "$survey_response": []string{fmt.Sprint(r.IntN(11)), ""}[r.IntN(10)/9], "note": strings.Repeat("n", 100)},
			})
		}
	}
	r.Shuffle(len(list), func(i, k int) { list[i], list[k] = list[k], list[i] })
	data, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

type scoreNumbers struct {
	Total struct {
		N         int64
		Histogram []int64
	}
	Excluded map[string]int64
}

// TestImportJoinsRecords: where a response is stored in several records, the vault has
// the numbers of the file.
func TestImportJoinsRecords(t *testing.T) {
	w := newVaultRun(t)
	inputs := map[string]string{"made": events(t, 4000)}
	for _, name := range []string{"posthog-json.json", "posthog-json.ndjson"} {
		data, err := os.ReadFile(filepath.Join(repository, "testdata", "formats", name))
		if err != nil {
			t.Fatal(err)
		}
		inputs[name] = strings.NewReplacer("2026-03", "2026-01", "2026-04", "2026-02").Replace(string(data)) // not in the future
	}
	for name, text := range inputs {
		w.write("events", text)
		w.as("asha", 0, "score events --format json")
		var file, vault scoreNumbers
		w.document(&file)
		if file.Excluded["duplicate"] == 0 || file.Excluded["filtered"] == 0 || file.Total.N == 0 {
			t.Fatalf("%s: there is nothing to join: %+v", name, file)
		}
		w.as("asha", 0, "vault init "+name+"-vault")
		w.as("asha", 0, "import events --format json --vault "+name+"-vault")
		var done importDocument
		w.document(&done)
		if done.Duplicate != file.Excluded["duplicate"] || done.Rejected != 0 {
			t.Errorf("%s: imported %+v, and of the file are %v left out", name, done, file.Excluded)
		}
		w.as("asha", 0, "score --format json --vault "+name+"-vault")
		w.document(&vault)
		if !slices.Equal(file.Total.Histogram, vault.Total.Histogram) || file.Excluded["blank"] != vault.Excluded["blank"] || file.Excluded["filtered"] != vault.Excluded["filtered"] {
			t.Errorf("%s: the file has %+v, the vault %+v", name, file, vault)
		}

		// The response, not the record, is what is there already.
		w.write("later.json", strings.NewReplacer(`"uuid": "`, `"uuid": "later`, `"uuid":"`, `"uuid":"later`).Replace(text))
		w.as("asha", 0, "import later.json --format json --vault "+name+"-vault")
		w.as("asha", 0, "score --format json --vault "+name+"-vault")
		var again scoreNumbers
		w.document(&again)
		if name != "made" && !slices.Equal(vault.Total.Histogram, again.Total.Histogram) { // there some have no key
			t.Errorf("%s: scored %v, and after another export of the same responses %v", name, vault.Total, again.Total)
		}
	}

	// A long pipe cannot be read twice.
	w.write("survey.yaml", "survey: s\ncolumns:\n  - {from: timestamp, role: time}\n  - {from: \"properties.$survey_response\", role: score}\n")
	w.as("asha", 0, "vault init long")
	w.in = events(t, 17_000)
	if len(w.in) < judgedHead+1<<20 {
		t.Fatalf("%d bytes are no long pipe", len(w.in))
	}
	w.as("asha", 3, "import - --vault long --survey survey.yaml")
	w.says("holds several records for one response", "write it to a file first")
}

// A record without a time stands for its response when it comes last; places tell apart
// the records of one line.
func TestJoinChooses(t *testing.T) {
	key := [2]uint64{1, 2}
	record := func(n int32, time int64, timed bool) joinRecord {
		return joinRecord{key: key, place: recordPlace{n: n}, time: time, timed: timed}
	}
	for name, c := range map[string]struct {
		records []joinRecord
		want    int32
	}{
		"newest":         {[]joinRecord{record(0, 5, true), record(1, 9, true), record(2, 7, true)}, 1},
		"the same time":  {[]joinRecord{record(0, 5, true), record(1, 5, true)}, 1},
		"without times":  {[]joinRecord{record(0, 0, false), record(1, 0, false)}, 1},
		"one without":    {[]joinRecord{record(0, 5, true), record(1, 0, false), record(2, 3, true)}, 2},
		"in any order":   {[]joinRecord{record(2, 7, true), record(0, 9, true), record(1, 9, true)}, 1},
		"older and last": {[]joinRecord{record(0, 5, true), record(1, 4, true)}, 0},
	} {
		j := &joined{}
		j.choose(c.records)
		if got := j.wins[key]; got.n != c.want {
			t.Errorf("%s: record %d stands for the response, not %d", name, got.n, c.want)
		}
	}
}
