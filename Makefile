# Everything a person or the CI does with this repository. Tools are built from the pinned modules in tools/ into .bin;
# nothing is installed elsewhere, except that `deps` may ask apt for PostgreSQL, strace and Chromium when it runs as root.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

GO ?= go
# The race detector needs a C compiler; without one the tests run plainly.
RACE := $(shell command -v gcc >/dev/null 2>&1 && echo -race)
PACKAGES = $$($(GO) list ./... | grep -v /app/e2e)
# Packages compile and test this many at a time; each may start engines of its own.
PARALLEL ?= 2

# part runs a command that fetches something which some suites need. Where it fails, a line says so; with CI=true that is
# the end.
define part
$(2) || { echo "part missing: $(1)"; [ "$${CI:-}" != true ]; }
endef

.PHONY: help
help: ## Show this
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

.PHONY: run
run: deps-chdb build ## Build all and serve in ./var, with the demo city on the first start
	./bin/chengxin serve --data ./var --demo city

.PHONY: build
build: ## Build the program into ./bin
	$(GO) build -o bin/chengxin ./app/chengxin

.PHONY: test
test: deps vet unit e2e ## Run every test there is

.PHONY: vet
vet:
	$(GO) vet ./...

.PHONY: unit
unit: ## Run the tests of all packages, with the race detector
	$(GO) test $(RACE) -p $(PARALLEL) -timeout 30m $(PACKAGES)

.PHONY: e2e
e2e: deps-chdb ## Run the black-box suite on every topology
	if [ -d app/e2e ]; then $(GO) test -count=1 -timeout 60m ./app/e2e/...; fi

.PHONY: fuzz
fuzz: ## Run each fuzz target for FUZZTIME (default 30s)
	for p in $(PACKAGES); do \
	  for f in $$($(GO) test -list '^Fuzz' $$p 2>/dev/null | grep '^Fuzz' || true); do \
	    echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $${FUZZTIME:-30s} $$p; \
	  done; \
	done

.PHONY: bench
bench: deps-chdb build ## Print the performance figures: make bench [NAME=query]
	./bin/chengxin bench $(or $(NAME),all)

.PHONY: clean
clean: ## Remove what was built or fetched; ./var, the data, stays
	rm -rf bin .bin .cache third_party/chdb/node_modules third_party/kafka/libs third_party/kafka/target

# --- what tests and runs need beside Go ---

.PHONY: deps
deps: deps-chdb deps-kafka deps-system ## Fetch what the tests need: libchdb, Kafka, PostgreSQL, strace, Chromium

CHDB := third_party/chdb/node_modules/.package-lock.json
.PHONY: deps-chdb
deps-chdb:
	@if [ third_party/chdb/package-lock.json -nt $(CHDB) ] && [ -z "$${CHENGXIN_LIBCHDB:-}" ]; then \
	  $(call part,libchdb (npm),(cd third_party/chdb && npm ci --no-audit --no-fund && touch node_modules/.package-lock.json)); fi

.PHONY: deps-kafka
deps-kafka:
	@if ! ls third_party/kafka/libs/kafka_2.13-*.jar >/dev/null 2>&1; then \
	  $(call part,Apache Kafka (Maven),mvn -q -B -f third_party/kafka/pom.xml dependency:copy-dependencies); fi

.PHONY: deps-system
deps-system:
	@if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && ! command -v initdb >/dev/null; then \
	  $(call part,PostgreSQL (apt),$(call apt,postgresql)); fi
	@if [ "$$(uname)" = Linux ] && ! command -v strace >/dev/null; then \
	  $(call part,strace (apt),$(call apt,strace)); fi
	@if [ -d app/portal/web ] && ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then \
	  $(call part,Chromium (apt),$(call apt,chromium)); fi

# apt installs a package when we are root on a Debian system.
apt = ([ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && export DEBIAN_FRONTEND=noninteractive && apt-get update -qq && apt-get install -y -qq --no-install-recommends $(1) >/dev/null)

# --- tools ---

# tool builds one pinned tool; it is built again when the pins change.
.bin/%: tools/go.mod tools/go.sum
	@echo "building $*"; mkdir -p .bin; cd tools && $(GO) build -o ../.bin/$* $$($(GO) list -f '{{.ImportPath}}' tool | grep '/$*$$')
	@touch $@

.bin/golangci-lint: tools/lint/go.mod tools/lint/go.sum
	@echo "building golangci-lint, which takes minutes once"; mkdir -p .bin; cd tools/lint && $(GO) build -o ../../.bin/golangci-lint github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	@touch $@

GENERATORS := .bin/buf .bin/protoc-gen-go .bin/protoc-gen-go-grpc .bin/protoc-gen-openapi

.PHONY: generate
generate: $(GENERATORS) ## Generate Go and OpenAPI from the protos, and the list of reason codes
	.bin/buf generate
	$(GO) run ./internal/arch/reasons > api/fault/v1/reasons.csv

.PHONY: generate-check
generate-check: generate ## Fail when generated files are stale
	@stale="$$(git status --porcelain -- 'api/*.pb.go' api/openapi.yaml api/fault/v1/reasons.csv)"; if [ -n "$$stale" ]; then \
	  echo "stale generated files; run make generate and commit:"; echo "$$stale"; git --no-pager diff --stat -- api; exit 1; fi

.PHONY: lint
lint: .bin/golangci-lint .bin/buf ## Check style, imports and protos
	.bin/golangci-lint run
	.bin/buf lint

.PHONY: fmt
fmt: ## Format the Go files
	gofmt -w $$(git ls-files '*.go' | grep -v '\.pb\.go$$')
