# Two commands do everything: make demo, make test. Needs Python >= 3.11 and make, nothing else.
SHELL := /bin/sh
VENV ?= .venv
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	if $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2])' >/dev/null 2>&1; then echo $$p; break; fi; done)
BIN := $(VENV)/bin
PYTEST_ARGS ?=
CALIBRATION_ARGS ?=

.PHONY: demo test lint types format lab notebooks docs calibration pictures clean

demo: $(VENV)/.has-lab
	@$(BIN)/coreanalytics demo

test: $(VENV)/.has-dev
	@$(BIN)/python -m pytest -m "not slow" -n auto --dist loadfile $(PYTEST_ARGS)

lint: $(VENV)/.has-dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/.has-dev
	@$(BIN)/mypy

format: $(VENV)/.has-dev
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

lab: $(VENV)/.has-lab
	@$(BIN)/coreanalytics lab

notebooks: $(VENV)/.has-dev
	@$(BIN)/python notebooks/make.py

docs: $(VENV)/.has-dev
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet && $(BIN)/python docs/building/check.py
	@echo "The documentation: build/site/index.html"

calibration: $(VENV)/.has-dev
	@$(BIN)/python -m benchmarks.calibration $(CALIBRATION_ARGS)

pictures: $(VENV)/.has-dev
	@$(BIN)/python docs/building/pictures.py --readme

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer was found. Install one, or say: make PYTHON=/path/to/python3.12"; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Hint: on Debian and Ubuntu install python3-venv first."; exit 1; }

$(VENV)/.has-lab: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing coreanalytics (a minute or two) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[lab]"
	@touch $@

$(VENV)/.has-dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing coreanalytics with its tests (a minute or two) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@ $(VENV)/.has-lab

clean:
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache reports/demo
