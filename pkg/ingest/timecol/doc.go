// Package timecol reads one time column of an export: which notation it is
// written in, whether day or month comes first, and what instant each cell means.
//
// A column has one notation. [Evidence] looks at every cell (each worker has its
// own; they merge), [Evidence.Decide] names the one [Layout] or says why there is
// none, and [Layout.Parse] reads cells. Nothing is guessed from the machine's
// locale, and a cell's value never appears in an error: only counts and lines.
package timecol
