# `make run` opens the page, `make check` is the quick look at a change, `make test` checks everything; they need nothing
# but Python 3.11+ and make.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

# Tests start many processes: what Python has compiled is kept, whatever the environment says.
unexport PYTHONDONTWRITEBYTECODE

# The rooms whose branches their own quick tests must cover.
MEASURED := form tasks runs
UNIT := -m unit --doctest-modules --ignore=playground/runs/migrations $(MEASURED:%=playground/%) $(MEASURED:%=tests/%)
ALL := --dist loadfile --no-loadscope-reorder --doctest-modules --ignore=playground/runs/migrations playground tests

# Where many share a machine (`make test TRY_AGAIN=1`) what failed is tried once more, alone and by name; a fault stays one.
AGAIN := $(BIN)/pytest --last-failed --last-failed-no-failures none -v

# Node comes from PyPI, and what checks scripts and style sheets from npm; the page itself is served as it stands.
NODE_TOOLS := PATH="$(CURDIR)/$(BIN):$$PATH" node_modules/.bin

.PHONY: run check lint unit all coverage test bench audit clean

run: $(VENV)/.installed
	@$(BIN)/playground serve

check: $(VENV)/.installed-dev $(VENV)/.node
	@$(MAKE) --no-print-directory -j2 lint unit

unit: $(VENV)/.compiled
	$(BIN)/pytest -n 4 $(UNIT) $(if $(TRY_AGAIN),|| $(AGAIN) $(UNIT))

# To measure takes as long as the tests themselves: it is no part of `make test`.
coverage: $(VENV)/.compiled
	$(BIN)/pytest -n 4 $(MEASURED:%=--cov=playground/%) --cov-report= $(UNIT)
	@for room in $(MEASURED); do \
		echo "branch coverage of $$room:"; \
		$(BIN)/coverage report --include="playground/$$room/*" --fail-under=95 || exit 1; done

# Where many share a machine a checkout is looked at once: what mypy would keep for the next time takes it a sixth longer.
lint: $(VENV)/.installed-dev $(VENV)/.node
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(if $(TRY_AGAIN),--cache-dir=/dev/null)
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet playground
	$(NODE_TOOLS)/biome check --error-on-warnings
	$(NODE_TOOLS)/tsc
	$(BIN)/node --test 'tests/js/*.test.js'

# What waits for the network (a browser, PostgreSQL) comes beside what needs none of it; and one core looks at the code while
# the other reads the tests.
test: $(VENV)/.python
	@$(MAKE) --no-print-directory -j4 $(VENV)/.system lint all

all: $(VENV)/.compiled $(VENV)/.system
	$(BIN)/pytest -n 4 $(ALL) $(if $(TRY_AGAIN),|| $(AGAIN) $(ALL))

bench: $(VENV)/.installed-dev $(VENV)/.system
	@for benchmark in tests/benchmarks/bench_*.py; do echo "== $$benchmark"; $(BIN)/python $$benchmark || exit 1; done

audit: .audit/.installed
	@PIP_AUDIT=.audit/bin/pip-audit .ci/audit

clean:
	rm -rf $(VENV) node_modules .audit build dist htmlcov .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

# The newest pip comes by the one that is there: Python's own way, for where there is none, takes three times as long for an
# older one, which takes twice as long for all else.
NEWER_PIP := $(PYTHON) -m venv --without-pip $(VENV) && \
	$(PYTHON) -m pip --python $(BIN)/python --disable-pip-version-check install --quiet --no-compile pip

# The stamps are newer than what they were made from: a second `make run` starts at once and without network.

$(VENV)/.python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or say make PYTHON=/path/to/python"; exit 1; }
	@$(NEWER_PIP) 2>/dev/null || $(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing: on Debian, apt-get install python3-venv"; exit 1; }
	@touch $@

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/.python
	@echo "Installing what the playground needs into $(VENV): half a minute, once."
	@$(BIN)/python .ci/install.py .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(VENV)/.python
	$(BIN)/python .ci/install.py '.[dev]'
	@touch $@ $(VENV)/.installed

# What every worker of the tests imports is compiled once; the rest of what was installed, most of it, is never needed.
$(VENV)/.compiled: $(VENV)/.installed-dev
	@$(BIN)/python -c 'import hypothesis, playwright.async_api, playground.cli, playground.server.app, pytest, xdist'
	@touch $@

.audit/.installed: | $(VENV)/.python
	@$(BIN)/python -m venv .audit
	@.audit/bin/python -m pip install --quiet 'pip-audit>=2.9,<3'
	@touch $@

$(VENV)/.node: package.json .npmrc | $(VENV)/.installed-dev
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm install --silent
	@touch $@

# The system's packages come while pip works; Playwright's browser, where the system has none, after it.
$(VENV)/.packages: | $(VENV)/.python
	.ci/system packages
	@touch $@

$(VENV)/.system: | $(VENV)/.packages $(VENV)/.installed-dev
	.ci/system
	@touch $@
