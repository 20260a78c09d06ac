package xlsxscan

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// FuzzRewrite masks two columns and compares with what Rows gives of the workbook
// before, and does it again, which must change nothing.
func FuzzRewrite(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" s="3" t="s"><v>0</v></c><c r="B1" t="s"><v>0</v></c></row>`, `<hyperlinks><hyperlink ref="A1" r:id="rId1"/></hyperlinks>`, `<si><t>a secret</t></si>`)
	f.Add(`<x:row><x:c t = 's'  cm="1"><x:v> 1 </x:v></x:c ><x:c/><x:c t="inlineStr"><x:is><x:t><![CDATA[secret<]]></x:t></x:is></x:c></x:row >`, ``, `<si/><si><r><t>se</t></r><r><t>cret</t></r><rPh><t>secret</t></rPh></si>`)
	f.Add(`<row><c t="str"><f t="shared" ref="A1:A2" si="0">B1&amp;"secret"</f><v>secret_x000A_</v></c></row><row><c t="str"><f t="shared" si="0"/><v>b</v></c></row>`, `<a r:id="b"></a>`, ``)
	f.Add(`<row><c><v>secret</v></c><c t="e"><v>#secret</v></c></row><row r="3"><!-- x --><c r="C3" t="d" t="s"><v>&#x41;secret</v></c></row>`, `<mergeCells><mergeCell ref="A1:C1"/></mergeCells>`, `<si><t>_x005F_x000A_</t></si>`)
	limits := Limits{Sheet: 1 << 20, Strings: 1 << 20, Text: 1 << 20}
	f.Fuzz(func(t *testing.T, data, after, shared string) {
		before := packed(t, `<sheetData>`+data+`</sheetData>`+after, shared)
		b, err := Open(before, limits)
		must(t, err)
		var want []string
		columns := []int{0, 2}
		readErr := b.Rows("S", func(row int, cells []string) error {
			masked := slices.Clone(cells)
			for _, c := range columns {
				if c < len(masked) {
					masked[c] = secret.ReplaceAllString(masked[c], "[X]")
				}
			}
			want = append(want, fmt.Sprint(row, masked))
			return nil
		})
		var out bytes.Buffer
		err = b.Rewrite(&out, "S", columns, mask)
		if (err == nil) != (readErr == nil) && !errors.Is(err, ErrTooBig) {
			t.Fatalf("error %v, of Rows %v", err, readErr)
		}
		if err != nil {
			if !errors.Is(err, ErrBroken) && !errors.Is(err, ErrTooBig) || out.Len() > 0 {
				t.Fatalf("error %v, %d bytes written", err, out.Len())
			}
			return
		}
		b, err = Open(out.Bytes(), limits)
		must(t, err)
		var got []string
		if err := b.Rows("S", func(row int, cells []string) error {
			got = append(got, fmt.Sprint(row, slices.Clone(cells)))
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(after, "mergeCell") && !slices.Equal(got, want) {
			t.Fatalf("got %q, want %q", got, want)
		}
		var again bytes.Buffer
		must(t, b.Rewrite(&again, "S", columns, mask))
		sameBut(t, out.Bytes(), again.Bytes())
	})
}

// FuzzMoved compares how shared formulas move with how they move back.
func FuzzMoved(f *testing.F) {
	for _, s := range []string{`SUM($A1:B$2)&"A1"`, `'x''y'!C3+[1]S!D4`, `T[[a]]+A:B+1:$2`, `"`, `[`, `$`, `ZZZ9:`} {
		f.Add(s, 3, 2)
	}
	f.Fuzz(func(t *testing.T, text string, rows, columns int) {
		rows, columns = rows%100, columns%100
		there := (origin{text, 0, 0}).at(rows, columns)
		if strings.Contains(there, "#REF!") {
			return
		}
		again := (origin{there, rows, columns}).at(0, 0)
		if still := (origin{text, 0, 0}).at(0, 0); again != still {
			t.Errorf("%q: there %q, back %q, want %q", text, there, again, still)
		}
	})
}

// TestMovedLikeExcelize lets another program move a shared formula.
func TestMovedLikeExcelize(t *testing.T) {
	const formula = `IF($A1>0,SUM(B1:C9)+D$1,LEN(Z26)*2)`
	data := workbook(t, func(f *excelize.File) {
		shared, ref := excelize.STCellFormulaTypeShared, "F1:H4"
		must(t, f.SetCellFormula("Sheet1", "F1", formula, excelize.FormulaOpts{Type: &shared, Ref: &ref}))
		must(t, f.SetCellStr("Sheet1", "E1", "secret"))
	})
	_, out := rewrite(t, data, "Sheet1", []int{5}, func(row int, cells []string, edits [][]Edit) error {
		if row == 1 {
			edits[0] = append(edits[0], Edit{0, 0, "masked"})
		}
		return nil
	})
	f, err := excelize.OpenReader(bytes.NewReader(data))
	must(t, err)
	g, err := excelize.OpenReader(bytes.NewReader(out))
	must(t, err)
	moved := 0
	for _, cell := range []string{"G1", "H1", "F2", "G3", "H4"} {
		want, err := f.GetCellFormula("Sheet1", cell)
		must(t, err)
		got, err := g.GetCellFormula("Sheet1", cell)
		must(t, err)
		if got != want {
			t.Errorf("%s: %s, want %s", cell, got, want)
		}
		if want != "" && want != formula {
			moved++
		}
	}
	if text, _ := g.GetCellFormula("Sheet1", "F1"); text != "" || moved != 5 {
		t.Errorf("formula %q left, %d moved", text, moved)
	}
}

func BenchmarkRewrite(b *testing.B) {
	var x strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&x, `<row r="%d"><c r="A%[1]d" s="1"><v>45000.5</v></c><c r="B%[1]d"><v>%d</v></c><c r="C%[1]d" t="s"><v>0</v></c><c r="D%[1]d" t="inlineStr"><is><t>a comment of secret%[1]d length</t></is></c></row>`, i+1, i%11)
	}
	book, err := Open(packed(b, "<sheetData>"+x.String()+"</sheetData>", "<si><t>North</t></si>"), Limits{})
	must(b, err)
	b.SetBytes(int64(x.Len()))
	for b.Loop() {
		must(b, book.Rewrite(io.Discard, "S", []int{3}, mask))
	}
}
