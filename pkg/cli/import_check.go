package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/timecol"
	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// What an import refuses before it reads a row, and how its errors are told.

// unhelpful are flags of reading that choose what is scored: an import keeps all of it.
var unhelpful = []string{"dedupe", "include-test", "complete-only"}

func hideUnhelpful(cmd *cobra.Command) {
	for _, name := range unhelpful {
		cmd.Flags().Lookup(name).Hidden = true
	}
}

// check refuses flags that an import would not follow.
func (im *importing) check() error {
	r := im.o.reading
	switch zone := im.v.State().Policy().Timezone; {
	case r.includeTest || r.completeOnly:
		name := map[bool]string{true: "--include-test", false: "--complete-only"}[r.includeTest]
		return usageError(name, "is for scoring: an import keeps every response, with a mark where it is a test or unfinished", "give it to nps score")
	case r.dedupe.word == "newest":
		return usageError("--dedupe", "a vault keeps the first record of a response", "leave it out; --dedupe newest is for scoring a file")
	case im.s.Origin("tz").Layer == config.FromFlag && im.s.TZ != zone:
		return usageError("--tz", "the vault's time zone is "+zone+", which was fixed when it was made", "leave it out, or make another vault: nps vault init --tz "+im.s.TZ)
	}
	if !im.a.mayDo(im.v, state.OpImport) {
		return refusedError(im.dir, "you have not the role importer in this vault", "nps keys list shows who has it; an owner grants it: nps keys grant importer --card FILE")
	}
	return nil
}

// fits refuses a file that lacks a column of the definition, and flags that name other
// columns than the definition does.
func (im *importing) fits() error {
	whose := "the survey definition"
	if im.survey == "" {
		whose = "the survey definition that the vault has recorded"
	}
	for _, c := range im.def.Columns {
		if _, err := im.f.Find(c.From); err != nil && c.Role != survey.RoleIgnore {
			return &ingest.Error{ID: "schema-drift", File: im.f.Info().Name, Column: c.From, Msg: "is in " + whose + ", and the file has no such column",
				Hint: "correct the export; nps validate --survey shows all that differs"}
		}
	}
	r := im.o.reading
	for _, f := range []struct {
		name, given string
		role        survey.Role
	}{
		{"--score-column", r.scoreColumn, survey.RoleScore}, {"--class-column", r.classColumn, survey.RoleScore}, {"--time-column", r.timeColumn, survey.RoleTime},
		{"--respondent-column", r.respondentColumn, survey.RoleRespondent}, {"--comment-column", r.commentColumn, survey.RoleComment}, {"--weight-column", r.weightColumn, survey.RoleWeight},
	} {
		if f.given == "" || im.defines(f.given, f.role) {
			continue
		}
		why := whose + " has no column of that role"
		if defs := im.def.ByRole(f.role); len(defs) > 0 {
			why = fmt.Sprintf("%s says that it is %s", whose, quoted(defs[0].From))
		}
		return usageError(f.name, why, "leave it out, or give another definition with --survey")
	}
	return nil
}

// defines says whether a reference names a column that the definition gives the role.
func (im *importing) defines(ref string, role survey.Role) bool {
	at, err := im.f.Find(ref)
	if err != nil {
		return false
	}
	for _, c := range im.def.ByRole(role) {
		if i, err := im.f.Find(c.From); err == nil && i == at {
			return true
		}
	}
	return false
}

// fault tells errors of the vault from those of the input.
func (im *importing) fault(err error) error {
	var own *fault
	var input *ingest.Error
	var times *timecol.Error
	switch {
	case errors.As(err, &own), errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &times) && times.Kind == timecol.None:
		return inputError(im.name, "holds no response with a time; nothing was imported", "look at it with nps validate")
	case errors.As(err, &input):
		return err
	case errors.Is(err, durable.ErrLocked):
		return refusedError(im.dir, "is locked by another nps", "wait until it is done, and run it again")
	}
	return vaultError(im.dir, err)
}

// unsealing opens an age file for reading, and names it when it cannot be opened.
func (im *importing) unsealing(ids []*keyring.Identity) func(io.Reader) (io.Reader, error) {
	return func(r io.Reader) (io.Reader, error) {
		plain, err := keyring.Open(r, ids...)
		if err != nil {
			return nil, sealedFault(im.name, err)
		}
		return unsealed{plain, im.name}, nil
	}
}

type unsealed struct {
	io.Reader
	name string
}

func (u unsealed) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	if err != nil && err != io.EOF {
		err = sealedFault(u.name, err)
	}
	return n, err
}

// sealedFault says why an age file gives nothing.
func sealedFault(name string, err error) error {
	switch {
	case errors.Is(err, keyring.ErrSealed):
		return &fault{code: exitKey, what: name, why: "is sealed by a passphrase, and files are opened by identities only", hint: "age -d " + name + " | nps import -", cause: err}
	case errors.Is(err, keyring.ErrNoKey):
		return &fault{code: exitKey, what: name, why: "is sealed, and none of your identities opens it", hint: "--identity FILE names another one", cause: err}
	case errors.Is(err, keyring.ErrDamaged):
		return &fault{code: exitInput, what: name, why: "is a damaged age file", hint: "copy or download it again", cause: err}
	}
	return err
}
