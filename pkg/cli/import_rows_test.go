package cli

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// What is remembered of allowed values says what the list says.
func TestAllowedValuesAreRemembered(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 9))
	values := map[string]string{}
	for i := range 300 {
		v := fmt.Sprintf("%c%02d", 'A'+i%5, i)
		values[v] = v
	}
	var a allowed
	var met [2]int
	for range 50_000 {
		cell := fmt.Sprintf("%c%02d", 'A'+rng.IntN(6), rng.IntN(330))
		_, want := values[cell]
		if got := a.has(values, []byte(cell)); got != want {
			t.Fatalf("%q: %t", cell, got)
		}
		if want {
			met[1]++
		} else {
			met[0]++
		}
	}
	if met[0] < 1000 || met[1] < 1000 {
		t.Errorf("%v were met", met)
	}
	if !new(allowed).has(nil, []byte("any")) || new(allowed).has(map[string]string{}, []byte("none")) {
		t.Error("any value, or none, is allowed")
	}
}
