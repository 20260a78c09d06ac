package demo

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

var until = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

func config(rows int64) Config {
	return Config{Rows: rows, Seed: 7, Months: 12, Until: until}
}

// every combination that Write accepts.
type combination struct {
	like   Tool
	format Format
}

func combinations(t testing.TB) []combination {
	var list []combination
	for _, like := range Tools {
		for _, format := range layoutOf(like).formats {
			list = append(list, combination{like, format})
		}
	}
	if len(list) < 11 {
		t.Fatalf("only %d combinations of layout and format", len(list))
	}
	return list
}

func (c combination) String() string { return string(c.like) + "." + string(c.format) }

func write(t testing.TB, c Config) ([]byte, *Truth) {
	t.Helper()
	var b bytes.Buffer
	truth, err := Write(&b, c)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), truth
}

// read reads a file back as the plain user of a standard library would: rows of column
// name to text. It knows nothing of the writer.
func read(t testing.TB, c combination, data []byte, headerRows, nameRow int) []map[string]string {
	t.Helper()
	switch c.format {
	case NDJSON, JSON:
		return readJSON(t, c.format, data)
	}
	var records [][]string
	var err error
	if c.format == XLSX {
		records = readXLSX(t, data)
	} else if records, err = csv.NewReader(bytes.NewReader(data)).ReadAll(); err != nil {
		t.Fatal(err)
	}
	names := records[nameRow]
	if c.like == SurveyMonkey { // two header rows make a name together
		for i := range names {
			names[i] = strings.TrimPrefix(names[i]+" / "+records[1][i], " / ")
		}
	}
	var rows []map[string]string
	for _, record := range records[headerRows:] {
		row := map[string]string{}
		for i, value := range record {
			row[names[i]] = value
		}
		rows = append(rows, row)
	}
	return rows
}

func readJSON(t testing.TB, format Format, data []byte) []map[string]string {
	var objects []map[string]any
	if format == JSON {
		if err := json.Unmarshal(data, &objects); err != nil {
			t.Fatal(err)
		}
	} else {
		for line := range bytes.Lines(data) {
			var o map[string]any
			if err := json.Unmarshal(line, &o); err != nil {
				t.Fatal(err)
			}
			objects = append(objects, o)
		}
	}
	rows := make([]map[string]string, len(objects))
	for i, o := range objects {
		rows[i] = map[string]string{}
		flatten(rows[i], "", o)
	}
	return rows
}

func flatten(row map[string]string, prefix string, object map[string]any) {
	for key, value := range object {
		switch v := value.(type) {
		case nil:
			row[prefix+key] = ""
		case float64:
			row[prefix+key] = strconv.FormatFloat(v, 'f', -1, 64)
		case map[string]any:
			flatten(row, prefix+key+".", v)
		default:
			row[prefix+key] = fmt.Sprint(v)
		}
	}
}

func readXLSX(t testing.TB, data []byte) [][]string {
	book, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	records, err := book.GetRows("Sheet1", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// columns says where a layout keeps what the tests ask for.
type columns struct {
	id, email, score, time, layout, region, plan, comment, status, partial, kind string
	lastHeader                                                                   int // header rows
}

func columnsOf(c combination) columns {
	switch c.like {
	case Qualtrics:
		return columns{id: "ResponseId", email: "RecipientEmail", score: "Q1", time: "RecordedDate", layout: time.DateTime,
			region: "Region", plan: "Plan", comment: "Q2", status: "Status", partial: "Finished", lastHeader: 3}
	case SurveyMonkey:
		return columns{id: "Respondent ID / ", email: "Email Address / ", time: "End Date / ", layout: "01/02/2006 03:04:05 PM",
			score:  "How likely is it that you would recommend us to a friend or colleague? / Response",
			region: "Which region do you live in? / Response", plan: "Which plan do you have? / Response", comment: "Why?", lastHeader: 2}
	case Typeform:
		return columns{id: "#", email: "Email", score: "How likely are you to recommend *us* to a friend or colleague?",
			time: "Submit Date (UTC)", layout: time.DateTime, region: "region", plan: "plan", comment: questionReason, partial: "Response Type", lastHeader: 1}
	case GoogleForms:
		return columns{email: "Email Address", score: questionRecommend, time: "Timestamp", layout: "02/01/2006 15:04:05",
			region: "Region", plan: "Plan", comment: questionReason, lastHeader: 1}
	case Delighted:
		if c.format == CSV {
			return columns{email: "Email", score: "Score", time: "Created at", layout: time.RFC3339, region: "Region", plan: "Plan",
				comment: "Comment", kind: "Survey type", lastHeader: 1}
		}
		return columns{id: "id", email: "person.email", score: "score", time: "created_at", layout: "unix",
			region: "person_properties.region", plan: "person_properties.plan", comment: "comment", kind: "survey_type"}
	}
	own := columns{id: "response_id", email: "email", score: "score", time: "responded_at", layout: time.RFC3339,
		region: "region", plan: "plan", comment: "comment"}
	if c.format == CSV || c.format == XLSX {
		own.lastHeader = 1
	}
	return own
}

func readTime(t testing.TB, c combination, layout, value string) time.Time {
	t.Helper()
	if c.format == XLSX {
		serial, err := strconv.ParseFloat(value, 64)
		if err != nil {
			t.Fatal(err)
		}
		at, err := excelize.ExcelDateToTime(serial, false)
		if err != nil {
			t.Fatal(err)
		}
		return at.Round(time.Second)
	}
	if layout == "unix" {
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return time.Unix(n, 0).UTC()
	}
	at, err := time.Parse(layout, value)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func readScore(t testing.TB, value string) (score int, ok bool) {
	t.Helper()
	value = strings.TrimPrefix(strings.TrimPrefix(value, "Not at all likely - "), "Extremely likely - ")
	if value == "" {
		return 0, false
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || n > 10 {
		t.Fatalf("score cell %q", value)
	}
	return n, true
}
