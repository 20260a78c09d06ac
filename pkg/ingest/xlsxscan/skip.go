package xlsxscan

import (
	"bytes"
	"io"
)

// afterData passes over the XML of a sheet to the end tag of its data and
// returns a reader of what follows, nil if the tag is not found. Text cannot
// hold the tag, since it would have to hold a bare "<".
func afterData(r io.Reader) (io.Reader, error) {
	const (
		tag  = "sheetData>"
		most = 128 // longest end tag with a namespace prefix
	)
	buf := make([]byte, 64<<10)
	n := 0
	for {
		k, err := io.ReadFull(r, buf[n:])
		n += k
		for from := 0; ; {
			i := bytes.Index(buf[from:n], []byte(tag))
			if i < 0 {
				break
			}
			i += from
			from = i + len(tag)
			if j := bytes.LastIndexByte(buf[:i], '<'); j >= 0 && j+1 < n && buf[j+1] == '/' {
				return io.MultiReader(bytes.NewReader(buf[from:n]), r), nil
			}
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		n = copy(buf, buf[max(0, n-most):n])
	}
}
