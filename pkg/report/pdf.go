package report

import (
	"fmt"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// Measures of a page of A4, in millimetres.
const (
	pdfWidth  = 210.0
	pdfHeight = 297.0
	pdfMargin = 18.0
	pdfFoot   = 20.0
	pdfInner  = pdfWidth - 2*pdfMargin
)

// colour is red, green and blue. Those of a PDF are the light ones of the page.
type colour struct{ r, g, b int }

var (
	inkColour       = colour{0x1b, 0x27, 0x33}
	softColour      = colour{0x51, 0x60, 0x6f}
	lineColour      = colour{0xd5, 0xdb, 0xe1}
	zeroColour      = colour{0x87, 0x94, 0xa1}
	accentColour    = colour{0x1f, 0x5a, 0x86}
	bandColour      = colour{0xc9, 0xdc, 0xea}
	usualColour     = colour{0xe9, 0xed, 0xf0}
	signalColour    = colour{0x8a, 0x3d, 0x00}
	whiteColour     = colour{0xff, 0xff, 0xff}
	draftColour     = colour{0xee, 0xf0, 0xf2}
	detractorColour = colour{0xa8, 0x48, 0x2a}
	passiveColour   = colour{0xcd, 0xd3, 0xd9}
	promoterColour  = colour{0x11, 0x69, 0x5f}
)

// classColours are the colour of a class and that of the figure on it.
func classColours(class string) (back, front colour) {
	switch class {
	case "detractor":
		return detractorColour, whiteColour
	case "passive":
		return passiveColour, inkColour
	}
	return promoterColour, whiteColour
}

// paper is a PDF being written.
type paper struct {
	*fpdf.Fpdf
	p   *page
	err error
}

// writePDF writes A4 pages with the Go fonts inside. It holds what the HTML page
// holds, with all tables unfolded. PDF/UA marks are beyond the library: the HTML
// page is the one for screen readers.
func writePDF(w io.Writer, p *page) error { return writePaper(w, p, true) }

func writePaper(w io.Writer, p *page, compress bool) error {
	if p.P.Lang != English {
		return fmt.Errorf("report: %w", ErrPDFLanguage)
	}
	d := &paper{Fpdf: fpdf.New("P", "mm", "A4", ""), p: p}
	d.SetCompression(compress)
	d.SetCatalogSort(true)
	moment := p.Made
	if moment.IsZero() { // the library would write today
		moment = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	d.SetCreationDate(moment.UTC())
	d.SetModificationDate(moment.UTC())
	d.AddUTF8FontFromBytes("go", "", goregular.TTF)
	d.AddUTF8FontFromBytes("go", "B", gobold.TTF)
	d.SetTitle(d.text(p.Title), true)
	d.SetProducer("nps", true)
	d.SetLang("en")
	d.SetMargins(pdfMargin, pdfMargin, pdfMargin)
	d.SetCellMargin(0)
	d.SetAutoPageBreak(true, pdfFoot)
	d.SetHeaderFunc(d.watermark)
	d.SetFooterFunc(d.foot)
	d.AddPage()
	d.content()
	if d.err != nil {
		return d.err
	}
	if err := d.Output(w); err != nil {
		return fmt.Errorf("report: write the PDF: %w", err)
	}
	return nil
}

// text is s as the font can draw it; the first that it cannot is an error.
func (d *paper) text(s string) string {
	out, ok, err := fitted(s)
	switch {
	case err != nil && d.err == nil:
		d.err = fmt.Errorf("report: the font of the PDF: %w", err)
	case !ok && d.err == nil:
		d.err = fmt.Errorf("report: %w", ErrPDFLetters)
	}
	return out
}

// watermark crosses every page of a draft, under what is written on it.
func (d *paper) watermark() {
	if !d.p.Draft {
		return
	}
	d.font("B", 110, draftColour)
	text := d.text(d.p.P.Draft)
	d.TransformBegin()
	d.TransformRotate(52, pdfWidth/2, pdfHeight/2)
	d.Text((pdfWidth-d.GetStringWidth(text))/2, pdfHeight/2+14, text)
	d.TransformEnd()
	d.SetXY(pdfMargin, pdfMargin)
}

func (d *paper) foot() {
	d.SetY(-14)
	d.font("", 8, softColour)
	left := d.p.Title
	if d.p.Draft {
		left = d.p.P.Draft + " · " + left
	}
	number := fmt.Sprint(d.PageNo())
	d.CellFormat(pdfInner-12, 5, d.cut(d.text(left), pdfInner-14), "", 0, "L", false, 0, "")
	d.CellFormat(12, 5, number, "", 0, "R", false, 0, "")
}

func (d *paper) font(style string, size float64, c colour) {
	d.SetFont("go", style, size)
	d.SetTextColor(c.r, c.g, c.b)
}

// cut shortens fitted text to a width, with an ellipsis where it was cut.
func (d *paper) cut(s string, width float64) string {
	if d.GetStringWidth(s) <= width {
		return s
	}
	runes := []rune(s)
	for len(runes) > 0 && d.GetStringWidth(string(runes)+"…") > width {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// room begins a new page where fewer than height millimetres are left.
func (d *paper) room(height float64) {
	if d.GetY()+height > pdfHeight-pdfFoot {
		d.AddPage()
	}
}

func (d *paper) say(lines ...string)  { d.saySized(10, inkColour, lines...) }
func (d *paper) note(lines ...string) { d.saySized(8.5, softColour, lines...) }

func (d *paper) saySized(size float64, c colour, lines ...string) {
	for _, line := range lines {
		if line == "" {
			continue
		}
		d.font("", size, c)
		d.MultiCell(pdfInner, size*0.5, d.text(line), "", "L", false)
		d.Ln(1.8)
	}
}

// head begins a section, with room for some of what follows it.
func (d *paper) head(text string) { d.headFor(text, 16) }

// headFor begins a section whose first part needs that many millimetres.
func (d *paper) headFor(text string, height float64) {
	d.room(18 + height)
	d.Ln(5)
	d.rule(lineColour)
	d.Ln(5)
	d.font("B", 14, inkColour)
	d.MultiCell(pdfInner, 7, d.text(text), "", "L", false)
	d.Ln(2)
}

func (d *paper) rule(c colour) {
	d.SetDrawColor(c.r, c.g, c.b)
	d.SetLineWidth(0.2)
	d.Line(pdfMargin, d.GetY(), pdfWidth-pdfMargin, d.GetY())
}

// list writes lines about groups: the name, then what is said of it.
func (d *paper) list(items []item) {
	for _, it := range items {
		d.room(24) // for a name of several lines too
		d.font("B", 10, inkColour)
		y := d.GetY()
		d.MultiCell(60, 5.2, d.text(it.Name), "", "L", false)
		below := d.GetY()
		d.font("", 10, softColour)
		d.SetXY(pdfMargin+64, y)
		d.MultiCell(pdfInner-64, 5.2, d.text(it.Text), "", "L", false)
		d.SetXY(pdfMargin, max(below, d.GetY())+1)
	}
	if len(items) > 0 {
		d.Ln(1.5)
	}
}

func (d *paper) facts(facts []fact) {
	items := make([]item, 0, len(facts))
	for _, f := range facts {
		items = append(items, item{f.Name, f.Value})
	}
	d.list(items)
}
