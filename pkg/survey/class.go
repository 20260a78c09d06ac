package survey

import "sync"

// Class is one of the three groups that a score 0..10 falls into.
type Class uint8

// The classes, from the lowest scores to the highest.
const (
	Detractor Class = iota // scores 0 to 6
	Passive                // scores 7 and 8
	Promoter               // scores 9 and 10
)

// ClassOf gives the class of a score. Scores below 0 count as detractors and
// scores above 10 as promoters; callers only hand over 0..10.
func ClassOf(score int) Class {
	switch {
	case score >= 9:
		return Promoter
	case score >= 7:
		return Passive
	}
	return Detractor
}

// String gives the word of the class: detractor, passive or promoter.
func (c Class) String() string {
	switch c {
	case Detractor:
		return "detractor"
	case Passive:
		return "passive"
	case Promoter:
		return "promoter"
	}
	return "unknown"
}

// ParseClass reads a class word as survey tools write it, in any of the languages
// that exports are known in; case, spacing and Unicode form do not matter.
// It answers false for every other text, also for the numeric codes of Qualtrics.
func ParseClass(word string) (Class, bool) {
	if len(word) > 64 {
		return 0, false
	}
	c, ok := classWords()[Fold(word)]
	return c, ok
}

// classWords holds folded words. Singular, plural and, where exports have them,
// both genders; a word that means different classes in two languages is left out.
var classWords = sync.OnceValue(func() map[string]Class {
	m := make(map[string]Class, 128)
	add := func(c Class, words ...string) {
		for _, w := range words {
			m[Fold(w)] = c
		}
	}
	add(Promoter,
		"promoter", "promoters", "promotor", "promotors", "promotora", "promotores", "promotoras",
		"promoteur", "promoteurs", "promotrice", "promotrices", "promotore", "promotori", "promotoren",
		"fürsprecher", "befürworter", "ambassadör", "ambassadører", "ambassadeur", "promotorzy", "promotör", "destekleyen", "destekçi",
		"промоутер", "промоутеры", "сторонник", "сторонники", "推奨者", "推薦者", "推荐者", "추천자", "추천 고객",
		"प्रमोटर", "प्रवर्तक", "समर्थक")
	add(Passive,
		"passive", "passives", "neutral", "neutrals", "pasivo", "pasivos", "pasiva", "pasivas",
		"neutro", "neutros", "neutra", "neutras", "passif", "passifs", "neutre", "neutres",
		"passivo", "passivi", "passivos", "passiva", "passivas", "neutrale", "neutrali", "passiv", "passiver", "passivt", "indifferent", "indifferente",
		"unentschieden", "unentschiedene", "passief", "passieven", "neutraal", "pasywny", "pasywni", "neutralny", "neutralni", "pasif", "nötr", "netral",
		"нейтрал", "нейтралы", "нейтральный", "нейтральные", "пассивный", "пассивные", "中立者", "被动者", "被動者", "중립자", "중립 고객",
		"पैसिव", "निष्क्रिय", "तटस्थ")
	add(Detractor,
		"detractor", "detractors", "detractora", "detractores", "detractoras", "detrator", "detratora", "detratores", "detratoras",
		"détracteur", "détracteurs", "detracteur", "detracteurs", "détractrice", "détractrices", "detrattore", "detrattori", "detrattrice",
		"kritiker", "kritikerin", "detraktor", "detraktoren", "criticaster", "criticasters", "criticus", "critici", "krytyk", "krytycy", "kritikere",
		"kötüleyen", "pengkritik", "критик", "критики", "детрактор", "детракторы", "批判者", "贬损者", "貶損者", "批评者", "비추천자", "비추천 고객",
		"डिट्रैक्टर", "डेट्रैक्टर", "आलोचक")
	return m
})
