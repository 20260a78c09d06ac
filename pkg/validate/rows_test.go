package validate

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

const rowsDefinition = `
survey: t
columns:
  - {from: Response ID, role: response_id}
  - {from: Email, role: respondent, kind: email}
  - {from: Submitted, role: time}
  - {from: Score, role: score}
  - {from: Shop, role: dimension, name: shop, values: [A, B]}
  - {from: Ease, role: rating, name: ease, min: 1, max: 5}
  - {from: Why, role: comment}
  - {from: Consent, role: consent, purposes: {analytics: ["yes"], publication: ["yes+quote"]}}
  - {from: Weight, role: weight}
rules: {unique: [response_id], required: [shop]}
`

// rowCase is rows in lines of cells with | between them. The cell "." is absent from
// its part; each line that is "--" begins another part, of which the next line says
// what is absent; a line that begins with ! does not count.
type rowCase struct {
	columns []string // headers; #Email is keyed, +Note is new, =Consent is joined
	lines   []string
	o       func(*Rows)
	want    []string
	says    string
}

func rowCases() map[string]rowCase {
	return map[string]rowCase{
		"sound": {
			columns: []string{"Score", "Submitted", "Shop", "Ease", "Weight"},
			lines:   []string{"9|2026-01-01T10:00:00.000|A|4|1.5", "7|2026-01-02T10:00:00.000|B||2"},
		},
		"what the definition says": {
			columns: []string{"Score", "Submitted", "Shop", "Ease", "Weight"},
			lines:   []string{"9|1970-01-01T10:00:00.000|C|9|0", "|2026-01-02T10:00:00.000||1|1", "!3|1970-01-01T00:00:00.000|X|7|0"},
			want: []string{"error rating-out-of-range:1 Ease", "error value-not-allowed:1 Shop", "error weight-invalid:1 Weight", "error required-blank:2 Shop",
				"warning time-out-of-range:1 Submitted"},
			says: "(row 1)",
		},
		"keyed": {
			columns: []string{"Score", "#Response ID", "#Email"},
			lines:   []string{"9|01|0a", "8|02|0a", "8|01|0b", "|03|0b", "7||"},
			want:    []string{"error duplicate-response:3 Response ID", "note no-time-column", "note repeated-respondent:2 Email"},
		},
		"consent as purposes": {
			columns: []string{"Score", "=Consent"},
			lines:   []string{"9|analytics", "9|", "9|analytics,other"},
			want:    []string{"warning consent-missing Consent", "note no-time-column"},
			says:    `no record allows the purpose "publication"`,
		},
		"consent as it was given": {
			columns: []string{"Score", "Consent"},
			lines:   []string{"9|yes", "9|", "9|yes+quote", "9|maybe"},
			want:    []string{"warning consent-missing:2 Consent", "warning consent-unknown:4 Consent", "note no-time-column"},
		},
		"comments and new columns": {
			columns: []string{"Score", "Why", "+phone", "+Remark"},
			lines:   []string{"9|write to asha@example.org please||=1+1", "9|[EMAIL] is fine|98450 98450|"},
			want: []string{"warning schema-drift Remark", "warning schema-drift phone", "warning formula-cell:1 Remark", "warning personal-data-in-comment:1 Why",
				"note identity-column phone", "note no-time-column"},
		},
		"a part without a tier": {
			columns: []string{"Score", "Shop", "Why"},
			lines:   []string{"9|A|good", "--", "||.", "9|B|", "9||", "--", "|.|", "9||"},
			want:    []string{"error required-blank:3 Shop", "note no-time-column"},
		},
		"none": {
			columns: []string{"Score"},
			want:    []string{"error empty-file"},
		},
		"what is not here": {
			columns: []string{"Score"},
			lines:   []string{"9"},
			o:       func(r *Rows) { r.Unjudged, r.Quarantined = []string{"response ids", "names"}, 3 },
			want:    []string{"note no-time-column", "note not-opened x2", "note quarantined-rows x3"},
			says:    "not judged: response ids, names",
		},
	}
}

