package scan

import "golang.org/x/sys/cpu"

var hasAVX2 = cpu.X86.HasAVX2

// validAVX2 tells whether all runes that end in data are well-formed. It looks at
// whole chunks of 64 bytes.
//
//go:noescape
func validAVX2(data []byte) bool
