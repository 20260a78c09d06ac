package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/demo"
)

// analysis runs a command in a folder and reads its document.
func analysis(t *testing.T, dir string, into any, args ...string) {
	t.Helper()
	var out, errs bytes.Buffer
	code := Main(System{Args: append(args, "--format", "json"), In: strings.NewReader(""), Out: &out, Err: &errs, Dir: dir,
		Environ: []string{"HOME=" + dir}, Now: func() time.Time { return time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC) }})
	if code != 0 || errs.Len() > 0 {
		t.Fatalf("nps %s: exit status %d\n%s", strings.Join(args, " "), code, errs.String())
	}
	if err := json.Unmarshal(out.Bytes(), into); err != nil {
		t.Fatalf("nps %s: %v\n%s", strings.Join(args, " "), err, out.String())
	}
}

// vectors reads a file of testdata/stats.
func vectors[C any](t *testing.T, name string) (cases []C, tolerance float64) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(repository, "testdata/stats", name))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Tolerance float64
		Cases     []C
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) == 0 || !(file.Tolerance > 0) {
		t.Fatalf("%s: no cases or no tolerance", name)
	}
	return file.Cases, file.Tolerance
}

// agrees wants a figure of a document to be scale times that of a vector, null for null.
func agrees(t *testing.T, what string, got, want *float64, scale, tolerance float64) {
	t.Helper()
	switch {
	case (got == nil) != (want == nil):
		t.Errorf("%s: %v, want %v", what, got, want)
	case got != nil && !(math.Abs(*got-scale**want) <= scale*tolerance*max(1, math.Abs(*want))):
		t.Errorf("%s: %v, want %v", what, *got, scale**want)
	}
}

// exportFile makes an invented export.
func exportFile(t *testing.T, dir, name string, rows int64, seed uint64) {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	_, err = demo.Write(f, demo.Config{Rows: rows, Seed: seed, Until: time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC), Months: 15, Format: demo.CSV})
	if err != nil {
		t.Fatal(err)
	}
}

// figures are numbers of one comparison that may be null.
type comparedFigures struct {
	Difference, Low, High, Z, P *float64
	PAdjusted                   *float64 `json:"p_adjusted"`
	ExactP                      *float64 `json:"exact_p"`
	A, B                        struct {
		Key map[string]string
		N   uint64
		NPS *float64
	}
	Effect struct {
		CohenD      *float64 `json:"cohen_d"`
		CliffsDelta *float64 `json:"cliffs_delta"`
	}
	MOVER *struct{ Low, High float64 }
	Welch *struct{ T, DF, P, Low, High float64 }
	Ranks *struct{ U, Z, P float64 } `json:"mann_whitney"`
	Chi   *struct {
		X2, P float64
		DF    int
	} `json:"chi_square"`
	Real    bool
	Verdict string
}

type comparedDoc struct {
	Comparisons []comparedFigures
	Method      string
	Adjust      string
}

func histogramText(h [11]uint64) string {
	parts := make([]string, len(h))
	for i, n := range h {
		parts[i] = strconv.FormatUint(n, 10)
	}
	return strings.Join(parts, ",")
}

func classesText(h [11]uint64) string {
	var d, p uint64
	for _, n := range h[:7] {
		d += n
	}
	p = h[7] + h[8]
	return fmt.Sprintf("promoters=%d,passives=%d,detractors=%d", h[9]+h[10], p, d)
}

