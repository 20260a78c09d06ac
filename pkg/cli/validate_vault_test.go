package cli

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// found lists the findings of the last command: those of places that only one of file and
// vault can have, and the places themselves, are left out.
func (w *vaultRun) found() (records int64, list []string) {
	w.t.Helper()
	var doc struct {
		Schema string
		Files  []struct {
			Name    string
			Records int64
		}
		Findings []struct {
			ID, Severity, Column string
			Count                int64
		}
	}
	w.document(&doc)
	if doc.Schema != "nps.validate/1" || len(doc.Files) != 1 {
		w.t.Fatalf("%+v", doc)
	}
	for _, f := range doc.Findings {
		if f.ID == "quarantined-rows" || f.ID == "not-opened" {
			continue
		}
		list = append(list, fmt.Sprintf("%s %s %q %d", f.Severity, f.ID, f.Column, f.Count))
	}
	slices.Sort(list)
	return doc.Files[0].Records, list
}

// validated are exports with their definitions, of which the vault keeps every row.
func validated() map[string][2]string {
	const plain = `survey: shop
columns:
  - {from: id, role: response_id}
  - {from: Email, role: respondent, kind: email}
  - {from: at, role: time}
  - {from: nps, role: score}
  - {from: region, role: dimension}
  - {from: Ease, role: rating, name: ease}
  - {from: Why, role: comment}
  - {from: More, role: comment}
  - {from: Consent, role: consent, purposes: {analytics: ["yes"], publication: ["yes+quote"]}}
`
	const weighted = `survey: shop
columns:
  - {from: Who, role: respondent}
  - {from: Phone, role: respondent, kind: phone}
  - {from: nps, role: score}
  - {from: Weight, role: weight}
`
	const head = "id,Email,at,nps,region,Ease,Why,More,Consent,Name,Note\n"
	const rows = "a1,asha@example.org,2026-02-03T10:00:00Z,9,North,4,\"good, ring 98450 98450\",,yes,Asha,=1+1\n" +
		"a2,Ravi@example.org,2026-02-04T10:00:00Z,3,South,,slow,\"write to ravi@example.org, please\",no,Ravi,\n" +
		"a3,ravi@example.org,1985-02-04T10:00:00Z,3,=South,2,,,,Ravi,\n" +
		"a4,,2026-02-05T10:00:00Z,,,,n/a,,maybe,,\n"
	weights := "Who,Phone,nps,Weight\nc1,+919845098450,10,1.5\nc1,,9,2\n,,3,1\n"
	many := "id,Email,at,nps,region,Ease,Why,More,Consent\n"
	for i := range 300 {
		many += fmt.Sprintf("r%d,p%d@example.org,2026-01-%02dT10:00:00Z,%d,North,5,,,yes\n", i, i/2, i%28+1, 1+i%10)
	}
	return map[string][2]string{
		"nothing is said of it": {plain, head + rows},
		"rules":                 {plain + "rules: {min_rows: 100, max_blank: 10%, required: [region, ease, Email, More, Consent], unique: [response_id, Email]}\n", head + rows},
		"switches":              {plain + "checks: {formula-cell: error, personal-data-in-comment: \"off\"}\n", head + rows},
		"values":                {strings.Replace(plain, "role: dimension}", "role: dimension, values: [North, South, =South]}", 1), head + rows},
		"two respondents":       {weighted, weights},
		"many":                  {plain, many},
	}
}

// TestVaultValidatesAsTheFile: by the keys of a steward the vault gives the findings
// that the export gave; by those of an analyst those of what core holds.
func TestVaultValidatesAsTheFile(t *testing.T) {
	for name, c := range validated() {
		t.Run(name, func(t *testing.T) {
			w := newVaultRun(t)
			w.write("survey.yaml", c[0])
			w.write("export.csv", c[1])
			w.as("asha", 0, "vault init")
			w.as("ravi", 0, "keys generate --card ravi.card")
			w.as("asha", 0, "keys grant analyst --card ravi.card")
			w.as("asha", 0, "import export.csv --survey survey.yaml")
			w.says("imported")
			w.as("asha", 0, "validate export.csv --survey survey.yaml --format json --fail-on never")
			records, want := w.found()
			w.as("asha", 0, "validate --format json --fail-on never")
			gotRecords, got := w.found()
			if records != gotRecords || !slices.Equal(want, got) {
				t.Errorf("%d records, found\n  %s\nwant %d and\n  %s", gotRecords, strings.Join(got, "\n  "), records, strings.Join(want, "\n  "))
			}
			if len(want) == 0 {
				t.Error("a case without findings shows nothing")
			}

			status := fingerprintOf(w)
			w.as("ravi", 0, "keys trust "+status)
			w.as("ravi", 0, "validate --format json --fail-on never")
			w.says(`"id": "not-opened"`, "tier person")
			records, some := w.found()
			if records != gotRecords {
				t.Errorf("an analyst sees %d records, a steward %d", records, gotRecords)
			}
			for _, f := range some {
				if !slices.Contains(want, f) {
					t.Errorf("only an analyst finds %s", f)
				}
			}
		})
	}
}

func fingerprintOf(w *vaultRun) string {
	var doc struct{ Fingerprint string }
	w.as("asha", 0, "vault status --format json")
	w.document(&doc)
	return doc.Fingerprint
}
