package xlsxscan

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

var secret = regexp.MustCompile(`(?i)secret[a-z0-9]*`)

// mask replaces every secret word of the cells.
func mask(_ int, cells []string, edits [][]Edit) error {
	for i, c := range cells {
		for _, m := range secret.FindAllStringIndex(c, -1) {
			edits[i] = append(edits[i], Edit{m[0], m[1], "[X]"})
		}
	}
	return nil
}

func nothing(int, []string, [][]Edit) error { return nil }

func open(t testing.TB, data []byte) *Book {
	t.Helper()
	b, err := Open(data, Limits{})
	must(t, err)
	return b
}

func rewrite(t testing.TB, data []byte, sheet string, columns []int, edit func(int, []string, [][]Edit) error) (*Book, []byte) {
	t.Helper()
	b := open(t, data)
	var out bytes.Buffer
	must(t, b.Rewrite(&out, sheet, columns, edit))
	wellFormed(t, out.Bytes())
	return b, out.Bytes()
}

func archive(t testing.TB, data []byte) *zip.Reader {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	return r
}

func content(t testing.TB, f *zip.File) string {
	t.Helper()
	r, err := f.Open()
	must(t, err)
	defer r.Close()
	b, err := io.ReadAll(r)
	must(t, err)
	return string(b)
}

// partOf returns the content of one part.
func partOf(t testing.TB, data []byte, name string) string {
	t.Helper()
	for _, f := range archive(t, data).File {
		if f.Name == name {
			return content(t, f)
		}
	}
	t.Fatalf("no part %s", name)
	return ""
}

// wellFormed decodes every XML part of a workbook.
func wellFormed(t testing.TB, data []byte) {
	t.Helper()
	for _, f := range archive(t, data).File {
		text := content(t, f)
		if !strings.HasSuffix(f.Name, ".xml") && !strings.HasSuffix(f.Name, ".rels") {
			continue
		}
		x := xml.NewDecoder(strings.NewReader(text))
		for {
			if _, err := x.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Errorf("part %s: %v", f.Name, err)
				break
			}
		}
	}
}

// sameBut checks that two archives have the same members but for those named,
// of which the content may differ, and returns how many are the same.
func sameBut(t testing.TB, before, after []byte, changed ...string) int {
	t.Helper()
	a, b := archive(t, before), archive(t, after)
	if a.Comment != b.Comment {
		t.Errorf("comment %q, want %q", b.Comment, a.Comment)
	}
	if len(a.File) != len(b.File) {
		t.Fatalf("%d members, want %d", len(b.File), len(a.File))
	}
	same := 0
	for i, f := range a.File {
		g := b.File[i]
		h := g.FileHeader
		raw := func(f *zip.File) string {
			r, err := f.OpenRaw()
			must(t, err)
			b, err := io.ReadAll(r)
			must(t, err)
			return string(b)
		}
		if slices.Contains(changed, f.Name) {
			if content(t, f) == content(t, g) {
				t.Errorf("%s is the same", f.Name)
			}
			h.CRC32, h.CompressedSize, h.CompressedSize64, h.UncompressedSize, h.UncompressedSize64 = f.CRC32, f.CompressedSize, f.CompressedSize64, f.UncompressedSize, f.UncompressedSize64
		} else if same++; raw(f) != raw(g) {
			t.Errorf("%s is another", f.Name)
		}
		if got, want := fmt.Sprintf("%#v", h), fmt.Sprintf("%#v", f.FileHeader); got != want {
			t.Errorf("header\n%s\nwant\n%s", got, want)
		}
	}
	return same
}

// without checks that a text is nowhere in the archive.
func without(t testing.TB, data []byte, text string) {
	t.Helper()
	for _, f := range archive(t, data).File {
		if strings.Contains(strings.ToLower(content(t, f)), text) {
			t.Errorf("%s still has %s", f.Name, text)
		}
	}
}

const main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

