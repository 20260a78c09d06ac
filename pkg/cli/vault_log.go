package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/table"
	"github.com/seed-ccfc8abe/nps/pkg/vault"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

type vaultLogOptions struct {
	output *outputOptions
	last   int
}

func newVaultLogCommand(a *app) *cobra.Command {
	o := &vaultLogOptions{}
	cmd := &cobra.Command{
		Use:   "log",
		Short: "Show who did what when",
		Long: `Log lists the entries of the ledger, the oldest first. Times are what their
signers claim; the order is proven. It needs no key. --format ndjson writes one
JSON object a line, with everything that the entry says.`,
		Example: "nps vault log\nnps vault log --last 20\nnps vault log --format ndjson",
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runVaultLog(a, cmd, o) },
	}
	o.output = a.outputFlags(cmd, "text", "ndjson", "csv", "tsv", "md")
	cmd.Flags().IntVar(&o.last, "last", 0, "only the newest `N` entries")
	return cmd
}

// logLine is one line of nps.vault-log/1.
type logLine struct {
	Schema  string          `json:"schema"`
	Seq     int64           `json:"seq"`
	Time    string          `json:"time"`
	Actor   string          `json:"actor"`
	Op      string          `json:"op"`
	Tool    string          `json:"tool"`
	Added   int             `json:"added"`
	Deleted int             `json:"deleted"`
	Data    json.RawMessage `json:"data"`
	Digest  string          `json:"digest"`
}

func runVaultLog(a *app, cmd *cobra.Command, o *vaultLogOptions) error {
	if o.last < 0 {
		return usageError("--last", "is a number of entries", "")
	}
	v, err := a.openVaultFor(cmd, needNothing)
	if err != nil {
		return err
	}
	defer v.Close()
	format, err := o.output.choose(a.loaded)
	if err != nil {
		return err
	}
	log, err := v.Log()
	if err != nil {
		return vaultError(v.Path(), err)
	}
	if o.last > 0 && len(log) > o.last {
		log = log[len(log)-o.last:]
	}
	return a.result(o.output, func(w io.Writer) error {
		if format == "ndjson" {
			return writeLog(w, log)
		}
		return table.Write(w, logTable(log), table.Format(format), a.style(o.output))
	})
}

func writeLog(w io.Writer, log []vault.LogEntry) error {
	lines := json.NewEncoder(w)
	for _, e := range log {
		data := e.Data
		if data == nil {
			data = json.RawMessage("{}")
		}
		err := lines.Encode(logLine{"nps.vault-log/1", e.Seq, e.Time.UTC().Format(time.RFC3339), e.Actor, e.Op, e.Tool, e.Added, e.Deleted, data, e.Digest})
		if err != nil {
			return err
		}
	}
	return nil
}

func logTable(log []vault.LogEntry) *table.Document {
	t := &table.Document{Columns: []table.Column{{Title: "entry", Right: true}, {Title: "time"}, {Title: "who", Key: "actor"}, {Title: "did", Key: "op"}, {Title: "what"}}}
	for _, e := range log {
		t.Rows = append(t.Rows, []table.Cell{{Text: strconv.FormatInt(e.Seq, 10)},
			{Text: e.Time.UTC().Format("2006-01-02 15:04"), Raw: e.Time.UTC().Format(time.RFC3339)}, {Text: e.Actor}, {Text: e.Op}, {Text: logWhat(e)}})
	}
	return t
}

// logWhat says in a few words what an entry did. What cannot be read is left out: the
// replay has judged the entry already.
func logWhat(e vault.LogEntry) string {
	switch e.Op {
	case state.OpGenesis:
		return "made the vault"
	case state.OpActorAdd:
		var d state.ActorAddData
		if json.Unmarshal(e.Data, &d) == nil {
			return d.Actor.Name + ": " + strings.Join(d.Actor.Roles, ", ")
		}
	case state.OpActorRevoke:
		var d state.ActorRevokeData
		if json.Unmarshal(e.Data, &d) == nil {
			return d.Name
		}
	case state.OpRoleRotate:
		var d state.RotateData
		if json.Unmarshal(e.Data, &d) == nil {
			return fmt.Sprintf("%s, generation %d", d.Role, d.Generation)
		}
	case state.OpImport:
		var d state.ImportData
		if json.Unmarshal(e.Data, &d) == nil {
			return importWhat(d.Rows)
		}
	case state.OpPurge:
		var d state.PurgeData
		if json.Unmarshal(e.Data, &d) == nil {
			return purgeWhat(d)
		}
	case state.OpReceipt:
		var d state.ReceiptData
		if json.Unmarshal(e.Data, &d) == nil {
			return fmt.Sprintf("the files of entry %d are gone", d.Of)
		}
	case state.OpRelease:
		var d state.ReleaseData
		if json.Unmarshal(e.Data, &d) == nil && len(d.Plan) >= 12 {
			return "an edition of plan " + d.Plan[:12]
		}
	case state.OpPolicySet:
		var d state.PolicySetData
		if json.Unmarshal(e.Data, &d) == nil {
			r := d.Policy.Retention
			return fmt.Sprintf("core %s, person %s, index %s", r.Core, r.Person, r.Index)
		}
	case state.OpPurgeFiles:
		var d state.PurgeFilesData
		if json.Unmarshal(e.Data, &d) == nil {
			return fmt.Sprintf("%s from %s to %s", counted(d.Files, "source export"), d.Oldest, d.Newest)
		}
	case state.OpVerified, state.OpAnchor:
		var d state.HeadData
		if json.Unmarshal(e.Data, &d) == nil {
			return counted(d.Size, "entry")
		}
	}
	return ""
}

func importWhat(r state.RowCounts) string {
	text := counted(r.OK, "row")
	for _, c := range []struct {
		n    int64
		word string
	}{{r.Duplicate, "duplicate"}, {r.Rejected, "rejected"}, {r.Late, "late"}, {r.Expiring, "expiring"}} {
		if c.n > 0 {
			text += fmt.Sprintf(", %d %s", c.n, c.word)
		}
	}
	return text
}

func purgeWhat(d state.PurgeData) string {
	var list []string
	for _, r := range d.Removed {
		list = append(list, r.Bucket+" "+r.Tier)
	}
	if len(list) > 3 {
		list = append(list[:2], fmt.Sprintf("and %d more", len(list)-2))
	}
	return strings.Join(list, ", ")
}
