package demo

// city is a place with the first four digits of its PIN codes.
type city struct{ name, hindi, pin string }

var (
	cities = [...]city{{"Pune", "पुणे", "4110"}, {"Mumbai", "मुंबई", "4000"}, {"Bengaluru", "बेंगलुरु", "5600"},
		{"Chennai", "चेन्नई", "6000"}, {"Jaipur", "जयपुर", "3020"}, {"Lucknow", "लखनऊ", "2260"}, {"Indore", "इंदौर", "4520"},
		{"Nagpur", "नागपुर", "4400"}, {"Hyderabad", "हैदराबाद", "5000"}, {"Patna", "पटना", "8000"}, {"Surat", "सूरत", "3950"}}
	houses      = [...]string{"Flat ", "House no. ", "Plot No ", "#", "B-"}
	houseNames  = [...]string{"Sai Residency", "Lotus Enclave", "Shanti Apartments", "Green Heights", "Om Sadan"}
	streets     = [...]string{"MG Road", "Station Road", "Nehru Road", "5th Main", "Temple Street", "Gandhi Nagar", "Sector 15", "Civil Lines"}
	hindiHouses = [...]string{"मकान नंबर ", "फ्लैट ", "प्लॉट ", "गली नंबर "}
	hindiParts  = [...]string{"गांधी नगर", "नेहरू मार्ग", "लक्ष्मी नगर", "सेक्टर 15", "स्टेशन रोड"}
	worldRoads  = [...]string{" Maple Street", " Oak Avenue", " Church Lane", " Station Road", " High Street", " Lakeview Drive"}
	worldTowns  = [...]string{"Springfield, IL 62704", "Columbus, OH 43215", "Madison, WI 53703", "Leeds LS1 4AB", "Bristol BS8 1TH", "Cardiff CF10 3AT"}
	worldPlaces = [...]string{"Leeds", "Toronto", "Chicago", "Berlin", "Porto", "Nairobi", "Melbourne", "Oslo"}
)

// appendAddress writes a house that nobody checked for existence, in a street of a common
// name; the PIN is one of its city's.
func appendAddress(b []byte, s *scene) []byte {
	r := &s.rng
	if !s.person.indian && s.language != hindi {
		b = appendInt(b, int64(1+r.below(900)))
		b = append(b, worldRoads[r.below(uint64(len(worldRoads)))]...)
		if r.chance(250) {
			b = appendInt(append(b, ", Apt "...), int64(1+r.below(40)))
		}
		b = append(b, ", "...)
		return append(b, worldTowns[r.below(uint64(len(worldTowns)))]...)
	}
	c := &cities[r.below(uint64(len(cities)))]
	if s.language == hindi {
		b = append(b, hindiHouses[r.below(uint64(len(hindiHouses)))]...)
		b = appendInt(b, int64(1+r.below(400)))
		b = append(b, ", "...)
		b = append(b, hindiParts[r.below(uint64(len(hindiParts)))]...)
		b = append(b, ", "...)
		b = append(append(b, c.hindi...), ' ')
		return appendPadded(append(b, c.pin...), 1+r.below(40), 2)
	}
	b = append(b, houses[r.below(uint64(len(houses)))]...)
	b = appendInt(b, int64(1+r.below(400)))
	if r.chance(500) {
		b = append(b, ", "...)
		b = append(b, houseNames[r.below(uint64(len(houseNames)))]...)
	}
	b = append(b, ", "...)
	b = append(b, streets[r.below(uint64(len(streets)))]...)
	b = append(b, ", "...)
	b = append(b, c.name...)
	b = append(b, [...]string{" ", "-", " - ", ", "}[r.below(4)]...)
	return appendPadded(append(b, c.pin...), 1+r.below(40), 2)
}

// appendLocation writes the place somebody says to live in.
func appendLocation(b []byte, s *scene) []byte {
	c := &cities[s.rng.below(uint64(len(cities)))]
	switch {
	case s.language == hindi:
		return append(b, c.hindi...)
	case !s.person.indian:
		return append(b, worldPlaces[s.rng.below(uint64(len(worldPlaces)))]...)
	}
	return append(b, c.name...)
}
