//go:build !amd64

package jsonscan

// bestKernel returns none: lexer.plainStr, which takes eight bytes at a time,
// does without an index.
func bestKernel() kernel { return nil }
