package cli

// scoreDoc is the whole document nps.score/1, as a reader of it would declare it.
type scoreDoc struct {
	scoreHead
	Groups []groupDoc `json:"groups"`
	scoreTail
}
