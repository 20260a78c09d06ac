//go:build ignore

package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// column returns a table with one row a score: id, the score under header, and what
// more gives for row i.
func column(header string, scores []string, moreHeaders []string, more func(i int) []string) [][]string {
	out := [][]string{append([]string{"id", header}, moreHeaders...)}
	for i, s := range scores {
		row := []string{strconv.Itoa(101 + i), s}
		if more != nil {
			row = append(row, more(i)...)
		}
		out = append(out, row)
	}
	return out
}

// times repeats values: times("10", 5, "9", 4).
func times(pairs ...any) []string {
	var out []string
	for i := 0; i < len(pairs); i += 2 {
		for range pairs[i+1].(int) {
			out = append(out, pairs[i].(string))
		}
	}
	return out
}

func storyScores() []string {
	var out []string
	for _, a := range story(false) {
		out = append(out, a.score)
	}
	return out
}

// narrow encodes text in a one byte encoding; what it lacks becomes "?".
func narrow(text string, codes map[rune]byte) string {
	var b strings.Builder
	for _, r := range text {
		switch c, ok := codes[r]; {
		case ok:
			b.WriteByte(c)
		case r < 0x80:
			b.WriteRune(r)
		default:
			b.WriteByte('?')
		}
	}
	return b.String()
}

func encodings() {
	real := story(false)
	tabs := dialect{comma: "\t", eol: "\r\n"}.encode(generic(real))
	write("utf16le-tab.txt", "\xff\xfe"+utf16(tabs, false))
	write("utf16be-tab.txt", "\xfe\xff"+utf16(tabs, true))
	write("utf16le-unmarked.txt", utf16(tabs, false))
	write("utf16-cut.txt", "\xff\xfe"+utf16(tabs, false)+"x") // ends in half a unit

	german := table(real, func(a answer) []string {
		score := a.score
		if score != "" {
			score += ",0"
		}
		return []string{a.at.Format("02.01.2006"), score, a.comment}
	}, []string{"Datum", "Wie wahrscheinlich ist es, dass Sie uns empfehlen?", "Grund für die Bewertung"})
	write("windows-1252-sep.csv", "sep=;\r\n"+narrow(dialect{comma: ";", eol: "\r\n"}.encode(german), map[rune]byte{'ü': 0xfc, '’': 0x92, '–': 0x96, 'è': 0xe8}))

	mac := table(real, func(a answer) []string {
		return []string{a.score, "Very\u00a0Unlikely", a.comment}
	}, []string{"How likely are you to recommend Acme?", "Will you buy\u00a0again?", "Why?"})
	write("macroman.csv", narrow(dialect{}.encode(mac), map[rune]byte{'\u00a0': 0xca, '’': 0xd5, '–': 0xd0, 'è': 0x8f}))

	broken := generic(real)
	broken[1][4], broken[2][4] = "the cafÃ© itâ€™s near", "trÃ¨s bien"
	write("mojibake.csv", dialect{}.encode(broken))
}