// packed makes a workbook with one sheet as a program might that is careful about
// its archive; more are further parts, which replace those of the same name.
func packed(t testing.TB, sheet, shared string, more ...[2]string) []byte {
	t.Helper()
	parts := [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/sharedStrings.xml", `<sst ` + main + ` count="9">` + shared + `</sst>`},
		{"xl/workbook.xml", `<workbook ` + main + `><sheets><sheet name="S" sheetId="1" r:id="rId1"/><sheet name="Other" sheetId="2" state="veryHidden" r:id="rId2"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="/xl/worksheets/sheet2.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain" Target="calcChain.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\r\n" + `<worksheet ` + main + `>` + sheet + `</worksheet>`},
		{"xl/worksheets/sheet2.xml", `<worksheet ` + main + `><sheetData/></worksheet>`},
	}
	for _, m := range more {
		i := slices.IndexFunc(parts, func(p [2]string) bool { return p[0] == m[0] })
		if i < 0 {
			parts = append(parts, m)
		} else {
			parts[i] = m
		}
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	must(t, w.SetComment("made by hand"))
	for i, p := range parts {
		h := &zip.FileHeader{Name: p[0], Method: zip.Deflate, Comment: fmt.Sprint("part ", i), Modified: time.Date(2026, 1, 2+i, 3, 4, 6, 0, time.UTC), ExternalAttrs: uint32(i) << 16}
		if i%3 == 2 {
			h.Method = zip.Store
		}
		to, err := w.CreateHeader(h)
		must(t, err)
		_, err = io.WriteString(to, p[1])
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}

func fixtures(t testing.TB) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for _, pattern := range []string{"formats/*.xlsx*", "exports/*.xlsx*"} {
		names, err := filepath.Glob("../../../testdata/" + pattern)
		must(t, err)
		for _, name := range names {
			data, err := os.ReadFile(name)
			must(t, err)
			if strings.HasSuffix(name, ".gz") {
				r, err := gzip.NewReader(bytes.NewReader(data))
				must(t, err)
				data, err = io.ReadAll(r)
				must(t, err)
			}
			all[filepath.Base(name)] = data
		}
	}
	if len(all) < 8 {
		t.Fatalf("only %d workbooks in testdata", len(all))
	}
	return all
}

func TestRewriteNothing(t *testing.T) {
	all := fixtures(t)
	all["by hand"] = packed(t, `<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>`, `<si><t>secret</t></si><si><t>unused</t></si>`, [2]string{"xl/vbaProject.bin", "\x00\x01"}, [2]string{"xl/media/", ""})
	for name, data := range all {
		for _, sheet := range open(t, data).sheets {
			_, out := rewrite(t, data, sheet.name, []int{0, 1, 2, 3, 99}, nothing)
			if sameBut(t, data, out) < 7 {
				t.Errorf("%s: too few members", name)
			}
		}
	}
}

// texts reads all sheets of a workbook with Rows.
func texts(t testing.TB, data []byte) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	b := open(t, data)
	for _, s := range b.sheets {
		must(t, b.Rows(s.name, func(row int, cells []string) error {
			for i, c := range cells {
				all[s.name] = append(all[s.name], fmt.Sprint(row, " ", i, " ", c))
			}
			return nil
		}))
	}
	return all
}

// TestRewriteFixtures masks a column of every workbook and compares all cells as
// two readers see them.
func TestRewriteFixtures(t *testing.T) {
	for name, data := range fixtures(t) {
		for _, sheet := range open(t, data).Sheets() {
			for _, column := range []int{0, 2, 5} {
				changed := map[int]string{}
				b, out := rewrite(t, data, sheet, []int{column}, func(row int, cells []string, edits [][]Edit) error {
					if row > 1 && len(cells[0]) > 2 {
						edits[0] = append(edits[0], Edit{1, len(cells[0]) - 1, "<&é>"})
						changed[row] = strings.ToValidUTF8(cells[0][:1]+"<&é>"+cells[0][len(cells[0])-1:], "\uFFFD")
					}
					return nil
				})
				if len(b.Besides()) > 3 || b.kept > 3 {
					t.Errorf("%s: %v, %d", name, b.Besides(), b.kept)
				}
				want := texts(t, data)
				for i, c := range want[sheet] {
					var row, col int
					fmt.Sscan(c, &row, &col)
					if text, ok := changed[row]; ok && col == column {
						want[sheet][i] = fmt.Sprint(row, " ", col, " ", text)
					}
				}
				got := texts(t, out)
				for s := range want {
					if !slices.Equal(got[s], want[s]) {
						t.Fatalf("%s, sheet %s, column %d: cells differ", name, s, column)
					}
				}
				otherReader(t, name, data, out, sheet, column, changed)
			}
		}
	}
}

func otherReader(t *testing.T, name string, before, after []byte, sheet string, column int, changed map[int]string) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(before))
	must(t, err)
	defer f.Close()
	g, err := excelize.OpenReader(bytes.NewReader(after))
	must(t, err)
	defer g.Close()
	for _, s := range f.GetSheetList() {
		rows, err := f.GetRows(s)
		must(t, err)
		for r, cells := range rows {
			if r > 12 {
				break
			}
			for c := range cells {
				ref, _ := excelize.CoordinatesToCellName(c+1, r+1)
				want, _ := f.GetCellValue(s, ref)
				if text, ok := changed[r+1]; ok && s == sheet && c == column {
					want = text
				}
				if got, _ := g.GetCellValue(s, ref); got != want {
					t.Errorf("%s, %s!%s: %q, want %q", name, s, ref, got, want)
				}
				a, _ := f.GetCellStyle(s, ref)
				if b, _ := g.GetCellStyle(s, ref); a != b {
					t.Errorf("%s, %s!%s: style %d, want %d", name, s, ref, b, a)
				}
			}
		}
	}
}

// TestRewriteCells gives the XML of single cells before and after.
func TestRewriteCells(t *testing.T) {
	const shared = `<si><t>plain secret one</t></si><si><r><rPr><b/></rPr><t xml:space="preserve">rich </t></r><r><t>secret</t></r><rPh sb="0" eb="1"><t>secretphonetic</t></rPh><phoneticPr fontId="1"/></si><si><t>north</t></si>`
	masked := func(attrs, text string) string {
		return `<c r="A1"` + attrs + ` t="inlineStr"><is><t xml:space="preserve">` + text + `</t></is></c>`
	}
	cases := []struct{ before, after string }{
		{`<c r="A1" s="3" t="s"><v>0</v></c>`, masked(` s="3"`, "plain [X] one")},
		{`<c r="A1" t="s"><v> 1 </v></c>`, masked("", "rich [X]")},
		{`<c r='A1' t = 's'  s='5' ><v>0</v></c >`, `<c r='A1' t="inlineStr"  s='5'><is><t xml:space="preserve">plain [X] one</t></is></c>`},
		{`<c r="A1" s="2" t="inlineStr" cm="1" vm="2" ph="1"><is><r><t>a </t></r><r><t>secret</t></r><rPh sb="0" eb="1"><t>secret</t></rPh></is><extLst/></c>`, `<c r="A1" s="2" t="inlineStr" ph="1"><is><t xml:space="preserve">a [X]</t></is></c>`},
		{`<c r="A1" t="str"><f>B1&amp;"secret"</f><v>secret &lt;&#x41;&amp;</v></c>`, masked("", "[X] &lt;A&amp;")},
		{`<c r="A1" t="inlineStr"><is><t><![CDATA[<secret> & ]]>é</t></is></c>`, masked("", "&lt;[X]&gt; &amp; é")},
		{`<c r="A1" t="inlineStr"><is><t xml:space="preserve">  secret_x000D_` + "\n" + ` _x005F_x000A_ _x0001_</t></is></c>`, masked("", "  [X]_x000D_\n _x005F_x000A_ _x0001_")},
		{`<c r="A1" t="e"><v>#secret</v></c>`, masked("", "#[X]")},
		{`<c r="A1" t="d"><v>secret</v></c>`, masked("", "[X]")},
		{`<c r="A1"><v>secret</v></c>`, `<c r="A1" t="inlineStr"><is><t xml:space="preserve">[X]</t></is></c>`},
		{`<c t="s"><v>0</v></c>`, `<c t="inlineStr"><is><t xml:space="preserve">plain [X] one</t></is></c>`},
		{`<c r="A1" t="inlineStr"><is><t>nothing</t></is></c>`, ""},
		{`<c r="A1" s="1"/>`, ""},
		{`<c/>`, ""},
		{`<c r="A1" t="s"><v>2</v></c>`, ""},
		{`<c r="B1" t="inlineStr"><is><t>secret</t></is></c>`, ""}, // another column
	}
	for _, c := range cases {
		const frame = `<sheetPr/><!-- x --><sheetData ><row r="1"  spans="1:2">%s<c r="C1" t='s'><v>2</v></c></row ><row r="2"/></sheetData>` + "\r\n" + `<pageMargins left="0.7"/>`
		data := packed(t, fmt.Sprintf(frame, c.before), shared)
		_, out := rewrite(t, data, "S", []int{0}, mask)
		const part = "xl/worksheets/sheet1.xml"
		if c.after == "" {
			sameBut(t, data, out)
			continue
		}
		sameBut(t, data, out, part, "xl/sharedStrings.xml")
		got, want := partOf(t, out, part), strings.Replace(partOf(t, data, part), c.before, c.after, 1)
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", c.before, got, want)
		}
		without(t, out, "secret")
		if got, want := partOf(t, out, "xl/sharedStrings.xml"), `<sst `+main+` count="9"><si><t/></si><si><t/></si><si><t>north</t></si></sst>`; got != want {
			t.Errorf("shared strings %s", got)
		}
	}
}

