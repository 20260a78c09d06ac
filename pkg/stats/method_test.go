package stats

import (
	"errors"
	"strings"
	"testing"
)

func TestParseMethod(t *testing.T) {
	for _, m := range Methods() {
		for _, word := range []string{string(m), strings.ToUpper(string(m)), " " + string(m)} {
			if got, err := ParseMethod(word); err != nil || got != m {
				t.Errorf("%q: %v, %v", word, got, err)
			}
		}
	}
	if Methods()[0] != DefaultMethod {
		t.Error("the default is not listed first")
	}
	for word, nearest := range map[string]Method{
		"wilson": Tango, "adjustedwald": AdjustedWald, "adjusted_wald": AdjustedWald, "walt": Wald,
		"trinomial": TrinomialT, "bonet-price": BonettPrice, "dirichlett": Dirichlet, "moover": Mover, "tano": Tango,
	} {
		_, err := ParseMethod(word)
		var unknown *UnknownMethodError
		if !errors.As(err, &unknown) {
			t.Errorf("%q: %v", word, err)
			continue
		}
		if word != "wilson" && unknown.Nearest != nearest { // nothing is near it: any will do
			t.Errorf("%q: nearest %s, want %s", word, unknown.Nearest, nearest)
		}
		if !strings.Contains(err.Error(), string(unknown.Nearest)) {
			t.Errorf("%q: %v", word, err)
		}
	}
}

func TestCheckConfidence(t *testing.T) {
	for _, c := range []float64{1e-9, 0.5, 0.95, 0.999999} {
		if err := CheckConfidence(c); err != nil {
			t.Error(err)
		}
	}
	for _, c := range badConfidences {
		if CheckConfidence(c) == nil {
			t.Errorf("%v is taken", c)
		}
	}
}
