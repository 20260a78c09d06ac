// Package xlsxscan reads the cells of XLSX workbooks as text, row by row, and
// rewrites workbooks with some of the texts changed.
//
// [Open] takes the bytes of a workbook, [Book.Sheets] names its visible sheets and
// [Book.Rows] streams one of them. The workbook's own description (sheets,
// styles, the 1904 date system) is read with excelize; the sheets, which can be
// large, are decoded straight from the archive, so that memory is the workbook
// as it is stored, its shared strings and one row.
//
// # Cells
//
//   - Texts (shared, inline, rich, of formulas) come as they are, without
//     formatting and phonetic hints.
//   - Numbers as short as they are: 5.0 is "5", 9.5 is "9.5", 1E15 is
//     "1000000000000000"; integers keep every digit that is written.
//   - Numbers whose style shows a date are written by what the style shows:
//     "2006-01-02", "15:04:05" or "2006-01-02 15:04:05", to the second, both date
//     systems. A duration beyond a day has its hours in full; a date and time
//     of which the style shows only the time keeps its date.
//   - TRUE and FALSE; errors as their text (#NAME?); formulas by the value that
//     was cached, blank without one; nothing is ever calculated.
//   - A cell merged over several columns within the first four rows repeats its
//     text to the right; all other merged cells stand once.
//
// # Rewriting
//
// [Book.Rewrite] copies a workbook and changes cells of one sheet. All parts that
// need not change keep their compressed bytes, order, names and times. What
// changes:
//
//   - An edited cell becomes a text of its own (inlineStr). It keeps its style
//     and place; formats of single words, phonetic hints and its formula are lost, and
//     dates, numbers and booleans become the text that Rows gives. Without any text
//     it becomes blank. Every other byte of the sheet stays, save for links of
//     edited cells, which go with their targets, and formulas that were written in
//     an edited cell for others too, which the others are given.
//   - Shared strings that no cell of the workbook shows any more are emptied, and with
//     them those that none showed before. One that another cell shows stays:
//     [Book.Kept] counts those.
//   - When a formula went, so does the calculation chain, which names its cell.
//     It is made anew by the program that opens the workbook.
//
// Copies of the texts elsewhere stay: other columns and sheets, what a formula was made from, notes,
// pivot caches, the caches of charts; [Book.Besides] says which kinds there are.
// Workbooks with a digital signature are refused with [ErrSigned]. Until it is
// written, the new sheet is held compressed, beside one row of it.
//
// # Limits
//
// Archives that would expand beyond [Limits] are refused with [ErrTooBig]; parts
// that are not needed (pictures, pivot caches) are never expanded. Encrypted
// workbooks are refused with [ErrEncrypted], everything else that cannot be read
// with [ErrBroken].
package xlsxscan

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"
)

// Errors of Open and Rows; they are wrapped with what was being read.
var (
	ErrTooBig    = errors.New("the workbook expands beyond the limit")
	ErrEncrypted = errors.New("the workbook is protected by a password, or an old .xls; save it as .xlsx without a password")
	ErrBroken    = errors.New("the workbook is damaged or no workbook")
	ErrNoSheet   = errors.New("the workbook has no such sheet")
	ErrSigned    = errors.New("the workbook has a digital signature, which a change would break; save a copy without it") // of Rewrite only
)

// Limits bound what a workbook may expand to, in bytes. Zero values mean the
// defaults.
type Limits struct {
	Sheet   int64 // XML of one sheet, which is streamed: 4 GiB
	Strings int64 // XML of the shared strings, which are held: 512 MiB
	Text    int64 // text of all cells of a sheet handed over, with a byte a cell: 1 GiB
}

// maxPart is the largest of the parts that describe the workbook: its list of
// sheets, relationships, styles.
const maxPart = 16 << 20

func (l Limits) withDefaults() Limits {
	for _, d := range []struct {
		limit *int64
		value int64
	}{{&l.Sheet, 4 << 30}, {&l.Strings, 512 << 20}, {&l.Text, 1 << 30}} {
		if *d.limit <= 0 {
			*d.limit = d.value
		}
	}
	return l
}

// Book is an opened workbook. It is not safe for concurrent use.
type Book struct {
	limits   Limits
	archive  *zip.Reader
	parts    map[string]*zip.File // by lower-case name with slashes
	sheets   []sheet
	date1904 bool
	styles   []look // by the number in a cell's s attribute

	strings []string // shared strings, read when the first sheet is
	read    bool

	kept   int             // see Kept
	beside map[string]bool // what Rewrite saw in the sheet beside its cells
}

type sheet struct {
	name, part string
	visible    bool
}

var oleHeader = []byte{0xd0, 0xcf, 0x11, 0xe0}

// Open reads the description of the workbook in data, which must stay unchanged
// while the book is used.
func Open(data []byte, limits Limits) (*Book, error) {
	if bytes.HasPrefix(data, oleHeader) {
		return nil, ErrEncrypted
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	b := &Book{limits: limits.withDefaults(), archive: r, parts: map[string]*zip.File{}}
	for _, f := range r.File {
		name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
		if _, double := b.parts[name]; double {
			return nil, fmt.Errorf("%w: two parts have the same name", ErrBroken)
		}
		b.parts[name] = f
	}
	if err := b.describe(); err != nil {
		return nil, err
	}
	return b, nil
}

// Sheets returns the names of the visible worksheets in the order of their tabs.
func (b *Book) Sheets() []string {
	var names []string
	for _, s := range b.sheets {
		if s.visible {
			names = append(names, s.name)
		}
	}
	return names
}

// part returns the archive's entry for a target of a relationship, or nil.
func (b *Book) part(target string) *zip.File {
	target = strings.ReplaceAll(target, `\`, "/")
	if rooted, ok := strings.CutPrefix(target, "/"); ok {
		target = rooted
	} else {
		target = path.Join("xl", target)
	}
	return b.parts[strings.ToLower(path.Clean(target))]
}
