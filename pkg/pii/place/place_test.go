package place

import (
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// found returns what Find finds in s with at least the default confidence, as
// TYPE:text.
func found(t testing.TB, s string) []string {
	var x text.Text
	x.Set([]byte(s))
	var list []string
	for _, span := range Find(nil, &x) {
		if span.Confidence >= enough {
			from, to := x.Raw(span.Start, span.End)
			list = append(list, span.Type.String()+":"+s[from:to])
		}
	}
	return list
}
