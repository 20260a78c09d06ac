package cli

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/part"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
	"github.com/seed-ccfc8abe/nps/pkg/validate"
	"github.com/seed-ccfc8abe/nps/pkg/vault"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// vault checks the vault in place of files, as far as the keys at hand let judge.
func (ck *checked) vault(ctx context.Context, a *app, o *validateOptions) error {
	v, dir, def, err := a.vaultOf(ctx, ck.settings, "validate")
	if err != nil {
		return err
	}
	defer v.Close()
	if err := o.reading.onVault(def); err != nil {
		return err
	}
	x := &vaultRows{v: v, def: def, o: o.reading}
	rows, err := x.rows(ctx, !o.privacy)
	if err != nil {
		return vaultError(dir, err)
	}
	var res *validate.Result
	if o.privacy {
		res, err = validate.VaultPrivacy(ctx, rows, dir, def, o.maxPersonal.limit)
	} else {
		res, err = validate.VaultRows(ctx, rows, validate.Options{Name: dir, Definition: def, MaxInvalid: ck.limit, Now: a.sys.Now(), Doubts: scaleDoubts})
	}
	if err != nil {
		return vaultError(dir, err)
	}
	a.vaultWarnings(ck.settings, v.Warnings())
	for i := range res.Findings {
		res.Findings[i].Path = a.fromHere(dir)
	}
	ck.results = append(ck.results, res)
	ck.kind = "vault"
	return nil
}

// vaultOf opens the vault for a command that was given no file, and the survey
// definition that it has recorded. Where nothing names a vault the command lacks a file.
func (a *app) vaultOf(ctx context.Context, s *config.Settings, command string) (*vault.Vault, string, *survey.Definition, error) {
	dir, err := a.vaultDir(s)
	if err != nil {
		var own *fault
		if errors.As(err, &own) && own.code == exitUsage && s.Vault == "" {
			err = needInput(command)
		}
		return nil, "", nil, err
	}
	v, def, err := a.vaultAt(ctx, s, dir)
	return v, dir, def, err
}

// vaultAt opens the vault in dir for reading.
func (a *app) vaultAt(ctx context.Context, s *config.Settings, dir string) (*vault.Vault, *survey.Definition, error) {
	u, err := a.user(ctx, s, needKeys)
	if err != nil {
		return nil, nil, err
	}
	v, err := vault.Open(a.path(dir), u, a.sys.Now)
	if err != nil {
		return nil, nil, vaultError(dir, err)
	}
	a.vaultWarnings(s, v.Warnings())
	def, err := v.State().Definition()
	switch {
	case err != nil:
		err = vaultError(dir, err)
	case def == nil:
		err = inputError(dir, "holds no answers yet", "nps import FILE brings some in")
	}
	if err != nil {
		v.Close()
		return nil, nil, err
	}
	return v, def, nil
}

// vaultRows hands the rows of the vault to validate, as cells of an export.
type vaultRows struct {
	v      *vault.Vault
	def    *survey.Definition
	o      *readingOptions
	people bool // the tier person opens

	fields  []vault.Field
	columns []validate.RowColumn // of the fields
	hidden  int                  // fields before the columns: the mark
	masked  int                  // column of the masked comment, -1
	cells   [][]byte
	text    [][]byte // memory of cells
}

// rows finds out what there is. Without people only the tier core is looked at.
func (x *vaultRows) rows(ctx context.Context, people bool) (*validate.Rows, error) {
	x.people = people && x.v.Opens(state.TierPerson)
	core, err := x.v.Fields(ctx, state.TierCore)
	if err != nil {
		return nil, err
	}
	x.masked, x.hidden = -1, 1
	x.fields = append(x.fields, vault.Field{Tier: state.TierCore, Column: part.Column{Name: "mark", Type: part.Int}})
	for _, f := range core {
		x.core(f)
	}
	rows := &validate.Rows{Each: x.each, Quarantined: x.v.Status().Quarantined}
	if people {
		if rows.Unjudged, err = x.others(ctx); err != nil {
			return nil, err
		}
	}
	rows.Columns = x.columns
	x.cells, x.text = make([][]byte, len(x.columns)), make([][]byte, len(x.columns))
	return rows, nil
}

func (x *vaultRows) add(f vault.Field, c validate.RowColumn) {
	if c.Name == "" {
		c.Name = f.Name
	}
	x.fields, x.columns = append(x.fields, f), append(x.columns, c)
}

