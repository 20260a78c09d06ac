package cli

import (
	"fmt"
	"testing"
)

// TestSampleSizeVectors: what the command answers is what the reference says.
func TestSampleSizeVectors(t *testing.T) {
	t.Parallel()
	cases, tolerance := vectors[struct {
		ID                    string
		Conf, Power, Variance float64
		Margin, Diff, Deff    float64
		Population            *float64
		N1, N2                float64
		Expect                struct {
			N         *float64
			NFPC      *float64 `json:"n_fpc"`
			PerGroup  *float64 `json:"n_per_group"`
			MDE       *float64 `json:"mde"`
			MarginFPC *float64 `json:"margin_fpc"`
		}
	}](t, "sample_size.json")
	limited := 0
	for _, c := range cases {
		number := func(x float64) string { return fmt.Sprintf("%.17g", x) }
		args := []string{"sample-size", "--confidence", number(c.Conf), "--power", number(c.Power), "--variance", number(c.Variance),
			"--margin", number(100 * c.Margin), "--detect", number(100 * c.Diff)}
		want := c.Expect.N
		if c.Population != nil {
			limited++
			args, want = append(args, "--population", number(*c.Population)), c.Expect.NFPC
		}
		var doc struct {
			Schema  string
			Answers []struct {
				Question          string
				N, Margin, Detect *float64
			}
		}
		analysis(t, t.TempDir(), &doc, args...)
		if len(doc.Answers) != 2 || doc.Answers[0].Question != "margin" || doc.Answers[1].Question != "detect" {
			t.Fatalf("%s: %+v", c.ID, doc)
		}
		agrees(t, c.ID+" margin", doc.Answers[0].N, want, 1, tolerance)
		agrees(t, c.ID+" detect", doc.Answers[1].N, c.Expect.PerGroup, 1, tolerance)
		if c.N1 == c.N2 {
			analysis(t, t.TempDir(), &doc, append(args, "--n", number(c.N1))...)
			agrees(t, c.ID+" mde", doc.Answers[2].Detect, c.Expect.MDE, 100, tolerance)
		}
	}
	if limited == 0 {
		t.Error("no case has a population")
	}
}

// TestSampleSizeAgrees: the margin that a number of answers gives asks for no more
// than that number, a population only makes it less, and a design effect more.
func TestSampleSizeAgrees(t *testing.T) {
	t.Parallel()
	type answers struct {
		Answers []struct{ N, Margin, Detect *float64 }
	}
	for _, n := range []int{1, 2, 10, 37, 400, 100000} {
		var back, ask, few, clustered answers
		analysis(t, t.TempDir(), &back, "sample-size", "--n", fmt.Sprint(n))
		margin := *back.Answers[0].Margin
		if margin > 100 || *back.Answers[0].Detect > 200 {
			continue // more than the scale
		}
		flag := fmt.Sprintf("--margin=%.15g", margin)
		analysis(t, t.TempDir(), &ask, "sample-size", flag, fmt.Sprintf("--detect=%.15g", *back.Answers[0].Detect))
		analysis(t, t.TempDir(), &few, "sample-size", flag, "--population", "500")
		analysis(t, t.TempDir(), &clustered, "sample-size", flag, "--deff", "1.5")
		if *ask.Answers[0].N != float64(n) || *ask.Answers[1].N != float64(n) {
			t.Errorf("%d answers: asked back for %v and %v", n, *ask.Answers[0].N, *ask.Answers[1].N)
		}
		if *few.Answers[0].N > float64(n) || *few.Answers[0].N > 500 || *clustered.Answers[0].N <= float64(n) {
			t.Errorf("%d answers: %v of 500 people, %v with a design effect", n, *few.Answers[0].N, *clustered.Answers[0].N)
		}
	}
}

// TestSampleSizeLearns: the variance of an export with all answers in one class is
// small and not 0.
func TestSampleSizeLearns(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, dir, "all.csv", "score\n9\n10\n9\n10\n")
	var doc struct {
		Variance float64
		Origin   string `json:"variance_from"`
	}
	analysis(t, dir, &doc, "sample-size", "--margin", "5", "--from", "all.csv")
	// (4.75 + 0.75)/7 - (4/7)^2
	if want := 5.5/7 - 16.0/49; doc.Variance < want-1e-12 || doc.Variance > want+1e-12 || doc.Origin != "4 answers of all.csv" {
		t.Errorf("%+v, want %v", doc, want)
	}
}