func TestRewritePrefix(t *testing.T) {
	base := workbook(t, func(*excelize.File) {})
	data := replace(t, base, map[string]string{
		"xl/worksheets/sheet1.xml": "\uFEFF" + `<?xml version='1.0'?><x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData><x:row><x:c t="s"><x:v>1</x:v></x:c><x:c s="0"/></x:row></x:sheetData></x:worksheet>`,
		"xl/sharedStrings.xml":     `<x:sst xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:si/><x:si><x:t>secret</x:t></x:si></x:sst>`,
	})
	_, out := rewrite(t, data, "Sheet1", []int{1, 0}, func(row int, cells []string, edits [][]Edit) error {
		edits[0] = append(edits[0], Edit{0, 0, "new"})
		return mask(row, cells, edits)
	})
	want(t, []string{partOf(t, out, "xl/worksheets/sheet1.xml"), partOf(t, out, "xl/sharedStrings.xml")}, []string{
		"\uFEFF" + `<?xml version='1.0'?><x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t xml:space="preserve">[X]</x:t></x:is></x:c><x:c s="0" t="inlineStr"><x:is><x:t xml:space="preserve">new</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>`,
		`<x:sst xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:si/><x:si><x:t/></x:si></x:sst>`,
	})
}

// TestRewriteShared has texts that several cells show.
func TestRewriteShared(t *testing.T) {
	const shared = `<si><t>secret0</t></si><si><t>secret1</t></si><si><t>secret2</t></si><si><t>secret2</t></si><si><t>secret4 of a deleted row</t></si><si><t>x</t></si>`
	rows := `<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>` +
		`<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>3</v></c></row><row r="3"><c r="A3" t="s"><v>1</v></c></row><row r="4"><c r="A4" t="s"><v>2</v></c></row></sheetData>`
	other := [2]string{"xl/worksheets/sheet2.xml", `<worksheet ` + main + `><sheetData><row><c t="s"><v>5</v></c><c><v>4</v></c></row></sheetData></worksheet>`}
	b, out := rewrite(t, packed(t, rows, shared, other), "S", []int{0}, func(row int, cells []string, edits [][]Edit) error {
		edits[0] = append(edits[0], Edit{0, len(cells[0]), fmt.Sprint("masked ", row)})
		return nil
	})
	want(t, texts(t, out)["S"], []string{"1 0 masked 1", "1 1 secret1", "2 0 masked 2", "2 1 secret2", "3 0 masked 3", "4 0 masked 4"})
	want(t, texts(t, out)["Other"], []string{"1 0 x", "1 1 4"})
	if b.Kept() != 2 { // secret1 in B1, secret2 in B2 under another number
		t.Errorf("%d texts kept", b.Kept())
	}
	want(t, []string{partOf(t, out, "xl/sharedStrings.xml")}, []string{`<sst ` + main + ` count="9"><si><t/></si><si><t>secret1</t></si><si><t/></si><si><t>secret2</t></si><si><t/></si><si><t>x</t></si></sst>`})
	b, out = rewrite(t, packed(t, rows, shared, [2]string{other[0], strings.Replace(other[1], ">5<", ">0<", 1)}), "S", []int{0, 1}, mask)
	if b.Kept() != 1 || !strings.Contains(partOf(t, out, "xl/sharedStrings.xml"), "secret0") {
		t.Errorf("%d texts kept", b.Kept())
	}
	want(t, texts(t, out)["Other"], []string{"1 0 secret0", "1 1 4"})
	if want := []string{"hidden sheets", "other sheets"}; !slices.Equal(b.Besides(), want) {
		t.Errorf("besides %v", b.Besides())
	}
}

