# Two commands do all the set-up:
#   make run    converts the example article to Turtle and shows it
#   make test   runs the linter, the type checker and every test
# Needed: Python 3.11 or later with venv, git and make.

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell .ci/python)
PYTEST_ARGS ?= -n auto
YAML_SERVER := 1.25.0
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: run test soak bench docs format clean

run: $(VENV)/.installed
	@$(BIN)/marc2rdf convert examples/koha-article/record.txt --base https://data.example.org/

test: $(VENV)/.developing .tools/.yaml-language-server-$(YAML_SERVER)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest $(PYTEST_ARGS)

# A million damaged records, links to 3,000 hosts, dumps that are killed, a dump of 50,000 records;
# about forty minutes.
soak: $(VENV)/.developing
	MARC2RDF_MUTANTS=5000 $(BIN)/python -m pytest $(PYTEST_ARGS) tests/marc/test_six_formats.py -k damaged
	MARC2RDF_LINKS=10000 $(BIN)/python -m pytest -s tests/links/test_many_links.py
	MARC2RDF_KILLS=25 MARC2RDF_DUMP=50000 $(BIN)/python -m pytest tests/dump/test_dump_resume.py tests/dump/test_dump_large.py

bench: $(VENV)/.developing
	@for script in benchmarks/*.py; do \
		[ -e "$$script" ] || continue; $(BIN)/python "$$script" || exit 1; \
	done

# The pages in docs that are made from commands, codes and mappings, and the shipped context.
docs: $(VENV)/.developing
	@for tool in command_reference error_reference mapping_reference shipped_context; do \
		$(BIN)/python tools/$$tool.py || exit 1; \
	done

format: $(VENV)/.developing
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) .tools dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.created:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or later is needed (or: make PYTHON=/path/to/python)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.created pyproject.toml
	@echo "Installing marc2rdf into $(VENV) ..." >&2
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.developing: $(VENV)/.created pyproject.toml
	@echo "Installing marc2rdf and its development tools into $(VENV) ..." >&2
	@$(PIP) install --editable '.[dev]'
	@touch $@ $(VENV)/.installed

# The language server that editors use: a test drives it over a mapping.
.tools/.yaml-language-server-$(YAML_SERVER): $(VENV)/.created
	.ci/setup
	rm -rf .tools && mkdir -p .tools
	npm install --prefix .tools --no-save --no-audit --no-fund yaml-language-server@$(YAML_SERVER)
	@touch $@
