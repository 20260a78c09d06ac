package yamlerr

import (
	"testing"

	"go.yaml.in/yaml/v3"
)

func TestPlace(t *testing.T) {
	for text, want := range map[string]int{
		"a: [1": 1, "a: 1\nb: [": 2, "a: 1\nb: 2\n c: 3\n": 3, "a: 1\nb: *nobody\n": 2,
		"a: 1\n\nb: \xff\n": 3, "a: 1\nb: \x01\n": 2, "\t- a": 1,
	} {
		var v any
		err := yaml.Unmarshal([]byte(text), &v)
		if err == nil {
			t.Errorf("%q is YAML", text)
			continue
		}
		if line, msg := Place(err, []byte(text)); line != want || msg == "" {
			t.Errorf("%q: line %d (%s), want %d", text, line, msg, want)
		}
	}
}
