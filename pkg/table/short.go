package table

import (
	"bytes"
	"io"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// short writes a table whose lines are held, through tablewriter.
func (p *page) short(s *sheet) error {
	out := &trimmer{w: p.w}
	t := tablewriter.NewTable(out, p.look(s)...)
	t.Header(s.shorten(s.header(), p.glyph.ellipsis))
	for _, line := range s.lines {
		if err := t.Append(s.shorten(line, p.glyph.ellipsis)); err != nil {
			return err
		}
	}
	if s.doc.Total != nil {
		t.Footer(s.shorten(s.texts(s.doc.Total), p.glyph.ellipsis))
	}
	return t.Render()
}

// look is everything that the library has to be told to print cells as they
// are, with nothing but a rule for ornament.
func (p *page) look(s *sheet) []tablewriter.Option {
	symbols := tw.StyleLight
	if p.style.ASCII {
		symbols = tw.StyleASCII
	}
	align := make([]tw.Align, len(s.places))
	padding := make([]tw.Padding, len(s.places))
	for i := range s.places {
		align[i] = tw.AlignLeft
		if s.right[i] {
			align[i] = tw.AlignRight
		}
		padding[i] = tw.Padding{Right: gap, Overwrite: true}
	}
	padding[len(padding)-1].Right = ""
	sides := tw.CellAlignment{PerColumn: align}
	return []tablewriter.Option{
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders: tw.BorderNone,
			Symbols: tw.NewSymbols(symbols),
			Settings: tw.Settings{
				Separators: tw.SeparatorsNone,
				Lines:      tw.Lines{ShowTop: tw.Off, ShowBottom: tw.Off, ShowHeaderLine: tw.On, ShowFooterLine: tw.On},
			},
		})),
		tablewriter.WithHeaderAutoFormat(tw.Off), // else a_b becomes A B
		tablewriter.WithFooterAutoFormat(tw.Off),
		tablewriter.WithRowAutoFormat(tw.Off),
		tablewriter.WithHeaderAutoWrap(tw.WrapNone),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithFooterAutoWrap(tw.WrapNone),
		tablewriter.WithTrimSpace(tw.Off),
		tablewriter.WithHeaderAlignmentConfig(sides),
		tablewriter.WithRowAlignmentConfig(sides),
		tablewriter.WithFooterAlignmentConfig(sides),
		tablewriter.WithHeaderPaddingPerColumn(padding),
		tablewriter.WithRowPaddingPerColumn(padding),
		tablewriter.WithFooterPaddingPerColumn(padding),
	}
}

// trimmer takes the blanks off the ends of lines.
type trimmer struct {
	w    io.Writer
	line []byte
}

func (t *trimmer) Write(b []byte) (int, error) {
	n := len(b)
	for {
		i := bytes.IndexByte(b, '\n')
		if i < 0 {
			t.line = append(t.line, b...)
			return n, nil
		}
		t.line = append(t.line, b[:i]...)
		t.line = append(bytes.TrimRight(t.line, " "), '\n')
		if _, err := t.w.Write(t.line); err != nil {
			return 0, err
		}
		t.line = t.line[:0]
		b = b[i+1:]
	}
}
