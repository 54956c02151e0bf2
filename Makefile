# Each target stands alone: from a bare checkout it needs python3 (3.11 or newer) and make, and sets up what it uses in
# .venv. A stamp file for each lock file says that it is installed; a second run skips what has not changed.

PYTHON ?= python3
CORPORA ?= ../shared/corpora

VENV := .venv
PY := $(VENV)/bin/python
DRAGOMAN := $(PY) -m dragoman
LEDGER := .demo/demo.ledger
PIP := $(PY) -m pip --disable-pip-version-check install -qq --no-compile
CORE := $(VENV)/.core
DEV := $(VENV)/.dev
BENCH := $(VENV)/.bench
TRAIN := $(VENV)/.train

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

##@ Dragoman reads international news into a ledger. Targets:
.PHONY: help install demo test check bench train docs lock clean
help:
	@awk -F ':.*## ' '/^##@/ { print substr($$0, 5) } /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(CORE) ## set up .venv with the reader and what it needs (about a minute)
	@echo "Installed in $(VENV) ($$(du -sm $(VENV) | cut -f1) MB). Next: make demo, or $(VENV)/bin/dragoman --help"

demo: $(CORE) ## read the articles of examples/ into a ledger and show what they say
	@rm -rf $(dir $(LEDGER)) && mkdir -p $(dir $(LEDGER))
	$(DRAGOMAN) read examples --ledger $(LEDGER)
	@echo
	@$(DRAGOMAN) show "Shoukry Ankara" --ledger $(LEDGER)
	@echo "What Russia is on record with, newest first:"
	@$(DRAGOMAN) statements --country RUS --limit 6 --ledger $(LEDGER)
	@echo
	@$(DRAGOMAN) brief PRK KOR --since 2018-01-01 --ledger $(LEDGER) -o $(dir $(LEDGER))brief.html
	@echo
	@echo "Each line opens to its sentence. Type next:"
	@echo "  $(VENV)/bin/dragoman show Novichok --text --ledger $(LEDGER)     who says what, marked in the text"
	@echo "  $(VENV)/bin/dragoman statements --text '\"only if\"' --ledger $(LEDGER)"
	@echo "  $(VENV)/bin/dragoman serve --ledger $(LEDGER)                  all of it as pages (pip install 'dragoman[web]')"
	@echo "  $(VENV)/bin/dragoman reports --actor RUS --ledger $(LEDGER)            who did what to whom; half are wrong yet (README)"
	@echo "  $(VENV)/bin/dragoman read YOUR-ARTICLE.txt --json                  (a text dump or an HTML file)"

test: $(DEV) ## run all tests; those that need the corpora skip where they are missing
	@$(PY) -m pytest -rs

check: check-style check-types check-promises check-figures check-wheel ## lint, types, arrows, docs, figures, wheel

bench: $(BENCH) ## measure accuracy and speed, write bench/figures.json, hold it to bench/floors.json
	@test -d $(CORPORA) || { echo "make bench needs the corpora at $(CORPORA): name another place with CORPORA=DIR"; exit 1; }
	$(PY) -m bench all --corpora $(CORPORA)
	$(PY) -m bench.gate

train: export MALLOC_MMAP_THRESHOLD_ = 10000000000
train: export MALLOC_TRIM_THRESHOLD_ = 100000000000
train: $(TRAIN) ## rebuild the network from the corpora (hours, on two cores)
	@test -d $(CORPORA) || { echo "make train needs the corpora at $(CORPORA): name another place with CORPORA=DIR"; exit 1; }
	$(PY) -m training.train --corpus $(CORPORA)/attribution/train.jsonl --epochs 6 --stop-after 1 --out training/out/first
	$(PY) -m training.train --corpus $(CORPORA)/attribution/train.jsonl --start training/out/first/network.pt --epochs 2 --seed 2 --out training/out/wide
	$(PY) -m training.prune --corpus $(CORPORA)/attribution/train.jsonl --network training/out/wide --out training/out/narrow
	$(PY) -m training.tune --corpora $(CORPORA) --network training/out/narrow --out training/out/joint
	$(PY) -m training.export --network training/out/joint
	$(PY) -m training.export --acts training/out/joint/act_reader.pt
	$(PY) -m training.whom --corpora $(CORPORA) --out training/out
	$(PY) -m training.export --whom training/out/whom.pt
	$(PY) -m training.factual --corpora $(CORPORA)
	$(PY) -m training.contexts
	$(PY) -m training.mentions --corpora $(CORPORA)
	$(PY) -m training.chains --corpora $(CORPORA)
	$(PY) -m training.choose --corpus $(CORPORA)/attribution/train.jsonl
	$(PY) -m training.choose_reports --corpora $(CORPORA)

