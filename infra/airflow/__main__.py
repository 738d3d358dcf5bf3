"""A local Airflow with the project's DAGs on SQLite, until Ctrl-C: `python -m infra.airflow [--port 8080]`.

Its files are in `airflow/` of the data directory. The address and the login are printed once it is ready. `ONCE=1` in the environment
ends it then.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading

from araswatch.settings import Settings
from infra.airflow.client import Client
from infra.airflow.stack import USER, Stack, StackError

DAGS = ("ingest", "deliver", "source_health", "maintain", "replay")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.airflow", description="A local Airflow with the project's DAGs on SQLite.")
    parser.add_argument("--port", type=int, default=8080)
    options = parser.parse_args()
    settings = Settings()
    given = {name: value for name, value in os.environ.items() if name == "ARASWATCH_INGEST_CRON"}
    stack = Stack(home=settings.home / "airflow", settings=settings.environment() | given, port=options.port, pools={"araswatch_store": 1})
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    try:
        serve(stack, ended)
    except StackError as error:
        sys.exit(f"airflow: {error}")
    finally:
        sys.stderr.write("airflow: stopping\n")
        stack.stop()


def serve(stack: Stack, ended: threading.Event) -> None:
    """Start everything, say where it is, and wait for the end or for a component's death."""
    sys.stderr.write("airflow: starting, about half a minute\n")
    stack.start()
    client = Client(stack)
    client.wait_until_ready(len(DAGS))
    for dag in DAGS:
        client.unpause(dag)
    client.close()
    sys.stdout.write(f"{stack.url}  user {USER}  password {stack.password}\nCtrl-C stops it; logs are in {stack.home}\n")
    sys.stdout.flush()
    while not ended.wait(1) and os.environ.get("ONCE") != "1":
        if dead := stack.dead():
            raise StackError(f"{dead[0]} has ended:\n{stack.log(dead[0])}")


if __name__ == "__main__":
    main()
