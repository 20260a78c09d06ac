// Package validate checks an opened export and says what is wrong with it, as
// findings: without a survey definition what every NPS export must satisfy,
// with one the contract that the definition states.
//
// The way of a check: [File] asks ingest what the columns are for, resolves the
// columns of the definition (schema.go), and goes through all records once
// (pass.go). Every cell is looked at as text (cells.go); the cells of records
// that count are looked at for what they mean (answers.go, times.go,
// repeats.go, contract.go). What is met is gathered as counts with the first
// places (hits.go), bounded in memory however many cases there are, and becomes
// one finding for every rule and column at the end. Only the hashes of response
// ids and respondents grow with the number of records.
//
// A finding never holds the value of a cell. Texts of the score column are
// shown where survey.ShowableLabel allows it.
//
// rules.go is the one table of rules: the documents, SARIF and the switches of a
// definition are made from it. [Infer] writes the definition that an export
// seems to have.
package validate
