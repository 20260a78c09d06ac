package stream

import (
	"bytes"
	"strconv"
	"strings"
)

const (
	csvHint   = "export the responses as CSV or XLSX and pass that"
	excelHint = "in Excel: File > Save As > CSV UTF-8 (or Excel Workbook .xlsx)"
	ageHint   = "nps import reads .age files with --identity; for others: age -d -i KEY FILE | nps score -"
)

func digits(n int) string { return strconv.Itoa(n) }

func tooLarge(limit int64) error {
	return &Error{Kind: TooLarge, Msg: "is larger than the " + strconv.FormatInt(limit>>20, 10) + " MiB that may be held in memory",
		Hint: "extract it, or save the sheet as CSV: text is streamed and has no limit"}
}

// compression returns "gzip", "zstd", "zip" or "".
func compression(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\x1f\x8b\x08")):
		return "gzip"
	case bytes.HasPrefix(head, []byte("\x28\xb5\x2f\xfd")),
		len(head) >= 4 && head[0]&0xf0 == 0x50 && bytes.HasPrefix(head[1:], []byte("\x2a\x4d\x18")): // a skippable frame first
		return "zstd"
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")), bytes.HasPrefix(head, []byte("PK\x07\x08")):
		return "zip"
	}
	return ""
}

// signature is the first bytes of a format that is not read.
type signature struct {
	prefix string
	kind   ErrorKind
	msg    string
	hint   string
}

// signatures is a function and not a variable so that it costs no start-up.
func signatures() []signature {
	const (
		unpack = "decompress it and pass the file inside"
		spss   = "in SPSS: File > Save As > CSV; in Qualtrics: Data & Analysis > Export & Import > Export Data > CSV; in LimeSurvey: Responses > Export > CSV"
		later  = "export the table as CSV and pass that"
	)
	return []signature{
		{"\xd0\xcf\x11\xe0", OldExcel, "is an old Excel workbook (.xls) or an XLSX with a password", "in Excel: File > Save As > CSV UTF-8 (or Excel Workbook .xlsx, without a password)"},
		{"\x09\x08", OldExcel, "is a very old Excel workbook (.xls)", excelHint},
		{"$FL2", SPSS, "is an SPSS file (.sav)", spss},
		{"$FL3", SPSS, "is a compressed SPSS file (.zsav)", spss},
		{"%PDF-", NotText, "is a PDF", csvHint},
		{"PARE", NotText, "is an encrypted Parquet file", later},
		{"ARROW1", NotText, "is an Arrow file", later},
		{"SQLite format 3\x00", NotText, "is an SQLite database", "sqlite3 -csv -header FILE 'select * from TABLE' > export.csv"},
		{ageMagic, Encrypted, "is encrypted with age", ageHint},
		{ageArmor, Encrypted, "is encrypted with age", ageHint},
		{"\xfd7zXZ\x00", OtherCompressed, "is compressed with xz", unpack},
		{"BZh", OtherCompressed, "is compressed with bzip2", unpack},
		{"7z\xbc\xaf\x27\x1c", OtherCompressed, "is a 7z archive", unpack},
		{"Rar!\x1a\x07", OtherCompressed, "is a RAR archive", unpack},
		{"\xff\xfe\x00\x00", BadEncoding, "is UTF-32 text", "save it as UTF-8"},
		{"\x00\x00\xfe\xff", BadEncoding, "is UTF-32 text", "save it as UTF-8"},
	}
}

// refuseBinary returns the refusal for a format known by its first bytes.
func refuseBinary(head []byte) error {
	for _, s := range signatures() {
		if !bytes.HasPrefix(head, []byte(s.prefix)) {
			continue
		}
		if s.prefix == "BZh" && !bytes.HasPrefix(head[min(4, len(head)):], []byte("1AY&SY")) {
			continue // three letters could begin a CSV
		}
		return &Error{Kind: s.kind, Msg: s.msg, Hint: s.hint}
	}
	return nil
}

// refuseText refuses HTML and XML. A header cell may hold markup itself ("<b>How
// likely ...</b>", as Typeform writes it), so that a tag used inside text is not
// enough.
func refuseText(head []byte) error {
	h := bytes.TrimLeft(head[:min(len(head), 4<<10)], " \t\r\n\ufeff")
	if len(h) < 2 || h[0] != '<' {
		return nil
	}
	msg, hint := "is HTML or XML, not a table (some tools name it .xls)", "open it in Excel: File > Save As > CSV UTF-8; or export CSV from the survey tool"
	if h[1] == '!' || h[1] == '?' {
		return &Error{Kind: Markup, Msg: msg, Hint: hint}
	}
	tag := strings.ToLower(string(h[1:min(len(h), 40)])) + " "
	end := strings.IndexFunc(tag, func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == ':' || r == '_') })
	if end < 1 || tag[0] < 'a' {
		return nil
	}
	switch tag = tag[:end]; tag {
	case "a", "abbr", "b", "big", "br", "center", "code", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "i", "img", "label",
		"li", "mark", "ol", "p", "q", "s", "small", "span", "strong", "sub", "sup", "u", "ul", "div":
		return nil
	case "stata_dta":
		return &Error{Kind: NotText, Msg: "is a Stata file (.dta)", Hint: "in Stata: export delimited using export.csv"}
	}
	return &Error{Kind: Markup, Msg: msg, Hint: hint}
}
