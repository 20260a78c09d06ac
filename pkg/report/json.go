package report

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

// schema is the name of the JSON document; docs/schemas describes it.
const schema = "nps.report/1"

type document struct {
	Schema    string      `json:"schema"`
	Title     *string     `json:"title"`
	Generated *string     `json:"generated"`
	Release   releaseJSON `json:"release"`
	Account   accountJSON `json:"account"`
	Total     rowJSON     `json:"total"`
	Tables    []tableJSON `json:"tables"`
	Trend     []trendJSON `json:"trend"`
	Chart     *chartJSON  `json:"chart"`
	Shifts    []shiftJSON `json:"changepoints"`
	Events    []eventJSON `json:"events"`
}

type releaseJSON struct {
	MinGroup      int          `json:"min_group"`
	ClassMinGroup int          `json:"class_min_group"`
	Confidence    float64      `json:"confidence"`
	Draft         bool         `json:"draft"`
	Edition       *editionJSON `json:"edition"`
}

type editionJSON struct {
	Number    int     `json:"number"`
	ID        string  `json:"id"`
	Published string  `json:"published"`
	Plan      string  `json:"plan"`
	Previous  *string `json:"previous"`
}

type accountJSON struct {
	Records  int64            `json:"records"`
	Counted  int64            `json:"counted"`
	Excluded map[string]int64 `json:"excluded"`
}

// rowJSON is a released group: figures, or suppressed and nothing else.
type rowJSON struct {
	Key        map[string]string   `json:"key"`
	Suppressed bool                `json:"suppressed,omitempty"`
	Merged     []map[string]string `json:"merged,omitempty"`
	*figuresJSON
}

type figuresJSON struct {
	N    int64    `json:"n"`
	NPS  *float64 `json:"nps"`
	Low  *float64 `json:"low"`
	High *float64 `json:"high"`
	*classesJSON
	Carried bool        `json:"carried,omitempty"`
	Since   *changeJSON `json:"since_last_edition,omitempty"`
}

type classesJSON struct {
	Detractors int64 `json:"detractors"`
	Passives   int64 `json:"passives"`
	Promoters  int64 `json:"promoters"`
}

type changeJSON struct {
	Difference float64 `json:"difference"`
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
	P          float64 `json:"p"`
	Real       bool    `json:"real"`
}

type tableJSON struct {
	By   []string  `json:"by"`
	Rows []rowJSON `json:"rows"`
}

type trendJSON struct {
	rowJSON
	Start   string       `json:"start"`
	End     string       `json:"end"`
	Change  *changeJSON  `json:"change"`
	Signals []signalJSON `json:"signals"`
}

type signalJSON struct {
	ID        string `json:"id"`
	Direction string `json:"direction"`
}

type chartJSON struct {
	Center float64    `json:"center"`
	Lower  []*float64 `json:"lower"`
	Upper  []*float64 `json:"upper"`
}

type shiftJSON struct {
	Start  string  `json:"start"`
	Before rowJSON `json:"before"`
	After  rowJSON `json:"after"`
}

type eventJSON struct {
	Date   string      `json:"date"`
	Label  string      `json:"label"`
	Before rowJSON     `json:"before"`
	After  rowJSON     `json:"after"`
	Change *changeJSON `json:"change"`
}

func writeJSON(w io.Writer, s *source, o Words) error {
	d := document{
		Schema: schema, Release: releaseOf(s), Account: accountOf(s.account), Total: rowOf(s.total),
		Tables: []tableJSON{}, Trend: []trendJSON{}, Shifts: []shiftJSON{}, Events: []eventJSON{},
	}
	if o.Title != "" {
		d.Title = &o.Title
	}
	d.Generated = moment(o.Generated)
	for _, t := range s.tables {
		table := tableJSON{By: append([]string{}, t.By...), Rows: []rowJSON{}}
		for _, r := range t.Rows {
			table.Rows = append(table.Rows, rowOf(r))
		}
		d.Tables = append(d.Tables, table)
	}
	if s.trend != nil {
		d.addTrend(s.trend)
	}
	out, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	_, err = w.Write(append(visible(out), '\n'))
	return err
}

