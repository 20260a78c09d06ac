package stats

import "testing"

func TestDefaultMethodComesFirst(t *testing.T) {
	if Methods()[0] != DefaultMethod {
		t.Error("the default is not listed first")
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
