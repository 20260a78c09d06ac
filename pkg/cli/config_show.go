package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/table"
)

func newConfigCommand(a *app) *cobra.Command {
	return newGroupCommand(a, "config", "Show the settings and where each comes from", groupOther,
		newConfigShowCommand(a))
}

type configShowOptions struct {
	output *outputOptions
}

func newConfigShowCommand(a *app) *cobra.Command {
	o := &configShowOptions{}
	cmd := &cobra.Command{
		Use:     "show",
		Short:   "Show every setting with its value and origin",
		Example: "nps config show\nNPS_MIN_N=30 nps config show\nnps config show --format json",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.settings(cmd)
			if err != nil {
				return err
			}
			return runConfigShow(a, o, s)
		},
	}
	o.output = a.outputFlags(cmd, "text", "json", "csv", "tsv", "md")
	cmd.Flags().Bool("origin", true, "show where each value comes from (always done)")
	return cmd
}

// configDocument is nps.config/1.
type configDocument struct {
	Schema   string          `json:"schema"`
	Files    []configFile    `json:"files"` // strongest first
	Settings []configSetting `json:"settings"`
}

type configFile struct {
	Layer string `json:"layer"`
	Name  string `json:"name"`
	Found bool   `json:"found"`
}

type configSetting struct {
	Name   string       `json:"name"`
	Value  any          `json:"value"` // null when not set
	Origin configOrigin `json:"origin"`
}

type configOrigin struct {
	Layer string `json:"layer"` // default, system, user, project, environment, flag
	Where string `json:"where"` // the file, variable or flag; "" for a default
	Line  int    `json:"line,omitempty"`
	Floor string `json:"overruled,omitempty"` // the weaker source, where a floor holds
}

func runConfigShow(a *app, o *configShowOptions, s *config.Settings) error {
	format, err := o.output.choose(s)
	if err != nil {
		return err
	}
	return a.result(o.output, func(w io.Writer) error {
		if format == "json" {
			return writeJSON(w, newConfigDocument(s))
		}
		// An origin that is cut says nothing, so lines may be long.
		style := a.style(o.output)
		style.Width = -1
		return table.Write(w, configTable(s), table.Format(format), style)
	})
}

func newConfigDocument(s *config.Settings) configDocument {
	doc := configDocument{Schema: "nps.config/1", Files: []configFile{}}
	for _, f := range s.Files() {
		doc.Files = append(doc.Files, configFile{f.Layer.String(), f.Name, f.Found})
	}
	for _, e := range s.Entries() {
		row := configSetting{Name: e.Name, Value: e.Value}
		if valueText(e.Value) == "" {
			row.Value = nil
		}
		row.Origin = configOrigin{e.Origin.Layer.String(), e.Origin.Where, e.Origin.Line, e.Origin.Floor}
		doc.Settings = append(doc.Settings, row)
	}
	return doc
}

func configTable(s *config.Settings) *table.Document {
	doc := &table.Document{Columns: []table.Column{{Title: "setting"}, {Title: "value"}, {Title: "origin"}}}
	for _, e := range s.Entries() {
		value := table.Cell{Text: valueText(e.Value)}
		if value.Text == "" {
			value = table.Cell{Text: "(not set)", Empty: true}
		}
		doc.Rows = append(doc.Rows, []table.Cell{{Text: e.Name}, value, {Text: e.Origin.String()}})
	}
	for _, f := range s.Files() {
		if !f.Found {
			doc.Notes = append(doc.Notes, "no file "+f.Name)
		}
	}
	return doc
}

// valueText is a value for people, "" when it is not set.
func valueText(value any) string {
	switch v := value.(type) {
	case []string:
		return strings.Join(v, ", ")
	case []config.Survey:
		var list []string
		for _, s := range v {
			list = append(list, s.Files+" by "+s.Survey)
		}
		return strings.Join(list, ", ")
	}
	return fmt.Sprint(value)
}
