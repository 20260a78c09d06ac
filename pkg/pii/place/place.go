// Package place finds postal addresses in free text, and names of places where
// they say where somebody lives.
package place

import "github.com/seed-ccfc8abe/nps/pkg/pii/text"

// Find appends the spans of types ADDRESS, LOCATION and PINCODE in t, in order
// and without overlap, as places in t.Norm.
func Find(dst []text.Span, t *text.Text) []text.Span { return dst }
