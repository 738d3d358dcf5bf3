"""From articles to alerts: by the search's own engine, one a story, each explained."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from araswatch.alerts import Channel, ChannelKind, Watch
from araswatch.records import AlertKind
from tests.alerts.conftest import NOON, Newsroom, article

TERMINAL = Channel(kind=ChannelKind.TERMINAL)
WIRE = (
    "Troops of both countries exchanged fire near the northern ford before dawn on Tuesday, the defence ministry in Baku said. "
    "Two soldiers were hurt and a watchtower burned down, according to a statement that named no cause. "
    "The other side spoke of an exercise that had been announced on 19 November and denied any clash. "
    "Observers asked both armies to keep 500 metres apart and to reopen the telephone line that had been cut in spring."
)
OTHER_CLASH = (
    "A patrol was shot at from a hill above the southern pass on Tuesday evening, shepherds told a local radio station. "
    "Nobody was hit, but a lorry with hay caught fire and the road stayed closed until the morning. "
    "The governor blamed smugglers, whom he accuses of moving fuel across the ridge with mules at night."
)


def watch(**fields: object) -> Watch:
    return Watch(**{"id": "w", "name": "W", "query": "pair:AZ-IR", "channels": (TERMINAL,), **fields})  # type: ignore[arg-type]


def test_one_wire_story_in_forty_outlets_is_one_alert_that_names_the_copies(newsroom: Newsroom) -> None:
    generator = random.Random(40)
    copies = [
        article(
            f"clash-{number}",
            f"({number} NEWS) {WIRE} Subscribe to outlet {number}.",
            source=f"outlet{number}",
            at=NOON + timedelta(minutes=number),
        )
        for number in range(40)
    ]
    generator.shuffle(copies)
    while copies:
        size = generator.randint(1, 7)
        newsroom.take(copies[:size], [watch()], at=NOON + timedelta(hours=1))
        copies = copies[size:]
    (pending,) = newsroom.ledger.pending("w", "terminal")
    assert pending.sources == 40
    (reported,) = newsroom.ledger.reported([pending.alert_id])
    assert len({copy.source_id for copy in reported.copies} | {reported.source_id}) == 40
    assert reported.copies[-1].lag >= timedelta(minutes=38)
    labels = {one.story_id for one in newsroom.store.scan()}
    assert labels == {pending.story_id}
    assert reported.story_id == pending.story_id


def test_two_clashes_on_one_day_are_two(newsroom: Newsroom) -> None:
    newsroom.take([article("north", WIRE), article("south", OTHER_CLASH, source="kura")], [watch()])
    assert len(newsroom.ledger.pending("w", "terminal")) == 2


def test_an_alert_says_why_and_of_what(newsroom: Newsroom) -> None:
    (alert,) = newsroom.take([article("north", WIRE, themes=["armed-conflict"])], [watch(query="watchtower theme:armed-conflict")])
    assert alert.snippets == (
        "Two soldiers were hurt and a \u0002watchtower\u0003 burned down, according to a statement that named no cause.",
    )
    assert (alert.regions, alert.themes, alert.pairs) == (("AZ", "IR"), ("armed-conflict",), ("AZ-IR",))


def test_only_what_the_segment_brought_is_matched(newsroom: Newsroom) -> None:
    newsroom.take([article("north", WIRE)], [])
    alerts = newsroom.take([article("south", OTHER_CLASH)], [watch()])
    assert [alert.title for alert in alerts] == ["south"]


def test_a_revision_is_told_with_what_changed_to_those_who_asked(newsroom: Newsroom) -> None:
    newsroom.take([article("north", WIRE, title="Two hurt at the ford")], [watch()])
    revised = article("north", WIRE.replace("Two soldiers", "Three soldiers"), title="Three hurt at the ford", revision=2)
    alerts = newsroom.take([revised], [watch(), watch(id="r", on=frozenset({AlertKind.REVISION}))])
    (alert,) = alerts
    assert (alert.watch_id, alert.kind, alert.revision) == ("r", AlertKind.REVISION, 2)
    assert alert.changes[:2] == ("- Two hurt at the ford", "+ Three hurt at the ford")
    assert len(alert.changes) == 4


def test_muted_sources_and_watches_switched_off_match_nothing(newsroom: Newsroom) -> None:
    quiet = [watch(muted_sources=frozenset({"aras"})), watch(id="off", enabled=False)]
    assert newsroom.take([article("north", WIRE)], quiet) == ()


def test_a_copy_in_a_source_that_is_not_muted_still_alerts(newsroom: Newsroom) -> None:
    muting = watch(muted_sources=frozenset({"aras"}))
    newsroom.take([article("north", WIRE)], [muting])
    newsroom.take([article("north", WIRE, source="kura")], [muting])
    assert len(newsroom.ledger.pending("w", "terminal")) == 1


def test_an_article_that_arrives_late_alerts_by_its_first_sight(newsroom: Newsroom) -> None:
    late = article("north", WIRE, at=NOON)
    alerts = newsroom.take([replace(late)], [watch()], at=NOON + timedelta(days=9))
    assert [alert.matched_at for alert in alerts] == [NOON + timedelta(days=9)]