// rows makes Rows of a case, which begin anew once in the middle.
func (c *rowCase) rows(d *survey.Definition) *Rows {
	r := &Rows{}
	for _, name := range c.columns {
		col := RowColumn{Name: strings.TrimLeft(name, "#+=")}
		col.Keyed, col.New, col.Joined = name[0] == '#', name[0] == '+', name[0] == '='
		if def, ok := d.Lookup(col.Name); ok {
			col.Def, col.Role = &def, def.Role
		}
		r.Columns = append(r.Columns, col)
	}
	r.Each = func(_ context.Context, restart func(), part func([]bool), row func(bool, [][]byte) error) error {
		for _, upTo := range []int{len(c.lines) / 2, len(c.lines)} {
			absent := make([]bool, len(r.Columns))
			part(absent)
			for i := 0; i < upTo; i++ {
				line := c.lines[i]
				if line == "--" {
					if i++; i == upTo {
						break
					}
					for k, cell := range strings.Split(c.lines[i], "|") {
						absent[k] = cell == "."
					}
					part(absent)
					continue
				}
				line, left := strings.CutPrefix(line, "!")
				var cells [][]byte
				for _, cell := range strings.Split(line, "|") {
					cells = append(cells, []byte(cell))
				}
				if err := row(!left, cells); err != nil {
					return err
				}
			}
			if upTo < len(c.lines) {
				restart()
			}
		}
		return nil
	}
	if c.o != nil {
		c.o(r)
	}
	return r
}

func TestRowFindings(t *testing.T) {
	d, err := survey.ParseDefinition([]byte(rowsDefinition), "survey.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range rowCases() {
		t.Run(name, func(t *testing.T) {
			res, err := VaultRows(context.Background(), c.rows(d), Options{Name: "vault", Definition: d, Now: now})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			said := ""
			for _, f := range res.Findings {
				got = append(got, brief(f))
				said += f.Message + "\n"
				if f.File != "vault" || f.Remedy == "" || f.Count < 1 {
					t.Errorf("incomplete: %+v", f)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("found\n  %s\nwant\n  %s\n%s", strings.Join(got, "\n  "), strings.Join(c.want, "\n  "), said)
			}
			if !strings.Contains(said, c.says) {
				t.Errorf("no finding says %q: %s", c.says, said)
			}
			if res.Place != "row" {
				t.Errorf("places are called %s", res.Place)
			}
		})
	}
}

// A row's number comes back from its place, beyond 2^31 too.
func TestRowPlaces(t *testing.T) {
	s := &rowSource{}
	for _, n := range []int64{1, 1<<31 - 1, 1 << 31, 1<<31 + 1, 1 << 40} {
		if got := s.Line(rowPlace(n)); got != n {
			t.Errorf("%d became %d", n, got)
		}
	}
	if !rowPlace(1<<31 - 1).Before(rowPlace(1 << 31)) {
		t.Error("places are not in order")
	}
}

func TestRowsThatFail(t *testing.T) {
	d, err := survey.ParseDefinition([]byte(rowsDefinition), "survey.yaml")
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	rows := &Rows{Columns: []RowColumn{{Name: "Score", Role: survey.RoleScore}}, Each: func(context.Context, func(), func([]bool), func(bool, [][]byte) error) error { return broken }}
	if _, err := VaultRows(context.Background(), rows, Options{Definition: d}); err != broken {
		t.Errorf("VaultRows: %v", err)
	}
	if _, err := VaultPrivacy(context.Background(), rows, "vault", d, survey.Limit{}); err != broken {
		t.Errorf("VaultPrivacy: %v", err)
	}
}

// Privacy looks at comments and dimensions, and at no hash.
func TestRowPrivacy(t *testing.T) {
	d, err := survey.ParseDefinition([]byte(rowsDefinition), "survey.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c := rowCase{columns: []string{"Score", "#Email", "Why", "Shop"}, lines: []string{"9|0a0b|[EMAIL] was kind|A", "9|0c0d|ask ravi@example.org|call 98450 98450 now"}}
	res, err := VaultPrivacy(context.Background(), c.rows(d), "vault", d, survey.Limit{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range res.Findings {
		if f.Severity != finding.Error {
			t.Errorf("%+v is no error", f)
		}
		got = append(got, brief(f))
	}
	if want := []string{"error personal-data-in-comment:2 Shop", "error personal-data-in-comment:2 Why"}; !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

// Workbooks and Parquet files have rows, not lines.
func TestPlacesOfTables(t *testing.T) {
	files, err := filepath.Glob("../../testdata/formats/*.parquet")
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	for _, name := range files {
		r, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		f, err := ingest.Open(name, r, ingest.Options{HeaderRows: ingest.AutoHeader, AllowInvalid: true, Now: now})
		if err != nil {
			continue // a file that is to be refused
		}
		defer f.Close()
		res, err := File(context.Background(), f, Options{Now: now})
		if err != nil {
			t.Fatal(err)
		}
		if res.Place != "row" || strings.Contains(fmt.Sprint(res.Findings), "(line") {
			t.Errorf("%s: %s: %+v", name, res.Place, res.Findings)
		}
	}
}
