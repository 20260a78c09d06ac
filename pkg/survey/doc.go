// Package survey is the vocabulary of the program: what a score is, how one
// cell of an export is read as a score, which class a score belongs to, how a
// column header is normalised, which columns identify a person, and the survey
// definition (survey.yaml) that says which column plays which role.
//
// A newcomer starts with [ScoreReader], which turns one cell into a score 0..10,
// a blank or an invalid answer, and with [Definition], which is what survey.yaml
// holds. Nothing here opens a file, reads the clock or writes anything, and the
// package imports nothing else of this program.
//
// Texts that come from exports are compared in one form only, made by [Fold]
// (values) and [NormaliseHeader] (headers). Both sides of a comparison must go
// through the same function: NFKC takes some letters apart (Devanagari letters
// with nukta) and keeps others together, so a literal in source code need not
// be in the form that a file has.
package survey
