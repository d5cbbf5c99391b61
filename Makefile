# make demo        set up and score data/samples: the table, the records, the report
# make test        set up and run every check: format, lint, types, layers, tests, coverage
# make test-sweeps the whole of what tests of `make test` take a sample of, what takes seconds, and all examples of what
#                  always holds
# make test-slow   the long tests, and the built package in a new environment outside the checkout
# make test-audio  recordings with a small real speech model, which it fetches from the package index (140 MB)
# make test-training  the types and tests of what learns, with PyTorch
# make test-spacy  the tests of a site's own finders of names, with spaCy
# make test-scale  the tests of a cluster, with Ray, and of an S3 store
# make bench       speed and memory, printed
# make model       train the model anew, on two processor cores in an afternoon: see training/README.md
# make readme      write the README's examples anew from data/samples
# make figures     measure the redactor anew, and write what the documentation says of it (minutes)
# make clean       remove what the above made
#
# Needs Python 3.11 or later, make and git, and nothing else.

PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13 python; do \
    $$p -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
OUT ?= out/demo
BIN = $(VENV)/bin
ORDINARY = "not slow and not sweep"
SPREAD = -n auto --dist worksteal
PIP = $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: demo test test-sweeps test-slow test-installed test-audio test-scale test-spacy test-training bench model readme \
    figures clean
.DELETE_ON_ERROR:

demo: $(VENV)/.for-demo
	@mkdir -p $(OUT)
	$(BIN)/convqa score data/samples --output $(OUT)/records.jsonl --csv $(OUT)/summary.csv \
	    --xlsx $(OUT)/summary.xlsx --report $(OUT)/report.html
	@echo
	@echo "The report, to open in a browser: file://$(abspath $(OUT))/report.html"
	@echo "The records and summaries:        $(OUT)/records.jsonl, summary.csv, summary.xlsx"

# Lines are counted in the tests of what must be covered alone: to count them takes as long again as to run them.
test: $(VENV)/.for-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -W error -m $(ORDINARY) $(SPREAD) --ignore=tests/redaction --ignore=tests/scoring
	$(BIN)/python -m pytest -W error -m $(ORDINARY) $(SPREAD) tests/redaction tests/scoring --cov --cov-report=
	$(BIN)/coverage report --include='convqa/redaction/*,convqa/scoring*' --show-missing --fail-under=100

test-sweeps: $(VENV)/.for-dev
	CONVQA_TEST_EXAMPLES=all $(BIN)/python -m pytest -W error -m "sweep or hypothesis and not slow" $(SPREAD)

test-slow: $(VENV)/.for-dev test-installed test-sweeps
	$(BIN)/python -m pytest -W error -m "slow and not audio"

# With CONVQA_EXTERNAL_DATA=FOLDER also a recorded call: FOLDER/audio/*agent.wav and *caller.wav.
test-audio: $(VENV)/.for-dev
	$(PIP) install 'espeakng-loader>=0.2' 'sherpa-onnx>=2'
	$(BIN)/python tests/audio/fetch_speech_model.py build/whisper-base
	$(BIN)/python -m pytest -W error -m audio tests/audio
	$(BIN)/python -m pytest -W error tests/ingest/audio/test_own_models.py  # elsewhere one test is skipped

