package xlsxscan

import (
	"slices"
	"strings"
	"testing"
)

func TestRewriteLinks(t *testing.T) {
	rels := [2]string{"xl/worksheets/_rels/sheet1.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://x/hyperlink" Target="mailto:secret@example.com" TargetMode="External"/><Relationship Id="rId2" Type="http://x/hyperlink" Target="http://example.com/"></Relationship></Relationships>`}
	const cells = `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>secret@example.com</t></is></c><c r="B1" t="inlineStr"><is><t>site</t></is></c></row></sheetData>`
	data := packed(t, cells+`<hyperlinks>`+"\n"+`<hyperlink ref="A1" r:id="rId1" display="secret"/><hyperlink ref="B1:B9" r:id="rId2"></hyperlink></hyperlinks><drawing r:id="rId9"/>`, "", rels)
	b, out := rewrite(t, data, "S", []int{0}, mask)
	without(t, out, "secret")
	if got := partOf(t, out, "xl/worksheets/sheet1.xml"); !strings.HasSuffix(got, "<hyperlinks>\n"+`<hyperlink ref="B1:B9" r:id="rId2"></hyperlink></hyperlinks><drawing r:id="rId9"/></worksheet>`) {
		t.Error(got)
	}
	if got := partOf(t, out, rels[0]); strings.Contains(got, "rId1") || !strings.Contains(got, `<Relationship Id="rId2"`) {
		t.Error(got)
	}
	if !slices.Contains(b.Besides(), "links") {
		t.Errorf("besides %v", b.Besides())
	}
	data = packed(t, cells+`<hyperlinks><hyperlink ref="A1:B1" r:id="rId1"/></hyperlinks><pageMargins/>`, "", rels)
	_, out = rewrite(t, data, "S", []int{0}, mask)
	without(t, out, "secret")
	if got := partOf(t, out, "xl/worksheets/sheet1.xml"); !strings.HasSuffix(got, `</sheetData><pageMargins/></worksheet>`) {
		t.Error(got)
	}
}

func TestRewriteFormulas(t *testing.T) {
	chain := [2]string{"xl/calcChain.xml", `<calcChain ` + main + `><c r="A1" i="1"/><c r="A2"/></calcChain>`}
	const dependents = `<row r="2"><c r="A2" t="str"><f t="shared" ca="1" si="0"/><v>b</v></c><c r="B2" t="str"><f si="0" t="shared"></f><v>c</v></c></row><row r="3"><c r="A3" t="str"><f t="shared" si="0"/><v>secret</v></c></row>`
	data := packed(t, `<sheetData><row r="1"><c r="A1" s="1" t="str"><f t="shared" ref="A1:B3" si="0">C1&amp;$D$1&amp;"C1"</f><v>secret</v></c></row>`+dependents+`</sheetData>`, "", chain)
	_, out := rewrite(t, data, "S", []int{0}, mask)
	want(t, rows(t, out, "S"), []string{"1: [X]", "2: b|c", "3: [X]"})
	got := partOf(t, out, "xl/worksheets/sheet1.xml")
	for _, piece := range []string{`<f ca="1">C2&amp;$D$1&amp;"C1"</f><v>b</v>`, `<f>D2&amp;$D$1&amp;"C1"</f><v>c</v>`} {
		if !strings.Contains(got, piece) {
			t.Errorf("no %s in %s", piece, got)
		}
	}
	for _, f := range archive(t, out).File {
		if f.Name == chain[0] || strings.Contains(content(t, f), "calcChain") {
			t.Errorf("calculation chain left in %s", f.Name)
		}
	}
	// A number of a shared formula can be given again.
	data = packed(t, `<sheetData><row r="1"><c r="A1" t="str"><f t="shared" ref="A1:A3" si="0">C1</f><v>secret</v></c></row><row r="2"><c r="A2"><f t="shared" si="0" ref="A2:A3">D2</f></c></row><row r="3"><c r="A3"><f t="shared" si="0"/></c></row></sheetData>`, "")
	_, out = rewrite(t, data, "S", []int{0}, mask)
	if got := partOf(t, out, "xl/worksheets/sheet1.xml"); !strings.Contains(got, `<row r="2"><c r="A2"><f t="shared" si="0" ref="A2:A3">D2</f></c></row><row r="3"><c r="A3"><f t="shared" si="0"/></c></row>`) {
		t.Error(got)
	}
	// An edit of a cell that only shares a formula leaves the others as they are.
	data = packed(t, `<sheetData><row r="1"><c r="A1" t="str"><f t="shared" ref="A1:B3" si="0">C1</f><v>a</v></c></row>`+dependents+`</sheetData>`, "", chain)
	_, out = rewrite(t, data, "S", []int{0}, mask)
	if got, want := partOf(t, out, "xl/worksheets/sheet1.xml"), strings.Replace(partOf(t, data, "xl/worksheets/sheet1.xml"), `<c r="A3" t="str"><f t="shared" si="0"/><v>secret</v></c>`, `<c r="A3" t="inlineStr"><is><t xml:space="preserve">[X]</t></is></c>`, 1); got != want {
		t.Errorf("got %s", got)
	}
}

func TestWithoutSizes(t *testing.T) {
	for extra, want := range map[string]string{
		"": "", "\x01\x00\x02\x00ab": "", "UT\x01\x00a\x01\x00\x00\x00\x02\x00\x01\x00b": "UT\x01\x00a\x02\x00\x01\x00b", "\x01\x00\x09\x00ab": "\x01\x00\x09\x00ab", "abc": "abc",
	} {
		if got := string(withoutSizes([]byte(extra))); got != want {
			t.Errorf("%q: %q, want %q", extra, got, want)
		}
	}
}

func TestMovedFormulas(t *testing.T) {
	cases := map[string]string{
		`A1+b2`: `B3+C4`, `$A1+A$1+$A$1`: `$A3+B$1+$A$1`, `SUM(A1:B9)`: `SUM(B3:C11)`, `LOG10(A1)`: `LOG10(B3)`,
		`"A1 ""A1"" "&A1`: `"A1 ""A1"" "&B3`, `'A1 x''s'!A1`: `'A1 x''s'!B3`, `S1!A1`: `S1!B3`, `[1]S!A1`: `[1]S!B3`, `Jan:Mar!A1`: `Jan:Mar!B3`,
		`A:B`: `B:C`, `$A:A`: `$A:B`, `1:2`: `3:4`, `1:$2`: `3:$2`, `T[[#This Row],[A1]]&A1`: `T[[#This Row],[A1]]&B3`, `1E5+1.5E+3`: `1E5+1.5E+3`,
		`rate_1*A1`: `rate_1*B3`, `XFD1`: `#REF!`, `A1048575`: `#REF!`, `ABCD1`: `ABCD1`, `XFE1`: `XFE1`, `TRUE`: `TRUE`, `Ä1`: `Ä1`, `_xlfn.A1(A1)`: `_xlfn.A1(B3)`, `A1#`: `B3#`, `IF(A1,A:A,"`: `IF(B3,B:B,"`, `[A1`: `[A1`, `$`: `$`, `Z1`: `AA3`, `AZZ1`: `BAA3`, `A0`: `A0`, ``: ``,
	}
	for text, want := range cases {
		if got := (origin{text, 5, 5}).at(7, 6); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	if got := (origin{"C7+A1", 7, 2}).at(5, 1); got != "B5+#REF!" {
		t.Errorf("upwards: %s", got)
	}
}
