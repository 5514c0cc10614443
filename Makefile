# Everything one does here. `make` alone lists it.
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
RUN := .venv-run
DEV := .venv
BIN := $(DEV)/bin
# Each worker imports everything: with its bytecode kept, wherever the environment would not keep it, in half of the time.
TESTS := PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX=$(CURDIR)/$(DEV)/bytecode \
  $(BIN)/python -m pytest -q -n 3 --no-loadscope-reorder
PIP := install --quiet --quiet --require-hashes --disable-pip-version-check
OWN := install --quiet --quiet --no-deps --no-build-isolation --disable-pip-version-check --editable .

.PHONY: help setup run demo test check fix story soak bench docs migration doctor verify format lint types imports \
        programmes documents advisories thorough screenshots browser clean

help: ## this list
	@awk -F ':.*## ' '/^#: /{sub(/^#: /, ""); printf "\n%s\n", $$0} /^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' \
	  $(MAKEFILE_LIST)

#: Start
setup: $(DEV)/ready ## a virtual environment for development, from the hashed lock
run: $(RUN)/ready ## the service on http://127.0.0.1:8000, with a call under way in it
	@$(RUN)/bin/accord demo --serve
demo: $(RUN)/ready ## a fresh demonstration call in var/accord.db
	@$(RUN)/bin/accord demo --fresh

#: Change
test: $(DEV)/ready browser ## the tests, by turns on SQLite and on a real PostgreSQL, and in a real browser
	@$(TESTS) -m "not soak and not thorough"
check: format lint types imports programmes documents advisories thorough ## all that must hold before a change is shared
fix: $(DEV)/ready ## format, and mend what can be mended by itself
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .
screenshots: $(DEV)/ready browser ## every page as a picture, in var/screenshots
	@$(BIN)/python -m tests.browser.screenshots
story: $(DEV)/ready ## the stories alone, told by name
	@$(BIN)/python -m pytest tests/stories -v --no-header

#: Measure
soak: $(DEV)/ready ## what takes longer: crashes, load, the whole matrix, the edges on the other database
	@$(BIN)/python -m pytest -m soak -q
bench: $(DEV)/ready ## speed, side by side with a limit in the same run
	@$(BIN)/python -m benchmarks.transitions && $(BIN)/python -m benchmarks.sweep && $(BIN)/python -m benchmarks.matching \
	  && $(BIN)/python -m benchmarks.pages

#: Write
docs: $(DEV)/ready ## the generated pages of docs/
	@$(BIN)/python -m docs.generate
migration: $(DEV)/ready ## a new dated schema step: make migration NAME=what_it_does
	@test -n "$(NAME)" || { echo "say what it does: make migration NAME=what_it_does"; exit 2; }
	@$(BIN)/python -m workflow.migrations "$(NAME)"

#: Prove
doctor: $(DEV)/ready ## every promise of the database in use
	@$(BIN)/accord doctor
verify: $(DEV)/ready ## the whole trail of the database in use
	@$(BIN)/accord audit verify

# The parts of check; its tests take turns at the edges only.
thorough: $(DEV)/ready browser
	@$(TESTS) -m "not soak"
browser:
	@.ci/chromium
format: $(DEV)/ready
	@$(BIN)/ruff format --check --quiet . || { echo "not formatted: run make fix"; exit 1; }
lint: $(DEV)/ready
	@$(BIN)/ruff check --quiet .
types: $(DEV)/ready
	@$(BIN)/mypy
imports: $(DEV)/ready
	@$(BIN)/lint-imports --no-cache | sed '1,/^Contracts$$/d'
programmes: $(DEV)/ready
	@$(BIN)/accord programme check
documents: $(DEV)/ready
	@$(BIN)/python -m docs.generate --check
# Strict, or a library that the service does not know would pass for one without faults.
advisories: $(DEV)/ready
	@said=$$($(BIN)/pip-audit --strict --disable-pip --require-hashes --requirement requirements.txt \
	  --progress-spinner off --timeout 5 2>&1); code=$$?; \
	  if [ $$code = 0 ] || grep -q '^Found' <<< "$$said"; then echo "$$said"; exit $$code; fi; \
	  echo "the advisory service cannot be asked from here: no library was looked up"

$(DEV)/ready: requirements-dev.txt pyproject.toml
	@$(PYTHON) -m venv $(DEV)
	@$(BIN)/python -m pip $(PIP) --requirement requirements-dev.txt
	@$(BIN)/python -m pip $(OWN)
	@touch $@

$(RUN)/ready: requirements.txt pyproject.toml
	@echo "preparing $(RUN) from requirements.txt (once) ..."
	@$(PYTHON) -m venv $(RUN)
	@$(RUN)/bin/python -m pip $(PIP) --requirement requirements.txt
	@$(RUN)/bin/python -m pip $(OWN)
	@touch $@

clean: ## remove what was built, the environments included
	@rm -rf $(DEV) $(RUN) .mypy_cache .ruff_cache .hypothesis build dist *.egg-info
