"""The crawl alone, with archiving: pages a second from the first answer to the last, and the process's peak memory, at two sizes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from araswatch.settings import Settings
from benchmarks.measure import PeakMemory, print_line
from benchmarks.real_pages import extraction_pages
from demo.page_web import PageWeb

HOSTS = 50
FEW = 330


def main() -> None:
    """One JSON line."""
    pages = extraction_pages()
    whole, few = crawl(pages), crawl(dict(islice(pages.items(), FEW)))
    print_line(bench="crawl", **whole, peak_mb_with_330_pages=few["peak_mb"])


def crawl(pages: Mapping[str, Path]) -> dict[str, Any]:
    """Figures of one crawl of the pages on loopback hosts, into an empty data directory; `seconds` is without its start."""
    memory = PeakMemory({"-m crawlers": "crawl"})
    with PageWeb(pages, hosts=HOSTS) as web, tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        settings = Settings(home=home, config=web.write_config(home / "config"), allow_private_networks=True, delay_s=0)
        with memory.watching():
            command = [sys.executable, "-m", "crawlers"]
            run = subprocess.run(command, check=True, env=os.environ | settings.environment(), stdout=subprocess.PIPE, text=True)
    summary = json.loads(run.stdout.splitlines()[-1])
    return {
        "pages": summary["pages"],
        "archived": summary["archived"],
        "seconds": summary["seconds"],
        "pages_per_s": round(summary["pages"] / summary["seconds"], 1),
        "peak_mb": memory.peaks.get("crawl"),
    }


if __name__ == "__main__":
    main()
