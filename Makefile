# `make help` lists the targets. Every target is fast the second time.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
.NOTPARALLEL:
# Without cached bytecode each of the thousand processes that the tests start compiles all of newscrawler: 0.4 s.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help venv crawl follow serve docs check test live fuzz bench eval stop clean chaos bench-frontier cluster soak mutations edits simulate

BIN := .venv/bin
STAMP := .venv/.requirements-installed
# Number of live tests at the same time. They wait for servers, processes and leases for more than half of their time:
# three for each core keep it busy.
LIVE ?= $(shell echo $$((3 * $$(nproc 2>/dev/null || echo 2))))
# Number of fast tests at the same time: some wait for MongoDB, for processes or for a clock.
FAST ?= $(shell echo $$(((3 * $$(nproc 2>/dev/null || echo 2) + 1) / 2)))
SKIPPED := $(CURDIR)/.pytest_cache/skipped-tests
UNSTEADY := $(CURDIR)/.pytest_cache/unsteady-tests
# The first interpreter on PATH that is new enough; CI runs 3.11.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)

# Prints nothing unless it fails. Not --quiet: with it MkDocs counts no warnings, and --strict has no effect.
SITE = site=$$($(BIN)/python -m mkdocs build --strict 2>&1) || { echo "$$site" >&2; exit 1; }

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 24

venv: $(STAMP) ## make .venv with the exact versions of requirements-dev.txt

$(STAMP): requirements.txt requirements-dev.txt
	@if [ -z "$(PYTHON)" ]; then echo "venv: needs Python 3.11 or newer, e.g.: apt-get install python3 python3-venv" >&2; exit 1; fi
	@if ! $(BIN)/python -c '' 2>/dev/null; then \
	  if ! $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null; then \
	    echo "venv: $(PYTHON) cannot make virtual environments; run: apt-get install python3-venv" >&2; exit 1; fi; \
	  echo "venv: making .venv with $$($(PYTHON) --version)"; \
	  $(PYTHON) -m venv --clear .venv; fi
	@echo "venv: installing requirements-dev.txt into .venv (half a gigabyte the first time, about a minute)"
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off -r requirements-dev.txt \
	  | awk '/^Collecting/ && ++n % 10 == 0 { print "venv:   " n " packages found" } \
	         /^Installing collected/ { print "venv:   unpacking" } /^Successfully/ { print "venv:   done" } { fflush() }'
	@touch $@

crawl: $(STAMP) ## crawl the demo newsroom and show the stories; SPIDER=name [ARGS="-a limit=5"]: the live site
ifdef SPIDER
	@echo "crawl: $(SPIDER) on the live site, politely (about a page a second); Ctrl-C once stops it cleanly"
	@$(BIN)/scrapy crawl $(SPIDER) $(ARGS)
	@$(BIN)/scrapy stories
	@echo "crawl: the local mongod keeps running; 'make stop' stops it"
	@echo "crawl: 'make serve' opens a page on all of it"
else
	@$(BIN)/python -m newsroom.crawl
endif

serve: $(STAMP) ## open the dashboard and the API on what is stored; PORT=8420
	@$(BIN)/scrapy serve --loglevel WARNING $(if $(PORT),--port $(PORT)) $(ARGS) || [ $$? -eq 130 ]

follow: $(STAMP) ## follow the alive demo newsroom for 3 minutes (or MINUTES=n) and show the coverage ledger
	@MINUTES=$(MINUTES) $(BIN)/python -m newsroom.follow

cluster: $(STAMP) ## start a cluster here (3 MongoDBs, 3 scrapyd nodes), crawl the demo newsroom, stop it
	@$(BIN)/python -m newsroom.cluster

docs: $(STAMP) ## build the documentation as a site in var/site; a broken link is an error
	@$(SITE)
	@echo "docs: open var/site/index.html"

# mypy has one processor for about as long as everything before the tests has the other; the tests begin meanwhile.
check: $(STAMP) ## check lint, format, types, layers and documentation, and run the fast tests
	@echo "check: mypy, and beside it ruff check, ruff format --check, lint-imports and mkdocs build --strict"; \
	  found=$$(mktemp); $(BIN)/mypy --no-error-summary >"$$found" 2>&1 & mypy=$$!; \
	  trap 'kill $$mypy 2>/dev/null || true; rm -f "$$found"' EXIT; \
	  $(BIN)/ruff check --quiet .; $(BIN)/ruff format --check --quiet .; \
	  $(BIN)/lint-imports --no-logo --no-cache >/dev/null || $(BIN)/lint-imports --no-logo --no-cache; \
	  $(SITE); echo "check: pytest, the fast tests"; rm -f $(SKIPPED) $(UNSTEADY); \
	  SKIPPED_TESTS=$(SKIPPED) UNSTEADY_TESTS=$(UNSTEADY) $(BIN)/python -m tests.support.alone -q -n $(FAST) -m "not live"; \
	  wait $$mypy || { cat "$$found"; exit 1; }