func columnCases() {
	helmet := []string{"9", "9", "9", "10", "8", "7", "2", "6", "10", "9", "5", "0", ""}
	bike := "How likely are you to recommend the bike?"
	write("two-strong.csv", dialect{}.encode(column(bike, storyScores(), []string{"Why?", "How likely are you to recommend the helmet?", "Why not?"},
		func(i int) []string { return []string{"", helmet[i], ""} })))
	write("three-strong.csv", dialect{}.encode(column("nps_product", storyScores(), []string{"nps_support", "nps_delivery"},
		func(i int) []string { return []string{helmet[i], "7"} })))
	write("identical-headers.csv", dialect{}.encode(column(bike, storyScores(), []string{"Why?", bike, "Why?"},
		func(i int) []string { return []string{"", helmet[i], ""} })))

	spanish := map[string]string{"": "", "Promoter": "Promotor", "Passive": "Pasivo", "Detractor": "Detractor"}
	classes := table(story(false), func(a answer) []string {
		return []string{a.at.Format("2006-01-02"), spanish[a.class()], a.score, a.region}
	}, []string{"fecha", "NPS", "Nota", "zona"})
	write("class-named-nps.csv", dialect{comma: ";"}.encode(classes))
	classes[3][1] = "Detractor" // of a 9, in line 4
	write("class-disagrees.csv", dialect{comma: ";"}.encode(classes))
	write("class-only.csv", dialect{}.encode(table(story(false), func(a answer) []string {
		return []string{strconv.Itoa(a.id), a.class(), a.region}
	}, []string{"id", "nps_category", "region"})))

	write("labels.csv", dialect{}.encode(column("How likely are you to recommend us?",
		times("9", 3, "Absolutely", 4, "8", 3, "Not at all", 3, "7", 2, "6", 2, "5", 1, "3", 1, "2", 1), nil, nil)))
	write("likert.csv", dialect{}.encode(column("Would you recommend us?", times("Yes", 8, "No", 5), []string{"Overall rating (0-10)"},
		func(i int) []string { return []string{storyScores()[i]} })))
	write("two-medium.csv", dialect{}.encode(column("Service rating", storyScores(), []string{"Price rating"}, func(i int) []string { return []string{helmet[i]} })))
	write("guess.csv", dialect{}.encode(column("How many people work with you?", storyScores(), []string{"Notes"}, func(int) []string { return []string{"ok"} })))

	surveys := table(story(false), func(a answer) []string { return []string{"Retail", strconv.Itoa(a.id), a.score} }, []string{"survey_name", "customer_no", "nps_score"})
	for i := range 5 {
		surveys = append(surveys, []string{"Online", strconv.Itoa(200 + i), "2"})
	}
	write("two-surveys.csv", dialect{}.encode(surveys))
	write("hindi.csv", dialect{}.encode(column("क्या आप हमारी सिफ\u093cारिश करेंगे?", storyScores(), nil, nil))) // the nukta decomposed
	people()
}

// people writes repeated response ids and repeated respondents in the tally layout.
func people() {
	header := []string{"Submission ID", "Respondent ID", "Submitted at", "How likely are you to recommend us?"}
	at := func(i int) string { return time.Date(2026, 5, 1+i, 9, 0, 0, 0, time.UTC).Format(isoSeconds) }
	rows := [][]string{header}
	for i, s := range strings.Fields("10 9 8 7 6 0 10 9 3 5") {
		rows = append(rows, []string{fmt.Sprint("s", i+1), fmt.Sprint("r", i+1), at(i), s})
	}
	rows = append(rows, []string{"s1", "r1", at(20), "2"}, []string{"s4", "r4", at(21), "7"})
	write("duplicates.csv", dialect{}.encode(rows))

	rows = [][]string{header}
	who := strings.Fields("r1 r2 r3 r1 r4 r5 r6 r3 r7 r8 r9 r10 r1")
	for i, s := range strings.Fields("10 8 0 9 9 9 10 7 6 5 8 10 2") {
		rows = append(rows, []string{fmt.Sprint("s", i+1), who[i], at(i), s})
	}
	write("respondents.csv", dialect{}.encode(rows))
}