// defined finds the definition's column of a role and a name; "" is any.
func (x *vaultRows) defined(role survey.Role, name string) *survey.ColumnDef {
	for _, d := range x.def.ByRole(role) {
		if name == "" || d.ColumnName() == name {
			return &d
		}
	}
	return nil
}

// core takes a column of the tier core for what it is.
func (x *vaultRows) core(f vault.Field) {
	role, name := survey.Role(f.Name), ""
	switch f.Name {
	case "score", "time", "weight", "consent":
	case "comment":
		x.comment(f)
		return
	case "respondent":
		if !x.people || !x.whole() {
			x.keyed(f, survey.RoleRespondent)
		}
		return
	default:
		var ok bool
		if name, ok = strings.CutPrefix(f.Name, "dim."); ok {
			role = survey.RoleDimension
		} else if name, ok = strings.CutPrefix(f.Name, "rating."); ok {
			role = survey.RoleRating
		} else {
			return // the day is that of the time, the mark is hidden
		}
	}
	d := x.defined(role, name)
	if d == nil {
		if role == survey.RoleDimension || role == survey.RoleRating {
			x.add(f, validate.RowColumn{Name: name, New: true}) // of an earlier definition
		}
		return
	}
	c := validate.RowColumn{Name: d.From, Role: role, Def: d}
	if role == survey.RoleConsent {
		if x.people {
			return // the answer itself is there
		}
		c.Joined = true
	}
	x.add(f, c)
}

// comment takes the masked comment, where the raw one is not to be had.
func (x *vaultRows) comment(f vault.Field) {
	defs := x.def.ByRole(survey.RoleComment)
	if len(defs) == 0 || x.people && x.whole() {
		return
	}
	c := validate.RowColumn{Name: "comment (masked)", Role: survey.RoleComment}
	if len(defs) == 1 && !x.people {
		c.Name, c.Def = defs[0].From, &defs[0]
	}
	if x.people {
		x.masked = len(x.columns)
	}
	x.add(f, c)
}

// keyed takes hashes that stand for the values of a column. With several columns of
// the role it is not said whose they are.
func (x *vaultRows) keyed(f vault.Field, role survey.Role) {
	defs := x.def.ByRole(role)
	if len(defs) == 0 {
		return
	}
	c := validate.RowColumn{Name: defs[0].From, Role: role, Keyed: true}
	if len(defs) == 1 && !x.people {
		c.Def = &defs[0]
	}
	x.add(f, c)
}

// whole says whether every part has its tier person.
func (x *vaultRows) whole() bool {
	return len(x.v.State().Parts("", state.TierCore)) == len(x.v.State().Parts("", state.TierPerson))
}

// others takes what lies beside core, and says what the keys at hand do not let judge.
func (x *vaultRows) others(ctx context.Context) (unjudged []string, err error) {
	ids := len(x.def.ByRole(survey.RoleResponseID)) > 0
	if ids && !(x.people && x.whole()) {
		if x.v.Opens(state.TierIndex) {
			x.keyed(vault.IndexField, survey.RoleResponseID)
		} else {
			unjudged = append(unjudged, "response ids (tier index)")
		}
	}
	if !x.people {
		unjudged = append(unjudged, "names, raw comments and what else came in (tier person)")
	} else if !x.whole() {
		unjudged = append(unjudged, "names and raw comments of some buckets (purged)")
	}
	switch p := x.v.State().Policy().Pseudonym; {
	case len(x.def.ByRole(survey.RoleRespondent)) == 0 || x.people && x.whole():
	case p == state.PseudonymOff:
		unjudged = append(unjudged, "who answered more than once (pseudonym: off)")
	case p == state.PseudonymBucket:
		unjudged = append(unjudged, "who answered in more than one bucket (pseudonym: bucket)")
	}
	if !x.people {
		return unjudged, nil
	}
	person, err := x.v.Fields(ctx, state.TierPerson)
	if err != nil {
		return nil, err
	}
	known := x.byHeader(person)
	for _, f := range person {
		if d := known[f.Name]; d != nil {
			role := d.Role
			if !x.whole() && (role == survey.RoleRespondent || role == survey.RoleResponseID) {
				role = "" // the keyed values of all rows are compared
			}
			x.add(f, validate.RowColumn{Name: d.From, Role: role, Def: d})
		} else if known != nil && f.Name != "response_id" {
			x.add(f, validate.RowColumn{New: true})
		}
	}
	return unjudged, nil
}

