// Package stats computes the numbers of nps: pure functions of counts, with no
// input, no output and no knowledge of files.
//
// Start at Counts, the three classes of one group, and Histogram, the answers
// 0..10 it comes from. NPS, Shares, Variance and SE describe a group; Interval
// puts limits around its score by one of the Methods; Doubts lists, as values,
// what a reader should know before trusting the figure. WeightedHistogram and
// WeightedCounts do the same for answers that carry a survey weight.
//
// Units and conventions, the same everywhere:
//
//   - a score is on [-1,1]; multiply by 100 for points;
//   - shares and confidences are fractions, confidences strictly inside (0,1);
//   - what cannot be computed is reported by ok=false, never by 0: no answers,
//     a negative count or more than MaxAnswers of them, a confidence outside (0,1);
//   - nothing here panics on a number, whatever it is.
//
// The formulas, their sources and the evidence for the defaults are in
// docs/statistics.md; the reference values are in testdata/stats.
package stats