func scaleCases() {
	q := "How likely are you to recommend us?"
	simple := func(name, header string, scores []string) {
		write(name, dialect{}.encode(column(header, scores, nil, nil)))
	}
	simple("scale-1-5.csv", q, times("5", 10, "4", 5, "3", 2, "2", 2, "1", 1))
	var cycle []string
	for i := range 220 {
		cycle = append(cycle, strconv.Itoa(1+i*7%10))
	}
	simple("scale-1-10.csv", q, cycle)
	simple("scale-text.csv", "On a scale of 1-10, how likely are you to recommend us?", times("10", 4, "8", 3, "5", 3, "1", 2))
	simple("scale-0-100.csv", q, times("100", 4, "95", 3, "80", 4, "70", 3, "55", 2, "10", 2, "0", 2))
	simple("sentinel.csv", q, times("10", 5, "9", 4, "8", 3, "-2147483648", 1, "7", 2, "6", 1, "3", 2, "0", 2))
	simple("sentinel-many.csv", q, times("10", 5, "9", 4, "8", 2, "-2147483648", 3, "7", 2, "6", 1, "3", 1, "0", 2))
	var hindi []string
	for _, s := range storyScores() {
		hindi = append(hindi, strings.Map(func(r rune) rune { return '०' + r - '0' }, s))
	}
	simple("devanagari-digits.csv", q, hindi)
	simple("odd-cells.csv", q, []string{"10 - Extremely likely", "0 (Not at all likely)", "5.0", "8,0", "+9", "\u00a07 ", "'10", "٩", "N/A", "-", "–", "null", "nan", "NA", "#N/A", "",
		"6", "9", "10", "10", "8", "3", "11"})
}

func dateCases() {
	scores := strings.Fields("10 9 9 8 7 6 0 10 9 5 8 3")
	days := [][2]int{{5, 1}, {6, 1}, {13, 1}, {20, 1}, {1, 2}, {2, 2}, {3, 2}, {14, 2}, {1, 3}, {2, 3}, {3, 3}, {25, 3}} // day, month
	early := [][2]int{{5, 1}, {6, 1}, {7, 1}, {8, 1}, {1, 2}, {2, 2}, {3, 2}, {4, 2}, {1, 3}, {2, 3}, {3, 3}, {12, 3}}
	file := func(name, header string, days [][2]int, format func(i int, t time.Time) string) {
		write(name, dialect{}.encode(column("nps_score", scores, []string{header}, func(i int) []string {
			return []string{format(i, time.Date(2026, time.Month(days[i][1]), days[i][0], 15, 4, 5, 0, time.UTC))}
		})))
	}
	layout := func(l string) func(int, time.Time) string {
		return func(_ int, t time.Time) string { return t.Format(l) }
	}
	file("dates-dmy.csv", "Submitted", days, layout("2/1/2006 15:04"))
	file("dates-mdy.csv", "Submitted", days, layout("1/2/2006 15:04"))
	file("dates-undecidable.csv", "Submitted", early, layout("02/01/2006"))
	file("dates-conflict.csv", "Submitted", days, func(i int, t time.Time) string { return t.Format([]string{"02/01/2006", "01/02/2006"}[i%2]) })
	file("dates-mixed.csv", "Submitted", days, func(i int, t time.Time) string { return t.Format([]string{"02/01/2006", "2006-01-02"}[i%2]) })
	file("dates-dots.csv", "Datum", early, layout("02.01.2006"))
	file("dates-ampm.csv", "Submitted", days, layout("1/2/2006 3:04:05\u202fPM"))
	file("dates-names.csv", "Submitted", days, layout("02-Jan-2006"))
	file("dates-unix.csv", "created_at", days, func(_ int, t time.Time) string { return strconv.FormatInt(t.Unix(), 10) })
	file("dates-serials.csv", "Date", days, func(_ int, t time.Time) string { return strconv.Itoa(serial(t, 1900)) })
	zoned := []string{"2026-01-31T23:30:00-05:00", "2026-01-15T10:00:00Z", "2026-02-01T02:00:00+05:30", "2026-02-10T00:00:00Z"}
	file("dates-zoned.csv", "Submitted", days, func(i int, _ time.Time) string { return zoned[i%4] })
}

// serial is Excel's number of a day, counted from the end of 1899 (with the leap day
// of 1900 that never was) or from 1904-01-01.
func serial(t time.Time, system int) int {
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if system == 1904 {
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return int(t.Sub(epoch).Hours() / 24)
}
