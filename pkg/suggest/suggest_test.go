package suggest

import "testing"

func TestNearest(t *testing.T) {
	names := []string{"adjusted-wald", "tango", "mover", "min-n"}
	for word, want := range map[string]string{
		"tnago": "tango", "Tango": "tango", "min_n": "min-n", "adjustedwald": "adjusted-wald",
		"move": "mover", "xyzzy": "", "": "",
	} {
		if got := Nearest(word, names); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
	if got := Nearest("tango", nil); got != "" {
		t.Errorf("without candidates: %q", got)
	}
}

func TestOrder(t *testing.T) {
	names := []string{"Comment", "Region name", "Regoin", "Score"}
	if got := Order("region", names); got[0] != 1 || got[1] != 2 {
		t.Errorf("Order = %v, want the column that holds the word, then the one a swap away", got)
	}
}
