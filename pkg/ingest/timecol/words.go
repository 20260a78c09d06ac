package timecol

import (
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"
)

// What a word in a date can be besides a month (1 to 12).
const (
	wordWeekday int8 = 20 + iota
	wordFiller       // at, um, de: says nothing
	wordAM
	wordPM
	wordUTC
)

// dateWords maps the lower-case words of dates in English, Hindi, German, French,
// Spanish, Portuguese, Italian and Dutch. Where a word is a month in one language and
// a weekday in another (French mar.), the month stands here; the reader tries the
// other meaning by itself.
var dateWords = sync.OnceValue(func() map[string]int8 {
	m := make(map[string]int8, 400)
	add := func(v int8, words string) {
		for _, w := range strings.Fields(words) {
			// Composed, taken apart, and with the nukta letter that composing avoids.
			nfc := norm.NFC.String(w)
			for _, form := range []string{nfc, norm.NFD.String(w), strings.ReplaceAll(nfc, "\u092b\u093c", "\u095e")} {
				if _, ok := m[form]; !ok {
					m[form] = v
				}
			}
		}
	}
	for i, words := range []string{
		"jan january januar jän jänner janvier janv enero ene janeiro gennaio gen januari जनवरी जन जन॰",
		"feb february februar février fevrier févr fevr fév fev febrero fevereiro febbraio februari फरवरी फ़रवरी फर फ़र फर॰ फ़र॰",
		"mar march märz maerz mär mrz mars marzo março marco maart mrt मार्च",
		"apr april avril avr abril abr aprile अप्रैल अप्रै अप्रै॰",
		"may mai mayo maio maggio mag mei मई",
		"jun june juni juin junio junho giugno giu जून",
		"jul july juli juillet juil julio julho luglio lug जुलाई जुल जुल॰",
		"aug august août aout agosto ago augustus अगस्त अग अग॰",
		"sep september sept septembre septiembre setiembre setembro set settembre sett सितंबर सितम्बर सित सित॰",
		"oct october oktober okt octobre octubre outubro out ottobre ott अक्टूबर अक्तूबर अक्टू अक्तू अक्टू॰ अक्तू॰",
		"nov november novembre noviembre novembro नवंबर नवम्बर नव नव॰",
		"dec december dezember dez décembre decembre déc diciembre dic dezembro dicembre दिसंबर दिसम्बर दिस दिस॰",
	} {
		add(int8(i+1), words)
	}
	add(wordWeekday, `mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun sunday
		montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so
		lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim
		lunes martes miércoles miercoles jueves viernes sábado sabado domingo mié mie jue vie sáb sab dom
		segunda terça terca quarta quinta sexta feira seg ter qua qui sex
		lunedì lunedi martedì martedi mercoledì mercoledi giovedì giovedi venerdì venerdi sabato domenica gio
		maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo
		सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार सोम मंगल बुध गुरु शुक्र शनि रवि`)
	add(wordFiller, "t at um uhr uur om à às as alle ore de del of the den der le el la il kl को बजे")
	add(wordAM, "am पूर्वाह्न")
	add(wordPM, "pm अपराह्न")
	add(wordUTC, "z utc gmt")
	return m
})