// byHeader finds the definition's columns among those of the tier person, which are
// called by their header. It gives nil when one is not found by that.
func (x *vaultRows) byHeader(person []vault.Field) map[string]*survey.ColumnDef {
	known := map[string]*survey.ColumnDef{}
	for i := range x.def.Columns {
		d := &x.def.Columns[i]
		switch d.Role {
		case survey.RoleResponseID:
			known["response_id"] = d
			continue
		case survey.RoleComment, survey.RoleRespondent, survey.RoleConsent:
		default:
			continue
		}
		k := slices.IndexFunc(person, func(f vault.Field) bool { return f.Name == d.From })
		if k < 0 {
			k = slices.IndexFunc(person, func(f vault.Field) bool {
				return survey.NormaliseHeader(f.Name) == survey.NormaliseHeader(d.From) && known[f.Name] == nil
			})
		}
		if k < 0 {
			return nil
		}
		known[person[k].Name] = d
	}
	return known
}

// each goes through all rows.
func (x *vaultRows) each(ctx context.Context, restart func(), begin func(absent []bool), row func(counts bool, cells [][]byte) error) error {
	_, err := x.v.Join(ctx, vault.JoinQuery{Command: "validate", Tier: state.TierCore, Fields: x.fields}, vault.RowSink{
		Restart: restart,
		Part:    func(has func(tier string) bool) { begin(x.absent(has)) },
		Row: func(values []part.Value) error {
			for i := range x.columns {
				x.cells[i] = x.cell(i, &values[i+x.hidden])
			}
			return row(x.counts(values[0].Int), x.cells)
		},
	})
	return err
}

// absent says which columns the rows of a part have not. Where raw comments are,
// masked ones are not looked at.
func (x *vaultRows) absent(has func(tier string) bool) []bool {
	list := make([]bool, len(x.columns))
	for i := range list {
		list[i] = !has(x.fields[i+x.hidden].Tier)
	}
	if x.masked >= 0 {
		list[x.masked] = has(state.TierPerson)
	}
	return list
}

// counts says whether the answer of a row with this mark counts.
func (x *vaultRows) counts(mark int64) bool {
	return mark&part.MarkFiltered == 0 && (mark&part.MarkTest == 0 || x.o.includeTest) && (mark&part.MarkUnfinished == 0 || !x.o.completeOnly)
}

// cell writes a value as an export would have it.
func (x *vaultRows) cell(i int, v *part.Value) []byte {
	if v.Null {
		return nil
	}
	b := x.text[i][:0]
	switch x.fields[i+x.hidden].Type {
	case part.Text:
		return v.Text
	case part.ID:
		if !slices.ContainsFunc(v.Text, func(c byte) bool { return c != 0 }) {
			return nil
		}
		b = hex.AppendEncode(b, v.Text)
	case part.Double:
		b = strconv.AppendFloat(b, v.Float, 'g', -1, 64)
	case part.Timestamp:
		b = time.UnixMilli(v.Int).UTC().AppendFormat(b, validate.TimeLayout)
	default:
		if x.columns[i].Role == survey.RoleScore && v.Int == part.Blank {
			return nil
		}
		b = strconv.AppendInt(b, v.Int, 10)
	}
	x.text[i] = b
	return b
}

// fileFlags are the flags of reading that say how a file is read: nothing of a vault.
var fileFlags = []string{"score-column", "class-column", "time-column", "respondent-column", "comment-column", "survey", "preset", "preset-file",
	"label", "na", "date-order", "tz", "delimiter", "encoding", "header-rows", "sheet", "allow-invalid", "dedupe", "lazy-quotes"}

// onVault refuses the flags that have no meaning where no file is read, but for some.
func (o *readingOptions) onVault(d *survey.Definition, but ...string) error {
	for _, name := range fileFlags {
		if o.flags.Changed(name) && !slices.Contains(but, name) {
			return usageError("--"+name, "says how a file is read, and no file is given", "leave it out: the vault has recorded what its columns are; or name a file")
		}
	}
	if o.weightColumn == "" {
		return nil
	}
	defs := d.ByRole(survey.RoleWeight)
	for _, c := range defs {
		if strings.EqualFold(c.ColumnName(), o.weightColumn) || strings.EqualFold(c.From, o.weightColumn) {
			return nil
		}
	}
	if len(defs) == 0 {
		return usageError("--weight-column", "the survey definition of the vault has no weight", "")
	}
	return usageError("--weight-column", fmt.Sprintf("the weight of the vault is not %s", quoted(o.weightColumn)), "its survey definition has "+quoted(defs[0].From))
}
