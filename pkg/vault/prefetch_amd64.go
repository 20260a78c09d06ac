package vault

// prefetch lets the processor fetch what p points to while it goes on with other work: a
// table of ids is larger than its caches, and half the time of a lookup was waiting.
//
//go:noescape
func prefetch(p *uint64)