// TestCompareVectors: what the command prints of two histograms, and of their classes,
// is what the reference says.
func TestCompareVectors(t *testing.T) {
	t.Parallel()
	type expected struct {
		A        *float64 `json:"nps_a"`
		B        *float64 `json:"nps_b"`
		Diff     *float64
		Adjusted struct {
			Z, P *float64
			CI   [2]float64 `json:"ci_display"`
		} `json:"adjusted_wald"`
		MOVER [2]float64 `json:"mover_score_ci"`
		Welch *struct{ T, DF, P *float64 }
		Exact *float64                      `json:"permutation_exact_p"`
		Ranks *struct{ U, P *float64 }      `json:"mann_whitney"`
		Chi   *struct{ X2, DF, P *float64 } `json:"chisq3"`
		Eff   struct {
			D     *float64 `json:"cohens_d"`
			Delta *float64 `json:"cliffs_delta"`
		} `json:"effect"`
	}
	cases, tolerance := vectors[struct {
		ID     string
		A      [11]uint64 `json:"a_hist_0_to_10"`
		B      [11]uint64 `json:"b_hist_0_to_10"`
		Conf   float64
		Expect expected
	}](t, "diff_two.json")
	exact := 0
	for _, c := range cases {
		for _, classes := range []bool{false, true} {
			args := []string{"compare", "--confidence", fmt.Sprint(c.Conf), "--interval", "tango", "--histogram", histogramText(c.A), "--histogram", histogramText(c.B)}
			if classes {
				args = []string{"compare", "--confidence", fmt.Sprint(c.Conf), "--interval", "tango", "--counts", classesText(c.A), "--counts", classesText(c.B)}
			}
			var doc comparedDoc
			analysis(t, t.TempDir(), &doc, args...)
			got, want := &doc.Comparisons[0], &c.Expect
			check := func(name string, g, w *float64, scale float64) {
				t.Helper()
				agrees(t, c.ID+" "+name, g, w, scale, tolerance)
			}
			check("nps a", got.A.NPS, want.A, 100)
			check("nps b", got.B.NPS, want.B, 100)
			check("difference", got.Difference, want.Diff, 100)
			check("low", got.Low, &want.Adjusted.CI[0], 100)
			check("high", got.High, &want.Adjusted.CI[1], 100)
			check("z", got.Z, want.Adjusted.Z, 1)
			check("p", got.P, want.Adjusted.P, 1)
			check("mover low", &got.MOVER.Low, &want.MOVER[0], 100)
			check("mover high", &got.MOVER.High, &want.MOVER[1], 100)
			if check("cohen d", got.Effect.CohenD, want.Eff.D, 1); (got.Welch == nil) != (want.Welch == nil) || (got.Chi == nil) != (want.Chi == nil) {
				t.Fatalf("%s: welch %v, chi %v", c.ID, got.Welch, got.Chi)
			}
			if want.Welch != nil {
				check("welch t", &got.Welch.T, want.Welch.T, 1)
				check("welch df", &got.Welch.DF, want.Welch.DF, 1)
				check("welch p", &got.Welch.P, want.Welch.P, 1)
			}
			if want.Chi != nil {
				df := float64(got.Chi.DF)
				check("x2", &got.Chi.X2, want.Chi.X2, 1)
				check("chi df", &df, want.Chi.DF, 1)
				check("chi p", &got.Chi.P, want.Chi.P, 1)
			}
			switch {
			case classes && (got.Ranks != nil || got.Effect.CliffsDelta != nil):
				t.Errorf("%s: of classes the ranks are not known", c.ID)
			case !classes:
				check("delta", got.Effect.CliffsDelta, want.Eff.Delta, 1)
				if (got.Ranks == nil) != (want.Ranks == nil) {
					t.Errorf("%s: ranks %v", c.ID, got.Ranks)
				} else if want.Ranks != nil {
					check("U", &got.Ranks.U, want.Ranks.U, 1)
					check("ranks p", &got.Ranks.P, want.Ranks.P, 1)
				}
			}
			if want.Exact == nil {
				continue
			}
			exact++
			analysis(t, t.TempDir(), &doc, append(args, "--exact")...)
			check("exact p", doc.Comparisons[0].ExactP, want.Exact, 1)
			check("p with --exact", doc.Comparisons[0].P, want.Exact, 1)
		}
	}
	if exact == 0 {
		t.Error("no case has an exact p")
	}
}

// pairsToTry are sides of all kinds: equal, one-sided, of one answer, without any.
var pairsToTry = [][2][11]uint64{
	{{1, 0, 0, 2, 1, 4, 5, 11, 20, 22, 34}, {3, 1, 0, 2, 6, 4, 9, 14, 20, 12, 14}},
	{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, {1}},
	{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1000000}},
	{{9: 5, 10: 5}, {9: 5, 10: 5}},
	{{0: 3, 8: 2}, {8: 900, 9: 1200}},
	{{}, {5: 3, 9: 1}},
	{{}, {}},
}

