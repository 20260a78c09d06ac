package xlsxscan

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// workbook makes the bytes of a workbook that fill has filled.
func workbook(t testing.TB, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// rows reads a sheet; each row is "number: cell|cell".
func rows(t testing.TB, data []byte, sheet string) []string {
	t.Helper()
	b, err := Open(data, Limits{})
	must(t, err)
	var out []string
	must(t, b.Rows(sheet, func(row int, cells []string) error {
		out = append(out, fmt.Sprintf("%d: %s", row, strings.Join(cells, "|")))
		return nil
	}))
	return out
}

func want(t testing.TB, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestCells(t *testing.T) {
	data := workbook(t, func(f *excelize.File) {
		must(t, f.SetSheetRow("Sheet1", "A1", &[]any{"question", 5.0, 9.5, 1e15, true, false, nil, "last"}))
		must(t, f.SetCellRichText("Sheet1", "A3", []excelize.RichTextRun{{Text: "very "}, {Text: "good", Font: &excelize.Font{Bold: true}}, {Text: " <&>"}}))
		must(t, f.SetCellFormula("Sheet1", "B3", "SUM(B1:B1)"))
		must(t, f.SetCellStr("Sheet1", "C3", "line\nbreak \tनमस्ते 😀"))
		must(t, f.SetCellInt("Sheet1", "D3", 1234567890123456))
		must(t, f.SetCellStr("Sheet1", "E3", "=1+1"))
	})
	want(t, rows(t, data, "Sheet1"), []string{
		"1: question|5|9.5|1000000000000000|TRUE|FALSE||last",
		"3: very good <&>||line\nbreak \tनमस्ते 😀|1234567890123456|=1+1",
	})
}

// sheetXML makes a workbook whose one sheet has the given XML in its data and behind it.
func sheetXML(t testing.TB, data, after, shared string) []byte {
	t.Helper()
	base := workbook(t, func(f *excelize.File) {})
	return replace(t, base, map[string]string{
		"xl/worksheets/sheet1.xml": `<?xml version="1.0" encoding="UTF-8"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>` + data + `</x:sheetData>` + after + `</x:worksheet>`,
		"xl/sharedStrings.xml":     `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + shared + `</sst>`,
	})
}

// replace writes the archive again with some parts replaced or added.
func replace(t testing.TB, archive []byte, parts map[string]string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range r.File {
		if _, ok := parts[f.Name]; !ok {
			must(t, w.Copy(f))
		}
	}
	for name, text := range parts {
		p, err := w.Create(name)
		must(t, err)
		_, err = io.WriteString(p, text)
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}

func TestRawXML(t *testing.T) {
	data := sheetXML(t,
		`<x:row r="2"><x:c r="A2" t="inlineStr"><x:is><x:r><x:t>in</x:t></x:r><x:r><x:t xml:space="preserve">line </x:t></x:r></x:is></x:c>`+
			`<x:c r="C2" t="e"><x:f>A</x:f><x:v>#NAME?</x:v></x:c><x:c r="D2" t="str"><x:f>"a"</x:f><x:v>cached</x:v></x:c><x:c r="E2"><x:f>NOW()</x:f></x:c></x:row>`+
			`<x:row><x:c t="s"><x:v>1</x:v></x:c><x:c><x:v>5.0</x:v></x:c><x:c><x:v>1E+15</x:v></x:c><x:c><x:v>0.94999999999999996</x:v></x:c><x:c t="b"><x:v>1</x:v></x:c><x:c><x:v>1e300</x:v></x:c></x:row>`+
			`<x:row r="9"/><x:row><x:c t="s"><x:v>0</x:v></x:c></x:row>`,
		``,
		`<si><t>one</t></si><si><r><t>two</t></r><rPh sb="0" eb="1"><t>hint</t></rPh><r><t>_x000A_three _x005F_x000A_ _xD83D__xDE00_</t></r></si>`)
	want(t, rows(t, data, "Sheet1"), []string{
		"2: inline ||#NAME?|cached|",
		"3: two\nthree _x000A_ 😀|5|1000000000000000|0.95|TRUE|1E+300",
		"9: ",
		"10: one",
	})
}

func TestDates(t *testing.T) {
	fill := func(f *excelize.File) {
		style := func(code string, id int) int {
			s := &excelize.Style{NumFmt: id}
			if code != "" {
				s = &excelize.Style{CustomNumFmt: &code}
			}
			n, err := f.NewStyle(s)
			must(t, err)
			return n
		}
		cells := []struct {
			value float64
			code  string
			id    int
		}{
			{45000.75, "", 22}, {45000.75, "", 14}, {45000.75, "", 20}, {0.75, "", 20}, {1.5, "", 46}, {45000.999999, "m/d/yyyy h:mm:ss", 0},
			{45000, `dd"h"/mm/yyyy`, 0}, {45000, `[Red]0.0" days"`, 0}, {0.5, "[h]:mm", 0}, {45000, "mmm", 0}, {-3, "", 14}, {59, "", 14}, {61, "", 14}, {45000.5, "[$-409]d-mmm-yy AM/PM", 0}, {0.5, "yyyy-mm-dd", 0},
		}
		for i, c := range cells {
			name, _ := excelize.CoordinatesToCellName(i+1, 1)
			must(t, f.SetCellFloat("Sheet1", name, c.value, -1, 64))
			must(t, f.SetCellStyle("Sheet1", name, name, style(c.code, c.id)))
		}
	}
	want(t, rows(t, workbook(t, fill), "Sheet1"), []string{"1: " + strings.Join([]string{
		"2023-03-15 18:00:00", "2023-03-15", "2023-03-15 18:00:00", "18:00:00", "36:00:00", "2023-03-16 00:00:00",
		"2023-03-15", "45000", "12:00:00", "2023-03-15", "-3", "1900-02-28", "1900-03-01", "2023-03-15 12:00:00", "0.5",
	}, "|")})
	yes := true
	data := workbook(t, func(f *excelize.File) {
		must(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}))
		must(t, f.SetCellValue("Sheet1", "A1", 0))
		n, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		must(t, err)
		must(t, f.SetCellStyle("Sheet1", "A1", "A1", n))
		must(t, f.SetCellValue("Sheet1", "B1", time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)))
	})
	want(t, rows(t, data, "Sheet1"), []string{"1: 1904-01-01|2026-02-03 04:05:06"})
}

