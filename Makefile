# What is done with this repository. Go is all that build, test and dist need.

GO     ?= go
GOFMT  ?= gofmt
BIN    ?= nps

export CGO_ENABLED ?= 0

MODULE  := github.com/seed-ccfc8abe/nps
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null | sed 's/^v//')
COMMIT  ?= $(shell git rev-parse HEAD 2>/dev/null)
DATE    ?= $(shell git log -1 --format=%cI 2>/dev/null)
STAMP   := -X $(MODULE)/pkg/cli.version=$(VERSION) -X $(MODULE)/pkg/cli.commit=$(COMMIT) -X $(MODULE)/pkg/cli.date=$(DATE)
PLATFORMS := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

FUZZTIME  ?= 10s
BENCHTIME ?= 1s
BENCH     ?= .
ROUNDS    ?= 5

.PHONY: all build test race lint fuzz bench bench-smoke bench-compare dist clean

all: lint test build

# build makes ./nps.
build:
	$(GO) build -trimpath -o $(BIN)$(shell $(GO) env GOEXE) ./cmd/nps

# test runs every test, those of the README's and the documents' examples included.
test:
	$(GO) test ./...

# race needs a C compiler; only here is cgo switched on.
race:
	CGO_ENABLED=1 $(GO) test -race -short ./...

# lint: formatting, vet, whole modules, and the layers of the house.
lint:
	@out=$$($(GOFMT) -l .); if [ -n "$$out" ]; then echo "not formatted:"; echo "$$out"; exit 1; fi
	$(GO) vet ./...
	$(GO) mod tidy -diff
	$(GO) mod verify
	$(GO) test ./pkg/cli -run '^(TestLayers|TestLayersSeesWhatIsWrong|TestRoomsHaveOneDirection)$$' -count 1

# fuzz runs every fuzz target for FUZZTIME; one without seeds fails.
fuzz:
	@GO='$(GO)' FUZZTIME='$(FUZZTIME)' bash .ci/fuzz

# bench runs every benchmark; BENCH is a regular expression, BENCHTIME as for go test.
bench:
	$(GO) test -run '^$$' -bench '$(BENCH)' -benchtime $(BENCHTIME) -benchmem ./...

# bench-smoke runs every benchmark once, so that none rots.
bench-smoke:
	$(GO) test -short -run '^$$' -bench . -benchtime 1x ./...

# bench-compare times the whole program beside its peers and prints docs/benchmarks.md's tables.
bench-compare:
	$(GO) run ./docs/benchmarks -rounds $(ROUNDS)

# dist builds the static binaries of a release. The same commit and Go give the same bytes.
dist:
	rm -rf dist
	mkdir dist
	@set -e; for platform in $(PLATFORMS); do \
		os=$${platform%/*}; arch=$${platform#*/}; ext=; if [ $$os = windows ]; then ext=.exe; fi; \
		echo "dist/nps-$(VERSION)-$$os-$$arch$$ext"; \
		CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch $(GO) build -trimpath -buildvcs=false -ldflags '-s -w -buildid= $(STAMP)' \
			-o "dist/nps-$(VERSION)-$$os-$$arch$$ext" ./cmd/nps; \
	done
	cd dist && sha256sum nps-* > SHA256SUMS

clean:
	rm -rf dist $(BIN) $(BIN).exe
