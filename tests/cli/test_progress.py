"""Long work is counted where a person watches it, and nowhere else."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

PAGE = "<html lang=en><title>The ferry</title><body><h1>The ferry</h1><p>It went back into service on Monday.</p></body></html>"


def test_pages_are_counted_on_a_terminal_and_not_in_the_output(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    command = [sys.executable, "-m", "araswatch", "extract", str(tmp_path / "a.html"), "--jobs", "1"]
    screen, terminal = pty.openpty()
    watched = subprocess.run(command, stdout=subprocess.PIPE, stderr=terminal, check=True, env={**os.environ, "TERM": "xterm"})
    os.close(terminal)
    assert b"pages" in os.read(screen, 100_000)
    os.close(screen)
    unwatched = subprocess.run(command, capture_output=True, check=True)
    assert unwatched.stderr == b""
    assert unwatched.stdout == watched.stdout