// TestCompareMirrors: exchanging the sides changes the signs and not one digit more.
func TestCompareMirrors(t *testing.T) {
	t.Parallel()
	negative := func(p *float64) *float64 {
		if p == nil {
			return nil
		}
		x := unsigned(-*p)
		return &x
	}
	for _, pair := range pairsToTry {
		for _, more := range [][]string{nil, {"--exact"}, {"--confidence", "0.8", "--interval", "mover"}} {
			var one, other comparedDoc
			args := func(a, b [11]uint64) []string {
				return append([]string{"compare", "--histogram", histogramText(a), "--histogram", histogramText(b)}, more...)
			}
			analysis(t, t.TempDir(), &one, args(pair[0], pair[1])...)
			analysis(t, t.TempDir(), &other, args(pair[1], pair[0])...)
			x, y := one.Comparisons[0], other.Comparisons[0]
			y.A, y.B = y.B, y.A
			y.Difference, y.Low, y.High, y.Z = negative(y.Difference), negative(y.High), negative(y.Low), negative(y.Z)
			y.Effect.CohenD, y.Effect.CliffsDelta = negative(y.Effect.CohenD), negative(y.Effect.CliffsDelta)
			if y.MOVER != nil {
				y.MOVER.Low, y.MOVER.High = unsigned(-y.MOVER.High), unsigned(-y.MOVER.Low)
			}
			if y.Welch != nil {
				y.Welch.T, y.Welch.Low, y.Welch.High = unsigned(-y.Welch.T), unsigned(-y.Welch.High), unsigned(-y.Welch.Low)
			}
			if y.Ranks != nil { // U counts the pairs that the first side wins
				y.Ranks.U, y.Ranks.Z = float64(x.A.N*x.B.N)-y.Ranks.U, unsigned(-y.Ranks.Z)
			}
			x.Verdict, y.Verdict = "", ""
			a, _ := json.Marshal(x)
			b, _ := json.Marshal(y)
			if string(a) != string(b) {
				t.Errorf("%v %v\n%s\nmirrored\n%s", pair, more, a, b)
			}
			if !(x.Difference == nil) != (x.A.N > 0 && x.B.N > 0) {
				t.Errorf("%v: the difference is %v", pair, x.Difference)
			}
		}
	}
}

// TestVerdicts: sentences are true and grammatical at every size.
func TestVerdicts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ a, b, more, want string }{
		{"promoters=50,passives=30,detractors=20", "promoters=640,passives=300,detractors=60", "",
			"up 28 points, between 13 and 44: a real change"},
		{"promoters=640,passives=300,detractors=60", "promoters=50,passives=30,detractors=20", "",
			"down 28 points, between 13 and 44: a real change"},
		{"promoters=50,passives=30,detractors=20", "promoters=50,passives=30,detractors=20", "",
			"no move, between -21 and +21: no evidence of a change; with these numbers only moves beyond 22 points would show"},
		{"promoters=50,passives=30,detractors=20", "promoters=51,passives=29,detractors=20", "",
			"up 1 point, between -20 and +22: no evidence of a change; with these numbers only moves beyond 22 points would show"},
		{"promoters=5000000,passives=3000000,detractors=2000000", "promoters=5003000,passives=2997000,detractors=2000000", "",
			"up less than 0.1 points, between 0 and +0.1: no evidence of a change; with these numbers only moves beyond 0.1 points would show"},
		{"promoters=5000000,passives=3000000,detractors=2000000", "promoters=5060000,passives=2940000,detractors=2000000", "",
			"up 0.6 points, between 0.5 and 0.7: a real change"},
		{"promoters=1", "promoters=1000000", "", "no move, between 0 and +148: no evidence of a change; with so few answers no move would show"},
		{"promoters=1", "promoters=1000000", "--confidence 0.5", "no move, between 0 and +100: no evidence of a change; with these numbers only moves beyond 102 points would show"},
		{"promoters=3,passives=1", "passives=1,detractors=3", "--exact", "down 150 points, between 15 and 157: no evidence of a change by the exact test"},
		{"promoters=1", "detractors=1", "--exact", "down 200 points, between -200 and +54: no evidence of a change; with so few answers no move would show"},
		{"promoters=0", "detractors=1", "", "--counts A has no answers, so there is nothing to compare"},
		{"promoters=1", "detractors=0", "", "--counts B has no answers, so there is nothing to compare"},
		{"promoters=0", "detractors=0", "", "neither side has answers, so there is nothing to compare"},
	} {
		var doc comparedDoc
		analysis(t, t.TempDir(), &doc, append([]string{"compare", "--counts", c.a, "--counts", c.b}, strings.Fields(c.more)...)...)
		if got := doc.Comparisons[0].Verdict; got != c.want {
			t.Errorf("%s against %s %s\nsays  %s\nwant  %s", c.a, c.b, c.more, got, c.want)
		}
		if d := doc.Comparisons[0]; strings.HasSuffix(d.Verdict, "a real change") != d.Real {
			t.Errorf("%s against %s: real is %v", c.a, c.b, d.Real)
		}
	}
}

