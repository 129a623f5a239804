# Everyday commands; `make help` lists them. Needs Python 3.11 or newer, make and pip.
PYTHON ?= python3
PORT ?= 8000
CUSTOMERS ?= 200
SEED ?= 1
TESTS ?= tests
EXAMPLES ?= 10000
BENCH ?=
LOCK_FILE ?= requirements.lock

VENV := .venv
BIN := $(VENV)/bin
COMMAND := $(BIN)/calmony
# One environment, three stamps. The development lock holds all that the service needs; the lock of the benchmarks adds
# the libraries that the service is measured beside.
SERVES := $(VENV)/.serves
DEVELOPS := $(VENV)/.develops
BENCHES := $(VENV)/.benches
FUZZED := tests/engine/test_generated_documents.py tests/engine/test_rules.py tests/engine/plans \
	tests/oracle/test_agreement.py tests/pdf/sums tests/intake/test_histories.py tests/intake/test_problems.py \
	tests/intake/test_books.py tests/pdf/einvoice/test_generated.py tests/app/test_retail_documents.py
BUNDLE := graphiql/dist/.built
BUNDLE_SOURCES := graphiql/package.json graphiql/package-lock.json graphiql/build.mjs $(shell find graphiql/src -type f 2>/dev/null)
LOCK = $(BIN)/uv pip compile pyproject.toml --quiet --universal --generate-hashes --no-emit-index-url \
	--no-emit-find-links --python-version 3.11 --custom-compile-command "make lock"

# Not $(MAKE) in a recipe itself: that would be run by `make -n` too.
SELF = $(MAKE)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo install wheel test fuzz bench check fix lock migration pythons image-check screenshots sbom advisories graphiql clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(SERVES) ## serve a demonstration on PORT (8000), with CUSTOMERS (200) made from SEED (1)
	@if command -v npm >/dev/null && ! $(SELF) --question $(BUNDLE) 2>/dev/null; then \
		mkdir -p var; touch graphiql/.building; (sleep 5; exec nice $(SELF) --silent graphiql) >var/graphiql.log 2>&1 & fi; \
	exec $(BIN)/python -m app demo --port $(PORT) --customers $(CUSTOMERS) --seed $(SEED)

install: $(SERVES) ## create .venv with the command .venv/bin/calmony, and serve nothing

test: $(DEVELOPS) ## run every test, or TESTS="tests/app -k word"
	@$(BIN)/pytest -n 2 --dist worksteal $(TESTS)

fuzz: $(DEVELOPS) ## run generated tests with EXAMPLES (10,000) on each database, of all or of TESTS
	@$(BIN)/pytest -n 2 --timeout 0 --fuzz $(EXAMPLES) $(if $(filter tests,$(TESTS)),$(FUZZED),$(TESTS))

bench: $(BENCHES) ## run every short benchmark, or one: BENCH=soak, BENCH="soak --seconds 60"
	@$(BIN)/python -m benchmarks $(BENCH)

check: $(DEVELOPS) ## check format, lint, types, import rules, schema drift and migration drift
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m app schema | diff --unified schema.graphql - || { echo "schema.graphql has drifted: run make fix"; exit 1; }
	$(BIN)/python -m app check-migrations

fix: $(DEVELOPS) ## format the code, rewrite schema.graphql, docs/settings.md and THIRD_PARTY.md
	$(BIN)/ruff check --fix --exit-zero --quiet .
	$(BIN)/ruff format .
	$(BIN)/python -m app schema >schema.graphql.new && mv schema.graphql.new schema.graphql
	$(BIN)/python -m app settings-page >docs/settings.md.new && mv docs/settings.md.new docs/settings.md
	$(BIN)/python -m supply_chain third-party >THIRD_PARTY.md.new && mv THIRD_PARTY.md.new THIRD_PARTY.md

lock: $(DEVELOPS) ## pin the dependencies of pyproject.toml with hashes
	$(LOCK) --output-file requirements.lock
	$(LOCK) --extra redis --extra tracing --constraint requirements.lock --output-file requirements-image.lock
	$(LOCK) --extra dev --constraint requirements.lock --output-file requirements-dev.lock
	$(LOCK) --extra bench --constraint requirements-dev.lock --output-file requirements-bench.lock
	$(subst pyproject.toml,tests/python/clients/requirements.in,$(LOCK)) --output-file tests/python/clients/requirements.lock

migration: $(DEVELOPS) ## draft the revision of a changed model: make migration m="what changes"
	@test -n "$(m)" || { echo 'say what changes: make migration m="…"' >&2; exit 2; }
	$(BIN)/python -m app make-migration "$(m)"

pythons: $(DEVELOPS) ## serve the wheel on every supported Python that the machine has
	$(BIN)/pytest --pythons tests/install/test_pythons.py -rs

image-check: $(DEVELOPS) graphiql ## run each step of the Dockerfile in a chroot (root, debootstrap), and what it makes
	$(BIN)/pytest --image tests/install/test_image.py

screenshots: $(DEVELOPS) ## take the pictures of docs/screenshots anew, with Chromium
	$(BIN)/python docs/screenshots/take.py

wheel: $(DEVELOPS) ## build dist/*.whl for uvx, pipx and pip, with GraphiQL if it is bundled
	$(BIN)/python -m hatchling build --target wheel

sbom: $(DEVELOPS) ## write dist/sbom.json, the bill of materials (CycloneDX)
	@mkdir -p dist && $(BIN)/python -m supply_chain sbom >dist/sbom.json.new && mv dist/sbom.json.new dist/sbom.json

advisories: $(DEVELOPS) ## ask for known vulnerabilities of what is locked, where a database can be reached
	@$(BIN)/python -m supply_chain advisories

graphiql: $(BUNDLE) ## bundle GraphiQL with npm

clean: ## remove the environment, the bundle and the caches; the data in var/ stay
	rm -rf $(VENV) dist graphiql/dist graphiql/node_modules tests/node/*/node_modules tests/python/*/.venv benchmarks/peers/*/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(BIN)/python:
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed: make PYTHON=…')"
	$(PYTHON) -m venv $(VENV)

# A checkout is served as it lies; `-P` keeps the folder of the script off the path, where app/http would hide http.
$(COMMAND): | $(BIN)/python
	@printf '%s\n' '#!/bin/sh' 'exec "$(CURDIR)/$(BIN)/python" -P "$(CURDIR)/app/entry_point.py" "$$@"' >$@
	@chmod +x $@

$(SERVES): $(LOCK_FILE) | $(COMMAND)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK_FILE)
	@touch $@

$(DEVELOPS): requirements-dev.lock | $(COMMAND)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ $(SERVES)

$(BENCHES): requirements-bench.lock $(DEVELOPS)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@

$(BUNDLE): $(BUNDLE_SOURCES)
	@touch graphiql/.building
	cd graphiql && trap 'rm -f .building' EXIT && npm ci && node build.mjs
	@touch $@
