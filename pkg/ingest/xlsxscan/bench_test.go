package xlsxscan

import (
	"fmt"
	"strings"
	"testing"
)

func BenchmarkRows(b *testing.B) {
	var x strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&x, `<row r="%d"><c r="A%[1]d" s="1"><v>45000.5</v></c><c r="B%[1]d"><v>%d</v></c><c r="C%[1]d" t="s"><v>0</v></c><c r="D%[1]d" t="inlineStr"><is><t>a comment of some length</t></is></c></row>`, i+1, i%11)
	}
	book, err := Open(sheetXML(b, x.String(), "", "<si><t>North</t></si>"), Limits{})
	must(b, err)
	b.SetBytes(int64(x.Len()))
	for b.Loop() {
		n := 0
		must(b, book.Rows("Sheet1", func(int, []string) error { n++; return nil }))
		if n != 20000 {
			b.Fatal(n)
		}
	}
}