// TestCompareAdjusts holds p_adjusted to formulas written down here, for each word of
// --adjust: the smallest value that any step-up or step-down rule gives.
func TestCompareAdjusts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	exportFile(t, dir, "demo.csv", 3000, 5)
	for _, word := range []string{"holm", "hochberg", "bh", "by", "bonferroni", "none", "auto"} {
		for _, args := range []string{"--by region", "--by store --against rest"} {
			var doc comparedDoc
			analysis(t, dir, &doc, append([]string{"compare", "demo.csv", "--adjust", word}, strings.Fields(args)...)...)
			var ps []float64
			for _, c := range doc.Comparisons {
				ps = append(ps, *c.P)
			}
			rule := word
			if rule == "auto" {
				if rule = "holm"; len(ps) > 10 {
					rule = "bh"
				}
			}
			if doc.Adjust != rule || len(ps) < 10 {
				t.Fatalf("%s %s: %d comparisons adjusted by %s", word, args, len(ps), doc.Adjust)
			}
			for i, c := range doc.Comparisons {
				if word == "none" {
					if c.PAdjusted != nil {
						t.Errorf("not adjusted, and p_adjusted is %v", *c.PAdjusted)
					}
					continue
				}
				want := adjustedBy(rule, ps, ps[i])
				agrees(t, fmt.Sprintf("%s %s %d", word, args, i), c.PAdjusted, &want, 1, 1e-12)
				if c.Real != (*c.PAdjusted < 0.05) {
					t.Errorf("%s %s %d: p %v is real: %v", word, args, i, *c.PAdjusted, c.Real)
				}
			}
		}
	}
}

// adjustedBy is p among ps by a rule, from its definition.
func adjustedBy(rule string, ps []float64, p float64) float64 {
	s := slices.Sorted(slices.Values(ps))
	m := float64(len(s))
	harmonic := 0.0
	for j := range s {
		harmonic += 1 / float64(j+1)
	}
	at := slices.Index(s, p)
	up := func(factor func(j float64) float64) float64 { // the least at or above its place
		least := 1.0
		for j := at; j < len(s); j++ {
			least = min(least, factor(float64(j+1))*s[j])
		}
		return least
	}
	switch rule {
	case "bonferroni":
		return min(1, m*p)
	case "holm":
		most := 0.0
		for j := 0; j <= at; j++ {
			most = max(most, (m-float64(j))*s[j])
		}
		return min(1, most)
	case "hochberg":
		return up(func(j float64) float64 { return m - j + 1 })
	case "bh":
		return up(func(j float64) float64 { return m / j })
	}
	return up(func(j float64) float64 { return harmonic * m / j })
}

