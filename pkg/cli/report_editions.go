package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
	"github.com/seed-ccfc8abe/nps/pkg/durable"
)

// editions is where the records of published editions are kept: in the vault, or
// beside the file.
type editions interface {
	// read gives all records, the oldest first.
	read(ctx context.Context) ([]*disclosure.Record, error)
	// add keeps one more, of the plan with that hash.
	add(ctx context.Context, plan string, r *disclosure.Record) error
	where() string
	close()
}

// noEditions is the store of an input that has no place: several files, a pipe.
type noEditions struct{}

func (noEditions) read(context.Context) ([]*disclosure.Record, error) { return nil, nil }
func (noEditions) add(context.Context, string, *disclosure.Record) error {
	return usageError("--publish", "needs one named input", "")
}
func (noEditions) where() string { return "" }
func (noEditions) close()        {}

// fileEditions keeps records beside a file, one a line. Each has a digest of itself,
// which shows damage and no forgery.
type fileEditions struct {
	a    *app
	name string
	seen []byte // what was read, to notice another writer
}

// mostEditionBytes bounds a file of editions.
const mostEditionBytes = 256 << 20

func (e *fileEditions) read(context.Context) ([]*disclosure.Record, error) {
	data, err := durable.ReadSecret(e.a.path(e.name), mostEditionBytes)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, refusedError(e.name, plain(err), "only its owner may read the editions: chmod 600")
	}
	e.seen = data
	var list []*disclosure.Record
	for i, line := range bytes.Split(bytes.TrimRight(data, "\n"), []byte("\n")) {
		r, err := disclosure.ParseRecord(line)
		if err != nil {
			return nil, editionFault(fmt.Sprintf("%s, line %d", e.name, i+1), err)
		}
		list = append(list, r)
	}
	return list, nil
}

func editionFault(what string, err error) error {
	return &fault{code: exitVault, what: what, why: err.Error(), cause: err,
		hint: "without the true record no edition can be held against the earlier ones; restore it from a copy"}
}

func (e *fileEditions) add(_ context.Context, _ string, r *disclosure.Record) error {
	now, err := os.ReadFile(e.a.path(e.name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) || !bytes.Equal(now, e.seen) {
		return refusedError(e.name, "has changed since it was read: somebody else has published", "run it again")
	}
	line, err := r.Marshal()
	if err != nil {
		return err
	}
	var flat bytes.Buffer
	if err := json.Compact(&flat, line); err != nil {
		return err
	}
	flat.WriteByte('\n')
	err = durable.WriteFile(e.a.path(e.name), 0o600, func(w io.Writer) error {
		if _, err := w.Write(e.seen); err != nil {
			return err
		}
		_, err := flat.WriteTo(w)
		return err
	})
	if err != nil {
		return outputError(e.name, err)
	}
	return nil
}

func (e *fileEditions) where() string { return e.name }
func (e *fileEditions) close()        {}