docs: $(DEV) ## write what the docs take from the program and its figures, and check every link
	$(PY) docs/make_commands.py
	$(PY) docs/make_article.py
	$(PY) docs/make_story.py
	$(PY) docs/make_figures.py
	$(PY) docs/make_reliability.py
	$(PY) docs/check_links.py

clean: ## remove what the other targets made
	rm -rf $(VENV) .demo build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

# --- the parts of `make check`, each of which also runs alone ---------------------------------------------------------

.PHONY: check-style check-types check-promises check-figures check-wheel
check-style: $(DEV)
	$(PY) -m ruff check .

check-types: $(DEV)
	$(PY) -m mypy

check-promises: $(DEV)
	@echo "The arrows between folders, the data's way, and that every command and record is documented:"
	@$(PY) -m pytest tests/test_architecture.py tests/test_documented.py

check-figures: $(DEV)
	@echo "Figures belong to the shipped weights and hold their floors:"
	@$(PY) -m bench.stamp
	@$(PY) -m bench.gate

check-wheel: $(DEV)
	@bash .ci/try-wheel $(PY)

# --- what is installed, by lock file ----------------------------------------------------------------------------------

# Modules that the program uses are compiled by importing them once: compiling all would cost 70 MB and ten seconds.
WARM := numpy, onnxruntime, tokenizers, sqlalchemy, trafilatura, py3langid, typer, rich.console, rich.table, rich.progress

$(CORE): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "python3 is %s: 3.11 or newer is needed; name one with PYTHON=python3.12" % sys.version.split()[0])'
	@echo "Setting up $(VENV) from requirements.lock (about a minute) ..."
	@$(PY) -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@$(PIP) --upgrade 'pip>=25'
	@$(PIP) --no-deps -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@$(PY) -c 'import $(WARM)'
	@touch $@

$(DEV): requirements-dev.lock $(CORE)
	@echo "Adding the test tools from requirements-dev.lock ..."
	@$(PIP) --no-deps -r requirements-dev.lock
	@touch $@

$(BENCH): requirements-bench.lock $(CORE)
	@echo "Adding spaCy, to measure beside, from requirements-bench.lock ..."
	@$(PIP) --no-deps -r requirements-bench.lock
	@touch $@

# With dependencies: a build of torch for graphics cards brings its own libraries, which the lock leaves out.
$(TRAIN): requirements-train.lock $(CORE)
	@echo "Adding torch and what training needs from requirements-train.lock (about 1 GB) ..."
	@$(PIP) -r requirements-train.lock
	@touch $@

# Four locks that agree with each other, each for every platform and every Python from 3.11.
LOCK := $(VENV)/lock
COMPILE := $(LOCK)/bin/uv pip compile -q --upgrade --universal --python-version 3.11 --no-header --no-annotate
HEADER = \# $(1) Every package pinned, for every platform. Made by `make lock` from pyproject.toml.

lock: SHELL := bash
lock: .SHELLFLAGS := -o pipefail -ec
lock: ## pin the newest versions that pyproject.toml allows, in all requirements*.lock
	$(PYTHON) -m venv --clear $(LOCK)
	$(LOCK)/bin/python -m pip --disable-pip-version-check install -qq uv
	{ echo '$(call HEADER,What the program needs$(comma) and hatchling to install it.)'; $(COMPILE) pyproject.toml --group build; } > $(LOCK)/core
	mv $(LOCK)/core requirements.lock
	{ echo '$(call HEADER,What tests and checks add.)'; $(COMPILE) --group dev -c requirements.lock; } > $(LOCK)/dev
	mv $(LOCK)/dev requirements-dev.lock
	{ echo '$(call HEADER,What measuring adds.)'; $(COMPILE) --group bench -c requirements.lock -c requirements-dev.lock; } > $(LOCK)/bench
	mv $(LOCK)/bench requirements-bench.lock
	echo 'torch==$(TORCH)' > $(LOCK)/torch.txt
	{ echo '$(call HEADER,What training adds; installed with dependencies$(comma) since builds of torch differ in theirs.)'; \
	  $(COMPILE) pyproject.toml --extra train -c requirements.lock -c $(LOCK)/torch.txt | grep -Ev '^(nvidia|cuda|triton)-?'; } > $(LOCK)/train
	mv $(LOCK)/train requirements-train.lock
	rm -rf $(LOCK)

TORCH := 2.13.0
comma := ,