// TestExplainVectors: the command splits a difference as the reference does.
func TestExplainVectors(t *testing.T) {
	t.Parallel()
	type segment struct{ Share0, Share1, NPS0, NPS1, Rate, Mix *float64 }
	cases, tolerance := vectors[struct {
		ID            string
		Before, After map[string][3]uint64
		Expect        struct {
			Delta, Mix, Rate *float64
			SE               *float64 `json:"rate_se_fixed_weights"`
			Segments         map[string]segment
		}
	}](t, "decomposition.json")
	for _, c := range cases {
		dir := t.TempDir()
		for name, side := range map[string]map[string][3]uint64{"before.tally": c.Before, "after.tally": c.After} {
			var rows []string
			for _, seg := range slices.Sorted(maps.Keys(side)) {
				n := side[seg]
				rows = append(rows, fmt.Sprintf(`{"key":{"seg":%q},"histogram":[%d,0,0,0,0,0,0,%d,0,0,%d]}`, seg, n[0], n[1], n[2]))
			}
			writeFile(t, dir, name, `{"schema":"nps.tally/1","by":["seg"],"groups":[`+strings.Join(rows, ",")+`]}`)
		}
		var doc struct {
			Explain []struct {
				Difference, Rate, Mix float64
				RateSE                float64 `json:"rate_se"`
				Groups                []struct {
					Key    map[string]string
					ShareA float64  `json:"share_a"`
					ShareB float64  `json:"share_b"`
					NPSA   *float64 `json:"nps_a"`
					NPSB   *float64 `json:"nps_b"`
					Rate   float64
					Mix    float64
				}
			}
		}
		analysis(t, dir, &doc, "compare", "before.tally", "after.tally", "--explain", "--by", "seg")
		e := doc.Explain[0]
		agrees(t, c.ID+" delta", &e.Difference, c.Expect.Delta, 100, tolerance)
		agrees(t, c.ID+" mix", &e.Mix, c.Expect.Mix, 100, tolerance)
		agrees(t, c.ID+" rate", &e.Rate, c.Expect.Rate, 100, tolerance)
		agrees(t, c.ID+" se", &e.RateSE, c.Expect.SE, 100, tolerance)
		if len(e.Groups) != len(c.Expect.Segments) {
			t.Errorf("%s: %d groups", c.ID, len(e.Groups))
		}
		for _, g := range e.Groups {
			want := c.Expect.Segments[g.Key["seg"]]
			agrees(t, c.ID+" share a", &g.ShareA, want.Share0, 1, tolerance)
			agrees(t, c.ID+" share b", &g.ShareB, want.Share1, 1, tolerance)
			agrees(t, c.ID+" group rate", &g.Rate, want.Rate, 100, tolerance)
			agrees(t, c.ID+" group mix", &g.Mix, want.Mix, 100, tolerance)
			if g.ShareA > 0 && g.ShareB > 0 {
				agrees(t, c.ID+" nps a", g.NPSA, want.NPS0, 100, tolerance)
				agrees(t, c.ID+" nps b", g.NPSB, want.NPS1, 100, tolerance)
			} else if g.NPSA != nil && g.NPSB != nil {
				t.Errorf("%s %v: a score without answers", c.ID, g.Key)
			}
		}
	}
}

