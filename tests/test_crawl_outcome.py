"""One bad source is a warning, all of them together a failure."""

from __future__ import annotations

import pytest

from araswatch.crawl_outcome import CrawlOutcome, SourceOutcome, judge_crawl
from araswatch.records import Fate

GOOD = SourceOutcome(id="good", asked=2, answered=1, fates={Fate.ARCHIVED: 9})
DEAD = SourceOutcome(id="dead", asked=2)
STILL_DEAD = SourceOutcome(id="still-dead", asked=1, was_failing=True)
BLOCKING = SourceOutcome(id="blocking", asked=1, answered=1, fates={Fate.BLOCKED: 8, Fate.ARCHIVED: 2})
RESTING = SourceOutcome(id="resting")


@pytest.mark.parametrize(
    ("sources", "fails", "warnings"),
    [
        ([], False, 0),
        ([GOOD], False, 0),
        ([DEAD], False, 1),
        ([GOOD, DEAD, STILL_DEAD], False, 2),
        ([DEAD, DEAD], True, 2),
        ([DEAD, DEAD, STILL_DEAD], True, 3),
        ([STILL_DEAD, STILL_DEAD], False, 2),
        ([RESTING, RESTING], False, 0),
        ([BLOCKING], False, 1),
        ([BLOCKING, GOOD], False, 1),
        ([BLOCKING, BLOCKING], True, 2),
        ([SourceOutcome(id="few", asked=1, answered=1, fates={Fate.BLOCKED: 2})] * 2, False, 0),
    ],
)
def test_judgement(sources: list[SourceOutcome], fails: bool, warnings: int) -> None:
    outcome = judge_crawl(sources)
    assert bool(outcome.failure) is fails
    assert len(outcome.warnings) == warnings


def test_fewer_articles_than_expected_are_a_warning_once_the_source_is_a_day_old() -> None:
    silent = SourceOutcome(id="quiet", asked=1, answered=1, expected=10, brought=2, is_young=False)
    assert judge_crawl([silent]) == CrawlOutcome(warnings=("quiet: 2 articles in a day, 10 expected",))
    assert judge_crawl([SourceOutcome(id="quiet", asked=1, answered=1, expected=10, brought=2)]) == CrawlOutcome()
