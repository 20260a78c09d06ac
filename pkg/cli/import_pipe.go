package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
	"github.com/seed-ccfc8abe/nps/pkg/validate"
)

// judgedHead is how much of a pipe is kept in memory and looked at to find a survey
// definition.
const judgedHead = 8 << 20

// again is standard input that an import opens more than once: to find a definition, to
// read the rows, to read them again in their order. A file that was redirected is
// rewound. Of a pipe the beginning is kept in memory; one that is longer can be opened
// for good only once.
type again struct {
	file *os.File // nil for a pipe
	base int64    // where in the file reading began

	src   io.Reader
	kept  []byte
	whole bool // kept holds all of it
}

// newAgain looks at standard input.
func newAgain(in io.Reader) (*again, error) {
	if f, ok := in.(*os.File); ok {
		if st, err := f.Stat(); err == nil && st.Mode().IsRegular() {
			if base, err := f.Seek(0, io.SeekCurrent); err == nil {
				return &again{file: f, base: base, whole: true}, nil
			}
		}
	}
	kept, err := io.ReadAll(io.LimitReader(in, judgedHead+1))
	if err != nil {
		return nil, inputError("standard input", "cannot be read: "+plain(err), "")
	}
	return &again{src: in, kept: kept, whole: len(kept) <= judgedHead}, nil
}

// glance gives the beginning, and what follows as far as it is read; all of that is kept.
func (s *again) glance() (io.Reader, error) {
	if s.whole {
		return s.open()
	}
	return io.MultiReader(bytes.NewReader(s.kept), readerFunc(func(p []byte) (int, error) {
		n, err := s.src.Read(p)
		s.kept = append(s.kept, p[:n]...)
		return n, err
	})), nil
}

// open gives all of it. A long pipe is used up by that.
func (s *again) open() (io.Reader, error) {
	switch {
	case s.file != nil:
		_, err := s.file.Seek(s.base, io.SeekStart)
		return s.file, err
	case s.whole:
		return bytes.NewReader(s.kept), nil
	}
	r := io.MultiReader(bytes.NewReader(s.kept), s.src)
	s.kept, s.src = nil, bytes.NewReader(nil)
	return r, nil
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// open opens the input, as often as it can be read. glance is for those who look at its
// beginning.
func (im *importing) open(in ingest.Options, glance bool) (*input, error) {
	if im.name != "-" {
		return im.a.openInput(im.name, in)
	}
	var err error
	if im.stdin == nil {
		if err := im.a.readsStdin(); err != nil {
			return nil, err
		}
		if im.stdin, err = newAgain(im.a.sys.In); err != nil {
			return nil, err
		}
	}
	open := im.stdin.open
	if glance {
		open = im.stdin.glance
	}
	if im.a.sys.In, err = open(); err != nil {
		return nil, inputError("standard input", "cannot be read again: "+plain(err), "")
	}
	return im.a.openInput(im.name, in)
}

// infer finds the definition that the input seems to have. Of a long pipe the beginning
// is judged, and the rest is held against what was found: see watching.
func (im *importing) infer(ctx context.Context, in ingest.Options) error {
	if im.name == "-" {
		in.HeadOnly = judgedHead // for a pipe that is longer than that
	}
	f, err := im.open(in, true)
	if err != nil {
		return err
	}
	defer f.close()
	if im.name == "-" && im.stdin.whole {
		f.close()
		in.HeadOnly = 0
		if f, err = im.open(in, true); err != nil {
			return err
		}
		defer f.close()
	}
	o := validate.InferOptions{Survey: surveyName(im.name), Labels: in.Labels, NA: in.NA}
	if in.HeadOnly == 0 {
		im.meet(ctx, f.File, &o)
	}
	text, err := validate.Infer(ctx, f.File, o)
	if err != nil {
		return im.hinted(err)
	}
	if _, fell := f.Fallback(); fell { // a pass for the names alone reads broken UTF-8 in another way
		im.met = nil
	}
	def, err := survey.ParseDefinition(text, "inferred")
	if err != nil {
		return err
	}
	// What is not named goes to the tier person; what is to be ignored would be lost.
	def.Columns = slices.DeleteFunc(def.Columns, func(c survey.ColumnDef) bool { return c.Role == survey.RoleIgnore })
	if roles, err := f.Roles(ctx); err == nil && roles.GroupBy >= 0 {
		joinedID(def, f.Columns()[roles.GroupBy].Ref())
	}
	im.def, im.survey, im.inferred = def, string(def.YAML()), true
	im.guessed = in.HeadOnly > 0
	return nil
}

// hinted adds the way out to an error of which the input's own flags are none.
func (im *importing) hinted(err error) error {
	var e *ingest.Error
	if errors.As(err, &e) && e.Fault == ingest.Unreadable && e.Hint == "" {
		e.Hint = "give --survey FILE; nps validate --infer writes one"
	}
	return err
}

// watching begins to hold a definition that was found on the beginning of a pipe
// against the rest.
func (im *importing) watching(ctx context.Context) (err error) {
	if im.guessed {
		im.watch, err = validate.NewWatch(ctx, im.f, im.def)
	}
	return err
}

// settled takes over what the whole says of the definition.
func (im *importing) settled() error {
	if im.watch == nil {
		return nil
	}
	if err := im.watch.Settle(); err != nil {
		return err
	}
	im.survey = string(im.def.YAML())
	return nil
}
