package pii

import (
	"cmp"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// rank says which type goes first where spans overlap: what has its own check or
// form before what is only grouped digits, and names last, because the parts of an
// address of any kind, and the place behind "I am from", look like names.
var rank = [...]uint8{
	text.Email: 0, text.UPI: 1, text.URL: 2, text.IBAN: 3, text.GSTIN: 4, text.PAN: 5, text.Aadhaar: 6, text.AadhaarVID: 6, text.Card: 7,
	text.IP: 8, text.MAC: 8, text.Phone: 9, text.SSN: 10, text.ABHA: 10, text.UAN: 10, text.DateOfBirth: 10, text.EPIC: 10, text.DrivingLicence: 10,
	text.Vehicle: 11, text.IFSC: 11, text.BankAccount: 11, text.Passport: 11, text.Handle: 12,
	text.Address: 13, text.PINCode: 14, text.Location: 15, text.Person: 16,
}

// strongShape is the confidence from which on a number inside an address is taken
// for itself and not for a part of the address.
const strongShape = 0.7

// settle appends the candidates that stand, in order, as places in the raw text:
// of two that overlap the surer band first (what a mask would show by default
// before what it would not), then by rank, confidence and length.
func (s *Scanner) settle(dst []text.Span) []text.Span {
	found := s.found[:0]
	for _, x := range s.found {
		if x.Confidence >= s.f.min && x.Start < x.End && !s.covers(x) {
			found = append(found, x)
		}
	}
	found = s.swallow(found)
	slices.SortFunc(found, func(a, b text.Span) int {
		return cmp.Or(cmp.Compare(band(b), band(a)), cmp.Compare(rank[a.Type], rank[b.Type]), cmp.Compare(b.Confidence, a.Confidence),
			cmp.Compare(b.End-b.Start, a.End-a.Start), cmp.Compare(a.Start, b.Start))
	})
	s.taken = slices.Grow(s.taken[:0], len(s.text.Norm))[:len(s.text.Norm)]
	first := len(dst)
	for _, x := range found {
		if slices.Contains(s.taken[x.Start:x.End], true) {
			continue
		}
		for i := x.Start; i < x.End; i++ {
			s.taken[i] = true
		}
		if s.f.types.Has(x.Type) {
			dst = append(dst, x)
		}
	}
	for _, x := range found {
		clear(s.taken[x.Start:x.End])
	}
	slices.SortFunc(dst[first:], func(a, b text.Span) int { return cmp.Compare(a.Start, b.Start) })
	return s.raw(dst, first)
}

// band is 1 for what is masked by default.
func band(x text.Span) int {
	if x.Confidence >= DefaultConfidence {
		return 1
	}
	return 0
}

// covers says whether a span holds a placeholder.
func (s *Scanner) covers(x text.Span) bool {
	return len(s.blank) > 0 && slices.Contains(s.text.Norm[x.Start:x.End], opaque)
}

// swallow makes an address win over the numbers inside it that only their grouping
// shows: house numbers and postcodes are grouped too.
func (s *Scanner) swallow(found []text.Span) []text.Span {
	if !slices.ContainsFunc(found, func(x text.Span) bool { return x.Type == text.Address }) {
		return found
	}
	slices.SortFunc(found, func(a, b text.Span) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Type, b.Type)) })
	for i, a := range found {
		if a.Type != text.Address || a.Confidence < DefaultConfidence {
			continue
		}
		for ; i > 0 && found[i-1].Start == a.Start; i-- {
		}
		for ; i < len(found) && found[i].Start < a.End; i++ {
			if x := &found[i]; x.Type != text.Address && x.Confidence < strongShape && x.End <= a.End {
				x.Confidence = 0
			}
		}
	}
	return slices.DeleteFunc(found, func(x text.Span) bool { return x.Confidence == 0 })
}

// raw turns dst[first:] from places in the normal form into places in the raw
// text. One raw character can stand for several of the normal form, so two spans
// can meet in it; it goes to the first.
func (s *Scanner) raw(dst []text.Span, first int) []text.Span {
	keep := dst[:first]
	last := 0
	for _, x := range dst[first:] {
		x.Start, x.End = s.text.Raw(x.Start, x.End)
		x.Start = max(x.Start, last)
		if x.Start < x.End {
			keep = append(keep, x)
			last = x.End
		}
	}
	return keep
}
