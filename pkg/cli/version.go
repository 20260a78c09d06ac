package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/config"
)

// Set by the linker for a release: -X github.com/seed-ccfc8abe/nps/pkg/cli.version=1.2.3
// and the same for commit and date (RFC 3339). Otherwise the build says itself
// what it is.
var version, commit, date string

type versionOptions struct {
	output *outputOptions
	legal  bool
}

func newVersionCommand(a *app) *cobra.Command {
	o := &versionOptions{}
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Print the version and how it was built",
		Example: "nps version\nnps version --format json\nnps version --legal",
		GroupID: groupOther,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			// It has to work when the configuration is broken: then nothing is set.
			s, _ := a.settings(cmd)
			return runVersion(a, o, s)
		},
	}
	o.output = a.outputFlags(cmd, "text", "json")
	cmd.Flags().BoolVar(&o.legal, "legal", false, "print trademarks and licences")
	return cmd
}

// versionDocument is nps.version/1.
type versionDocument struct {
	Schema   string          `json:"schema"`
	Version  string          `json:"version"` // "devel" when not built from a release
	Commit   string          `json:"commit"`  // "" when not known
	Modified bool            `json:"modified"`
	Built    string          `json:"built"` // RFC 3339, of the commit when no release; "" when not known
	Go       string          `json:"go"`
	Platform string          `json:"platform"`
	Legal    string          `json:"legal,omitempty"`
	Modules  []versionModule `json:"modules,omitempty"`
}

type versionModule struct {
	Path    string `json:"path"`
	Version string `json:"version"`
	Licence string `json:"licence"`
}

// runVersion writes the version. s is nil where there are no settings.
func runVersion(a *app, o *versionOptions, s *config.Settings) error {
	doc := versionDocument{Schema: "nps.version/1", Version: "devel", Go: runtime.Version(),
		Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if ok {
		doc.fill(info)
	}
	if version != "" {
		doc.Version, doc.Commit, doc.Built = version, commit, date
	}
	if o.legal {
		doc.Legal = trademarks
		doc.Modules = modules(info)
	}
	format, err := o.output.choose(s)
	if err != nil {
		return err
	}
	return a.result(o.output, func(w io.Writer) error {
		if format == "json" {
			return writeJSON(w, doc)
		}
		_, err := io.WriteString(w, doc.text(o.legal))
		return err
	})
}

func (d *versionDocument) fill(info *debug.BuildInfo) {
	if v := info.Main.Version; v != "" && v != "(devel)" {
		d.Version = strings.TrimPrefix(v, "v")
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			d.Commit = s.Value
		case "vcs.time":
			d.Built = s.Value
		case "vcs.modified":
			d.Modified = s.Value == "true"
		}
	}
}

func (d *versionDocument) text(legal bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "nps %s\n", d.Version)
	if d.Commit != "" {
		changed := ""
		if d.Modified {
			changed = " (with changes)"
		}
		fmt.Fprintf(&b, "commit   %s%s\n", d.Commit, changed)
	}
	if d.Built != "" {
		fmt.Fprintf(&b, "built    %s\n", d.Built)
	}
	fmt.Fprintf(&b, "go       %s\nplatform %s\n", strings.TrimPrefix(d.Go, "go"), d.Platform)
	if legal {
		fmt.Fprintf(&b, "\n%s\n\n%s\n", d.Legal, licence)
		for _, m := range d.Modules {
			fmt.Fprintf(&b, "  %-44s %-14s %s\n", m.Path, m.Version, m.Licence)
		}
	}
	return b.String()
}

// writeJSON writes one JSON document. Texts keep <, > and &.
func writeJSON(w io.Writer, document any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(document)
}
