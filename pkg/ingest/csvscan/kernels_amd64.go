package csvscan

import "golang.org/x/sys/cpu"

// bestKernels returns the kernels in kernels_amd64.s, if the processor has what
// they are made of (Intel's since 2013, AMD's since 2015).
func bestKernels() kernels {
	if cpu.X86.HasAVX2 && cpu.X86.HasBMI1 && cpu.X86.HasPOPCNT {
		return kernels{masksAVX2, placesBMI}
	}
	return kernels{}
}

//go:noescape
func masksAVX2(chunks []chunk, d []byte, comma byte)

//go:noescape
func placesBMI(chunks []chunk, at int, ends, rows []int32, before int) (k, r int)
