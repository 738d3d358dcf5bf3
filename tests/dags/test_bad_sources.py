"""Dead, dripping and blocking sources hold up nobody who answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from araswatch.shards import run_name
from benchmarks.bad_sources import bad_sources
from demo import PageWeb
from tests.dags.station import Station, page

pytestmark = pytest.mark.timeout(1800)

INTERVAL = timedelta(minutes=10)


@pytest.mark.soak
@pytest.mark.parametrize(("good", "bad"), [(34, 2), (170, 10)])
def test_the_good_are_searchable_in_the_first_wave(station: Station, good: int, bad: int) -> None:
    first = 100_000 * good
    with PageWeb({f"page-{number}": page(number) for number in range(first, first + 2 * good)}, hosts=good) as web:
        station.write_config(web, delay_s=1.0)
        with bad_sources(station.settings.config, bad) as ids:
            run_id, state = station.ingest(patience_s=INTERVAL.total_seconds())
        assert state == "success"
        paths = []
        with station.ledger() as ledger:
            for one in web.pages:
                path = ledger.path(one.url)
                assert path is not None
                paths.append(path)
            waiting = ledger.sources_waiting(at=paths[0].discovered_at + INTERVAL)
    assert {path.fate for path in paths} == {"indexed"}
    wave = run_name(run_id, 1)
    assert all((path.segment or "").partition("/")[2].startswith(wave) for path in paths)
    assert waiting <= set(ids)
