# Two commands for a newcomer: `make score`, `make test`.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
export HF_HOME ?= $(CURDIR)/$(VENV)/hf
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: score test test-torch lint type golden leaderboard bench clean

score: $(VENV)/.installed  ## install, then score a baseline's shipped predictions on the test splits
	@$(BIN)/eidisi score submissions/crf-all/predictions.jsonl

test: $(VENV)/.installed-dev  ## install what the tests need and run them
	$(BIN)/python -m pytest -n 2

test-torch: $(VENV)/.installed-torch  ## what needs torch and transformers (gigabytes): encoder baseline, Trainer script
	$(BIN)/python -m pytest tests/neural --override-ini addopts=-q

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check benchmark baselines tests
	$(BIN)/ruff format --check benchmark baselines tests

type: $(VENV)/.installed-dev
	$(BIN)/mypy

golden: $(VENV)/.installed-dev  ## regenerate the golden files, deliberately; read the diff
	$(BIN)/python tests/golden/regenerate.py

leaderboard: $(VENV)/.installed-dev  ## every baseline row from scratch (run `eidisi fetch gdt ntrex` before)
	$(BIN)/python -m eidisi_baselines.board submissions
	$(BIN)/eidisi leaderboard self
	$(BIN)/eidisi leaderboard build

bench: $(VENV)/.installed-dev  ## time and memory against seqeval
	$(BIN)/python tests/performance/bench.py

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet -e '.[dev]'
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-torch: pyproject.toml | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet -e '.[dev,torch]'
	@touch $@

clean:
	rm -rf $(VENV) dist build
