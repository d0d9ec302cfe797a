# Everything a person or the CI does with this repository. Tools are built from the pinned modules in tools/ into .bin;
# nothing is installed elsewhere, except that `deps` may ask apt for PostgreSQL, strace and Chromium when it runs as root.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

GO ?= go
# What the pages, the metrics and the overview show as this build; empty outside a checkout.
VERSION := $(shell git describe --tags --always --dirty=+dirty 2>/dev/null)
# The race detector needs a C compiler; without one the tests run plainly.
RACE := $(shell command -v gcc >/dev/null 2>&1 && echo -race)
PACKAGES = $$($(GO) list ./... | grep -v /app/e2e)
# Packages compile and test this many at a time; each may start engines of its own.
PARALLEL ?= 2

# Go's tests, and at the end a line for each that was skipped, with the part that was missing.
GOTEST = .bin/gotestsum --format standard-quiet --

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
build: web ## Build the program into ./bin
	$(GO) build -ldflags "-X github.com/chengxin-credit/chengxin/internal/boot.stamped=$(VERSION)" -o bin/chengxin ./app/chengxin

.PHONY: test
test: deps vet unit web-test e2e e2e-web ## Run every test there is

# --- the pages of the portal, in app/portal/web ---

WEB := app/portal/web
WEB_MODULES := $(WEB)/node_modules/.package-lock.json
WEB_DIST := app/portal/internal/web/dist/.vite/manifest.json
# What the pages are built of, folders too, so that a removed file counts; code lists are read from configs.
WEB_SOURCES = $(shell find $(WEB)/src $(WEB)/public $(WEB)/index.html $(WEB)/vite.config.ts $(WEB)/tsconfig*.json) configs/rules/gbt2260.csv configs/policy/purposes.csv configs/policy/cases.csv

$(WEB_MODULES): $(WEB)/package-lock.json
	cd $(WEB) && npm ci --include=dev --no-audit --no-fund && touch node_modules/.package-lock.json

$(WEB_DIST): $(WEB_MODULES) $(WEB_SOURCES)
	cd $(WEB) && npm run --silent build

.PHONY: web
web: $(WEB_DIST) ## Build the pages of the portal

.PHONY: web-test
web-test: web ## Check types, style, logic and size of the pages
	cd $(WEB) && npm run --silent typecheck && npm run --silent lint && npm test --silent && npm run --silent size

.PHONY: e2e-web
e2e-web: deps-chdb deps-system build ## Run the pages in a browser against a small demo city
	@if $(CHROMIUM); then cd $(WEB) && npm run --silent e2e; else \
	  echo "part missing: Chromium; the pages are not tested in a browser"; [ "$${CI:-}" != true ]; fi

.PHONY: vet
vet: web
	$(GO) vet ./...

.PHONY: unit
unit: web .bin/gotestsum ## Run the tests of all packages, with the race detector
	$(GOTEST) $(RACE) -p $(PARALLEL) -timeout 30m $(PACKAGES)

.PHONY: e2e
e2e: deps-chdb web .bin/gotestsum ## Run the black-box suite on every topology
	$(GOTEST) -count=1 -timeout 60m ./app/e2e/...

.PHONY: fuzz
fuzz: ## Run each fuzz target for FUZZTIME (default 30s)
	for p in $(PACKAGES); do \
	  for f in $$($(GO) test -list '^Fuzz' $$p 2>/dev/null | grep '^Fuzz' || true); do \
	    echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $${FUZZTIME:-30s} $$p; \
	  done; \
	done

.PHONY: bench
bench: deps-chdb build ## Print the performance figures: make bench [NAME=query]
	./bin/chengxin bench $(or $(NAME),all) --goals

.PHONY: clean
clean: ## Remove what was built or fetched; ./var, the data, stays
	rm -rf bin .bin .cache $(WEB)/node_modules $(WEB)/test-results app/portal/internal/web/dist third_party/chdb/node_modules third_party/kafka/libs third_party/kafka/target

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
	@if ! $(CHROMIUM); then \
	  $(call part,Chromium (apt),$(call apt,chromium)); fi
	@if [ "$$(uname)" = Linux ] && command -v fc-list >/dev/null && [ -z "$$(fc-list :lang=zh-cn 2>/dev/null)" ]; then \
	  $(call part,a Chinese font (apt),$(call apt,fonts-wqy-microhei)); fi

# CHROMIUM tells whether there is one.
CHROMIUM = { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null

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
generate: $(GENERATORS) $(WEB_MODULES) ## Generate Go and OpenAPI from the protos, the pages' types, and the list of reason codes
	.bin/buf generate
	$(GO) run ./internal/arch/openapi
	cd $(WEB) && npm run --silent generate
	$(GO) run ./internal/arch/reasons > api/fault/v1/reasons.csv

.PHONY: generate-check
generate-check: generate ## Fail when generated files are stale
	@stale="$$(git status --porcelain -- 'api/*.pb.go' api/openapi.yaml api/fault/v1/reasons.csv $(WEB)/src/api/schema.d.ts)"; if [ -n "$$stale" ]; then \
	  echo "stale generated files; run make generate and commit:"; echo "$$stale"; git --no-pager diff --stat -- api $(WEB)/src/api; exit 1; fi

.PHONY: lint
lint: .bin/golangci-lint .bin/buf web ## Check style, imports and protos
	.bin/golangci-lint run
	.bin/buf lint
	cd $(WEB) && npm run --silent lint

.PHONY: fmt
fmt: ## Format the Go files
	gofmt -w $$(git ls-files '*.go' | grep -v '\.pb\.go$$')
