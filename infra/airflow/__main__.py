"""A local Airflow with the project's DAGs on SQLite, until Ctrl-C: `python -m infra.airflow [--port 8080]`.

Its files are in `airflow/` of the data directory. The address and the login are printed once it is ready. `ONCE=1` in the environment
ends it then.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time

from araswatch.settings import Settings
from infra.airflow.client import Client
from infra.airflow.stack import USER, Stack, StackError

ENDS = (signal.SIGINT, signal.SIGTERM)
"""At any moment, also while it starts."""
DAGS = ("ingest", "deliver", "source_health", "maintain", "replay")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.airflow", description="A local Airflow with the project's DAGs on SQLite.")
    parser.add_argument("--port", type=int, default=8080)
    options = parser.parse_args()
    settings = Settings()
    given = {name: value for name, value in os.environ.items() if name == "ARASWATCH_INGEST_CRON"}
    stack = Stack(home=settings.home / "airflow", settings=settings.environment() | given, port=options.port, pools={"araswatch_store": 1})
    for number in ENDS:
        signal.signal(number, lambda *_: sys.exit(0))
    try:
        serve(stack)
    except StackError as error:
        sys.exit(f"airflow: {error}")
    finally:
        for number in ENDS:
            signal.signal(number, signal.SIG_IGN)
        sys.stderr.write("airflow: stopping\n")
        stack.stop()


def serve(stack: Stack) -> None:
    """Start everything, say where it is, and go on until a signal comes or a component dies."""
    sys.stderr.write("airflow: starting, about half a minute\n")
    stack.start()
    client = Client(stack)
    client.wait_until_ready(len(DAGS))
    for dag in DAGS:
        client.unpause(dag)
    client.close()
    sys.stdout.write(f"{stack.url}  user {USER}  password {stack.password}\nCtrl-C stops it; logs are in {stack.home}\n")
    sys.stdout.flush()
    while os.environ.get("ONCE") != "1":
        if dead := stack.dead():
            raise StackError(f"{dead[0]} has ended:\n{stack.log(dead[0])}")
        time.sleep(1)


if __name__ == "__main__":
    main()
