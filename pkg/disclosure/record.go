package disclosure

// Record is what is kept of an edition.
type Record struct{}