func TestRewriteMerged(t *testing.T) {
	data := packed(t, `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>secret</t></is></c><c r="B1"/><c r="C1" t="inlineStr"><is><t>secret below</t></is></c></row>`+
		`<row r="2"><c r="A2" t="inlineStr"><is><t>secret</t></is></c></row></sheetData><mergeCells count="2"><mergeCell ref="A1:D1"/><mergeCell ref="A2:B2"/></mergeCells>`, "")
	var seen []string
	_, out := rewrite(t, data, "S", []int{3, 1, 1, 2}, func(row int, cells []string, edits [][]Edit) error {
		seen = append(seen, strings.Join(cells, "|"))
		return mask(row, cells, edits)
	})
	want(t, seen, []string{"secret|secret|secret|secret below", "|secret|secret|"})
	without(t, out, "secret")
	want(t, rows(t, out, "S"), []string{"1: [X]|[X]|[X]|[X]", "2: [X]|[X]"})
}

func TestRewriteRefusals(t *testing.T) {
	cells := `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c></row></sheetData>`
	good := packed(t, cells, "")
	mine := errors.New("mine")
	with := func(e ...Edit) func(int, []string, [][]Edit) error {
		return func(_ int, _ []string, edits [][]Edit) error { edits[0] = append(edits[0], e...); return nil }
	}
	cases := []struct {
		name   string
		data   []byte
		sheet  string
		column int
		edit   func(int, []string, [][]Edit) error
		want   error
	}{
		{"no sheet", good, "None", 0, nothing, ErrNoSheet},
		{"caller", good, "S", 0, func(int, []string, [][]Edit) error { return mine }, mine},
		{"signed", packed(t, cells, "", [2]string{"_xmlsignatures/sig1.xml", "<Signature/>"}), "S", 0, nothing, ErrSigned},
		{"beyond", good, "S", 0, with(Edit{0, 5, ""}), errEdits},
		{"negative", good, "S", 0, with(Edit{-1, 1, ""}), errEdits},
		{"reversed", good, "S", 0, with(Edit{2, 1, ""}), errEdits},
		{"overlap", good, "S", 0, with(Edit{0, 2, ""}, Edit{1, 3, ""}), errEdits},
		{"no such cell", good, "S", 1, with(Edit{0, 0, "x"}), errEdits},
		{"broken sheet", packed(t, cells+"<x>", ""), "S", 0, nothing, ErrBroken},
		{"broken hidden sheet", packed(t, cells, "<si><t>a</t></si>", [2]string{"xl/worksheets/sheet2.xml", "<x>"}), "S", 0, with(Edit{0, 1, ""}), ErrBroken},
	}
	for _, c := range cases {
		var out bytes.Buffer
		err := open(t, c.data).Rewrite(&out, c.sheet, []int{c.column}, c.edit)
		if !errors.Is(err, c.want) || err == nil {
			t.Errorf("%s: error %v, want %v", c.name, err, c.want)
		}
		if out.Len() > 0 {
			t.Errorf("%s: %d bytes written", c.name, out.Len())
		}
	}
	for _, column := range []int{-1, maxColumns} {
		if err := open(t, good).Rewrite(io.Discard, "S", []int{column}, nothing); err == nil {
			t.Errorf("column %d: no error", column)
		}
	}
	if err := open(t, good).Rewrite(full{}, "S", []int{0}, mask); !errors.Is(err, errFull) {
		t.Errorf("error %v", err)
	}
	// Nothing to say and nothing to do: an empty edit of a cell that is not there.
	_, out := rewrite(t, good, "S", []int{7}, with(Edit{}))
	sameBut(t, good, out)
}

