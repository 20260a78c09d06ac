package demo

// The planted model. Shifts and weights are thousandths of a point of the score.

// level is one value of a dimension: how often it occurs and what it does to the score.
type level struct {
	name  string
	share uint16 // per mille of the answers, beside those dealt out in turn
	shift int32
}

var regions = [...]level{
	{"North", 280, 150},
	{"South", 260, 300},
	{"East", 160, -250},
	{"West", 220, 0},
	{"Central", 80, -100},
}

var plans = [...]level{
	{"Basic", 400, -300},
	{"Plus", 340, 0},
	{"Family", 170, 200},
	{"Business", 90, 100},
}

// Two of the products need quoting in CSV on purpose.
var products = [...]level{
	{"Fibre", 380, 0},
	{"Mobile", 360, 0},
	{"DTH, HD", 160, 0},
	{`Smart TV 43"`, 100, 0},
}

var drivers = [...]struct {
	name   string
	weight int32 // per step of the rating above or below 4
}{
	{"ease", 500},
	{"support", 800},
	{"trust", 400},
}

const (
	storesPerRegion = 6
	storeCount      = storesPerRegion * len(regions)

	base       = 8800 // of an answer with every rating at 4
	ratingMean = 4

	blankScore   = 20  // per mille of answers that skip the score
	blankRating  = 40  // per mille of each rating
	partialShare = 15  // broken off after the score: no ratings, no comment
	testShare    = 6   // made by the survey's authors; only some layouts say so
	otherShare   = 12  // answers to another survey type; only Delighted says so
	repeatShare  = 65  // from somebody who answered before
	angryShare   = 60  // lose another 2 to 9 points
	roundShare   = 120 // of 4s and 6s turn to 5: people like the middle
	gamedTens    = 880

	commentDetractor = 620
	commentPassive   = 260
	commentPromoter  = 380
	commentSkipped   = 90
	commentGamed     = 12
)

var (
	ratingShares = [...]uint16{50, 90, 190, 360, 310} // 1..5
	consents     = [...]string{"yes", "no", "yes+quote"}
	consentShare = [...]uint16{610, 190, 200}

	// Calendar months, January first: how many answer, and what it does to the score.
	// Deliveries and support suffer in the festival season (October, November).
	volume = [12]int{95, 88, 102, 97, 94, 90, 96, 99, 103, 116, 118, 104}
	season = [12]int32{60, 90, 40, 0, -60, -90, -30, 20, 50, -120, -150, 30}

	hourly = [24]int{1, 1, 1, 1, 1, 2, 4, 7, 10, 12, 12, 12, 11, 10, 10, 11, 12, 12, 11, 10, 9, 7, 4, 2}
	daily  = [7]int{2, 4, 4, 4, 4, 4, 3} // Sunday first
)

// step is the planted change of level: all months from at on are shifted.
type step struct {
	at    int // index of the month, 0 when there is none
	shift int32
}

// planStep places the step in the middle third of the period and draws its direction
// and size (0.35 to 0.7 points of the score: 10 to 20 points of NPS) from the seed.
func planStep(seed uint64, months int) step {
	if months < 2 {
		return step{}
	}
	r := newRNG(seed, 4)
	third := months / 3
	s := step{at: max(1, third) + int(r.below(uint64(max(1, months-2*third))))}
	s.at = min(s.at, months-1)
	s.shift = 350 + 50*int32(r.below(5))
	if r.chance(600) {
		s.shift = -s.shift
	} else {
		s.shift += 150 // a rise meets the top of the scale and moves fewer answers
	}
	return s
}

// appendStore writes the region's initial and a number: N01.
func appendStore(b []byte, store uint8) []byte {
	return append(b, regions[store/storesPerRegion].name[0], '0', '1'+store%storesPerRegion)
}
