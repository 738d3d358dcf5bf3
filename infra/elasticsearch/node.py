"""The Elasticsearch node for development and tests, without Docker: installed by Maven, run by an unprivileged user."""

from __future__ import annotations

import base64
import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
VERSION = "8.19.20"
HEAP = "512m"
UNPRIVILEGED = "nobody"
START_S = 120
STOP_S = 30
KILL_S = 5
PROC = Path("/proc")


STARTED: list[subprocess.Popen[bytes]] = []
"""Held, since a pipe that is forgotten is closed."""

ENDS_WITH_ITS_INPUT = '"$0" & cat; kill -KILL 0'
"""`cat` reads until the process that started the node is gone; then its whole group is ended."""


class NodeError(Exception):
    """The node cannot be installed or started; the message says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node in a folder of its own, running or not. `password` is that of the user `elastic`, where security is on."""

    home: Path
    port: int
    password: str | None = None

    @property
    def url(self) -> str:
        return f"{'https' if self.password else 'http'}://127.0.0.1:{self.port}"

    @property
    def certificate(self) -> Path:
        return self.home / "config" / "http.crt"

    def start(self, *, detached: bool = False) -> None:
        """Start the node and wait until it answers. Raises `NodeError` with the end of its log where it does not.

        Unless `detached`, the node ends with this process, however this process ends.
        """
        script = 'exec "$0"' if detached else ENDS_WITH_ITS_INPUT
        with (self.home / "output.log").open("ab") as output:
            process = subprocess.Popen(
                ["sh", "-c", script, str(self.home / "bin" / "elasticsearch")], env=_environment(self.home), stdout=output,
                stdin=subprocess.DEVNULL if detached else subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True, cwd=self.home,
                **_as_user(),
            )  # fmt: skip
        STARTED.append(process)
        (self.home / "pid").write_text(str(process.pid))
        deadline = time.monotonic() + START_S
        while not self.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise NodeError("Elasticsearch did not start:\n" + (self.home / "output.log").read_text()[-3000:])
            time.sleep(0.25)

    def stop(self) -> None:
        """End the node in good order, by force where it does not end."""
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_S
        while self.alive() and time.monotonic() < deadline:
            time.sleep(0.1)
        self.kill()

    def kill(self) -> None:
        """End the node at once, as a power cut would."""
        self._signal(signal.SIGKILL)
        deadline = time.monotonic() + KILL_S
        while self.alive() and time.monotonic() < deadline:
            time.sleep(0.05)
        (self.home / "pid").unlink(missing_ok=True)

    def answers(self) -> bool:
        """Whether the node serves requests; with security, those of its user too, whom it does not know in its first moments."""
        context = ssl.create_default_context(cafile=self.certificate) if self.password else None
        request = urllib.request.Request(f"{self.url}/_cluster/health")
        if self.password:
            request.add_header("Authorization", "Basic " + base64.b64encode(f"elastic:{self.password}".encode()).decode())
        try:
            with urllib.request.urlopen(request, timeout=2, context=context):
                return True
        except (OSError, ValueError):
            return False

    def _group(self) -> int | None:
        try:
            return int((self.home / "pid").read_text())
        except (OSError, ValueError):
            return None

    def _signal(self, number: int) -> None:
        if (group := self._group()) and self.alive():
            os.killpg(group, number)

    def alive(self) -> bool:
        """Whether a process of the node's own session still runs; the dead ones that nobody waited for do not count."""
        group = self._group()
        if group is None:
            return False
        with contextlib.suppress(ChildProcessError):
            os.waitpid(group, os.WNOHANG)
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        return not PROC.is_dir() or any(str(self.home) in command for command in commands_of(group))


