//go:build ignore

package main

import (
	"bytes"
	"compress/gzip"
	"strings"

	"archive/zip"

	"github.com/klauspost/compress/zstd"
)

func shapeCases() {
	real := story(false)
	plain := dialect{}.encode(generic(real))
	q := "How likely are you to recommend us?"
	write("empty.csv", "")
	write("empty-bom.csv", bom)
	write("header-only.csv", "id,nps_score,comment\n")
	write("one-column.csv", "NPS\n"+strings.Join(storyScores(), "\n")+"\n")
	write("no-header.csv", strings.Join(strings.SplitAfter(dialect{}.encode(column(q, storyScores(), []string{"d", "text"}, func(i int) []string {
		return []string{real[i].at.Format("2006-01-02"), "note"}
	})), "\n")[1:], ""))

	// Ragged records; none of the cells holds a newline.
	flat := func(edit func(lines []string)) string {
		lines := strings.Split(dialect{eol: "\n"}.encode(column(q, storyScores(), []string{"region", "note"}, func(i int) []string {
			return []string{real[i].region, "note " + real[i].region}
		})), "\n")
		edit(lines)
		return strings.Join(lines, "\n")
	}
	write("ragged-short.csv", flat(func(l []string) { l[2], l[5], l[6] = "102,0", "105,8,North", "106" })) // line 7 has no score cell
	write("ragged-empty.csv", flat(func(l []string) { l[3] += ",,"; l[8] += "," }))
	write("ragged-long.csv", flat(func(l []string) { l[4] += ",more" })) // line 5
	write("open-quote.csv", flat(func(l []string) { l[10] = `110,10,"East,note` }))
	write("nul.csv", flat(func(l []string) { l[1] = strings.Replace(l[1], "note", "no\x00te", 1) }))
	write("nul-score.csv", flat(func(l []string) { l[2] = strings.Replace(l[2], ",0,", ",\x000,", 1) }))
	write("lone-quotes.csv", flat(func(l []string) {
		l[1] = `101,10,North,the 15" screen`
		l[9] = `109,10,North,5'10" tall "really"`
	}))
	write("swallowed.csv", flat(func(l []string) {
		l[3] = `103,9,East,"he said`
		l[7] = `107,6,North,and left"` // lines 4 to 8 are one record
	}))
	write("lone-cr.csv", strings.ReplaceAll(flat(func([]string) {}), "\n", "\r"))
	write("mixed-ends.csv", mixed(plain))
	write("blank-lines.csv", strings.ReplaceAll(flat(func([]string) {}), "\n", "\n\n"))
	write("title-lines.csv", "Customer survey\nExported,2026-05-01\n\nConfidential\n"+flat(func([]string) {}))
	write("pipes.csv", dialect{comma: "|"}.encode(generic(real)))
	write("semicolons.csv", dialect{comma: ";"}.encode(generic(real)))
	write("tabs-named.xls", dialect{comma: "\t"}.encode(generic(real)))

	hostile := "How likely are you to \x1b[31m recommend\u202e us?\u200b"
	write("hostile-text.csv", dialect{}.encode(column(hostile, storyScores(), []string{"region\u202e", "=note"}, func(i int) []string {
		return []string{real[i].region + []string{"", "\x1b]0;owned\x07", "\u2066"}[i%3], "\x1b[2J=1+1"}
	})))
	write("hostile-labels.csv", dialect{}.encode(column(q, times("\x1b[2Jbest\u202e", 5, "9", 6, "7", 4), nil, nil)))
	write("hostile-strong.csv", dialect{}.encode(column(hostile, storyScores(), []string{"\x1b[1m recommend\u2067 it"}, func(i int) []string { return []string{"8"} })))
	formulas := []string{"=HYPERLINK(\"http://example.com\")", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"}
	write("formulas.csv", dialect{}.encode(column(q, storyScores(), []string{"region", "=comment"}, func(i int) []string {
		return []string{formulas[i%len(formulas)], formulas[(i+1)%len(formulas)]}
	})))
}

// mixed ends lines in turn with LF and CRLF, also inside quotes.
func mixed(text string) string {
	var b strings.Builder
	for i, l := range strings.SplitAfter(text, "\n") {
		if i%2 == 1 {
			l = strings.TrimSuffix(l, "\n") + "\r\n"
			if l == "\r\n" {
				l = ""
			}
		}
		b.WriteString(l)
	}
	return b.String()
}

func documentCases() {
	real := story(false)
	objects := each(real, func(a answer) any {
		return object{{"submitted_at", a.at.Format("2006-01-02T15:04:05Z")}, {"nps_score", a.number()}, {"customer", object{{"region", a.region}, {"no", a.id}}}, {"text", a.comment}}
	})
	both("array", ".json", document(objects))
	write("lines.ndjson", lines(objects))
	write("lines-crlf.ndjson", strings.ReplaceAll(lines(objects), "\n", "\r\n"))
	write("enclosed.json", document(object{{"meta", object{{"count", len(objects)}}}, {"data", objects}}))
	texts := each(real, func(a answer) any { return object{{"nps_score", nullable(a.score)}, {"id", a.id}} })
	write("strings.json", document(texts))
	var pretty strings.Builder
	for _, o := range objects {
		pretty.WriteString(document(o))
	}
	write("pretty-objects.json", pretty.String())
	write("two-arrays.json", document(object{{"a", objects[:2]}, {"b", objects[2:]}}))
	write("duplicate-keys.ndjson", lines(objects[:3])+`{"nps_score": 3, "nps_score": 10}`+"\n")
	write("cut.json", strings.TrimSuffix(strings.TrimSpace(document(objects)), "}\n]")+"\n")
	write("numbers.json", "[10, 9, 8]\n")
	write("deep.json", `[{"nps_score": 9, "x": `+strings.Repeat("[", 100)+strings.Repeat("]", 100)+"}]\n")
	write("utf16.json", "\xff\xfe"+utf16(document(objects), false))
}

func containers() {
	plain := dialect{}.encode(generic(story(false)))
	write("plain.csv.gz", gzipped(plain))
	half := strings.Index(plain, "\n") + 1
	write("two-members.csv.gz", gzipped(plain[:half])+gzipped(plain[half:]))
	enc := must(zstd.NewWriter(nil))
	write("plain.csv.zst", string(enc.EncodeAll([]byte(plain), nil)))
	write("one.zip", zipped("exports/", "", "exports/april.csv", plain, "__MACOSX/exports/._april.csv", "x"))
	write("two.zip", zipped("april.csv", plain, "march.csv", plain))
	write("lines.ndjson.gz", gzipped(string(must(encodeJSON(object{{"nps_score", 9}})))+"\n"))
	write("broken.csv.gz", gzipped(strings.Repeat(plain, 3))[:200])

	write("spss.sav", "$FL2@(#) SPSS DATA FILE invented\x00\x00"+strings.Repeat("\x00", 64))
	write("old.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"+strings.Repeat("\x00", 504))
	write("html.xls", "<html>\n<body><table><tr><td>id</td><td>nps_score</td></tr><tr><td>1</td><td>9</td></tr></table></body></html>\n")
	write("table.parquet", "PAR1"+strings.Repeat("\x00", 32)+"PAR1")
	write("report.pdf", "%PDF-1.7\n")
	write("sealed.csv.age", "age-encryption.org/v1\n-> X25519 invented\n")
}

func gzipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	must(w.Write([]byte(text)))
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

// zipped takes name, content, name, content.
func zipped(pairs ...string) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		f := must(w.Create(pairs[i]))
		must(f.Write([]byte(pairs[i+1])))
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}
