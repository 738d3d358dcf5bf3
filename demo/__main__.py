"""`python -m demo [--once]`: the whole product over the sample web, without internet; ends with a search hit and an alert on screen."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import IO

from rich.console import Console

from araswatch.settings import PROJECT, Settings
from demo import DemoWeb

HOME = PROJECT / "build" / "demo"
RUN_LOG = HOME / "run.txt"
SOUGHT = "war games"
QUERY = f'"{SOUGHT}" region:AZ pair:AZ-IR'
ALERT = re.compile(r"^── .*?^Key: .*?$", re.MULTILINE | re.DOTALL)
"""One alert as `araswatch run` writes it for the terminal."""

TO_TRY = """\
[bold]Three things to try[/bold], there is no login:
  1. Search for [bold]drill region:IR[/bold] (or [bold]رزمایش[/bold]), open an article: beside it stands why it was found.
  2. Choose [bold]Save as watch[/bold], then [bold]Backtest[/bold]: what the watch would have told you.
  3. [bold]Overview[/bold] shows how much attention a watch gets, [bold]Watches[/bold] the alerts that were sent.
"""


def main() -> int:
    """Run the demo in a data directory of its own, fresh each time; 0 where a hit and an alert were shown."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="end after the demo instead of serving the dashboard")
    options = parser.parse_args()
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    with DemoWeb() as web, RUN_LOG.open("w") as log:
        config = web.write_config(HOME / "config")
        settings = Settings(home=HOME, config=config, port=free_port(Settings().port), allow_private_networks=True)
        console.print(f"[bold]1[/bold] Crawling {len(web.sites)} sample sites on this machine, {len(web.pages)} pages: about a minute")
        ran = araswatch(settings, "run", stdout=log)
    console.print(f"\n[bold]2[/bold] A search: araswatch search '{QUERY}'\n")
    searched = araswatch(settings, "search", QUERY, "--limit", "3")
    alerts = ALERT.findall(RUN_LOG.read_text("utf-8"))
    console.print(f"\n[bold]3[/bold] One of {len(alerts)} alerts that the sample watches sent\n")
    sys.stdout.write("".join(f"{alert}\n" for alert in sorted(alerts, key=lambda alert: SOUGHT not in alert)[:1]))
    sys.stdout.flush()
    if ran or searched or not alerts:
        console.print(f"[red]The demo failed; please report it with what is above and with {shown(RUN_LOG)}[/red]")
        return 1
    console.print(f"\nAll that the run printed is in {shown(RUN_LOG)}; feeds, archive and databases are in {shown(HOME)}.")
    if options.once:
        return 0
    console.print(f"\n{TO_TRY}")
    return araswatch(settings, "serve", "--no-schedule")


def araswatch(settings: Settings, *arguments: str, stdout: IO[str] | None = None) -> int:
    """A command as a user would type it; returns its exit status."""
    command = [sys.executable, "-m", "araswatch", *arguments]
    with subprocess.Popen(command, env=os.environ | settings.environment(), stdout=stdout) as process:  # noqa: S603 - our own commands
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.wait()
            raise


def free_port(wanted: int) -> int:
    """The port where nobody listens there, else any free one."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", wanted))
        except OSError:
            tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


def shown(path: Path) -> str:
    """The path as one would type it here."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
