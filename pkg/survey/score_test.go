package survey

import (
	"strings"
	"testing"
	"unicode"
)

func TestReadScoreCells(t *testing.T) {
	scores := map[string]int{
		"0": 0, "7": 7, "10": 10, "09": 9, "00": 0, "+8": 8, "+10": 10, "'9": 9, "' 9": 9,
		"8,0": 8, "5.0": 5, "10.00": 10, "+9.0": 9, " 8 ": 8, "\t10\r": 10,
		"\u00a08\u00a0": 8, "\u200b10\ufeff": 10, "\u202f7": 7, "१०": 10, "७": 7, "９": 9, "١٠": 10, "८.०": 8, "１０．０": 10,
		"10 - Extremely likely": 10, "Extremely likely - 10": 10, "0 (Not at all likely)": 0, "Extremely likely (10)": 10,
		"0 – Not at all likely": 0, "10 — Extremely likely": 10, "10: Extremely likely": 10, "10=Extremely likely": 10,
		"10. Extremely likely": 10, "0-Not at all": 0, "Not at all likely: 0": 0, "Extremely likely—10": 10,
		"बहुत संभव है - १०": 10, "10\u00a0-\u00a0Tr\u00e8s probable": 10, "'10 - Extremely likely": 10,
	}
	r := NewScoreReader(nil, nil)
	for cell, want := range scores {
		score, kind := r.Read([]byte(cell))
		if kind != CellScore || score != want {
			t.Errorf("Read(%q) = %d, kind %d, want %d", cell, score, kind, want)
		}
	}
	for _, cell := range []string{
		"", " ", "\u00a0", "\u200b", "'", "NA", "na", "N/A", "n/a", "#N/A", "null", "NULL", "None", "nan", "NaN", "-", "–", " - ", "'-",
	} {
		if score, kind := r.Read([]byte(cell)); kind != CellBlank || score != 0 {
			t.Errorf("Read(%q) = %d, kind %d, want blank", cell, score, kind)
		}
	}
	for _, cell := range []string{
		"score 8", "10/10", "ten", "9.5", "5.5", "11", "11.0", "-1", "1e1", "10%", "100", "-2147483648", "10.", ".0", "8.01", "++8", "+",
		"7(", "8 9", "8-9", "8 - 9", "11 - too much", "Extremely likely 10", "10 Extremely likely", "10 - ", " - 10", "(10)", "Promoter", "#NAME?", "=10",
		"10 - of 10", "9.0 - good", "top 3 - 10", "top 3 answers - 10", "\xff", "\xff10", "8½", strings.Repeat("1", 2000), "10 - " + strings.Repeat("x", 2000), "true", "--", "—",
	} {
		if score, kind := r.Read([]byte(cell)); kind != CellInvalid || score != 0 {
			t.Errorf("Read(%q) = %d, kind %d, want invalid", cell, score, kind)
		}
	}
}

func TestReadLabelsFirst(t *testing.T) {
	r := NewScoreReader(map[string]int{
		"Strongly  agree": 10, "Ten": 10, "N/A": 3, "सिफ़ारिश": 9, "11": 10, "5.5": 5, "": 4, "too high": 11,
	}, []string{"99", "Not asked", "0"})
	for cell, want := range map[string]int{
		"strongly agree": 10, " STRONGLY\u00a0AGREE ": 10, "ten": 10, "n/a": 3, "सिफ\u093cारिश": 9, "\u0938\u093f\u095e\u093e\u0930\u093f\u0936": 9, "11": 10, "5.5": 5, "10": 10, "7": 7,
	} {
		if score, kind := r.Read([]byte(cell)); kind != CellScore || score != want {
			t.Errorf("Read(%q) = %d, kind %d, want %d", cell, score, kind, want)
		}
	}
	for _, cell := range []string{"99", "not asked", "", "NA", "0"} {
		if score, kind := r.Read([]byte(cell)); kind != CellBlank {
			t.Errorf("Read(%q) = %d, kind %d, want blank", cell, score, kind)
		}
	}
	if score, kind := r.Read([]byte("too high")); kind != CellInvalid {
		t.Errorf("a label outside the scale gave %d, kind %d", score, kind)
	}
}

func TestReadDoesNotAllocate(t *testing.T) {
	r := NewScoreReader(map[string]int{"strongly agree": 10}, []string{"99"})
	cells := [][]byte{[]byte("9"), []byte("10"), nil, []byte(" 8.0 "), []byte("NA"), []byte("Strongly agree"), []byte("10 - Extremely likely"), []byte("99")}
	if n := testing.AllocsPerRun(100, func() {
		for _, c := range cells {
			r.Read(c)
		}
	}); n != 0 {
		t.Errorf("%v allocations for ASCII cells", n)
	}
}

