# The project's commands. `make` alone lists them. Needed: python3 (3.11+), pip and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CONSTRAINTS ?= constraints.txt
READY := $(VENV)/.ready
OUTSIDE := build/outside
RUNS ?= 20
REF ?= HEAD
PIP_OPTIONS := --quiet --disable-pip-version-check $(if $(CONSTRAINTS),--constraint $(CONSTRAINTS)) --editable '.[dev]'

# The project's own environment, whatever Python settings the caller has.
unexport PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run test check site bench same ablation house soak outside clean

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

setup: $(READY)  ## install everything into .venv (once; again when pyproject.toml changes)

run: $(READY)  ## simulate Manchuria 1945, print the comparison with history, write the folder result
	$(BIN)/august-storm run manchuria_1945 --out result --force

# Rewriting assertions costs ten seconds a process, so only those that fail run again with their assertions explained.
test: $(READY)  ## run the tests
	$(BIN)/python -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder --assert=plain || \
	{ $(BIN)/python -m pytest -q --last-failed --last-failed-no-failures none; exit 1; }

check: $(READY)  ## format, lint, types, import contracts, freshness of the documents
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict august_storm engine analysis scenarios
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/docs

site: $(READY)  ## the pages of the project in build/site: documents, API, both campaigns; a link that leads nowhere is an error
	$(BIN)/python benchmarks/site.py build/pages
	$(BIN)/mkdocs build --strict --quiet

# One thread for products of matrices: others would spin while they wait, and be counted as work.
bench: export OPENBLAS_NUM_THREADS = 1
bench: $(READY)  ## CPU, instructions and events of a run, ratios to bare SimPy and Mesa, where the time goes, ten times the formations, sweeps, what looking costs
	$(BIN)/python benchmarks/bench.py
	$(BIN)/python benchmarks/instructions.py
	$(BIN)/python benchmarks/scale.py
	$(BIN)/python benchmarks/peers.py
	$(BIN)/python benchmarks/sweep.py crossroads 400
	$(BIN)/python benchmarks/seeing.py

same: $(READY)  ## whether the results are those of another commit, byte for byte (REF=commit)
	$(BIN)/python benchmarks/same.py $(REF)

ablation: $(READY)  ## the campaign without each rule in turn (RUNS=20): errors, fuel, losses as a table
	$(BIN)/python benchmarks/ablation.py --runs $(RUNS)

house: $(READY)  ## the code in figures: lengths, docstrings, complexity, rooms and storeys
	$(BIN)/python benchmarks/house.py

soak: $(READY)  ## the long tests that `make test` leaves out, and more examples of every property
	$(BIN)/python -m pytest -q -n 2 -m "soak or hypothesis" --hypothesis-profile soak --timeout 3600

outside: $(OUTSIDE)/.ready  ## what other programs say: axe of the pages, ajv of the schemas, the EMA Workbench of its table (needs npm)
	AXE=$(OUTSIDE)/node_modules/axe-core/axe.min.js NODE_PATH=$(OUTSIDE)/node_modules \
	$(BIN)/python -m pytest -q -m "soak or not soak" tests/analysis/page/test_accessible.py tests/scenario/test_ajv.py tests/python/test_page.py

$(OUTSIDE)/.ready: $(READY)
	npm install --silent --no-audit --no-fund --no-save --prefix $(OUTSIDE) axe-core@4.14.1 ajv@8.20.0
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(if $(CONSTRAINTS),--constraint $(CONSTRAINTS)) ema-workbench==2.5.3
	@touch $@

clean:  ## remove the environment, caches and the folder result
	rm -rf $(VENV) result build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find august_storm engine analysis scenarios tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml $(CONSTRAINTS)
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, $(PYTHON) is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@echo "Installing into $(VENV) ..."
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV) >/dev/null 2>&1 || $(PYTHON) -m venv --clear --without-pip $(VENV)
	@if $(BIN)/python -m pip --version >/dev/null 2>&1; \
	then $(BIN)/python -m pip install $(PIP_OPTIONS); \
	else $(PYTHON) -m pip --python $(VENV) install $(PIP_OPTIONS); fi
	@touch $@
