//go:build !amd64

package pii

// Without signs marksOf goes byte by byte.
const hasSigns = false

func signs(found []uint64, d []byte, halves *[8][16]uint8) {}
