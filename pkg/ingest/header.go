package ingest

import (
	"regexp"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"
)

// canonical brings a pattern into the form of normalised headers, so that a
// letter that Unicode can write in two ways matches both.
func canonical(pattern string) string { return norm.NFKC.String(pattern) }

// How a header speaks of the recommend question. Headers are matched by their
// text, because no tool names the column "score" (a question text, a code or
// nps_score stand there), and values alone may only veto.
type headerClass uint8

const (
	classNone   headerClass = iota
	classMedium             // a score or rating of some kind
	classStrong             // the recommend question
	classGroup              // the class (promoter ...) that the tool derived
)

// strongWords holds the verb "recommend" or what stands for the question, by
// language. Both sides are normalised alike, because the Devanagari nukta is
// written in two ways.
var strongWords = []string{
	`\brecommend`, `\blikelihood to rec`, `\be? ?nps\b`, `net promoter`, `\bltr\b`, // English and the metric's names
	`recomend`, `recomien`, `indicari`, // Spanish, Portuguese
	`recommand`, `empfehl`, `empfiehl`, `\bconsigl`, `raccomand`, // French, German, Italian
	`aanbeve`, `aanra[ad]d`, `polec`, `rekommend`, `anbefal`, // Dutch, Polish, Scandinavian
	`tavsiye`, `\böner`, `рекоменд`, `посовету`, `rekomendasi`, // Turkish, Russian, Indonesian and Malay
	`勧め`, `すすめ`, `推奨`, `推荐`, `推薦`, `추천`, `توصي`, `ترشح`, // Japanese, Chinese, Korean, Arabic
	`सिफ़ारिश`, `सिफारिश`, `अनुशंसा`, `सुझा`, `सलाह देंगे`, `suggest kar`, // Hindi and Hinglish
	`সুপারিশ`, `பரிந்துரை`, `సిఫార్సు`, `शिफारस`, `ભલામણ`, // Bengali, Tamil, Telugu, Marathi, Gujarati
}

type headerPatterns struct {
	strong, medium, group, never, commentWord *regexp.Regexp
}

// patterns are compiled at first use: an import must cost no start-up time.
var patterns = sync.OnceValue(func() *headerPatterns {
	strong := make([]string, len(strongWords))
	for i, w := range strongWords {
		strong[i] = canonical(w)
	}
	return &headerPatterns{
		strong: regexp.MustCompile(strings.Join(strong, "|")),
		medium: regexp.MustCompile(canonical(`\b(score|rating|rate|nota|note|puntuaci[oó]n|punteggio|bewertung|valor)\b|स्कोर|अंक|scale (of|from) 0|\b0 ?(-|–|to|a|à|bis|से) ?10\b`)),
		group:  regexp.MustCompile(`\bnps (group|category|type|segment|class|bucket|tier)\b|\bpromoter type\b`),
		never:  regexp.MustCompile(`\b(id|phone|age|year|month|quarter|day|duration|progress|count|zip|latitude|longitude)\b`),
		commentWord: regexp.MustCompile(canonical(
			`comment|reason|why|feedback|improve|verbatim|motiv|raz[oó]n|grund|raison|perch[eé]|कारण|सुझाव`)),
	}
})

// classify looks at a normalised header.
func classify(norm string) headerClass {
	p := patterns()
	switch {
	case p.group.MatchString(norm):
		return classGroup
	case p.strong.MatchString(norm):
		return classStrong
	case p.never.MatchString(norm):
		return classNone
	case p.medium.MatchString(norm):
		return classMedium
	}
	return classNone
}

// timeRanks orders the words of a time column's header, the best first.
var timeRanks = []string{
	`\bsubmit|\bsubmission`, `\bcomplet`, `\bend (date|time)`, `\brecorded`, `\bresponded`,
	`\bresponse (date|time)`, `\bsurvey date`, `\banswered`, `\btimestamp`, `\breceived`, `\bcreated`,
	`\bfecha`, `\bdata (da )?(pesquisa|resposta)`, `\bdatum\b|\bzeitstempel|\bhorodateur|\bmarca temporal|\bcarimbo de data|\btijdstempel|\binformazioni cronologiche`, `\bdate\b|\bdatetime\b|\btime\b`,
	`दिनांक`, `तारीख`, `समय|टाइमस्टैम्प`,
}

// lateRank is added to headers that speak of a start or a later change.
const lateRank = 100

var timePatterns = sync.OnceValue(func() []*regexp.Regexp {
	list := make([]*regexp.Regexp, len(timeRanks))
	for i, r := range timeRanks {
		list[i] = regexp.MustCompile(canonical(r))
	}
	return list
})

var latePattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\b(start|started|begin|updated|modified|changed|landed|sent|opened|stage|delivered|invited)\b`)
})

// notTime keeps durations and the like from being read as times.
var notTime = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\b(duration|time taken|time spent|seconds|minutes|time ?zone|first time|birth|dob)\b`)
})

// timeRank returns the rank of a header as the response's time, lower is
// better, or -1.
func timeRank(norm string) int {
	if notTime().MatchString(norm) {
		return -1
	}
	for i, p := range timePatterns() {
		if p.MatchString(norm) {
			if latePattern().MatchString(norm) {
				return lateRank + i
			}
			return i
		}
	}
	if latePattern().MatchString(norm) && strings.HasSuffix(norm, " at") {
		return lateRank + len(timeRanks)
	}
	if strings.HasSuffix(norm, " at") || strings.HasSuffix(norm, " on") {
		return len(timeRanks)
	}
	return -1
}

var notComment = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\b(topics?|sentiment|tags?|insight|action|language|count|id|url|date|time)\b`)
})

var surveyColumn = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(properties )?\$?(hs )?(survey|form|questionnaire) ?(id|name)?$`)
})

var oneToTen = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\b1 ?(-|–|to|through) ?10\b|\b1 ?= ?(not|least|very)`)
})
