# Every way into the work. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
ARASWATCH := $(BIN)/araswatch

.DEFAULT_GOAL := help
.PHONY: help setup run demo serve test test-servers lint format soak bench lock clean es-up es-down airflow

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: .venv/.ready ## the virtual environment with exact versions

.venv/.ready: requirements.lock pyproject.toml
	@infra/setup.sh python
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "setup: installing Python packages (once, about a minute)" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

run: setup ## crawl the catalogue once, print what was found, then serve the dashboard (ONCE=1: exit instead)
	@$(ARASWATCH) run $(if $(filter 1,$(ONCE)),,|| true)
	@$(if $(filter 1,$(ONCE)),true,exec $(ARASWATCH) serve)

serve: setup ## the dashboard and the scheduler
	@exec $(ARASWATCH) serve

demo: setup ## the same on sample sites of our own, without internet (ONCE=1: exit instead)
	@$(BIN)/python -m demo $(if $(filter 1,$(ONCE)),--once)

lint: setup ## ruff, mypy --strict, the layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo "run: make format" >&2; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

format: setup ## let ruff format everything
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix --quiet .

test-servers: setup
	@infra/setup.sh elasticsearch postgresql chromium
	@infra/airflow/setup.sh

test: lint test-servers ## everything that CI runs, under 20 minutes
	@$(BIN)/pytest -m "not soak"

soak: lint test-servers ## the long runs: random kills, a million articles in both stores (several hours)
	@$(BIN)/pytest -m soak --timeout 7200
	@$(BIN)/python -m benchmarks.store --million

bench: setup ## all benchmarks, one JSON line each (NAME=pipeline: one of them)
	@$(BIN)/python -m benchmarks $(NAME)

lock: setup ## write the versions installed now into requirements.lock
	@$(BIN)/python -m pip freeze --exclude-editable --disable-pip-version-check > requirements.lock

es-up: setup ## start the development node of Elasticsearch, print its address (SECURE=1: with TLS and a password)
	@infra/setup.sh elasticsearch
	@$(BIN)/python -m infra.elasticsearch up $(if $(filter 1,$(SECURE)),--secure)

es-down: ## stop it
	@$(BIN)/python -m infra.elasticsearch down

airflow: setup ## a local Airflow with the DAGs on SQLite; prints address and login, Ctrl-C ends it
	@infra/airflow/setup.sh
	@exec $(BIN)/python -m infra.airflow

clean: ## remove what was built, never the data directory
	@rm -rf .venv .venv-airflow build dist .mypy_cache .ruff_cache .pytest_cache
