package cli

import (
	"strings"
	"testing"
)

// secretive are the fields of a response with a canary in each, and a way of spoiling a row.
const secretiveSurvey = `survey: shop
columns:
  - {from: id, role: response_id}
  - {from: email, role: respondent, kind: email}
  - {from: at, role: time}
  - {from: score, role: score}
  - {from: region, role: dimension, values: [North, South]}
  - {from: speed, role: rating, min: 1, max: 5}
  - {from: ok, role: consent, purposes: {research: [yes]}}
  - {from: why, role: comment}
rules: {max_invalid: 90%, max_blank: 90%}
`

const secretiveHeader = "id,email,at,score,region,speed,ok,why,name,phone\n"

// malformed gives rows of which each is wrong in another field.
func malformed() []string {
	good := []string{"ZubeidaId", "ZubeidaQ@mail.invalid", "2026-02-03T10:00:00Z", "9", "North", "4", "yes", "ask Zubeida on 98450 98450", "Zubeida", "+91 98450 98450"}
	var rows []string
	for i := range good {
		if i == 2 { // a time that is none: see below
			continue
		}
		row := append([]string{}, good...)
		row[0] += strings.Repeat("x", i)
		row[i] = "Zubeida" + strings.Repeat("z", i)
		if i == 7 { // a comment is masked, not left out
			row[i] = "Zubeida"
		}
		rows = append(rows, strings.Join(row, ","))
	}
	return append(rows,
		"ZubeidaShort,9", // too few cells
		"ZubeidaQuote,\"Zubeida\"Z,2026-02-03T10:00:00Z,9,North,4,yes,Zubeida,,", // a quote that ends too early
		"ZubeidaFuture,,2036-02-03T10:00:00Z,9,North,4,yes,Zubeida,,",
	)
}

// TestPromise16NoPersonalDataIsPrinted: whatever is wrong with an export, and whichever command looks at the
// vault afterwards: nothing of a person is printed or written to the ledger, but by the export of a steward.
func TestPromise16NoPersonalDataIsPrinted(t *testing.T) {
	w := newVaultRun(t)
	w.write("survey.yaml", secretiveSurvey)
	w.write("strict.yaml", strings.Replace(secretiveSurvey, "max_invalid: 90%", "max_invalid: 0", 1))
	w.as("asha", 0, "vault init --survey survey.yaml")
	inputs := map[string]string{
		"time.csv": secretiveHeader + strings.Replace(malformed()[0], "2026-02-03T10:00:00Z", "Zubeida o'clock", 1) + "\n" + malformed()[1] + "\n",
		"rows.csv": secretiveHeader + strings.Join(malformed(), "\n") + "\n",
		"open.csv": secretiveHeader + malformed()[0] + "\nZubeidaOpen,\"Zubeida never ends,\n" + malformed()[1] + "\n",
		"long.csv": secretiveHeader + malformed()[0] + ",Zubeida,Zubeida\n",
		"bad.ndjson": `{"id":"ZubeidaA","email":"zubeida@mail.invalid","at":"2026-02-03T10:00:00Z","score":9,"region":"North","speed":4,"ok":"yes","why":"Zubeida"}` + "\n" +
			`{"id":"ZubeidaB","score":{"Zubeida":"Zubeida"},"at":["Zubeida"]}` + "\n" + `{"id":"ZubeidaC","score":Zubeida}` + "\n",
		"cut.json":    `[{"id":"ZubeidaA","score":9,"at":"2026-02-03T10:00:00Z","why":"Zubeida`,
		"not.xlsx":    "PK\x03\x04Zubeida",
		"not.parquet": "PAR1ZubeidaPAR1",
		"not.gz":      "\x1f\x8b\x08Zubeida",
		"not.age":     "age-encryption.org/v1\n-> X25519 Zubeida\nZubeida\n--- Zubeida\nZubeida",
	}
	looked := 0
	look := func(person, line string, codes ...int) {
		t.Helper()
		looked++
		code := w.code(person, line)
		if low := strings.ToLower(w.out + w.err); strings.Contains(low, "zubeida") || strings.Contains(low, "98450") {
			t.Errorf("nps %s shows a person:\n%s%s", line, w.out, w.err)
		}
		if strings.Contains(w.err, "internal error") {
			t.Errorf("nps %s: %s", line, w.err)
		}
		for _, c := range codes {
			if c == code {
				return
			}
		}
		t.Errorf("nps %s: exit status %d\n%s%s", line, code, w.out, w.err)
	}
	for name, text := range inputs {
		w.write(name, text)
	}
	w.as("asha", 0, "vault init other --survey strict.yaml")
	for name := range inputs {
		look("asha", "import --vault other "+name, 3)
		look("asha", "import --vault other --dry-run "+name, 3)
		for _, format := range []string{"text", "json", "sarif", "ndjson", "junit"} {
			look("asha", "validate --survey survey.yaml --format "+format+" "+name, 0, 1, 2, 3)
		}
	}
	look("asha", "import rows.csv", 0)
	look("asha", "import open.csv", 0, 3)
	look("asha", "import rows.csv", 0)
	for _, line := range []string{"vault status", "vault status --format json", "vault log", "vault log --format ndjson", "vault verify --deep", "vault policy",
		"keys list --format json", "score --by region", "score --by month --format json", "export --core --unencrypted", "purge --dry-run", "purge --yes"} {
		look("asha", line, 0)
	}
	look("asha", "score --by name", 2)
	look("asha", "score --where why=1", 2)
	w.as("asha", 0, "export --person --unencrypted")
	w.says("Zubeida", "98450")
	for path, data := range w.snapshot("vault") {
		if low := strings.ToLower(string(data)); strings.Contains(low, "zubeida") || strings.Contains(low, "98450") {
			t.Errorf("%s holds a person", path)
		}
	}
	if looked < 60 {
		t.Fatalf("%d commands", looked)
	}
}
