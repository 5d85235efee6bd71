# make run: install what is missing and start. make test: the same for the tests.
# Works with GNU make on Linux and macOS; needs Python 3.11 or newer.

PYTHON ?= python3
VENV := .venv
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check
TORCH := torch==2.13.0
# PyTorch's builds for the CPU. The package index's build for Linux brings 3 GB of CUDA with it.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu

.PHONY: run test lint types contracts evaluate check pictures clean lock

run: $(VENV)/.installed
	@$(VENV)/bin/reroute run

# As many at once as there are cores, but no more than four: each starts bots of its own.
test: $(VENV)/.installed-dev
	$(VENV)/bin/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal

lint: $(VENV)/.installed-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(VENV)/.installed-dev
	$(VENV)/bin/mypy

contracts: $(VENV)/.installed-dev
	$(VENV)/bin/lint-imports

# Measure the answers, and fail if a headline figure fell.
evaluate: $(VENV)/.installed-dev
	$(VENV)/bin/reroute evaluate --hold

check: lint types contracts test evaluate

# The pictures of replies in the README, drawn anew.
pictures: $(VENV)/.installed
	$(VENV)/bin/python -m docs.make_pictures

clean:
	rm -rf $(VENV)

$(VENV)/.torch:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Reroute needs Python 3.11 or newer; try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@echo "Installing into $(VENV). This takes a few minutes, once." >&2
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --quiet --no-deps --index-url $(TORCH_INDEX) --retries 1 --timeout 15 '$(TORCH)' >&2 \
	  || { echo "PyTorch for the CPU could not be fetched from $(TORCH_INDEX)." >&2; \
	       echo "Try again, or name another index: make TORCH_INDEX=https://..." >&2; exit 1; }
	@touch $@

$(VENV)/.installed: $(VENV)/.torch pyproject.toml constraints.txt
	@$(PIP) install --quiet --constraint constraints.txt --editable . >&2
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.torch pyproject.toml constraints.txt
	@$(PIP) install --quiet --constraint constraints.txt --editable '.[dev]' >&2
	@touch $@ $(VENV)/.installed

# Renew the pins from what is installed now; +cpu stays out, so that every system can share them.
lock: $(VENV)/.installed-dev
	@{ echo "# What was tested together. Renewed by: make lock"; \
	   $(PIP) freeze --all --exclude-editable | grep -v '^pip==' | sed 's/+cpu//'; } > constraints.txt
