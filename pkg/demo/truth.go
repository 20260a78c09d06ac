package demo

// TruthSchema names the version of Truth's JSON form.
const TruthSchema = "nps.demo-truth/1"

// Truth is what was planted and what came of it. Counts cover exactly the rows that were
// written; groups cover the rows that a reader of the layout must score: answers with a
// score that are neither test rows nor of another survey type.
type Truth struct {
	Schema string `json:"schema"`

	Rows   int64  `json:"rows"` // data records in the file
	Seed   uint64 `json:"seed"`
	Months int    `json:"months"`
	From   string `json:"from"`  // first day, YYYY-MM-DD on the file's wall clock
	Until  string `json:"until"` // last day, included
	Format Format `json:"format"`
	Like   Tool   `json:"like"`
	Zone   string `json:"zone"` // of the wall clock; "" when the file does not name one

	HeaderRows    int    `json:"header_rows"`
	ScoreColumn   string `json:"score_column"`
	TimeColumn    string `json:"time_column"`
	CommentColumn string `json:"comment_column"`

	// Rows = Total.N + the sum of Excluded.
	Total    Group    `json:"total"`
	Excluded Excluded `json:"excluded"`
	Partial  int64    `json:"partial"` // unfinished as the layout shows it, with a score or without; 0 where it does not

	ByRegion      []Group `json:"by_region"` // every group that can occur is listed, empty or not
	ByPlan        []Group `json:"by_plan"`
	ByProduct     []Group `json:"by_product"`
	ByStore       []Group `json:"by_store"`
	ByMonth       []Group `json:"by_month"`
	ByRegionMonth []Group `json:"by_region_month"`

	Planted     Planted     `json:"planted"`
	Respondents Respondents `json:"respondents"`
	Consent     []Count     `json:"consent"` // over all rows
	Comments    Comments    `json:"comments"`
}

// Group is one group's scored answers; nps is on -100..100 and null when n is 0.
type Group struct {
	Key        map[string]string `json:"key"`
	N          int64             `json:"n"`
	Blank      int64             `json:"blank"` // skipped scores, not in n
	Histogram  [11]int64         `json:"histogram"`
	Detractors int64             `json:"detractors"`
	Passives   int64             `json:"passives"`
	Promoters  int64             `json:"promoters"`
	NPS        *float64          `json:"nps"`
}

// Excluded counts the rows that have no part in a score, by reason. A row counts once.
type Excluded struct {
	Blank    int64 `json:"blank"`
	Test     int64 `json:"test"`     // survey previews, where the layout shows them
	Filtered int64 `json:"filtered"` // answers to another survey type
}

// Planted holds the parameters of the model, in points of the score before rounding.
type Planted struct {
	Step       *Step    `json:"step"` // null in a period of one month
	Season     []Effect `json:"season"`
	Regions    []Effect `json:"regions"`
	Plans      []Effect `json:"plans"`
	Drivers    []Driver `json:"drivers"`
	GamedStore Gamed    `json:"gamed_store"`
}

// Step is a change of level that begins with a month and lasts.
type Step struct {
	Month      string   `json:"month"`      // the first month that is shifted
	Shift      float64  `json:"shift"`      // planted, in points of the score
	Theme      string   `json:"theme"`      // what comments give as its cause
	Before     Group    `json:"before"`     // all months before it
	After      Group    `json:"after"`      // all months from it on
	Difference *float64 `json:"difference"` // realised, NPS after less NPS before; null when one is
}

// Effect is the shift of one value of a dimension.
type Effect struct {
	Name  string  `json:"name"`
	Shift float64 `json:"shift"`
}

// Driver is one rating on 1..5.
type Driver struct {
	Name   string  `json:"name"`
	Weight float64 `json:"weight"` // points of the score per step of the rating
	Blank  int64   `json:"blank"`  // over all rows
}

// Gamed is the store that games its scores; its figures cover scored answers.
type Gamed struct {
	Store           string `json:"store"`
	Region          string `json:"region"`
	N               int64  `json:"n"`
	Tens            int64  `json:"tens"`
	TensWithComment int64  `json:"tens_with_comment"`
}

// Respondents counts people, test rows left out.
type Respondents struct {
	People   int64 `json:"people"`
	Repeated int64 `json:"repeated"` // people with more than one answer
	Repeats  int64 `json:"repeats"`  // answers by somebody who answered before
}

// Count is a number of things of one name.
type Count struct {
	Name  string `json:"name"`
	Count int64  `json:"count"`
}

// Comments counts over all rows; a comment may hold several values and two themes.
type Comments struct {
	Count        int64   `json:"count"`
	Languages    []Count `json:"languages"`
	Themes       []Theme `json:"themes"`
	WithNewline  int64   `json:"with_newline"`
	WithEmoji    int64   `json:"with_emoji"`
	WithFormula  int64   `json:"with_formula"`       // begins with = + - or @
	WithPersonal int64   `json:"with_personal_data"` // at least one planted value
	Personal     []Count `json:"personal_data"`      // planted values by type
	Lookalikes   []Count `json:"lookalikes"`         // numbers that only look like it
}

// Theme counts the comments that mention a theme, by the class they were written for
// (skipped scores count as passives).
type Theme struct {
	Name       string `json:"name"`
	Detractors int64  `json:"detractors"`
	Passives   int64  `json:"passives"`
	Promoters  int64  `json:"promoters"`
}