# The package as others get it: built, installed alone, run where no checkout is.
test-installed: $(VENV)/.for-dev
	rm -rf build/installed dist
	$(PIP) wheel . --no-deps --wheel-dir dist
	$(BIN)/python -m venv build/installed
	build/installed/bin/python -m pip --quiet install dist/*.whl
	cd /tmp && $(abspath build/installed)/bin/convqa score $(abspath data/samples)
	$(abspath build/installed)/bin/convqa store init --store build/installed/qa.sqlite
	$(abspath build/installed)/bin/convqa score data/samples --store build/installed/qa.sqlite
	cd /tmp && $(abspath build/installed)/bin/python -c 'from convqa.models import find_names, find_voices; find_names(); find_voices()'

bench: $(VENV)/.for-dev
	$(BIN)/python -m benchmarks.side_by_side
	$(BIN)/python -m benchmarks.steps
	$(BIN)/python -m benchmarks.growth --sizes 100 1000

# The types and tests of what learns: they need PyTorch, which the other tests do without.
test-training: $(VENV)/.for-dev
	test -x .venv-train/bin/python || $(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip --quiet install --editable '.[train,dev]'
	.venv-train/bin/mypy training tests/training
	.venv-train/bin/python -m pytest -W error tests/training

# A site's own pipelines: they need spaCy, which the other tests do without.
test-spacy:
	test -x .venv-spacy/bin/python || $(PYTHON) -m venv .venv-spacy
	.venv-spacy/bin/python -m pip --quiet install --editable '.[spacy,dev]'
	.venv-spacy/bin/python -m pytest -W error tests/redaction/names

# A cluster of several nodes on this machine, and an S3 store. Where it may be, nothing but the loopback can be reached meanwhile; one
# that is on a network would listen on it.
test-scale:
	test -x .venv-ray/bin/python || $(PYTHON) -m venv .venv-ray
	.venv-ray/bin/python -m pip --quiet install --editable '.[ray,dev]' 'moto[s3]>=5' flask flask-cors
	if unshare -n true 2>/dev/null; then alone="unshare -n"; else alone=""; fi; \
	    $$alone sh -c '[ -z "$$1" ] || ip link set lo up; exec .venv-ray/bin/python -m pytest -W error -m ray tests/batch' \
	    sh "$$alone"

# All steps of training/README.md, into out/model; where a hub can be reached: make model BASE=--hub
model:
	test -x .venv-train/bin/python || $(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip --quiet install --editable '.[train]'
	mkdir -p out/training
	.venv-train/bin/python -m training.base out/training/base $(BASE)
	.venv-train/bin/python -m training.vocabulary out/training/base out/training/trimmed
	.venv-train/bin/python -m training.prepare out/training/trimmed out/training/prepared
	.venv-train/bin/python -m training.encoder out/training/trimmed out/training/prepared out/training/encoder
	.venv-train/bin/python -m training.train out/training/prepared out/training/encoder out/training/run
	.venv-train/bin/python -m training.phrases out/training/prepared out/training/run
	.venv-train/bin/python -m training.stacking out/training/prepared out/training/run
	.venv-train/bin/python -m training.instructions out/training/prepared out/training/encoder out/training/run
	.venv-train/bin/python -m training.package out/training/run out/training/encoder out/model
	.venv-train/bin/python -m training.record out/model
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 .venv-train/bin/python -m training.baselines out/training/baselines --test
	.venv-train/bin/python -m training.evaluate out/training/run out/model --baselines out/training/baselines
	.venv-train/bin/python -m training.robustness out/model --split test --out out/training/robustness.json
	.venv-train/bin/python -m training.faithfulness out/model --split test --out out/training/faithfulness.json
	.venv-train/bin/python -m training.card out/model --add robustness=out/training/robustness.json \
	    faithfulness=out/training/faithfulness.json

readme: $(VENV)/.for-dev
	$(BIN)/python tests/docs/test_readme.py

figures: $(VENV)/.for-dev
	$(BIN)/python -m training.pii.figures_file convqa/redaction/figures.json
	$(BIN)/python -m training.pii.privacy_page --write

clean:
	rm -rf .venv .venv-ray .venv-spacy .venv-train out build dist .coverage .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# The stamps: nothing is installed again until pyproject.toml changes.
$(VENV)/.for-demo: pyproject.toml | $(BIN)/python
	$(PIP) install --editable .
	@touch $@

$(VENV)/.for-dev: pyproject.toml | $(BIN)/python
	$(PIP) install --editable '.[dev]'
	@touch $@ $(VENV)/.for-demo

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "convqa needs Python 3.11 or later with venv;" \
	    "install it (Debian, Ubuntu: apt install python3.11 python3.11-venv) and run make again."; exit 1; }
	$(PYTHON) -m venv $(VENV)
