"""A local Airflow with the project's DAGs: api-server, scheduler and dag-processor, each a process of its own, on LocalExecutor."""

from __future__ import annotations

import base64
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from araswatch.own_process import die_with_parent

PROJECT = Path(__file__).resolve().parents[2]
DAGS = PROJECT / "dags"
POOLS = Path(__file__).with_name("pools.json")
COMPONENTS = ("api-server", "scheduler", "dag-processor")
STOP_S = 25
"""Longer than the five seconds that Airflow gives its tasks between SIGTERM and SIGKILL."""
KILL_S = 10
USER = "admin"


class StackError(Exception):
    """Airflow is not installed or did not start; the message has the end of its log."""


def airflow_python() -> Path:
    """The interpreter of the environment that has Airflow: this one, or `.venv-airflow` of the checkout."""
    own = PROJECT / ".venv-airflow" / "bin" / "python"
    candidates = [own, Path(sys.executable)]
    for python in candidates:
        if python.exists() and (python.parent / "airflow").exists():
            return python
    raise StackError("Airflow is not installed: `make airflow` installs it, `infra/airflow/setup.sh` does that alone")


@dataclass(slots=True, kw_only=True)
class Stack:
    """A stack whose files are in `home`. `settings` are the `ARASWATCH_*` of its tasks; `database` is a SQLAlchemy URL, SQLite by default.

    `heartbeat_timeout_s` is how long a task may be silent before it is given to another worker.
    """

    home: Path
    settings: Mapping[str, str]
    database: str = ""
    port: int = 0
    parallelism: int = 4
    heartbeat_timeout_s: int = 120
    pools: Mapping[str, int] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.port = self.port or free_port()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def password(self) -> str:
        """The login's password, made once."""
        path = self.home / "passwords.json"
        if not path.exists():
            self._write(path, json.dumps({USER: secrets.token_urlsafe(12)}))
        return str(json.loads(path.read_text())[USER])

    def start(self) -> None:
        """Migrate the database, set the pools, start all components. Raises `StackError`; call `stop` in any case."""
        self.home.mkdir(parents=True, exist_ok=True)
        assert self.password
        self._call("db", "migrate")
        self._call("pools", "import", str(self._pools()))
        for name in COMPONENTS:
            self.start_component(name)

    def start_component(self, name: str) -> None:
        """Start one component; its output is appended to `NAME.log`. What a dead one has left running ends first, as in a container."""
        if former := self.processes.get(name):
            _end_session(former.pid)
        with (self.home / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [*self._airflow(), name, *_options(name, self.port)],
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=partial(die_with_parent, signal.SIGTERM),  # noqa: PLW1509 - it takes no lock and allocates next to nothing
                cwd=self.home,
            )

    def dead(self) -> list[str]:
        """Components that have ended."""
        return [name for name, process in self.processes.items() if process.poll() is not None]

    def stop(self) -> None:
        """End all components and their tasks, gracefully first."""
        for process in self.processes.values():
            _signal(process, signal.SIGTERM)
        until = time.monotonic() + STOP_S
        for process in self.processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(until - time.monotonic(), 0.1))
            _end_session(process.pid)
            process.wait()

    def log(self, name: str, *, last: int = 3000) -> str:
        """The end of a component's output."""
        path = self.home / f"{name}.log"
        return path.read_text(errors="replace")[-last:] if path.exists() else ""

    def environment(self) -> dict[str, str]:
        """What the components and their tasks run with; nothing of the caller's own Airflow or araswatch settings."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "ARASWATCH_"))}
        return inherited | self._airflow_settings() | dict(self.settings)

    def _airflow_settings(self) -> dict[str, str]:
        logging = {f"AIRFLOW__LOGGING__{who}_LOG_SERVER_PORT": str(free_port()) for who in ("WORKER", "TRIGGER")}
        return logging | {
            "AIRFLOW_HOME": str(self.home),
            "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
            "AIRFLOW__CORE__PARALLELISM": str(self.parallelism),
            "AIRFLOW__CORE__MAX_ACTIVE_TASKS_PER_DAG": str(self.parallelism),
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self.url}/execution/",
            "AIRFLOW__CORE__FERNET_KEY": self._secret("fernet"),
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(self.home / "passwords.json"),
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(self.port),
            "AIRFLOW__API__BASE_URL": self.url,
            "AIRFLOW__API__SECRET_KEY": self._secret("api"),
            "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__API_AUTH__JWT_SECRET": self._secret("jwt"),
            **self._database(),
            "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": str(self.heartbeat_timeout_s),
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
            "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "30",
        }

    def _database(self) -> dict[str, str]:
        """For PostgreSQL the second, asynchronous connection too: its default would ask for another driver."""
        url = self.database or f"sqlite:///{self.home / 'airflow.db'}"
        second = {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC": url.replace("+psycopg2:", "+psycopg:")} if "psycopg2" in url else {}
        return {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": url, **second}

    def _secret(self, name: str) -> str:
        """A random key that stays the same for this home: 32 bytes in base64 for Fernet, 64 for the others."""
        path = self.home / f"{name}.key"
        if not path.exists():
            self._write(path, base64.urlsafe_b64encode(secrets.token_bytes(32 if name == "fernet" else 64)).decode())
        return path.read_text()

    def _write(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(0o600)
        path.write_text(text)

    def _pools(self) -> Path:
        pools = json.loads(POOLS.read_text())
        for name, slots in self.pools.items():
            pools[name]["slots"] = slots
        path = self.home / "pools.json"
        path.write_text(json.dumps(pools))
        return path

    def _airflow(self) -> Sequence[str]:
        return (str(airflow_python()), "-m", "airflow")

    def _call(self, *arguments: str) -> None:
        done = subprocess.run(
            [*self._airflow(), *arguments], env=self.environment(), capture_output=True, text=True, check=False, cwd=self.home
        )
        if done.returncode:
            raise StackError(f"airflow {' '.join(arguments)} failed:\n{(done.stdout + done.stderr)[-3000:]}")


def forget(home: Path) -> None:
    """Remove a stack's files."""
    shutil.rmtree(home, ignore_errors=True)


def free_port() -> int:
    """A port on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _options(name: str, port: int) -> list[str]:
    return ["--host", "127.0.0.1", "--port", str(port)] if name == "api-server" else []


def of_session(session: int) -> list[int]:
    """Living processes of a component's session: its workers and their tasks, also where their parent is dead."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with suppress(OSError):
                state, _, _, own, *_ = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(own) == session and state != "Z":
                    found.append(int(folder.name))
    return found


def _end_session(session: int) -> None:
    until = time.monotonic() + KILL_S
    while (left := of_session(session)) and time.monotonic() < until:
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
