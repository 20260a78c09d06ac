package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestPurgeFilesPlan: a reviewed plan of files is carried out exactly, and not at all when
// one of them is not as it was.
func TestPurgeFilesPlan(t *testing.T) {
	w := newVaultRun(t)
	w.as("asha", 0, "vault init")
	path := func(name string) string { return filepath.Join(w.dir, name) }
	old := w.now.AddDate(-1, 0, 0)
	put := func(name, text string) {
		t.Helper()
		w.write(name, text)
		if err := os.Chtimes(path(name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	const text = "id,score,responded_at\n1,9,2025-06-01T10:00:00Z\n"
	put("a.csv", text)
	put("b.csv", strings.Replace(text, ",9,", ",3,", 1))
	put("new.csv", strings.Replace(text, "2025", "2026", 1)) // of the future, so it stays
	w.as("asha", 0, "purge --files *.csv --older-than 90d --plan files.json")
	w.says("would remove 2 of 3 files")
	plan, err := os.ReadFile(path("files.json"))
	if err != nil || !strings.HasPrefix(string(plan), `{"files":[{"by":"content","bytes":`) || strings.Count(string(plan), `"sha256":"`) != 2 || strings.Contains(string(plan), "new.csv") {
		t.Fatalf("%s, %v", plan, err)
	}

	refused := func(code int, says string) {
		t.Helper()
		w.as("asha", code, "purge --apply files.json --yes")
		w.says(says, "nothing was removed")
		if !w.has("b.csv") {
			t.Fatal("something was removed")
		}
	}
	w.as("asha", 2, "purge --apply files.json")
	w.says("2025-06-01  a.csv (content)", "give --yes")
	put("a.csv", strings.Replace(text, ",9,", ",8,", 1))
	refused(6, "a.csv: has another content than in the plan")
	put("a.csv", text+"2,9,2025-06-02T10:00:00Z\n")
	refused(6, "a.csv: has another size")
	put("a.csv", text)
	later := old.Add(time.Nanosecond)
	if err := os.Chtimes(path("a.csv"), later, later); err != nil {
		t.Fatal(err)
	}
	refused(6, "a.csv: was written since the plan was made")
	if err := os.Remove(path("a.csv")); err != nil {
		t.Fatal(err)
	}
	refused(6, "a.csv: is not there any more")
	if err := os.Symlink(path("b.csv"), path("a.csv")); err != nil {
		t.Fatal(err)
	}
	refused(6, "a.csv: has another size")
	if err := os.Remove(path("a.csv")); err != nil {
		t.Fatal(err)
	}
	put("a.csv", text)
	w.as("asha", 6, "purge --files b*.csv --older-than 90d --apply files.json --yes")
	w.says("a.csv: is in the plan, and not among --files that are older than 90d")
	w.as("asha", 6, "purge --files *.csv --older-than 5000d --apply files.json --yes")

	// What was edited is no plan, and a plan of files is none of the vault.
	w.write("edited.json", strings.Replace(string(plan), "a.csv", "c.csv", 1)+"\n")
	w.as("asha", 3, "purge --apply edited.json --yes")
	w.says("it was edited")
	w.write("broken.json", `{"nps":"purge-files-plan/1","files":{}}`)
	w.as("asha", 3, "purge --apply broken.json --yes")
	w.as("asha", 0, "purge --plan vault.json --quiet")
	w.as("asha", 3, "purge --files *.csv --older-than 90d --apply vault.json --yes")
	w.says("is no plan of purge --files")
	w.as("asha", 2, "purge --apply files.json --confirm-clock --yes")
	w.as("asha", 2, "purge --files *.csv --older-than 90d --plan a.csv")
	w.says("is read in this run")

	w.as("asha", 0, "purge --files *.csv --older-than 90d --apply files.json --yes --format json")
	var doc purgeDocument
	w.document(&doc)
	if len(doc.Files) != 2 || doc.gone() != 2 || doc.Entry == nil || doc.DryRun || w.has("a.csv") || w.has("b.csv") || !w.has("new.csv") {
		t.Errorf("%+v, %v", doc, w.files())
	}
	w.as("asha", 6, "purge --apply files.json --yes")
	// An empty plan removes nothing.
	w.as("asha", 0, "purge --files new.csv --older-than 90d --plan none.json")
	w.as("asha", 0, "purge --apply none.json --yes")
	w.says("no file fits")
}