func TestLookOf(t *testing.T) {
	cases := map[string]look{
		"General": 0, "Standard": 0, "0.00E+00": 0, "@": 0, `"yd"0`: 0, `0\d`: 0, "[Red]0": 0, "[$€-de-DE] 0": 0, "[h": 0, `0"open`: 0,
		"yyyy": showsDate, "mmm": showsDate, "d. mmmm": showsDate, "h:mm": showsTime, "mm:ss.0": showsTime, "[mm]:ss": showsTime | showsElapsed,
		"m/d/yy h:mm AM/PM": showsDate | showsTime, "0;yyyy": 0, "[$-F800]dddd\\, mmmm dd\\, yyyy": showsDate, "a/p": showsTime,
	}
	for code, l := range cases {
		if got := lookOf(code); got != l {
			t.Errorf("%s: %d, want %d", code, got, l)
		}
	}
}

func TestMergedHeaders(t *testing.T) {
	data := workbook(t, func(f *excelize.File) {
		must(t, f.SetCellStr("Sheet1", "B1", "question"))
		must(t, f.SetCellStr("Sheet1", "A1", "id"))
		must(t, f.SetCellStr("Sheet1", "A5", "x"))
		must(t, f.MergeCell("Sheet1", "B1", "D1"))
		must(t, f.MergeCell("Sheet1", "A1", "A2"))
		must(t, f.MergeCell("Sheet1", "A5", "C5"))
	})
	got := rows(t, data, "Sheet1")
	for i := range got {
		got[i] = strings.TrimRight(got[i], "|")
	}
	want(t, got[:1], []string{"1: id|question|question|question"})
	want(t, got[len(got)-1:], []string{"5: x"})
}

func TestSheets(t *testing.T) {
	data := workbook(t, func(f *excelize.File) {
		for _, name := range []string{"Second", "Very hidden", "Letzte & Seite"} {
			_, err := f.NewSheet(name)
			must(t, err)
		}
		f.SetActiveSheet(1)
		must(t, f.SetSheetVisible("Sheet1", false))
		must(t, f.SetSheetVisible("Very hidden", false, true))
		must(t, f.SetCellStr("Second", "A1", "here"))
	})
	b, err := Open(data, Limits{})
	must(t, err)
	want(t, b.Sheets(), []string{"Second", "Letzte & Seite"})
	want(t, rows(t, data, "Second"), []string{"1: here"})
	if err := b.Rows("Third", nil); !errors.Is(err, ErrNoSheet) {
		t.Errorf("error %v", err)
	}
}

func TestCallerError(t *testing.T) {
	b, err := Open(workbook(t, func(f *excelize.File) { must(t, f.SetCellInt("Sheet1", "A1", 1)) }), Limits{})
	must(t, err)
	mine := errors.New("mine")
	if err := b.Rows("Sheet1", func(int, []string) error { return mine }); err != mine {
		t.Errorf("error %v", err)
	}
}

// readAll opens a workbook and reads all its sheets.
func readAll(data []byte, l Limits) error {
	b, err := Open(data, l)
	if err != nil {
		return err
	}
	for _, s := range b.Sheets() {
		if err := b.Rows(s, func(int, []string) error { return nil }); err != nil {
			return err
		}
	}
	return nil
}