// visible writes what would do something on a terminal as \u escapes, which mean
// the same to a program. Such characters stand in strings only. The signs of
// HTML are escaped by the encoder, so that the document can stand in a page.
func visible(document []byte) []byte {
	var out []byte
	from := 0
	for i, r := range string(document) {
		if r < 0x7f || safetext.Terminal(string(r)) == string(r) {
			continue
		}
		out = append(out, document[from:i]...)
		for _, unit := range utf16.Encode([]rune{r}) {
			out = fmt.Appendf(out, "\\u%04x", unit)
		}
		from = i + utf8.RuneLen(r)
	}
	return append(out, document[from:]...)
}

func (d *document) addTrend(t *disclosure.Trend) {
	for _, r := range t.Rows {
		row := trendJSON{
			rowJSON: rowOf(r.Row), Start: r.Period.Start.Format(time.RFC3339), End: r.Period.End.Format(time.RFC3339),
			Signals: []signalJSON{},
		}
		if len(row.Key) == 0 {
			row.Key = map[string]string{t.Every: r.Period.Key}
		}
		if !r.Suppressed {
			row.Change = changeOf(r.Previous)
			for _, s := range r.Signals {
				direction := "down"
				if s.Up {
					direction = "up"
				}
				row.Signals = append(row.Signals, signalJSON{s.ID, direction})
			}
		}
		d.Trend = append(d.Trend, row)
	}
	if len(t.Lower) > 0 {
		d.Chart = &chartJSON{t.Center, limits(t.Lower), limits(t.Upper)}
	}
	for _, s := range t.Shifts {
		d.Shifts = append(d.Shifts, shiftJSON{s.Period, rowOf(s.Before), rowOf(s.After)})
	}
	for _, e := range t.Events {
		d.Events = append(d.Events, eventJSON{e.Event.Date.Format(time.DateOnly), e.Event.Label, rowOf(e.Before), rowOf(e.After), changeOf(e.Change)})
	}
}

// limits are null where a period has none.
func limits(points []float64) []*float64 {
	out := make([]*float64, len(points))
	for i := range points {
		if !math.IsNaN(points[i]) && !math.IsInf(points[i], 0) {
			out[i] = &points[i]
		}
	}
	return out
}

func releaseOf(s *source) releaseJSON {
	r := releaseJSON{MinGroup: s.policy.MinGroup, ClassMinGroup: s.policy.ClassMinGroup, Confidence: s.confidence, Draft: s.edition == nil}
	if e := s.edition; e != nil {
		r.Edition = &editionJSON{e.Number, e.ID, e.Published.UTC().Format(time.RFC3339), e.Plan, moment(e.Previous)}
	}
	return r
}

func accountOf(a disclosure.Account) accountJSON {
	out := accountJSON{a.Records, a.Counted, map[string]int64{}}
	for _, r := range a.Excluded {
		out.Excluded[r.Name] = r.Count
	}
	return out
}

// moment is a time, or nil for none.
func moment(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format(time.RFC3339)
	return &s
}

// rowOf is a row; of a hidden or empty one only what it is called.
func rowOf(r disclosure.Row) rowJSON {
	out := rowJSON{Key: keyOf(r.Key), Suppressed: r.Suppressed}
	for _, key := range r.Merged {
		out.Merged = append(out.Merged, keyOf(key))
	}
	if r.Suppressed {
		return out
	}
	f := &figuresJSON{N: r.N, Carried: r.Carried, Since: changeOf(r.Change)}
	if r.N > 0 {
		f.NPS, f.Low, f.High = &r.NPS, &r.Low, &r.High
	}
	if c := r.Classes; c != nil {
		f.classesJSON = &classesJSON{c.Detractors, c.Passives, c.Promoters}
	}
	out.figuresJSON = f
	return out
}

func keyOf(fields []disclosure.Field) map[string]string {
	key := map[string]string{}
	for _, f := range fields {
		key[f.Name] = f.Value
	}
	return key
}

func changeOf(c *disclosure.Change) *changeJSON {
	if c == nil {
		return nil
	}
	return &changeJSON{c.Difference, c.Low, c.High, c.P, c.Real}
}
