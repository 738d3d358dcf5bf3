"""The development node: `python -m infra.elasticsearch install | up | down [--port 9200] [--secure]`.

`up` prints the URL that ARASWATCH_STORE takes, with `--secure` also the certificate and the password of `elastic`. Needed are Maven and a
JDK 17 or later (`apt-get install maven openjdk-17-jdk-headless`).
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from infra.elasticsearch.node import Node, NodeError, cache_folder, install, make_node


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["install", "up", "down"])
    parser.add_argument("--port", type=int, default=9200)
    parser.add_argument("--secure", action="store_true")
    options = parser.parse_args()
    home = cache_folder() / f"node-{options.port}"
    try:
        _command(options.command, home, options.port, secure=options.secure)
    except NodeError as error:
        sys.exit(str(error))


def _command(command: str, home: Path, port: int, *, secure: bool) -> None:
    if command == "install":
        sys.stdout.write(f"{install()}\n")
    elif command == "down":
        Node(home=home, port=port).stop()
        shutil.rmtree(home, ignore_errors=True)
    elif (home / "pid").exists() and Node(home=home, port=port).alive():
        sys.exit(f"already running on port {port}; make es-down ends it and forgets its data")
    else:
        shutil.rmtree(home, ignore_errors=True)
        node = make_node(port=port, secure=secure, home=home)
        node.start(detached=True)
        sys.stdout.write(f"ARASWATCH_STORE={node.url}\n")
        if node.password:
            sys.stdout.write(
                f"ARASWATCH_STORE_CA={node.certificate}\nARASWATCH_STORE_USER=elastic\nARASWATCH_STORE_PASSWORD={node.password}\n"
            )


if __name__ == "__main__":
    main()