test: check live ## run check, then the tests that start servers and kill processes, as CI does; list skipped tests
	@$(BIN)/python -m tests.support.skips $(SKIPPED) $(UNSTEADY)

live: $(STAMP)
	@echo "test: pytest, the live tests (real servers, killed and restarted; about a quarter of an hour on two cores)"
	@SKIPPED_TESTS=$(SKIPPED) UNSTEADY_TESTS=$(UNSTEADY) $(BIN)/python -m tests.support.alone \
	  -q -n $(LIVE) --dist loadgroup --no-loadscope-reorder -m live

fuzz: $(STAMP) ## fuzz all code that reads bytes from outside, guided by coverage; 30 minutes, or FUZZ_SECONDS=120
	@$(BIN)/python -m fuzz --seconds $(or $(FUZZ_SECONDS),1800) $(ARGS)

chaos: $(STAMP) ## run 30 (or ROUNDS=n) rounds of killed workers, nodes and primaries, a full disk, a wrong clock
	@CHAOS_ROUNDS=$(or $(ROUNDS),30) $(BIN)/python .ci/leftovers.py $(BIN)/python -m pytest -q -s tests/frontier/test_chaos.py

soak: $(STAMP) ## run the long proofs: 1,000 hostile crawls, 20 kills of crawls, 100 of the change feed, 20 minutes of news, busy comment servers, random examples, slow inputs
	@SOAK=1 HOSTILE_CRAWLS=1000 GUARD_ROUNDS=7 ERASE_AUTHORS=1000 ERASE_COMMENTS=200000 \
	  $(BIN)/python .ci/leftovers.py $(BIN)/python -m pytest -q -s tests/security/test_hostile_outlets.py \
	  tests/security/test_guard.py tests/security/test_guard_crawls.py tests/security/test_erased_at_scale.py \
	  tests/frontier/test_workers.py tests/crawl/test_kill.py tests/crawl/test_mongod_killed.py tests/storage/test_clusters_killed.py tests/crawl/test_isso_server.py tests/crawl/test_wordpress_server.py \
	  tests/crawl/test_mezzanine_server.py tests/security/test_rendered_pages.py tests/crawl/test_follow_alive.py tests/feed/test_killed.py tests/feed/test_forgotten.py \
	  tests/jobs/test_deployed_egg.py tests/jobs/test_schedules_on_nodes.py
	@SOAK=1 $(BIN)/python -m pytest -q -m "not live" $$(grep -rlE "from (hypothesis|tests.support.soak) import" tests --include="test_*.py")
	@$(BIN)/python -m fuzz.slow $(ARGS)

bench: $(STAMP) ## measure the full ingest beside a bare download; PROFILE=1 shows time by part, WRITE=1 keeps it
	@$(BIN)/python -m bench.run $(if $(PROFILE),--profile) $(if $(WRITE),--write) $(ARGS)

bench-frontier: $(STAMP) ## measure the shared frontier beside Scrapy's scheduler, and with 2 million URLs stored
	@$(BIN)/python -m bench.frontier $(ARGS)

eval: .venv-eval/.installed ## compare quality and speed of extraction with trafilatura and newspaper4k, and write the table
	@PYTHONPATH=. .venv-eval/bin/python -m bench.compare --write $(ARGS)

.venv-eval/.installed: requirements-eval.txt
	@echo "eval: making .venv-eval with the libraries to compare with"
	@$(PYTHON) -m venv --clear .venv-eval
	@.venv-eval/bin/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	@.venv-eval/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-eval.txt
	@touch $@

mutations: $(STAMP) ## change the markup of 10,000 pages and count how often story and comments stay the same
	@$(BIN)/python -m bench.mutations $(ARGS)

edits: $(STAMP) ## edit pages of 40 templates as outlets do, and count how often a revision says what happened
	@$(BIN)/python -m bench.edits $(ARGS)

simulate: $(STAMP) ## run the calendar in a simulated world of 200 outlets for 30 days; DAYS=365 OUTLETS=20: a year
	@$(BIN)/python -m bench.simulate $(if $(DAYS),--days $(DAYS)) $(if $(OUTLETS),--outlets $(OUTLETS)) $(ARGS)

stop: $(STAMP) ## stop the local mongod that a crawl left running
	@$(BIN)/scrapy mongo stop

clean: ## remove .venv and caches; var/ (the data) stays
	@echo "clean: removing .venv and caches; var/ stays"
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist ./*.egg-info
	@find . -name __pycache__ -type d -not -path './.git/*' -not -path './var/*' -prune -exec rm -rf {} +
