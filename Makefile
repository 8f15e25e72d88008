# Two commands do all set-up on a fresh machine: `make run` and `make test`.

PYTHON ?= python3.11
# Any further options for pip. On Linux plain pip takes torch's CUDA build, which works but is
# several GB: `make run PIP_OPTIONS="--extra-index-url ..."` with torch's CPU index (its address
# is in torch's own installation guide) keeps the environment small.
PIP_OPTIONS ?=
VENV := .venv
BIN := $(VENV)/bin

ifeq (,$(shell command -v $(PYTHON) 2>/dev/null))
PYTHON := python3
endif

# `make -j` must not start the browser tests before the fast ones.
.NOTPARALLEL:
.PHONY: install run test test-fast test-browser lint browser clean

run: $(VENV)/.installed
	$(BIN)/streamlit run app.py

install: $(VENV)/.installed

$(VENV)/.installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "This needs Python 3.11 or newer: name it with make PYTHON=/path/to/python3.11." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet $(PIP_OPTIONS) -r requirements.txt
	$(BIN)/pip install --quiet $(PIP_OPTIONS) --no-deps -e .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt
	$(BIN)/pip install --quiet $(PIP_OPTIONS) -r requirements-dev.txt
	touch $@

test: lint test-fast test-browser

test-fast: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -m "not browser"

test-browser: $(VENV)/.installed-dev browser
	$(BIN)/python -m pytest -m browser

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The browser tests use an installed Chrome or Chromium; root on Debian gets one.
browser: $(VENV)/.installed-dev
	@$(BIN)/python tests/browser/find_browser.py >/dev/null 2>&1 \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	       && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } \
	  || true
	@$(BIN)/python tests/browser/find_browser.py

clean:
	rm -rf $(VENV)
