#!/bin/sh
# The environment that runs Airflow, in .venv-airflow: its libraries pin older versions of some that the dashboard needs, so it is one of its
# own. Nothing happens where it is there and no older than its lock.
set -eu
cd "$(dirname "$0")/../.."
lock=requirements-airflow.lock
ready=.venv-airflow/.ready
[ "$ready" -nt "$lock" ] && [ "$ready" -nt pyproject.toml ] && exit 0
infra/setup.sh python
[ -x .venv-airflow/bin/python ] || "${PYTHON:-python3}" -m venv .venv-airflow
echo "setup: installing Airflow (once, about a minute)" >&2
.venv-airflow/bin/python -m pip install --quiet --disable-pip-version-check --requirement "$lock"
.venv-airflow/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
touch "$ready"
