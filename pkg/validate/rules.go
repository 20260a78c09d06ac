package validate

import (
	"fmt"
	"slices"
	"sync"

	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/suggest"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// Rule is one row of the table of findings.
type Rule struct {
	finding.Rule
	Means string // what it means, for the documents
	Else  string // when its severity differs from the default, "" when never
	Fixed bool   // it cannot be switched: the file was not read
}

// Rules returns the table of findings in the order of the documents.
func Rules() []Rule { return slices.Clone(rules()) }

// FindingRules are the rules as the writers of package finding take them.
func FindingRules() []finding.Rule {
	var list []finding.Rule
	for _, r := range rules() {
		list = append(list, r.Rule)
	}
	return list
}

// ruleOf finds a rule by its id.
func ruleOf(id string) (*Rule, bool) {
	for i, r := range rules() {
		if r.ID == id {
			return &rules()[i], true
		}
	}
	return nil, false
}

// CheckSwitches refuses a definition whose checks name what is no finding, or
// what cannot be switched. The error is a *survey.DefinitionError with its place.
func CheckSwitches(d *survey.Definition) error {
	if d == nil {
		return nil
	}
	ids := make([]string, 0, len(d.Checks))
	for id := range d.Checks {
		ids = append(ids, id)
	}
	slices.Sort(ids) // so that the same one is named every time
	for _, id := range ids {
		r, ok := ruleOf(id)
		if !ok {
			return d.CheckError(id, fmt.Sprintf("checks names %q, which is no finding", id), nearestRule(id))
		}
		if r.Fixed && d.Checks[id] != string(finding.Error) {
			return d.CheckError(id, id+" cannot be switched: such a file was not checked at all", "leave the line out")
		}
	}
	return nil
}

func nearestRule(id string) string {
	var ids []string
	for _, r := range rules() {
		ids = append(ids, r.ID)
	}
	if near := suggest.Nearest(id, ids); near != "" {
		return "did you mean " + near + "?"
	}
	return "perhaps " + ids[suggest.Order(id, ids)[0]] + "; docs/validate.md lists them all"
}

// rule makes a row of the table.
func rule(id string, severity finding.Severity, title, means, remedy string) Rule {
	return Rule{Rule: finding.Rule{ID: id, Severity: severity, Title: title, Remedy: remedy}, Means: means}
}

func (r Rule) or(otherwise string) Rule { r.Else = otherwise; return r }
func (r Rule) fixed() Rule              { r.Fixed = true; return r }

// rules is the table. It is made at first use.
var rules = sync.OnceValue(func() []Rule {
	return slices.Concat(fileRules(), formRules(), scoreRules(), timeRules(), peopleRules(), contractRules(), vaultRules())
})

func fileRules() []Rule {
	return []Rule{
		rule("file-unreadable", finding.Error, "The file cannot be read",
			"The file is missing, broken, or of a kind that is not an export.",
			"Export it again as CSV, JSON or XLSX.").fixed(),
		rule("no-header", finding.Error, "There is no header",
			"The first row holds numbers or dates, so the columns have no names.",
			"Export with column names, or give --header-rows 0 and name columns by position.").fixed(),
		rule("preset", finding.Error, "Several tools could have written this",
			"The header fits the exports of several tools, which read differently.",
			"Say which tool it is with --preset.").fixed(),
		rule("empty-file", finding.Error, "There are no records",
			"The file is empty, or has a header and nothing below it.",
			"Look at the filter and the period of the export."),
		rule("encoding-fallback", finding.Warning, "The text is not UTF-8",
			"Some byte is not UTF-8, and the text was read as Windows-1252; names and comments may be wrong.",
			"Export as UTF-8, or say what it is with --encoding."),
		rule("mojibake", finding.Warning, "Text was decoded wrongly before",
			"Cells hold the traces of a wrong decoding, such as an A with a tilde in place of an accented letter.",
			"Repair the step that made the file: it read UTF-8 as something else."),
		rule("sep-line", finding.Note, "The first line names the delimiter",
			"A first line sep= for Excel stands before the header; it was skipped.",
			"Nothing has to be done."),
		rule("title-lines", finding.Note, "Lines stand before the header",
			"Title lines before the header were skipped.",
			"Export without titles if another program reads the file too."),
	}
}

func formRules() []Rule {
	return []Rule{
		rule("ragged-row", finding.Warning, "Records differ in length from the header",
			"Records have fewer cells than the header (read as blank) or more.",
			"A delimiter or quote in a cell may not be quoted; export again.").or("error for records with more cells"),
		rule("swallowed-rows", finding.Error, "A cell holds whole records",
			"A quoted cell holds three or more lines shaped like records: two lone quotes swallowed what stands between them, and those answers are not counted.",
			"Double the quotes inside cells, or give --lazy-quotes if quotes are not special in this file."),
		rule("lone-quote", finding.Warning, "A quote stands inside a cell",
			"Lone quotes were read as text.",
			"Put the cell in quotes and double the quotes in it."),
		rule("duplicate-header", finding.Note, "Columns have the same header",
			"Columns with one header are told apart by position only.",
			"Name them NAME[#position] in flags and definitions."),
		rule("formula-cell", finding.Warning, "Cells begin like a formula",
			"Cells or headers begin with =, +, - or @: a spreadsheet that opens the file may run them.",
			"Open the file as text; nps escapes such cells wherever it writes CSV or XLSX."),
		rule("control-character", finding.Warning, "Cells hold invisible characters",
			"Cells or headers hold control characters, or characters that turn the direction of text.",
			"Remove them at the source; they can drive a terminal or hide what a text says."),
	}
}

func scoreRules() []Rule {
	return []Rule{
		rule("no-score-column", finding.Error, "No score column",
			"No column looks like a 0-10 recommend question.",
			"Name the column with --score-column, or in a survey definition."),
		rule("ambiguous-score-column", finding.Error, "Several columns could be the score",
			"More than one column asks the recommend question and holds scores.",
			"Name the one you mean with --score-column, or in a survey definition."),
		rule("score-column", finding.Warning, "The score column was guessed",
			"The score column is named like a score, but its header does not ask the recommend question.",
			"Name it with --score-column, or in a survey definition."),
		rule("score-invalid", finding.Error, "Answers are no score",
			"Answers of the score column are neither blank nor a whole number from 0 to 10.",
			"Map texts with --label TEXT=SCORE, name words for no answer with --na, or correct the export.").
			or("warning within --max-invalid, or with --allow-invalid"),
		rule("too-many-invalid", finding.Error, "Too many answers are no score",
			"More answers are invalid than --max-invalid or the rule max_invalid allows.",
			"Correct the export, or raise the limit."),
		rule("too-many-blank", finding.Error, "Too many records have no answer",
			"More scores are blank than the rule max_blank allows.",
			"Look at the filter of the export, or raise the limit."),
		rule("too-few-responses", finding.Note, "Few responses",
			"There are fewer records than the rule min_rows asks for, or too few scores to compute a figure that says much.",
			"Wait for more answers, or look at the filter of the export.").or("error below min_rows"),
		rule("scale-suspect", finding.Warning, "The scale does not look like 0-10",
			"The answers look like a scale of 1-10, 1-5 or 0-100, or scores are missing next to frequent ones.",
			"Look at the question's scale: NPS of another scale is not comparable, and nothing is rescaled."),
		rule("class-disagrees", finding.Error, "Classes disagree with the scores",
			"The tool's own promoter, passive or detractor differs from what the score says.",
			"Shifted columns, a reversed scale or a number for no answer (--na) can cause this."),
		rule("weight-invalid", finding.Error, "Weights are no positive number",
			"Scored records have a weight that is blank or no number above 0.",
			"Correct the weights: such a record cannot be weighted."),
		rule("several-surveys", finding.Warning, "Records of several surveys",
			"A column that names the survey has more than one value.",
			"Choose one with --where, or break down with --by."),
	}
}

func timeRules() []Rule {
	return []Rule{
		rule("no-time-column", finding.Note, "No time column",
			"No column can be read as the time of the response, so trends and months are not possible.",
			"Name it with --time-column, or in a survey definition."),
		rule("time-column", finding.Warning, "The time column was guessed",
			"No header speaks of a time, and the one column of written dates was taken.",
			"Name it with --time-column, or in a survey definition."),
		rule("time-notation", finding.Warning, "Times need a word of care",
			"The times are day numbers of a spreadsheet, or carry abbreviations of zones, which are not read.",
			"Export the times in one notation, best as 2026-03-05T14:30:00Z."),
		rule("time-unparsed", finding.Warning, "Times cannot be read",
			"Cells of the time column are no date or time in the notation of the column, or the column has several notations.",
			"Export the times in one notation, best as 2026-03-05T14:30:00Z."),
		rule("time-ambiguous", finding.Warning, "Times can be read in two ways",
			"Day and month cannot be told apart, contradict each other, or several columns could be the time.",
			"Say --date-order dmy or mdy, or order in the definition; or name the column with --time-column."),
		rule("time-out-of-range", finding.Warning, "Times lie in the future or the far past",
			"Times are more than two days in the future, or before 1990.",
			"Look at the clock, the year's digits and the order of day and month."),
		rule("time-zone", finding.Note, "The time zone is not known",
			"The export names a time zone that is not known; times are read as written.",
			"Give --tz, or zone in the definition."),
	}
}

func peopleRules() []Rule {
	return []Rule{
		rule("duplicate-response", finding.Warning, "A response occurs more than once",
			"Records have a response id that came before.",
			"Keep one with --dedupe newest or --dedupe first.").
			or("error where the scores differ, or with the rule unique"),
		rule("repeated-respondent", finding.Note, "People answered more than once",
			"The same person has several scored answers. All of them count unless you say otherwise.",
			"Choose with --per-respondent latest or first if one answer a person is meant."),
		rule("identity-column", finding.Note, "A column identifies people",
			"The header or the values of the column are personal data.",
			"Leave the column out of the export if nobody needs it; in a definition give it the role respondent or ignore.").
			or("error with --privacy where cells are filled"),
		rule("personal-data-in-comment", finding.Warning, "Free text holds personal data",
			"Cells hold what looks like an e-mail address, a telephone or identity number, an address, or in comments a name.",
			"Mask them with nps redact before the file goes anywhere.").or("error with --privacy beyond --max-personal"),
		rule("consent-missing", finding.Warning, "Consent is missing",
			"Records with a score have a blank consent, or no record allows a purpose of the definition.",
			"Leave such records out of what needs consent (--purpose does)."),
		rule("consent-unknown", finding.Warning, "Consent is not understood",
			"Consent cells hold what the definition does not name and what is no plain refusal.",
			"Add the answer to a purpose of the definition; letters' case counts."),
	}
}

func contractRules() []Rule {
	return []Rule{
		rule("schema-drift", finding.Error, "Columns differ from the definition",
			"Columns of the definition are missing or renamed, or the file has columns that it does not name.",
			"Correct the export, or change the definition.").or("warning for new columns, note for missing ones with role ignore"),
		rule("value-not-allowed", finding.Error, "Values are not allowed",
			"A dimension has values that the definition does not list.",
			"Correct the export, or add the value to the definition."),
		rule("rating-out-of-range", finding.Error, "Ratings lie outside their scale",
			"A rating is no number, or lies outside min and max of the definition.",
			"Correct the export, or min and max."),
		rule("required-blank", finding.Error, "Required cells are blank",
			"A column that the rule required names has blank cells.",
			"Correct the export, or take the column off the rule."),
		rule("not-unique", finding.Error, "Values occur more than once",
			"A column that the rule unique names has the same value in several records.",
			"Correct the export, or take the column off the rule."),
	}
}

func vaultRules() []Rule {
	return []Rule{
		rule("not-opened", finding.Note, "Not everything could be judged",
			"Some of what a vault holds opens for other keys than those at hand, was purged, or is not kept at all.",
			"Let a steward validate the vault, or look at the export itself."),
		rule("quarantined-rows", finding.Note, "Rows lie in the quarantine",
			"An import into the vault rejected rows that could not be used; they are in no figure.",
			"Correct them at the source and import them again."),
	}
}
