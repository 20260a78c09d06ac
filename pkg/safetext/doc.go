// Package safetext makes untrusted text safe for the place it is written to.
//
// Everything nps prints may hold text from a survey export: group names,
// headers, file names, labels. Such text can move a terminal's cursor, write
// the clipboard, reverse the reading order of a line, or become a formula when
// a spreadsheet opens the result. Each sink has its own function:
//
//   - [Terminal] for one line shown to a person, [Prose] for text that may have
//     several lines
//   - [CSVCell] for a cell of CSV, TSV or XLSX
//   - [Markdown] for a run of Markdown text
//   - [FileName] for a name on disk
//   - [Truncate] to shorten what was made safe
//
// Terminal and Prose never drop anything: what is dangerous is made visible as
// an escape such as \x1b or \u202e, so that the reader sees that it was there.
// Text without anything dangerous is returned as it is, without allocation.
package safetext