func writeFile(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// sameButSources wants two documents to differ in nothing but where they come from.
func sameButSources(t *testing.T, what string, one, other map[string]any) {
	t.Helper()
	for _, doc := range []map[string]any{one, other} {
		if doc["sources"] == nil {
			t.Fatalf("%s: no sources", what)
		}
		delete(doc, "sources")
	}
	for key := range one {
		if !reflect.DeepEqual(one[key], other[key]) {
			a, _ := json.Marshal(one[key])
			b, _ := json.Marshal(other[key])
			t.Errorf("%s: %s differs\n%.2000s\n%.2000s", what, key, a, b)
		}
	}
	if len(one) != len(other) {
		t.Errorf("%s: %d and %d fields", what, len(one), len(other))
	}
}

// analysesOfOne are commands that read one input, whatever holds it.
var analysesOfOne = []string{
	"compare INPUT --by region",
	"compare INPUT --by region,plan --against rest --exact",
	"compare INPUT --a month=2026-05 --b month=2026-06",
	"compare INPUT --a month=2026-05,2026-04 --a plan=Plus --b plan!=Plus --where region=North,South",
	"compare INPUT --a region=North --b region=South --explain --by plan,month",
	"trend INPUT",
	"trend INPUT --by region --rolling 3 --chart ewma",
	"trend INPUT --where plan=Plus --chart cusum --confidence 0.8",
}

// TestTallyIsItsFile: a tally file gives the documents of the export it was made from.
func TestTallyIsItsFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	exportFile(t, dir, "demo.csv", 2500, 3)
	var ignored bytes.Buffer
	if code := Main(System{Args: strings.Fields("score demo.csv --by region,plan,month --format tally -o demo.tally"), In: strings.NewReader(""),
		Out: &ignored, Err: &ignored, Dir: dir, Environ: []string{"HOME=" + dir}, Now: time.Now}); code != 0 {
		t.Fatal(ignored.String())
	}
	for _, line := range analysesOfOne {
		if strings.Contains(line, "--where") {
			continue // a tally no longer knows of which group a blank was
		}
		var file, tally map[string]any
		analysis(t, dir, &file, strings.Fields(strings.Replace(line, "INPUT", "demo.csv", 1))...)
		analysis(t, dir, &tally, strings.Fields(strings.Replace(line, "INPUT", "demo.tally", 1))...)
		sameButSources(t, line, file, tally)
	}
}

// TestVaultIsItsFile: the vault gives the documents of the export that was imported.
func TestVaultIsItsFile(t *testing.T) {
	t.Parallel()
	w := newVaultRun(t)
	w.now = time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC)
	exportFile(t, w.dir, "demo.csv", 1200, 4)
	w.as("asha", 0, "vault init --quiet")
	w.as("asha", 0, "import demo.csv --quiet")
	lines := append(slices.Clone(analysesOfOne), "trend INPUT --every week --event 2026-01-15=launch")
	tried := 0
	for _, line := range lines {
		tried++
		var file, vault map[string]any
		w.as("asha", 0, strings.Replace(line, "INPUT", "demo.csv", 1)+" --format json")
		w.document(&file)
		w.as("asha", 0, strings.Replace(line, " INPUT", "", 1)+" --format json")
		w.document(&vault)
		sameButSources(t, line, file, vault)
	}
	if tried < 7 {
		t.Errorf("only %d commands", tried)
	}
}

// TestPairedVaultIsItsFile: respondents are joined in a vault as in the file.
func TestPairedVaultIsItsFile(t *testing.T) {
	t.Parallel()
	w := newVaultRun(t)
	w.now = time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC)
	exportFile(t, w.dir, "demo.csv", 4000, 4)
	w.as("asha", 0, "vault init --quiet")
	w.as("asha", 0, "import demo.csv --quiet")
	var docs [2]struct {
		Comparisons []struct {
			Difference, Low, High, P float64
			Paired                   struct {
				Respondents, Up, Down int
				OnlyA                 int `json:"only_a"`
				Transitions           [3][3]int
			}
		}
	}
	for i, input := range []string{"demo.csv ", ""} {
		w.as("asha", 0, "compare "+input+"--paired --a quarter=2025-Q4 --b quarter=2026-Q2 --format json")
		w.document(&docs[i])
	}
	if !reflect.DeepEqual(docs[0], docs[1]) {
		t.Errorf("file\n%+v\nvault\n%+v", docs[0], docs[1])
	}
	p := docs[0].Comparisons[0].Paired
	sum := 0
	for _, row := range p.Transitions {
		for _, n := range row {
			sum += n
		}
	}
	if p.Respondents == 0 || sum != p.Respondents || p.OnlyA == 0 {
		t.Errorf("%+v", p)
	}
}

