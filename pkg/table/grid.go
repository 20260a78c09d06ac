package table

import (
	"bytes"
	"io"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"

	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

const (
	gap       = "  " // between columns
	leastName = 8    // columns that a shortened column keeps
)

// table lays out the columns for people: a rule below the header, one above
// the total, blanks between columns.
func (p *page) table(d *Document) error {
	places := d.shown(People)
	if len(places) == 0 {
		return nil
	}
	p.part()
	grid := p.cells(d, places)
	out := &trimmer{w: p.w}
	t := tablewriter.NewTable(out, p.look(d, places)...)
	t.Header(grid[0])
	body := grid[1:]
	if d.Total != nil {
		t.Footer(body[len(body)-1])
		body = body[:len(body)-1]
	}
	if err := t.Bulk(body); err != nil {
		return err
	}
	if err := t.Render(); err != nil {
		return err
	}
	return out.flush()
}

// cells returns the header, the rows and the total as safe text, shortened to
// the page.
func (p *page) cells(d *Document, places []int) [][]string {
	grid := make([][]string, 0, len(d.Rows)+2)
	widths := make([]int, len(places))
	add := func(text func(i int) string) {
		line := make([]string, len(places))
		for i, place := range places {
			line[i] = safetext.Terminal(text(place))
			widths[i] = max(widths[i], width(line[i]))
		}
		grid = append(grid, line)
	}
	add(func(i int) string { return d.Columns[i].Title })
	for _, row := range d.Rows {
		add(func(i int) string { return row[i].Text })
	}
	if d.Total != nil {
		add(func(i int) string { return d.Total[i].Text })
	}
	if p.limit > 0 {
		for i, limit := range p.fit(d, places, widths) {
			if limit == widths[i] {
				continue
			}
			for _, line := range grid {
				line[i] = shorten(line[i], limit, p.glyph.ellipsis)
			}
		}
	}
	return grid
}

// fit takes columns of text from the widest on until the table fits the page.
// Numbers are never cut: a table of many stays too wide.
func (p *page) fit(d *Document, places []int, widths []int) []int {
	fitted := append([]int(nil), widths...)
	total := len(gap) * (len(widths) - 1)
	for _, w := range widths {
		total += w
	}
	for ; total > p.limit; total-- {
		widest := -1
		for i, place := range places {
			if !d.Columns[place].Right && fitted[i] > leastName && (widest < 0 || fitted[i] > fitted[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		fitted[widest]--
	}
	return fitted
}

// look is everything that the library has to be told to print cells as they
// are.
func (p *page) look(d *Document, places []int) []tablewriter.Option {
	symbols := tw.StyleLight
	if p.style.ASCII {
		symbols = tw.StyleASCII
	}
	align := make([]tw.Align, len(places))
	padding := make([]tw.Padding, len(places))
	for i, place := range places {
		align[i] = tw.AlignLeft
		if d.Columns[place].Right {
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
		if err := t.end(); err != nil {
			return 0, err
		}
		b = b[i+1:]
	}
}

func (t *trimmer) end() error {
	t.line = append(bytes.TrimRight(t.line, " "), '\n')
	_, err := t.w.Write(t.line)
	t.line = t.line[:0]
	return err
}

func (t *trimmer) flush() error {
	if len(t.line) == 0 {
		return nil
	}
	return t.end()
}
