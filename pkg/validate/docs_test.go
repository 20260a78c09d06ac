package validate

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

const docsFile = "../../docs/validate.md"

// ruleTable is the table of findings as the document has it.
func ruleTable() string {
	var b strings.Builder
	b.WriteString("| id | severity | what it means | what to do | switch |\n| --- | --- | --- | --- | --- |\n")
	for _, r := range Rules() {
		severity := string(r.Severity)
		if r.Else != "" {
			severity += "; " + r.Else
		}
		by := "`checks`"
		if r.Fixed {
			by = "never"
		}
		fmt.Fprintf(&b, "| `%s` | %s | **%s.** %s | %s | %s |\n", r.ID, severity, r.Title, r.Means, r.Remedy, by)
	}
	return b.String()
}

// The table in docs/validate.md is the one of the program. NPS_UPDATE=1 writes it.
func TestDocumentHasTheTable(t *testing.T) {
	data, err := os.ReadFile(docsFile)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- findings: made from pkg/validate/rules.go by NPS_UPDATE=1 go test ./pkg/validate -run Table -->\n", "<!-- end of findings -->\n"
	text := string(data)
	i, j := strings.Index(text, begin), strings.Index(text, end)
	if i < 0 || j < i {
		t.Fatalf("%s has no place for the table", docsFile)
	}
	want := text[:i] + begin + ruleTable() + text[j:]
	if want == text {
		return
	}
	if os.Getenv("NPS_UPDATE") == "" {
		t.Fatalf("the table of %s is not that of rules.go", docsFile)
	}
	if err := os.WriteFile(docsFile, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}
