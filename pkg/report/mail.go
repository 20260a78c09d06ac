package report

import (
	"errors"
	"io"
)

func writeMail(io.Writer, *page, Words) error { return errors.New("not yet") }
