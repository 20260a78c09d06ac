package pii

import "golang.org/x/sys/cpu"

// hasSigns says whether the processor has what signs is made of (Intel's since 2013,
// AMD's since 2015).
var hasSigns = cpu.X86.HasAVX2

// signs tells of 32 bytes of d at a time, of as many times as found is long, which
// are worth a look: in the lower half of found[i] a bit for each byte of ASCII that
// is flagged or begins a stem, in the upper one for each beyond ASCII. It reads
// three bytes more. halves says of the lower and the upper half of a byte at each of
// four places, in turn, in which stems it can stand there.
//
//go:noescape
func signs(found []uint64, d []byte, halves *[8][16]uint8)
