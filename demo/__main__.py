"""`python -m demo [--once]`: the whole product over the sample web, without internet; ends with a search hit and an alert on screen."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.rule import Rule

from araswatch.settings import PROJECT, Settings
from demo import DemoWeb

HOME = PROJECT / "build" / "demo"
QUERY = '"war games" region:AZ pair:AZ-IR'


def main() -> int:
    """Run the demo in a data directory of its own, fresh each time; 0 where a hit and an alert were shown."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="end after the demo instead of serving the dashboard")
    options = parser.parse_args()
    shutil.rmtree(HOME, ignore_errors=True)
    console = Console(stderr=True)
    with DemoWeb() as web:
        settings = Settings(home=HOME, config=web.write_config(HOME / "config"), allow_private_networks=True)
        console.print(Rule(f"{len(web.sites)} sample sites, {len(web.pages)} pages, on loopback"))
        ran = araswatch(settings, "run")
    console.print(Rule(f"araswatch search '{QUERY}'"))
    searched = araswatch(settings, "search", QUERY, "--limit", "3")
    console.print(Rule("araswatch status"))
    araswatch(settings, "status")
    alerts = sorted((HOME / "feeds").glob("*.xml"))
    console.print(Rule("what was written"))
    for path in (*alerts, HOME / "archive", HOME / "store.sqlite", HOME / "ledger.sqlite"):
        console.print(str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path), highlight=False)
    if ran or searched or not alerts:
        console.print("[red]the demo failed; please report it with what is above[/red]")
        return 1
    if not options.once:
        return araswatch(settings, "serve", "--no-schedule")
    return 0


def araswatch(settings: Settings, *arguments: str) -> int:
    """A command as a user would type it; returns its exit status."""
    command = [sys.executable, "-m", "araswatch", *arguments]
    with subprocess.Popen(command, env=os.environ | settings.environment()) as process:  # noqa: S603 - our own commands
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.wait()
            raise


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
