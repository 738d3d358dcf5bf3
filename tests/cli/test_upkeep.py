"""`araswatch upkeep`: every step is done and said, also where one fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from araswatch.jobs.maintain import STEPS, is_upkeep_due
from araswatch.ledger import Ledger
from araswatch.settings import Settings

GONE, LONG_AGO = "20261101/crawl-gone.warc.gz", datetime(2026, 11, 1, tzinfo=UTC)


def test_does_all_steps_and_is_due_again_a_day_later(tmp_path: Path) -> None:
    settings, now = Settings(home=tmp_path), datetime.now(UTC)
    assert is_upkeep_due(settings, now)
    done = _upkeep(settings)
    assert done.returncode == 0, done.stderr
    assert list(json.loads(done.stdout)) == list(STEPS)
    assert not is_upkeep_due(settings, now)
    assert is_upkeep_due(settings, now + timedelta(days=1, minutes=1))


def test_a_step_that_fails_is_named_and_holds_up_no_other(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with Ledger.open(settings.ledger_url) as ledger:
        ledger.close_segment(GONE, [], at=LONG_AGO)
        ledger.finish_segment(GONE, outcomes=[], changes=[], at=LONG_AGO)
    done = _upkeep(settings)
    assert done.returncode == 1
    assert "audit    failed: 0 segments are damaged and 1 missing" in done.stderr
    assert "vacuum   done" in done.stderr


def _upkeep(settings: Settings) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "araswatch", "upkeep", "--json"]
    return subprocess.run(command, env=os.environ | settings.environment(), capture_output=True, text=True, check=False)