// TestCompareCountsEverything: the records of the sources are the answers of the sides,
// those of neither, and what was excluded.
func TestCompareCountsEverything(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	exportFile(t, dir, "one.csv", 900, 1)
	exportFile(t, dir, "two.csv", 700, 2)
	for _, args := range []string{"one.csv two.csv", "one.csv two.csv --where region=North", "one.csv --a plan=Plus --b plan=Basic", "one.csv --by year",
		"one.csv --by consent --against rest", "one.csv two.csv --per-respondent latest --since 2026-02"} {
		var doc struct {
			comparedDoc
			Sources  []struct{ Records uint64 }
			Neither  uint64
			Excluded map[string]uint64
		}
		analysis(t, dir, &doc, append([]string{"compare"}, strings.Fields(args)...)...)
		var records, told uint64
		for _, s := range doc.Sources {
			records += s.Records
		}
		for _, n := range doc.Excluded {
			told += n
		}
		if told += doc.Neither + doc.Comparisons[0].A.N + doc.Comparisons[0].B.N; told != records || told == 0 {
			t.Errorf("%s: %d records, %d told of", args, records, told)
		}
	}
}

// TestCompareAgreesWithItself: a row of a table of groups is what the command says of
// these groups alone, whichever way they are chosen.
func TestCompareAgreesWithItself(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	exportFile(t, dir, "one.csv", 900, 1)
	exportFile(t, dir, "two.csv", 1100, 2)
	same := func(what string, got, want comparedFigures) {
		t.Helper()
		got.PAdjusted, want.PAdjusted, got.Real, want.Real, got.Verdict, want.Verdict = nil, nil, false, false, "", ""
		got.A.Key, got.B.Key, want.A.Key, want.B.Key = nil, nil, nil, nil
		if !reflect.DeepEqual(got, want) {
			a, _ := json.Marshal(got)
			b, _ := json.Marshal(want)
			t.Errorf("%s\n%s\nalone\n%s", what, a, b)
		}
	}
	compare := func(args ...string) []comparedFigures {
		t.Helper()
		var doc comparedDoc
		analysis(t, dir, &doc, append([]string{"compare"}, args...)...)
		return doc.Comparisons
	}
	groups := compare("one.csv", "two.csv", "--by", "region")
	same("all", groups[0], compare("one.csv", "two.csv")[0])
	for _, g := range groups[1:] {
		where := "region=" + g.A.Key["region"]
		same(where, g, compare("one.csv", "two.csv", "--where", where)[0])
	}
	rest := compare("one.csv", "--by", "region", "--against", "rest")
	for _, g := range rest {
		name := g.A.Key["region"]
		same("rest of "+name, g, compare("one.csv", "--a", "region="+name, "--b", "region!="+name)[0])
	}
	pairs := compare("one.csv", "--by", "plan")
	for _, g := range pairs {
		a, b := "plan="+g.A.Key["plan"], "plan="+g.B.Key["plan"]
		same(a+" and "+b, g, compare("one.csv", "--a", a, "--b", b)[0])
	}
	if len(groups) != 6 || len(rest) != 5 || len(pairs) != 6 {
		t.Errorf("%d, %d, %d comparisons", len(groups), len(rest), len(pairs))
	}
}

// BenchmarkAnalyses are compare and trend beside the score with the same groups.
func BenchmarkAnalyses(b *testing.B) {
	data := exportOf(b, demo.CSV, benchSize())
	name := filepath.Join(b.TempDir(), "export.csv")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		b.Fatal(err)
	}
	for _, line := range []string{"score INPUT --by month", "score INPUT --by region", "compare INPUT --a month=2026-05 --b month=2026-06",
		"compare INPUT --by region", "trend INPUT --every month", "trend INPUT --every month --by region"} {
		b.Run(strings.ReplaceAll(strings.Replace(line, " INPUT", "", 1), " ", "/"), func(b *testing.B) {
			var out bytes.Buffer
			args := strings.Fields(strings.Replace(line, "INPUT", name, 1) + " --format json")
			for b.Loop() {
				out.Reset()
				benchMain(b, System{Args: args, In: strings.NewReader(""), Out: &out})
			}
			rate(b, len(data), recordsOf(b, out.Bytes()))
		})
	}
}
