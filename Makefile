# Everything is built in .venv, from locked versions; uv does it faster where it is installed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
ARGS ?=
SECONDS ?= 600
# Some tests wait for a clock or a process, so that four at a time keep two cores busy; more than eight, each of which
# collects all tests first, would gain little.
WORKERS ?= $(shell cores=$$(getconf _NPROCESSORS_ONLN); echo $$((cores < 4 ? 4 : cores > 8 ? 8 : cores)))

# The locks are complete, so nothing is left for pip to resolve: some versions of it refuse what a lock says of extras.
ifdef UV
NEW_VENV = $(UV) venv --quiet --python $(PYTHON) --allow-existing $(VENV)
INSTALL = $(UV) pip install --quiet --python $(BIN)/python --no-deps
CHECK_INSTALLED = $(UV) pip check --quiet --python $(BIN)/python
else
NEW_VENV = $(PYTHON) -m venv $(VENV)
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
CHECK_INSTALLED = $(BIN)/python -m pip check --disable-pip-version-check >/dev/null
endif

.PHONY: demo run test fuzz coverage check check-install check-lowest lock clean

# With --cluster it needs the extra, and a PostgreSQL, which the tests have from a wheel.
demo: $(if $(findstring --cluster,$(ARGS)),$(VENV)/.dev,$(VENV)/.run)
	$(BIN)/peruwatch demo $(ARGS)

run: $(VENV)/.run
	$(BIN)/peruwatch run $(ARGS)

# Many tests start the program, which is slow to import where its bytecode may not be kept.
test: $(VENV)/.dev
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

# The tests of properties, over and over with examples that nobody has tried, for as many seconds as told.
fuzz: $(VENV)/.dev
	$(BIN)/python -m tests.fuzz properties --seconds $(SECONDS)

# The same tests, watched line by line and branch by branch, which takes half as long again.
coverage: $(VENV)/.dev
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --cov --cov-report=term:skip-covered --cov-fail-under=90 $(ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry . --no-ansi

# Both locks, by an old pip and the newest, and the wheel without any lock, each in an empty environment.
check-install:
	PYTHON=$(PYTHON) tests/install.sh

# The tests with the oldest versions that pyproject.toml allows. Needs uv.
check-lowest:
	uv venv --quiet --python $(PYTHON) --clear .venv-lowest
	uv pip install --quiet --python .venv-lowest/bin/python --resolution lowest-direct --editable '.[cluster]' --group dev
	PYTHONDONTWRITEBYTECODE= .venv-lowest/bin/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

# The newest versions that pyproject.toml allows, for every Python from 3.11 on. Needs uv. Extras stay in the locks, since
# pip, asked for one of a locked package that stands there without, looks for a newer release and refuses it for its
# missing hash; and they are spelled as their packages spell them, since older pips know no other way.
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-header
lock:
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) pyproject.toml --extra cluster --group dev -o requirements-dev.lock
	sed -i 's/^lxml\[html-clean\]/lxml[html_clean]/' requirements.lock requirements-dev.lock

clean:
	rm -rf $(VENV) .venv-lowest build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage*

$(VENV)/.run: requirements.lock pyproject.toml
	$(NEW_VENV)
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --editable .
	$(CHECK_INSTALLED)
	touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(INSTALL) --require-hashes -r requirements-dev.lock
	$(CHECK_INSTALLED)
	touch $@
