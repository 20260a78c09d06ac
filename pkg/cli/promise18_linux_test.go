package cli

import (
	"os"
	"strings"
	"testing"
)

// TestPromise18OutputLost: a result that cannot be written is a failure of every command; a
// change that was made before stays made, and making it again does no harm.
func TestPromise18OutputLost(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full")
	}
	defer full.Close()
	p := newProgram(t)
	p.ask("asha", 0, "vault init --survey survey.yaml")
	p.export("a.csv", 3, false, month(1))
	p.export("old.csv", 2, false, "1999-01-02")
	p.newCard("ravi")
	lost := func(line string) string {
		t.Helper()
		c := p.command("asha", line)
		c.Stdout = full
		if code := p.end(c); code != exitUsage {
			t.Errorf("nps %s: exit status %d\n%s", line, code, p.err)
		}
		p.says("standard output: cannot be written: ")
		return p.err
	}
	for _, c := range []struct {
		line    string
		entries int64 // that it adds
		rows    int64 // afterwards
	}{
		{"import a.csv", 1, 3},
		{"import a.csv", 0, 3},
		{"import old.csv --format json", 1, 5},
		{"score", 0, 5},
		{"score --by month --format csv", 0, 5},
		{"vault status", 0, 5},
		{"vault status --head", 0, 5},
		{"vault log", 0, 5},
		{"vault policy", 0, 5},
		{"vault verify", 0, 5},
		{"vault verify --deep --format json", 0, 5},
		{"export --core --unencrypted", 0, 5},
		{"export --person --unencrypted --format ndjson", 0, 5},
		{"purge --dry-run", 0, 5},
		{"purge --yes", 2, 3}, // with the receipt
		{"keys list", 0, 3},
		{"keys grant analyst --card ravi.card", 1, 3},
		{"keys rotate analyst", 1, 3},
		{"keys revoke ravi --yes", 1, 3},
	} {
		before := p.standing0()
		said := lost(c.line)
		if told := strings.Contains(said, "the vault has changed and stays so (entry "); told != (c.entries > 0) {
			t.Errorf("nps %s, which adds %d entries, says:\n%s", c.line, c.entries, said)
		}
		if now := p.standing0(); now.entries != before.entries+c.entries || now.rows != c.rows {
			t.Errorf("nps %s: %+v, before %+v", c.line, now, before)
		}
	}
	p.ask("asha", 0, "import a.csv")
	p.says("already imported in entry 1")
	p.standing("asha")
}

// standing0 is what status says.
func (p *program) standing0() standing {
	p.t.Helper()
	p.ask("asha", 0, "vault status --format json")
	var doc statusDocument
	p.document(&doc)
	return standing{rows: doc.Rows, entries: doc.Entries}
}
