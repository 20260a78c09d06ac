package demo

// appendStaff writes somebody who works there: in Devanagari in Hindi comments, elsewhere a
// full name or, three times in ten, a given name.
func appendStaff(b []byte, s *scene) []byte {
	r, book := &s.rng, s.names
	if s.language == hindi {
		b = append(b, hindiGiven[r.below(uint64(len(hindiGiven)))]...)
		b = append(b, ' ')
		return append(b, hindiFamily[r.below(uint64(len(hindiFamily)))]...)
	}
	b = append(b, book.indianGiven[r.below(uint64(len(book.indianGiven)))].text...)
	if r.chance(300) {
		return b
	}
	b = append(b, ' ')
	return append(b, book.indianFamily[r.below(uint64(len(book.indianFamily)))].text...)
}

// appendLowerStaff writes a given name without its capital, as chats do.
func appendLowerStaff(b []byte, s *scene) []byte {
	return append(b, s.names.indianGiven[s.rng.below(uint64(len(s.names.indianGiven)))].ascii...)
}

func appendLowerName(b []byte, s *scene) []byte {
	b = append(b, s.person.given.ascii...)
	b = append(b, ' ')
	return append(b, s.person.family.ascii...)
}

// appendMisspelt writes the respondent's given name as it is and the family name with one
// letter missing or doubled.
func appendMisspelt(b []byte, s *scene) []byte {
	b = append(b, s.person.given.text...)
	b = append(b, ' ')
	family := s.person.family.ascii
	at := 1 + int(s.rng.below(uint64(len(family)-1)))
	b = append(b, family[0]&^0x20)
	b = append(b, family[1:at]...)
	if len(family) < 6 || s.rng.chance(500) {
		b = append(b, family[at])
		return append(b, family[at:]...)
	}
	return append(b, family[at+1:]...)
}

// appendSpelledEmail writes an address as people do who mistrust forms.
func appendSpelledEmail(b []byte, s *scene) []byte {
	b = append(b, s.person.given.ascii...)
	b = appendInt(b, s.person.number)
	b = append(b, " at example dot "...)
	return append(b, [...]string{"com", "org", "net"}[s.rng.below(3)]...)
}
