package ingest

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const formats = "../../testdata/formats"

// A preset saved from a file and read back gives what detection gave, for every
// export of the folder that can be scored as it is.
func TestSavedPresetGivesTheSame(t *testing.T) {
	entries, err := os.ReadDir(formats)
	if err != nil {
		t.Fatal(err)
	}
	saved := 0
	for _, e := range entries {
		if savedGivesTheSame(t, e.Name(), Options{HeaderRows: AutoHeader}) {
			saved++
		}
	}
	if saved < 30 {
		t.Errorf("only %d presets were saved", saved)
	}
}

// What the user said is in the saved preset.
func TestSavedPresetKeepsWhatWasSaid(t *testing.T) {
	for name, o := range map[string]Options{
		"labels.csv":            {Labels: map[string]int{"Absolutely": 10, "Not at all": 0}},
		"sentinel-many.csv":     {NA: []string{"-2147483648"}},
		"two-strong.csv":        {ScoreColumn: "#2"},
		"identical-headers.csv": {ScoreColumn: "How likely are you to recommend the bike?[#4]"},
		"guess.csv":             {ScoreColumn: "#2"},
		"generic.csv":           {CommentColumn: "region"},
	} {
		o.HeaderRows = AutoHeader
		if !savedGivesTheSame(t, name, o) {
			t.Errorf("%s: no preset", name)
		}
	}
}

func savedGivesTheSame(t *testing.T, file string, o Options) bool {
	t.Helper()
	name := filepath.Join(formats, file)
	before, ok := scoreFile(t, name, o)
	if !ok {
		return false
	}
	text := savePreset(t, name, o)
	if text == nil {
		return false
	}
	presets, err := Presets(text, "saved.yaml")
	if err != nil {
		t.Errorf("%s: %v\n%s", file, err, text)
		return true
	}
	after, ok := scoreFile(t, name, Options{HeaderRows: AutoHeader, Presets: presets})
	if !ok {
		t.Errorf("%s cannot be scored with the preset:\n%s", file, text)
		return true
	}
	if after.Info.Preset != "ours" {
		t.Errorf("%s: preset %q\n%s", file, after.Info.Preset, text)
	}
	for _, f := range []func(*Result) any{
		func(r *Result) any { return r.Charted.Counts }, func(r *Result) any { return r.Excluded },
		func(r *Result) any { return r.Info.Score }, func(r *Result) any { return r.Info.Class },
		func(r *Result) any { return r.Info.Time }, func(r *Result) any { return r.Info.Zone },
		func(r *Result) any { return r.Info.ResponseID }, func(r *Result) any { return r.Info.Respondent },
		func(r *Result) any { return r.Info.Comment }, func(r *Result) any { return r.Info.Consent },
		func(r *Result) any { return r.Info.Identity }, func(r *Result) any { return r.Info.HeaderRows },
	} {
		if a, b := f(before), f(after); !reflect.DeepEqual(a, b) {
			t.Errorf("%s: %v with detection, %v with the saved preset:\n%s", file, a, b, text)
		}
	}
	return true
}

func scoreFile(t *testing.T, name string, o Options) (*Result, bool) {
	t.Helper()
	in, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	f, err := Open(name, in, o)
	if err != nil {
		return nil, false
	}
	defer f.Close()
	res, err := f.Tally(context.Background(), Query{})
	return res, err == nil
}

func savePreset(t *testing.T, name string, o Options) []byte {
	t.Helper()
	in, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	f, err := Open(name, in, o)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := f.SavedPreset(context.Background(), "ours")
	if err != nil && f.headers > 0 {
		t.Errorf("%s: %v", name, err)
	}
	return text
}

// A preset of the user wins where built-in ones fit as well; two of the user's
// still have to be told apart.
func TestOwnPresetWinsATie(t *testing.T) {
	header := [][]string{{"Submission ID", "Completed time", "Submission Date", "nps"}}
	own := "- id: ours\n  match: {all: [\"^submission id$\", \"^completed time$\"]}\n"
	for name, c := range map[string]struct{ text, want, says string }{
		"none":       {"", "", "surveysparrow"},
		"one":        {own, "ours", ""},
		"two":        {own + strings.Replace(own, "ours", "others", 1), "", "ours, others"},
		"replacing":  {strings.Replace(own, "ours", "jotform", 1), "jotform", ""},
		"fits worse": {"- id: ours\n  match: {all: [\"^submission id$\"]}\n", "", "surveysparrow"},
	} {
		presets, err := Presets([]byte(c.text), "own.yaml")
		if err != nil {
			t.Fatal(err)
		}
		p, err := matchRows(presets, header)
		switch {
		case c.want != "" && (err != nil || p == nil || p.ID != c.want):
			t.Errorf("%s: %v, %v", name, p, err)
		case c.want == "" && (err == nil || !strings.Contains(err.Error(), c.says)):
			t.Errorf("%s: %v", name, err)
		case c.says == "ours, others" && strings.Contains(err.Error(), "jotform"):
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPresetIDs(t *testing.T) {
	for id, want := range map[string]bool{"ours": true, "our-2": true, "": false, "Ours": false, "generic": false, "a b": false, "-a": false, "ä": false} {
		if isPresetID(id) != want {
			t.Errorf("%q: %v", id, !want)
		}
	}
}
