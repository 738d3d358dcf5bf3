"""A flood of matches from the archive to the webhook: the cap's messages and one summary with the right count."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from araswatch.ledger import Ledger
from araswatch.settings import Settings
from tests.notify.conftest import Receiver
from tests.notify.fire import Fire, wait_until
from tests.notify.newswire import archive_of, reports

CAP = 20


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("count", [120, pytest.param(10_000, marks=pytest.mark.soak)])
def test_a_flood_is_at_most_the_cap_and_one_summary_with_the_exact_rest(tmp_path: Path, receiver: Receiver, count: int) -> None:
    settings = Settings(home=tmp_path / "home", config=tmp_path / "config", workers=2, allow_private_networks=True)
    for folder in ("watches", "sources"):
        (settings.config / folder).mkdir(parents=True)
    watch = {"name": "W", "query": "bridge", "channels": [{"webhook": receiver.url}], "cap_per_hour": CAP}
    (settings.config / "watches" / "w.yml").write_text(json.dumps(watch))
    pages = reports(count, random.Random(count), copied=0)
    archive_of(settings, pages, segment_pages=100, fetched_at=datetime.now(UTC) - timedelta(minutes=5))
    fire = Fire(settings=settings, moments=random.Random(count))
    processor = fire.start("process")
    while processor.poll() is None:
        assert fire.run("deliver") == 0
    assert processor.returncode == 0
    assert fire.run("deliver") == 0
    assert [message["form"] for _, message in receiver.arrived] == ["alert"] * CAP
    with Ledger.open(settings.ledger_url) as ledger:
        assert ledger.delivery_counts() == {"sent": CAP, "pending": count - CAP}
    fire.ahead_s += 3660
    for _ in range(3):
        assert fire.run("deliver") == 0
    wait_until(lambda: len(receiver.arrived) == CAP + 1)
    summary = receiver.arrived[-1][1]
    assert (summary["form"], summary["count"], summary["subject"]) == ("summary", count - CAP, f"W: and {count - CAP} more")
    told = [key for _, message in receiver.arrived for key in message["keys"]]
    assert len(told) == len(set(told)) == count
