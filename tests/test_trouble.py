"""A source's bad state is told of once it has lasted, and so is its end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from araswatch.alerts import Channel, ChannelKind, Watch
from araswatch.records import AlertKind
from araswatch.trouble import LASTING, Look, Remembered, Trouble, alerts_of, compare

START = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def told(states: list[str]) -> list[list[str]]:
    """What is told after each hourly look."""
    memory: dict[str, Remembered] = {}
    said = []
    for hour, state in enumerate(states):
        memory, troubles = compare({"a": Look(state=state, says=state)}, memory, at=START + hour * HOUR)
        said.append([trouble.says for trouble in troubles])
    return said


def test_a_lasting_failure_is_told_once_and_its_end_as_well() -> None:
    assert timedelta(hours=2) == LASTING
    assert told(["ok", "failing", "failing", "failing", "failing", "ok", "ok"]) == [[], [], [], ["failing"], [], ["ok"], []]


def test_a_short_failure_is_not_told() -> None:
    assert told(["ok", "failing", "failing", "ok", "failing", "ok"]) == [[]] * 6


def test_a_second_episode_has_a_key_of_its_own() -> None:
    keys = []
    memory: dict[str, Remembered] = {}
    for hour, state in enumerate(["silent"] * 3 + ["ok"] + ["silent"] * 3):
        memory, troubles = compare({"a": Look(state=state, says=state)}, memory, at=START + hour * HOUR)
        keys += [trouble.key for trouble in troubles]
    assert len(keys) == len(set(keys)) == 3


def test_only_watches_of_trouble_are_told() -> None:
    channel = Channel(kind=ChannelKind.TERMINAL)
    watches = [
        Watch(id="operator", name="Operator", query="x", on=frozenset({AlertKind.TROUBLE}), channels=(channel,)),
        Watch(id="muted", name="Muted", query="x", on=frozenset({AlertKind.TROUBLE}), muted_sources=frozenset({"a"})),
        Watch(id="off", name="Off", query="x", on=frozenset({AlertKind.TROUBLE}), enabled=False),
        Watch(id="news", name="News", query="x"),
    ]
    (alert,) = alerts_of([Trouble(key="k", says="It burns", source_id="a")], watches, at=START)
    assert (alert.watch_id, alert.kind, alert.title, alert.channels) == ("operator", AlertKind.TROUBLE, "It burns", ("terminal",))
