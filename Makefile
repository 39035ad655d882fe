# make run   sets everything up and serves the dashboard on http://localhost:8501
# make test  sets everything up and runs all checks and tests; make test-unit those that need no browser
.PHONY: run test test-unit coverage check packages bench load endurance

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
SIDE_BY_SIDE := --numprocesses auto --maxprocesses 4 --dist loadscope --no-loadscope-reorder
DATA := $(or $(VIOLENCE_DATA),data)

run: $(VENV)/ready
	@test -f "$(DATA)/releases/current.json" || $(BIN)/python -m etl --data "$(DATA)" demo || echo "Nothing is loaded yet: the Load page says what comes first."
	@echo "The dashboard is at http://localhost:8501 (stop it with Ctrl+C)"
	@VIOLENCE_DATA="$(DATA)" $(BIN)/streamlit run dashboard.py

test: $(VENV)/ready packages check
	$(BIN)/python -m pytest $(SIDE_BY_SIDE)

test-unit: $(VENV)/ready check
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) --ignore tests/browser

# What of the program the tests run without a browser: a line a file, but for those of which all is run.
coverage: $(VENV)/ready
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) --ignore tests/browser --cov analysis --cov etl --cov pages --cov-report term:skip-covered

check: $(VENV)/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright

# Packages are installed again only when the pinned list changes. A Python of another name may be given: make run PYTHON=python3
$(VENV)/ready: requirements.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed. Install it, or name yours: make $(MAKECMDGOALS) PYTHON=python3"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $(VENV)/ready

# The system packages that the browser tests need (tests/apt.txt): installed where missing and allowed, else named.
packages:
	@sh tests/packages.sh

bench: $(VENV)/ready
	$(BIN)/python -m tests.bench

# Twenty readers at once, over real websockets.
load: $(VENV)/ready
	$(BIN)/python -m tests.load

# What takes minutes: large files within two gigabytes of memory, and whatever else is marked so.
endurance: $(VENV)/ready
	$(BIN)/python -m pytest -m endurance -s
