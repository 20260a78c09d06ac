package stream

import (
	"archive/zip"
	"io"
	"path"
	"sort"
	"strings"

	"github.com/klauspost/compress/flate"
)

// maxListed is how many names of a ZIP a message lists.
const maxListed = 10

// unzip looks into a ZIP: done when it is a workbook, else the layer of the one
// data file in it.
func (s *Source) unzip(in layer) (out layer, done bool, err error) {
	z, err := zip.NewReader(in.at, in.size)
	if err != nil {
		return in, false, damaged("ZIP", err)
	}
	z.RegisterDecompressor(zip.Deflate, func(r io.Reader) io.ReadCloser { return flate.NewReader(r) })
	if err := refuseContainer(z); err != nil {
		return in, false, err
	}
	if has(z, "xl/workbook.xml") {
		s.kind = Workbook
		return in, true, nil
	}
	files := dataFiles(z)
	switch len(files) {
	case 0:
		return in, false, &Error{Kind: NoFile, Msg: "is a ZIP without a file in it"}
	case 1:
	default:
		return in, false, &Error{Kind: SeveralFiles,
			Msg:  "is a ZIP with " + digits(len(files)) + " files: " + listNames(files),
			Hint: "extract it and pass the one to read, or several by name"}
	}
	f := files[0]
	if f.Flags&1 != 0 {
		return in, false, &Error{Kind: Encrypted, Msg: "is a ZIP with a password", Hint: "extract it and pass the file"}
	}
	s.info.Member = cleanName(f.Name)
	out = in
	out.at, out.size = nil, int64(min(f.UncompressedSize64, 1<<62))
	var last io.Closer
	out.open = func() (io.Reader, error) {
		if last != nil {
			last.Close()
		}
		r, err := f.Open()
		if err != nil {
			return nil, damaged("ZIP", err)
		}
		last = r
		return &decoded{r, "ZIP"}, nil
	}
	return out, false, nil
}

// dataFiles lists what is neither a directory nor something a system adds by
// itself: __MACOSX, .DS_Store and other hidden files, Thumbs.db.
func dataFiles(z *zip.Reader) []*zip.File {
	var files []*zip.File
	for _, f := range z.File {
		name := strings.ReplaceAll(f.Name, `\`, "/")
		base := path.Base(name)
		if strings.HasSuffix(name, "/") || strings.HasPrefix(base, ".") || strings.EqualFold(base, "Thumbs.db") {
			continue
		}
		if strings.HasPrefix(name, "__MACOSX/") || strings.Contains(name, "/__MACOSX/") {
			continue
		}
		files = append(files, f)
	}
	return files
}

func has(z *zip.Reader, name string) bool {
	for _, f := range z.File {
		if strings.EqualFold(strings.ReplaceAll(f.Name, `\`, "/"), name) {
			return true
		}
	}
	return false
}

// refuseContainer names the document formats that are ZIPs too.
func refuseContainer(z *zip.Reader) error {
	switch {
	case has(z, "xl/workbook.bin"):
		return &Error{Kind: OldExcel, Msg: "is a binary Excel workbook (.xlsb)", Hint: excelHint}
	case has(z, "word/document.xml"), has(z, "ppt/presentation.xml"):
		return &Error{Kind: NotText, Msg: "is a Word or PowerPoint document", Hint: "export the responses from the survey tool as CSV or XLSX"}
	case has(z, "mimetype") && has(z, "content.xml"):
		return &Error{Kind: NotText, Msg: "is an OpenDocument file", Hint: "in LibreOffice: File > Save As > Text CSV, or Excel 2007-365 (.xlsx)"}
	case has(z, "Index/Document.iwa"):
		return &Error{Kind: NotText, Msg: "is a Numbers document", Hint: "in Numbers: File > Export To > CSV"}
	}
	return nil
}

func listNames(files []*zip.File) string {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = cleanName(f.Name)
	}
	sort.Strings(names)
	if len(names) > maxListed {
		more := digits(len(names)-maxListed) + " more"
		names = append(names[:maxListed:maxListed], more)
	}
	return strings.Join(names, ", ")
}

// cleanName cuts a name to a printable length; the terminal layer escapes it.
func cleanName(name string) string {
	name = strings.ToValidUTF8(name, "\uFFFD")
	if r := []rune(name); len(r) > 80 {
		return string(r[:79]) + "…"
	}
	return name
}
