"""Extraction against its peers on the evaluation sets: one JSON line a set and tool, all in the same run, on the same number of processes.

Peers run in environments of their own under `build/peers/NAME` (made on first use), so that the product's dependencies stay its own.
Scores are those of the scorer beside the evaluation data; `pages_per_s` counts processor time, so that a busy machine slows all alike.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from araswatch.cli.extract import Input, describe, start_worker
from araswatch.extract import study
from araswatch.records import Page
from benchmarks.measure import print_line
from benchmarks.real_pages import PROJECT, SHARED_DATA, unpacked

JOBS = 2
SETS = ("extraction", "wcxb")
PEERS = PROJECT / "build" / "peers"
PACKAGES = {
    "trafilatura": ["trafilatura>=2.3", "lxml_html_clean"],
    "trafilatura-fast": ["trafilatura>=2.3", "lxml_html_clean"],
    "newspaper4k": ["newspaper4k>=0.9.3", "lxml_html_clean"],
    "readability": ["readability-lxml>=0.8.1", "lxml_html_clean"],
    "resiliparse": ["resiliparse>=0.15"],
}
PEER_SCRIPT = Path(__file__).with_name("_peer.py")
SCORER = SHARED_DATA.parent / "tools" / "score_extraction.py"
FETCHED_AT = datetime(2026, 11, 24, tzinfo=UTC)


def main() -> None:
    """Every set, the product first, then each peer; a peer that cannot be installed is named and left out."""
    scorer = _load_scorer()
    for name in SETS:
        gold = scorer.load(str(next((SHARED_DATA / name).glob("gold.jsonl*"))))
        folder = unpacked(name)
        for tool, run in [("araswatch", run_own), *((peer, run_peer(peer)) for peer in PACKAGES)]:
            try:
                results = run(gold, folder)
            except (subprocess.CalledProcessError, OSError) as error:
                sys.stderr.write(f"{tool}: left out ({error})\n")
                continue
            seconds = sum(line.pop("cpu_s") for line in results)
            figures = scorer.score(gold, {line["path"]: line for line in results})
            print_line(bench="extract", set=name, tool=tool, pages_per_s=len(results) / seconds, **figures)


def run_own(gold: list[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    """The product's lines for every page of a set, with the processor seconds that each took."""
    with ProcessPoolExecutor(JOBS, initializer=start_worker) as pool:
        return list(pool.map(_own_line, gold, [folder] * len(gold), chunksize=8))


def _own_line(line: dict[str, Any], folder: Path) -> dict[str, Any]:
    body = (folder / line["path"]).read_bytes()
    url = line["url"]
    page = Page(url=url, requested_url=url, source_id="bench", status=200, headers=(), body=body, fetched_at=FETCHED_AT)
    started = time.process_time()
    found = study(page)
    spent = time.process_time() - started
    return {**describe(Input(name=line["path"], path=folder / line["path"], url=url), found.outcome, found.draft), "cpu_s": spent}


def run_peer(name: str) -> Callable[[list[dict[str, Any]], Path], list[dict[str, Any]]]:
    """A function like `run_own` that runs a peer in its own environment."""

    def run(gold: list[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
        python = _environment(name)
        lines = "".join(json.dumps({"path": line["path"], "url": line["url"]}) + "\n" for line in gold)
        command = [str(python), str(PEER_SCRIPT), name, str(folder), str(JOBS)]
        done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
        return [json.loads(line) for line in done.stdout.split("\n") if line]  # a text may hold U+2028

    return run


def _environment(name: str) -> Path:
    home = PEERS / name.removesuffix("-fast")
    python = home / "bin" / "python"
    if not (home / "ready").exists():
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PACKAGES[name]], check=True)
        (home / "ready").touch()
    return python


def _load_scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_extraction", SCORER)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(SCORER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
