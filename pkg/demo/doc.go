// Package demo makes survey exports that look real and are not: the people are
// invented, the answers are drawn from a model whose parameters are known, and
// what was planted is handed back as a [Truth] so that every other room can be
// tested against it.
//
//	truth, err := demo.Write(w, demo.Config{Rows: 1000, Seed: 1, Months: 12, Until: today, Format: demo.CSV})
//
// The command line's defaults are 1,000 rows, seed 1, 12 months, until today, CSV.
//
// # What is promised
//
//   - The same [Config] gives the same bytes on every platform: all draws are
//     integers from one small generator, nothing iterates over a map and no
//     floating-point number decides anything.
//   - Memory does not grow with the rows; 10 million rows take what 10,000 take.
//   - Rows are sorted by time, oldest first. The period is the given number of
//     calendar months, of which the last ends with the day Config.Until.
//   - Every region and every plan occurs in every month with a scored answer, as
//     soon as there are 5 rows a month; below that the rows are dealt out in turn.
//   - The same seed, rows, months and end give the same respondents, answers and
//     comments in every format and every layout; a layout only writes them differently
//     (its wall clock shows the same figures in its own zone).
//
// # What is planted
//
// A score is a sum of thousandths of a point: a base, a shift of the region, the
// plan and the calendar month, a step that begins at one month, three drivers (ease,
// support, trust on 1..5) with known weights, and noise; rounded and cut to 0..10.
// Two in a hundred answers skip the score. One store games its scores: nearly all are
// tens, hardly any has a comment. Six to seven in a hundred answers come from somebody who
// answered before. Comments are English, Hinglish and Hindi sentences on six themes, some
// with planted personal data and some with numbers that only look like it; the places of
// both the planted data and its types are known (Config.Labels). Eighteen in a hundred
// comments hold personal data, a third of them of the rarer types; with some 20,000 rows
// every type of `nps redact` occurs, with right check digits, and some numbers in
// Devanagari or full-width digits.
//
// # How it is built
//
// generator (answers) -> layout (which cells, in which notation) -> sink (CSV, JSON,
// XLSX), with a counter beside them. Comments come from their own random stream, so that
// a new sentence changes no score.
//
// Nobody in the output exists. E-mail and web addresses are of names reserved by RFC 2606,
// network addresses of the documentation ranges (RFC 5737, RFC 3849, RFC 7042), cards are the
// networks' test numbers, telephone numbers come from the ranges that Ofcom and the North
// American plan keep for fiction; India keeps none, so Indian numbers are five digits written
// twice. Other ids have the right shape and check digit and repeat a few digits over and over.
package demo
