package cli

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"

	"github.com/seed-ccfc8abe/nps/pkg/safetext"
	"github.com/seed-ccfc8abe/nps/pkg/vault"
)

// rejectedDoc is a row that an import could not use. Inputs differ in their columns,
// so the cells stand under their headers; one without a header under its number.
type rejectedDoc struct {
	Line   int64             `json:"line"` // in its input; 0 where it is not known
	Reason string            `json:"reason"`
	Row    map[string]string `json:"row"`
}

// exportRejected writes the quarantine: a line of JSON a row, in CSV within one column.
func exportRejected(ctx context.Context, v *vault.Vault, w io.Writer, format string) error {
	out := bufio.NewWriterSize(w, 64<<10)
	table := csv.NewWriter(out)
	if format == "csv" {
		if err := table.Write([]string{"line", "reason", "row"}); err != nil {
			return err
		}
	}
	err := v.Quarantine(ctx, func(columns []string, r *vault.Rejected) error {
		doc := rejectedDoc{Line: r.Line, Reason: r.Reason, Row: map[string]string{}}
		for i, cell := range r.Cells {
			name := "#" + strconv.Itoa(i+1)
			if i < len(columns) {
				name = columns[i]
			}
			if cell != nil {
				doc.Row[name] = *cell
			}
		}
		if format == "csv" {
			row, err := json.Marshal(doc.Row)
			if err != nil {
				return err
			}
			return table.Write([]string{strconv.FormatInt(doc.Line, 10), doc.Reason, safetext.CSVCell(string(row))})
		}
		line, err := json.Marshal(doc)
		if err != nil {
			return err
		}
		_, err = out.Write(append(line, '\n'))
		return err
	})
	if err != nil {
		if readerLeft(err) {
			return err
		}
		return vaultError(v.Path(), err)
	}
	table.Flush()
	if err := table.Error(); err != nil {
		return err
	}
	return out.Flush()
}