func TestRefusals(t *testing.T) {
	good := workbook(t, func(f *excelize.File) { must(t, f.SetCellStr("Sheet1", "A1", "text")) })
	locked := func() []byte {
		f := excelize.NewFile()
		var b bytes.Buffer
		must(t, f.Write(&b, excelize.Options{Password: "secret"}))
		return b.Bytes()
	}
	bomb := strings.Repeat(`<x:row><x:c t="str"><x:v>`+strings.Repeat("0", 1000)+`</x:v></x:c></x:row>`, 3000)
	one := `<x:row><x:c t="inlineStr"><x:is><x:t>` + strings.Repeat("x", maxToken+maxToken/2) + `</x:t></x:is></x:c></x:row>`
	many := `<x:row><x:c t="inlineStr"><x:is>` + strings.Repeat(`<x:t>`+strings.Repeat("x", 1<<16)+`</x:t>`, 80) + `</x:is></x:c></x:row>`
	cases := []struct {
		name   string
		data   []byte
		limits Limits
		want   error
	}{
		{"good", good, Limits{}, nil},
		{"nothing", nil, Limits{}, ErrBroken},
		{"text", []byte("score\n9\n"), Limits{}, ErrBroken},
		{"password", locked(), Limits{}, ErrEncrypted},
		{"truncated", good[:len(good)/2], Limits{}, ErrBroken},
		{"another archive", replace(t, sheetXML(t, "", "", ""), map[string]string{"xl/workbook.xml": "<"}), Limits{}, ErrBroken},
		{"sheet beyond the limit", sheetXML(t, bomb, "", ""), Limits{Sheet: 1 << 20}, ErrTooBig},
		{"strings beyond the limit", sheetXML(t, "", "", "<si><t>"+strings.Repeat("a", 2000)+"</t></si>"), Limits{Strings: 1000}, ErrTooBig},
		{"text beyond the limit", sheetXML(t, strings.Repeat(`<x:row><x:c t="s"><x:v>0</x:v></x:c></x:row>`, 100), "", "<si><t>"+strings.Repeat("a", 2000)+"</t></si>"), Limits{Text: 100000}, ErrTooBig},
		{"wide rows beyond the limit", sheetXML(t, strings.Repeat(`<x:row><x:c/></x:row>`, 3)+`<x:row r="100"><x:c r="XFD100"/></x:row>`, "", ""), Limits{Text: 10000}, ErrTooBig},
		{"one huge text", sheetXML(t, one, "", ""), Limits{}, ErrTooBig},
		{"one text of many", sheetXML(t, many, "", ""), Limits{}, ErrTooBig},
		{"styles beyond the limit", replace(t, good, map[string]string{"xl/styles.xml": strings.Repeat(" ", maxPart+1)}), Limits{}, ErrTooBig},
		{"sheet ends early", replace(t, good, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c><v>1</v></c>`}), Limits{}, ErrBroken},
		{"no such text", sheetXML(t, `<x:row><x:c t="s"><x:v>7</x:v></x:c></x:row>`, "", ""), Limits{}, ErrBroken},
		{"wrong reference", sheetXML(t, `<x:row><x:c r="1A"><x:v>7</x:v></x:c></x:row>`, "", ""), Limits{}, ErrBroken},
		{"cells out of order", sheetXML(t, `<x:row><x:c r="B1"/><x:c r="A1"/></x:row>`, "", ""), Limits{}, ErrBroken},
		{"rows out of order", sheetXML(t, `<x:row r="2"/><x:row r="1"/>`, "", ""), Limits{}, ErrBroken},
		{"too many rows", sheetXML(t, `<x:row r="1048577"/>`, "", ""), Limits{}, ErrBroken},
		{"no rels", replace(t, good, map[string]string{"xl/_rels/workbook.xml.rels": "<Relationships/>"}), Limits{}, ErrBroken},
	}
	for _, c := range cases {
		if err := readAll(c.data, c.limits); !errors.Is(err, c.want) || (c.want == nil) != (err == nil) {
			t.Errorf("%s: error %v, want %v", c.name, err, c.want)
		} else if c.want != nil {
			t.Logf("%s: %v", c.name, err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(workbook(f, func(x *excelize.File) {
		must(f, x.SetCellStr("Sheet1", "A1", "text"))
		must(f, x.SetCellValue("Sheet1", "B1", time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)))
	}))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		err := readAll(data, Limits{Sheet: 1 << 20, Strings: 1 << 20, Text: 1 << 20})
		if err != nil && !errors.Is(err, ErrBroken) && !errors.Is(err, ErrTooBig) && !errors.Is(err, ErrEncrypted) {
			t.Errorf("error %v is none of the package", err)
		}
	})
}

func FuzzSheet(f *testing.F) {
	f.Add(`<x:row r="1"><x:c r="A1" s="1"><x:v>45000.5</x:v></x:c></x:row>`, `<x:mergeCells><x:mergeCell ref="A1:C1"/></x:mergeCells>`, `<si><t>a</t></si>`)
	f.Add(`<x:row><x:c t="s"><x:v>0</x:v></x:c><x:c t="b"><x:v>0</x:v></x:c></x:row>`, ``, `<si><r><t>a_x000A_</t></r></si>`)
	f.Fuzz(func(t *testing.T, data, after, shared string) {
		b, err := Open(sheetXML(t, data, after, shared), Limits{Sheet: 1 << 20, Strings: 1 << 20, Text: 1 << 20})
		if err != nil {
			t.Skip()
		}
		last := 0
		_ = b.Rows("Sheet1", func(row int, cells []string) error {
			if row <= last || row > maxRows || len(cells) > maxColumns {
				t.Errorf("row %d after %d with %d cells", row, last, len(cells))
			}
			last = row
			return nil
		})
	})
}
