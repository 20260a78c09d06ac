package cli

import (
	"runtime/debug"
	"strings"
)

// trademarks is the footnote that whoever publishes the score owes the owners of
// the marks.
const trademarks = `Net Promoter®, NPS®, NPS Prism®, and the NPS-related emoticons are registered
trademarks of Bain & Company, Inc., NICE Systems, Inc., and Fred Reichheld.
Net Promoter Score℠ and Net Promoter System℠ are service marks of
Bain & Company, Inc., NICE Systems, Inc., and Fred Reichheld.
This program is not made, endorsed or reviewed by them.`

const licence = `nps is free software under the Apache License 2.0
(https://www.apache.org/licenses/LICENSE-2.0). It holds:`

// modules lists what was linked in, with the licences that the modules' own
// files state.
func modules(info *debug.BuildInfo) []versionModule {
	if info == nil {
		return nil
	}
	list := []versionModule{{"go (standard library)", strings.TrimPrefix(info.GoVersion, "go"), "BSD-3-Clause"}}
	for _, dep := range info.Deps {
		list = append(list, versionModule{dep.Path, dep.Version, licenceOf(dep.Path)})
	}
	return list
}

// licenceOf gives the SPDX identifier of a module, or "see its LICENSE file".
func licenceOf(path string) string {
	for _, row := range []struct{ licence, paths string }{
		{"Apache-2.0", "github.com/parquet-go/parquet-go github.com/parquet-go/bitpack github.com/parquet-go/jsonlite github.com/spf13/cobra github.com/spf13/afero github.com/inconshreveable/mousetrap github.com/santhosh-tekuri/jsonschema/v6 github.com/richardlehane/mscfb github.com/richardlehane/msoleps github.com/xeipuuv/gojsonpointer github.com/xeipuuv/gojsonreference github.com/xeipuuv/gojsonschema"},
		{"BSD-3-Clause", "filippo.io/age filippo.io/hpke filippo.io/edwards25519 google.golang.org/protobuf github.com/pierrec/lz4/v4 github.com/spf13/pflag github.com/fsnotify/fsnotify github.com/xuri/excelize/v2 github.com/xuri/efp github.com/xuri/nfp github.com/klauspost/compress gonum.org/v1/gonum github.com/google/go-cmp"},
		{"MIT", "codeberg.org/go-pdf/fpdf github.com/nyaruka/phonenumbers github.com/twpayne/go-geom github.com/andybalholm/brotli github.com/google/uuid github.com/spf13/viper github.com/spf13/cast github.com/go-viper/mapstructure/v2 github.com/pelletier/go-toml/v2 github.com/sagikazarmark/locafero github.com/sourcegraph/conc github.com/subosito/gotenv github.com/cespare/xxhash/v2 github.com/clipperhouse/displaywidth github.com/clipperhouse/uax29/v2 github.com/fatih/color github.com/mattn/go-colorable github.com/mattn/go-isatty github.com/mattn/go-runewidth github.com/olekukonko/cat github.com/olekukonko/errors github.com/olekukonko/ll github.com/olekukonko/tablewriter github.com/tiendc/go-deepcopy github.com/cpuguy83/go-md2man/v2"},
		{"Apache-2.0 and MIT", "go.yaml.in/yaml/v3"},
		{"BSD-2-Clause", "github.com/russross/blackfriday/v2"},
		{"Unlicense", "github.com/owenrumney/go-sarif/v3"},
	} {
		for _, known := range strings.Fields(row.paths) {
			if path == known {
				return row.licence
			}
		}
	}
	if strings.HasPrefix(path, "golang.org/x/") {
		return "BSD-3-Clause"
	}
	return "see its LICENSE file"
}
