# Everything needs only Python 3.11 or later and make; the rest is put into .venv.

PYTHON ?= python3
PORT ?= 8000
# As many workers as the budget of ten minutes is meant for; pass WORKERS=auto on a larger machine.
WORKERS ?= 2
# A worker keeps neighbours: the same test on both databases, and tests that share what takes long to prepare.
PYTEST := -m pytest -n $(WORKERS) --dist worksteal

# Tests and the demo start many processes; not each of them should have to compile the whole tree again.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes
COMPILE := UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile pyproject.toml --quiet \
	--universal --generate-hashes --no-annotate --no-emit-index-url

.DEFAULT_GOAL := help
.PHONY: help demo test test-long bench lint types format lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/runtime ## an invented wave with answers, served on 127.0.0.1 (PORT=8000)
	$(BIN)/flask --app wsgi demo run --port $(PORT)

test: .venv/develop ## the whole suite: lint, types, tests (SQLite and PostgreSQL, browser)
	@$(MAKE) --no-print-directory --jobs=2 --output-sync lint types
	$(BIN)/python $(PYTEST) -m "not long"

test-long: .venv/develop ## what takes longer: property tests with many examples, simulations
	$(BIN)/python $(PYTEST) -m long

bench: .venv/develop ## measure and print the table of docs/performance.md
	$(BIN)/python -m benchmarks

lint: .venv/develop ## style, templates, import contracts, dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint app exports --lint --quiet
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry .

types: .venv/develop ## mypy, strict, on the whole tree
	$(BIN)/mypy .

format: .venv/develop ## rewrite the code in the house's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: .venv/develop ## write the requirements files anew from pyproject.toml (UPGRADE=--upgrade for newer versions)
	$(COMPILE) $(UPGRADE) --output-file requirements.txt
	$(COMPILE) $(UPGRADE) --group dev --constraint requirements.txt --output-file requirements-dev.txt

clean: ## remove the environment and all caches; the database in instance/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; name one with PYTHON=…" >&2; exit 1; }
	$(PYTHON) -m venv .venv

# The files below are stamps: newer than the requirements they installed. They depend on the interpreter only
# by its existence, because pip touches the environment itself.
.venv/runtime: requirements.txt | $(BIN)/python
	$(PIP) --requirement requirements.txt
	@touch $@

.venv/develop: requirements-dev.txt | $(BIN)/python
	$(PIP) --requirement requirements-dev.txt
	@touch $@ .venv/runtime