// Every range of decimal digits must be whole runs of ten, or DigitValue is wrong.
func TestDigitRanges(t *testing.T) {
	n := 0
	check := func(lo, hi, stride uint32) {
		n++
		if (hi-lo+1)%10 != 0 || stride != 1 {
			t.Errorf("range %x-%x is no whole number of runs", lo, hi)
		}
	}
	for _, r := range unicode.Nd.R16 {
		check(uint32(r.Lo), uint32(r.Hi), uint32(r.Stride))
	}
	for _, r := range unicode.Nd.R32 {
		check(r.Lo, r.Hi, r.Stride)
	}
	if n < 30 {
		t.Fatalf("only %d ranges", n)
	}
}

func TestParseLabel(t *testing.T) {
	for in, want := range map[string]struct {
		text  string
		score int
	}{
		"Strongly agree=10": {"Strongly agree", 10}, "a=b=3": {"a=b", 3}, " x = 0 ": {"x", 0}, "हाँ=१०": {"हाँ", 10},
	} {
		text, score, err := ParseLabel(in)
		if err != nil || text != want.text || score != want.score {
			t.Errorf("ParseLabel(%q) = %q, %d, %v", in, text, score, err)
		}
	}
	for _, in := range []string{"", "abc", "=10", " =3", "x=", "x=11", "x=-1", "x=ten", "x=1.5", "x=010"} {
		if _, _, err := ParseLabel(in); err == nil {
			t.Errorf("ParseLabel(%q) was accepted", in)
		}
	}
}

func TestClasses(t *testing.T) {
	want := []Class{0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2}
	for score, c := range want {
		if ClassOf(score) != c {
			t.Errorf("ClassOf(%d) = %v", score, ClassOf(score))
		}
	}
	for word, c := range map[string]Class{
		"promoter": Promoter, "PROMOTERS": Promoter, " Promotor ": Promoter, "promotora": Promoter, "promoteur": Promoter,
		"Passive": Passive, "neutral": Passive, "pasivo": Passive, "neutro": Passive, "passif": Passive,
		"detractor": Detractor, "detrator": Detractor, "détracteur": Detractor, "de\u0301tracteur": Detractor, "Kritiker": Detractor, "आलोचक": Detractor,
	} {
		if got, ok := ParseClass(word); !ok || got != c {
			t.Errorf("ParseClass(%q) = %v, %v", word, got, ok)
		}
	}
	for _, word := range []string{"", "1", "10", "yes", "promo", strings.Repeat("promoter", 20)} {
		if c, ok := ParseClass(word); ok {
			t.Errorf("ParseClass(%q) = %v", word, c)
		}
	}
	for _, c := range []Class{Detractor, Passive, Promoter} {
		if got, ok := ParseClass(c.String()); !ok || got != c {
			t.Errorf("%v does not read its own word", c)
		}
	}
}

func FuzzScoreCell(f *testing.F) {
	for _, s := range []string{"", "0", "10", "8,0", "१०", "10 - Extremely likely", "Extremely likely (10)", "N/A", "'+9", "strongly agree", "\xff", "–", "1\u0301", "－１", "10 (x"} {
		f.Add(s)
	}
	r := NewScoreReader(map[string]int{"strongly agree": 10}, []string{"99"})
	plain := NewScoreReader(nil, nil)
	f.Fuzz(func(t *testing.T, s string) {
		for _, r := range []*ScoreReader{r, plain} {
			score, kind := r.Read([]byte(s))
			if score < 0 || score > 10 || (kind != CellScore && score != 0) || kind > CellInvalid {
				t.Fatalf("Read(%q) = %d, kind %d", s, score, kind)
			}
			for _, other := range []string{s, "\u00a0" + s + "\u00a0", " \u200b" + s + "\ufeff\t"} {
				if sc, k := r.Read([]byte(other)); sc != score || k != kind {
					t.Fatalf("Read(%q) = %d, %d but Read(%q) = %d, %d", s, score, kind, other, sc, k)
				}
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	r := NewScoreReader(nil, nil)
	for _, s := range []string{"9", "10", "", "8.0", "10 - Extremely likely", "10 – Extremely likely", "१०", "NA", "not a score"} {
		cell := []byte(s)
		b.Run(s, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r.Read(cell)
			}
		})
	}
}
