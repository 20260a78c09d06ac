package stream

import (
	"fmt"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"

	"github.com/seed-ccfc8abe/nps/pkg/suggest"
)

// codec is one chosen encoding.
type codec struct {
	name string // canonical
	unit unit
	enc  encoding.Encoding // for singleByte a *charmap.Charmap
}

// unit is how the bytes of an encoding are cut.
type unit uint8

const (
	utf8Unit unit = iota
	utf16LE
	utf16BE
	singleByte
	multiByte
)

// bomLen is how many bytes of a byte order mark are taken off, when there was one.
func (c codec) bomLen(bom bool) int {
	switch {
	case !bom:
		return 0
	case c.unit == utf16LE || c.unit == utf16BE:
		return 2
	}
	return 3 // EF BB BF, also when another encoding was asked for
}

// findCodec returns the encoding of that name.
func findCodec(name string) (codec, error) {
	written := strings.ToLower(strings.TrimSpace(name))
	n := strings.ReplaceAll(written, "_", "-")
	switch n {
	case "utf-8", "utf8", "unicode-1-1-utf-8", "utf-8-sig":
		return codec{name: "UTF-8"}, nil
	case "utf-16", "utf-16le", "utf16", "utf16le", "ucs-2", "ucs2", "unicode":
		return codec{name: "UTF-16LE", unit: utf16LE}, nil
	case "utf-16be", "utf16be", "unicodefffe":
		return codec{name: "UTF-16BE", unit: utf16BE}, nil
	}
	if c, ok := extraCharmap(n); ok {
		return codec{name: c.canonical, unit: singleByte, enc: c.m}, nil
	}
	e, err := htmlindex.Get(written)
	if err != nil {
		e, err = htmlindex.Get(n)
	}
	if err == nil && e != nil && e != encoding.Replacement {
		canonical, nameErr := htmlindex.Name(e)
		if nameErr != nil {
			canonical = n
		}
		if m, ok := e.(*charmap.Charmap); ok {
			return codec{name: canonical, unit: singleByte, enc: m}, nil
		}
		return codec{name: canonical, unit: multiByte, enc: e}, nil
	}
	return codec{}, &Error{Kind: UnknownEncoding, Msg: fmt.Sprintf("no encoding is called %.40q", name),
		Hint: "nearest names: " + strings.Join(nearest(n, 3), ", ")}
}

type namedCharmap struct {
	canonical string
	m         *charmap.Charmap
}

// extraCharmap knows the code pages that the WHATWG list leaves out: what DOS and
// old Macs wrote.
func extraCharmap(n string) (namedCharmap, bool) {
	switch n {
	case "macroman", "mac-roman", "macos-roman":
		return namedCharmap{"macintosh", charmap.Macintosh}, true
	}
	digits := n
	for _, p := range []string{"cp", "ibm", "dos", "oem"} {
		digits = strings.TrimPrefix(digits, p)
	}
	digits = strings.TrimLeft(digits, "-")
	var m *charmap.Charmap
	switch digits {
	case "437":
		m = charmap.CodePage437
	case "850":
		m = charmap.CodePage850
	case "852":
		m = charmap.CodePage852
	case "855":
		m = charmap.CodePage855
	case "858":
		m = charmap.CodePage858
	case "860":
		m = charmap.CodePage860
	case "862":
		m = charmap.CodePage862
	case "863":
		m = charmap.CodePage863
	case "865":
		m = charmap.CodePage865
	default:
		return namedCharmap{}, false
	}
	return namedCharmap{"ibm" + digits, m}, true
}

// nearest returns the k known names that are most like n.
func nearest(n string, k int) []string {
	names := []string{"utf-8", "utf-16le", "utf-16be", "windows-1252", "latin1", "iso-8859-1", "iso-8859-2", "iso-8859-5", "iso-8859-7",
		"iso-8859-9", "iso-8859-15", "windows-1250", "windows-1251", "windows-1253", "windows-1254", "windows-1255", "windows-1256",
		"windows-1257", "windows-1258", "windows-874", "macintosh", "macroman", "cp437", "cp850", "cp852", "cp858", "koi8-r", "koi8-u",
		"ibm866", "gbk", "gb18030", "big5", "shift_jis", "euc-jp", "iso-2022-jp", "euc-kr"}
	var near []string
	for _, i := range suggest.Order(n, names)[:k] {
		near = append(near, names[i])
	}
	return near
}