def commands_of(group: int) -> Iterator[str]:
    """The command lines of a process group. After a reboot its number may be somebody else's."""
    for folder in PROC.iterdir():
        if folder.name.isdecimal():
            with contextlib.suppress(OSError):
                _, _, own, *_ = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(own) == group:
                    yield (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")


def make_node(*, port: int | None = None, secure: bool = False, home: Path | None = None) -> Node:
    """A node that is installed and configured, and not started yet, in a temporary folder unless `home` is given."""
    installed = install()
    folder = home or Path(tempfile.mkdtemp(prefix="araswatch-elasticsearch-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    copy = os.link if installed.stat().st_dev == folder.stat().st_dev else shutil.copy2
    for name in ("bin", "lib", "modules", "plugins"):
        if not (folder / name).exists():
            shutil.copytree(installed / name, folder / name, copy_function=copy)
    node = Node(home=folder, port=port or free_port(), password=secrets.token_urlsafe(16) if secure else None)
    if not (folder / "config").exists():
        _configure(node, installed)
    _give_away(folder)
    return node


def install() -> Path:
    """The folder of the installed node, which is fetched and built where it is missing. Raises `NodeError` where it cannot be."""
    folder = cache_folder() / f"elasticsearch-{VERSION}"
    if not folder.exists():
        for tool in ("mvn", "java", "javac"):
            if shutil.which(tool) is None:
                raise NodeError(f"{tool} is missing: apt-get install maven openjdk-17-jdk-headless")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
            _run("mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), "generate-resources", f"-Dnode.folder={scratch}")
            unpacked = Path(scratch) / f"elasticsearch-{VERSION}"
            _build_analyzers(unpacked)
            unpacked.chmod(0o755)
            with contextlib.suppress(OSError):  # another process was faster
                unpacked.rename(folder)
    return folder


def free_port() -> int:
    """A port on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _build_analyzers(node: Path) -> None:
    """Compile the language analyzers into a plugin of the node."""
    plugin = node / "plugins" / "language-analyzers"
    classes = node / "classes"
    plugin.mkdir(parents=True)
    _run("javac", "--release", "17", "-cp", f"{node / 'lib'}/*", "-d", str(classes), *map(str, (HERE / "analyzers").glob("*.java")))
    shutil.make_archive(str(plugin / "language-analyzers"), "zip", classes)
    (plugin / "language-analyzers.zip").rename(plugin / "language-analyzers.jar")
    shutil.rmtree(classes)
    for name in ("stable-plugin-descriptor.properties", "named_components.json"):
        shutil.copy(HERE / "analyzers" / name, plugin)


def _configure(node: Node, installed: Path) -> None:
    config = node.home / "config"
    shutil.copytree(installed / "config", config)
    settings = (HERE / "elasticsearch.yml").read_text()
    (config / "elasticsearch.yml").write_text(f"{settings}http.port: {node.port}\ntransport.port: {free_port()}\n{_security(node)}")
    (config / "jvm.options.d" / "heap.options").write_text(f"-Xms{HEAP}\n-Xmx{HEAP}\n")
    if node.password:
        write_certificate(config)
        _run(str(node.home / "bin" / "elasticsearch-keystore"), "create", env=_environment(node.home))
        _run(
            str(node.home / "bin" / "elasticsearch-keystore"),
            "add",
            "-x",
            "bootstrap.password",
            env=_environment(node.home),
            given=node.password,
        )


def _security(node: Node) -> str:
    if node.password is None:
        return "xpack.security.enabled: false\n"
    return "".join(
        f"xpack.security.{line}\n"
        for line in (
            "enabled: true",
            "http.ssl.enabled: true",
            "http.ssl.key: http.key",
            "http.ssl.certificate: http.crt",
            "authc.api_key.enabled: true",
        )
    )


def write_certificate(folder: Path) -> None:
    """A self-signed certificate for 127.0.0.1 and localhost as `http.crt`, its key as `http.key`."""
    _run(
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", "/CN=araswatch development node",
        "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout", str(folder / "http.key"), "-out", str(folder / "http.crt"),
    )  # fmt: skip


def cache_folder() -> Path:
    """Where every user's node is kept; as root, where an unprivileged user may read."""
    if os.geteuid() == 0:
        return Path("/var/cache/araswatch")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "araswatch"


def _environment(home: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "JAVA_HOME", "LANG") if name in os.environ}
    java = os.environ.get("ES_JAVA_HOME") or os.environ.get("JAVA_HOME") or str(Path(shutil.which("java") or "java").resolve().parents[1])
    temporary = str(home / "tmp")
    folders = {"ES_PATH_CONF": str(home / "config"), "ES_TMPDIR": temporary, "HOME": str(home)}
    return {**kept, **folders, "ES_JAVA_HOME": java, "CLI_JAVA_OPTS": f"-Djava.io.tmpdir={temporary}"}


def _as_user() -> dict[str, Any]:
    """Elasticsearch refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(UNPRIVILEGED)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _give_away(folder: Path) -> None:
    for name in ("data", "logs", "tmp"):
        (folder / name).mkdir(exist_ok=True)
    if os.geteuid() == 0:
        user = pwd.getpwnam(UNPRIVILEGED)
        for path in (folder, *(folder / name for name in ("config", "data", "logs", "tmp")), *(folder / "config").rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid)


def _run(*command: str, env: dict[str, str] | None = None, given: str | None = None) -> None:
    done = subprocess.run(command, env=env, input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NodeError(f"{' '.join(command[:4])} … failed:\n{(done.stdout + done.stderr)[-3000:]}")
