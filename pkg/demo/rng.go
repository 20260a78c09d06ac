package demo

import "math/bits"

// rng is SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
// generators", OOPSLA 2014). It is written out here because the bytes that demo writes
// are a promise: they must not depend on another library's version.
type rng uint64

// newRNG returns an independent stream of the seed: one for answers, one for words.
func newRNG(seed, stream uint64) rng {
	return rng(mix64(seed ^ mix64(stream*0x9e3779b97f4a7c15)))
}

func (r *rng) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	return mix64(uint64(*r))
}

// below returns a number in [0, n); its bias is under n/2^64.
func (r *rng) below(n uint64) uint64 {
	hi, _ := bits.Mul64(r.next(), n)
	return hi
}

// chance is true for perMille in a thousand draws.
func (r *rng) chance(perMille uint64) bool {
	return r.below(1000) < perMille
}

// pick draws an index by weights that add up to 1000.
func (r *rng) pick(perMille []uint16) int {
	u := uint16(r.below(1000))
	for i, w := range perMille {
		if u < w {
			return i
		}
		u -= w
	}
	return len(perMille) - 1
}

// mix64 is SplitMix64's finaliser. It is a bijection of 64 bits: different numbers stay
// different, which is what makes the ids unique without remembering them.
func mix64(z uint64) uint64 {
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}