var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

// TestRewriteEmpties empties a column: the cells become blank and keep their style.
func TestRewriteEmpties(t *testing.T) {
	data := packed(t, `<sheetData><row r="1"><c r="A1" s="4" t="s"><v>0</v></c><c r="B1" s="1"><v>12</v></c><c r="C1" t="b"><v>1</v></c></row></sheetData>`, `<si><t>secret</t></si>`)
	_, out := rewrite(t, data, "S", []int{0, 1, 2}, func(_ int, cells []string, edits [][]Edit) error {
		for i, c := range cells {
			edits[i] = append(edits[i], Edit{0, len(c), ""})
		}
		return nil
	})
	if got := partOf(t, out, "xl/worksheets/sheet1.xml"); !strings.Contains(got, `<c r="A1" s="4"></c><c r="B1" s="1"></c><c r="C1"></c>`) {
		t.Error(got)
	}
	without(t, out, "secret")
}

func TestBesides(t *testing.T) {
	more := [][2]string{{"xl/pivotCache/pivotCacheRecords1.xml", "<a/>"}, {"xl/comments1.xml", "<a/>"}, {"xl/charts/chart1.xml", "<a/>"}, {"docProps/core.xml", `<p><creator>Asha</creator><created>2026</created></p>`},
		{"xl/strange.xml", "<a/>"}, {"xl/queryTables/q1.xml", "<a/>"}, {"xl/vbaProject.bin", "x"}, {"docProps/thumbnail.jpeg", "x"}, {"xl/externalLinks/_rels/e.xml.rels", "<a/>"}, {"xl/media/", ""}, {"xl/threadedComments/t.xml", "<a/>"}}
	data := packed(t, `<sheetData/><autoFilter><filterColumn><filters><filter val="secret"/></filters></filterColumn></autoFilter><conditionalFormatting><cfRule type="containsText" text="secret"/></conditionalFormatting><dataValidations><dataValidation/></dataValidations>`, "", more...)
	b, _ := rewrite(t, data, "S", nil, nothing)
	want(t, b.Besides(), []string{"a preview picture", "cell notes", "charts and their caches", "conditional formats", "document properties", "filters", "hidden sheets", "lists of allowed values", "macros", "other parts", "other sheets", "pivot caches", "queries"})
	plain := packed(t, `<sheetData/>`, "", [2]string{"docProps/core.xml", `<p><creator> </creator><created>2026</created></p>`})
	want(t, open(t, plain).Besides(), []string{"hidden sheets", "other sheets"})
}

// TestMalformedSheets has sheets that are not whole though their first rows are.
func TestMalformedSheets(t *testing.T) {
	for _, sheet := range []string{
		`<sheetData/><row r="1"><c>`, `<sheetData><row r="1"/></sheetData><pageMargins>`, `<sheetData><row r="1"/></sheetData></x>`, `</sheetData>`, `<sheetData><row r="1"/></row></sheetData>`,
		`<sheetData/><sheetData><row r="1"/></sheetData>`, `<sheetData/>&nosuch;`, `<row r="1"/>`, `<sheetData/><a><b></a></b>`, `<sheetData><row r="1"><c r="A1"><v>1</c></row></sheetData>`,
	} {
		if err := readAll(packed(t, sheet, ""), Limits{}); !errors.Is(err, ErrBroken) {
			t.Errorf("%s: error %v", sheet, err)
		}
	}
	// A tail may have rows of its own: anchors of controls.
	data := packed(t, `<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><controls><control><anchor><from><xdr:row>0</xdr:row></from></anchor></control></controls>`, "")
	want(t, rows(t, data, "S"), []string{"1: 1"})
}
