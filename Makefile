# Everything that one does with a checkout. `make help` lists it.
#
#   make run                      installs, starts and shows where to click
#   NASVYAZI_HOME=DIR PORT=N …    a second installation beside the first
#   PYTHON=python3.13             another Python (3.11 or newer)

PYTHON ?= python3
PYTEST_ARGS ?=
BENCH ?= all
CHAOS ?=
# Half as many again as cores: a third of the time a test waits for processes and clocks.
TESTERS ?= $(shell echo $$(($$(nproc) * 3 / 2)))
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

export UV_PYTHON_DOWNLOADS := never
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# An organisation's proxy has a certificate that only the system knows.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),)
export UV_SYSTEM_CERTS := 1
endif
unexport VIRTUAL_ENV PYTHONHOME
# Where no bytecode is kept, every process of the product reads all its libraries anew: a second of each start.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
# uv is several times quicker; pip does the same from the same files where uv does not run here.
UV := VIRTUAL_ENV="$(CURDIR)/.venv" $(BIN)/uv pip --quiet
LOCK := UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --upgrade --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-header
# One installation at a time in a checkout, also when several `make` start at once.
ALONE := flock Makefile $(MAKE)

# A virtual environment belongs to one place and one Python: moved, or asked for another, it is made anew.
VERSION = $(shell $(PYTHON) -c 'import sys; print(*sys.version_info[:2])')
ifneq ($(file <.venv/.place),$(CURDIR))
$(shell rm -f .venv/.made)
else ifneq ($(origin PYTHON),file)
ifneq ($(file <.venv/.version),$(VERSION))
$(shell rm -f .venv/.made)
endif
endif

.PHONY: help run test lint deps deps-test deps-browser lock screenshots bench chaos messages clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

run: ## install everything, start, show where to click
	@$(ALONE) deps
	@exec $(BIN)/nasvyazi run

test: ## install what the tests need and run them all (PYTEST_ARGS=… chooses)
	@$(ALONE) deps-test
	@$(BIN)/pytest -n $(TESTERS) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

lint: ## every check of the code
	@$(ALONE) .venv/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.architecture.lengths
	$(BIN)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run --settings nasvyazi.settings.test

screenshots: ## draw every screen into build/screenshots
	@$(ALONE) deps-test
	@$(BIN)/python -m tests.browser.screenshots

bench: ## measure (BENCH=name chooses), each figure beside its limit or peer
	@$(ALONE) .venv/.tests
	@$(BIN)/nasvyazi bench $(BENCH)

chaos: ## kill everything at random while people write and are answered (CHAOS="--runs 2 --seed 7" chooses)
	@$(ALONE) .venv/.tests
	@$(BIN)/python -m tests.chaos $(CHAOS)

messages: ## collect the texts to translate and compile the translations (needs gettext)
	@$(ALONE) .venv/.tests
	@$(BIN)/python scripts/messages.py

lock: ## choose the newest versions that fit together
	@$(ALONE) .venv/.uv
	$(LOCK) requirements-bootstrap.in -o requirements-bootstrap.txt
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-test.in -o requirements-test.txt

clean: ## remove what was installed and built here; the data in home/ stays
	rm -rf .venv build .mypy_cache .ruff_cache .import_linter_cache .hypothesis nasvyazi.egg-info
	find nasvyazi tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

deps: .venv/.product
	@:

deps-test: .venv/.tests deps-browser ## install what the tests need beside the runtime

deps-browser:
	@tests/install/browser.sh

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=python3.13 …" >&2; exit 1; }
	@echo "Making .venv …"
	@$(PYTHON) -m venv --clear .venv
	@printf '%s' "$(CURDIR)" >.venv/.place
	@printf '%s' "$(VERSION)" >.venv/.version
	@touch .venv/.made

.venv/.uv: .venv/.made requirements-bootstrap.txt
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-bootstrap.txt \
		|| echo "uv is not to be had here; going on with pip, which takes longer." >&2
	@touch .venv/.uv

.venv/.runtime: .venv/.uv requirements.txt
	@echo "Installing the libraries …"
	@$(UV) sync --require-hashes requirements.txt \
		|| $(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	@touch .venv/.runtime

.venv/.product: .venv/.runtime pyproject.toml
	@$(UV) install --no-deps --no-build-isolation --editable . \
		|| $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch .venv/.product

# On top of the runtime: `uv pip sync` would remove what is not in its file.
.venv/.tests: .venv/.product requirements-test.txt
	@echo "Installing what the tests need …"
	@$(UV) install --require-hashes -r requirements-test.txt \
		|| $(BIN)/python -m pip install --quiet --require-hashes -r requirements-test.txt
	@touch .venv/.tests
