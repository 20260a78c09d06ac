// Command nps computes, checks and protects Net Promoter Score surveys.
package main

import (
	"os"

	"github.com/seed-ccfc8abe/nps/pkg/cli"
)

func main() {
	os.Exit(cli.Main(cli.OS()))
}
