"""A watch file is read whole or refused with file, line and field, and stops no other."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from araswatch.alerts import Channel, ChannelKind, Every, QuietHours, Schedule
from araswatch.records import AlertKind
from araswatch.settings import PROJECT
from araswatch.watches import load_watches, watch_schema

FULL = """\
name: Bridges
query: bridge region:AZ
on: [new, revision, removed, spike, trouble]
channels:
  - terminal
  - webhook: https://hooks.example/${HOOK}
  - apprise: mailto://desk:secret@mail.example
schedule: {weekly: friday 22:00}
timezone: Asia/Baku
quiet_hours: 22:00-07:00
snooze_until: 2026-12-01T00:00:00+04:00
mute: {sources: [noisy], stories: [0123456789abcdef0123456789abcdef]}
minimum_sources: 2
cap_per_hour: 5
"""


def test_every_field_is_understood(tmp_path: Path) -> None:
    (tmp_path / "bridges.yml").write_text(FULL)
    loaded = load_watches(tmp_path, environment={"HOOK": "abc"})
    assert not loaded.broken
    (watch,) = loaded.watches
    assert watch.id == "bridges"
    assert watch.on == frozenset(AlertKind)
    assert watch.channels[1] == Channel(kind=ChannelKind.WEBHOOK, address="https://hooks.example/abc")
    assert watch.schedule == Schedule(every=Every.WEEK, at=time(22), weekday=4)
    assert watch.quiet_hours == QuietHours(start=time(22), end=time(7))
    assert watch.snooze_until == datetime(2026, 11, 30, 20, tzinfo=UTC)
    assert watch.muted_sources == {"noisy"}
    assert (watch.minimum_sources, watch.cap_per_hour, watch.enabled) == (2, 5, True)


def test_a_channels_id_tells_nothing_of_its_address() -> None:
    channel = Channel(kind=ChannelKind.APPRISE, address="mailto://desk:secret@mail.example")
    assert "secret" not in channel.id
    assert "example" not in channel.id


@pytest.mark.parametrize(
    ("text", "line", "field", "problem"),
    [
        ("name: A\nquery: a\nrecipient: me\n", 3, "recipient", "is not a known field"),
        ("name: A\nquery: '(a'\n", 2, "query", "is not a query"),
        ("name: A\nquery: ''\n", 2, "query", "should not be empty"),
        ("name: A\nquery: a\non: [sometimes]\n", 3, "on.0", "'new'"),
        ("name: A\nquery: a\nquiet_hours: 7-9\n", 3, "quiet_hours", "match pattern"),
        ("name: A\nquery: a\ntimezone: Baku\n", 3, "timezone", "IANA"),
        ("name: A\nquery: a\nchannels:\n  - webhook: ftp://a.example\n", 4, "channels.0.webhook", "match pattern"),
        ("name: A\nquery: a\nchannels:\n  - webhook: https://a.example/${NOT_SET}\n", 3, "channels", "no variable NOT_SET"),
        ("name: A\nquery: a\non: changed\n", 3, "on", "'new'"),
        ("name: A\nquery: a\nschedule: daily\n", 3, "schedule", "'at-once' or 'hourly'"),
        ("name: A\nquery: a\nschedule: {weekly: Mo 08:00}\n", 3, "schedule.weekly", "match pattern"),
        ("name: A\nquery: a\nschedule: {at: 08:00}\n", 3, "schedule.daily", "is missing"),
        ("name: A\n", 1, "query", "is missing"),
        ("name: [A\n", 2, None, "not YAML"),
    ],
)
def test_a_mistake_names_file_line_and_field(tmp_path: Path, text: str, line: int, field: str | None, problem: str) -> None:
    (tmp_path / "bad.yml").write_text(text)
    (tmp_path / "good.yml").write_text("name: Good\nquery: river\n")
    loaded = load_watches(tmp_path, environment={})
    assert [watch.name for watch in loaded.watches] == ["Good"]
    (broken,) = loaded.broken
    found = {(mistake.path, mistake.line, mistake.field) for mistake in broken.mistakes}
    assert (tmp_path / "bad.yml", line, field) in found
    assert problem in " ".join(mistake.problem for mistake in broken.mistakes)


def test_one_kind_needs_no_list(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("name: A\nquery: a\non: revision\n")
    assert load_watches(tmp_path).watches[0].on == {AlertKind.REVISION}


def test_either_ending_of_yaml_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("name: A\nquery: a\n")
    (tmp_path / "b.yml").write_text("name: B\nquery: b\n")
    assert [watch.id for watch in load_watches(tmp_path).watches] == ["a", "b"]


def test_a_files_name_that_can_be_no_id_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "My watch.yml").write_text("name: A\nquery: a\n")
    (broken,) = load_watches(tmp_path).broken
    assert (broken.mistakes[0].line, broken.mistakes[0].field) == (1, "id")
    (tmp_path / "My watch.yml").write_text("id: my-watch\nname: A\nquery: a\n")
    assert [watch.id for watch in load_watches(tmp_path).watches] == ["my-watch"]


def test_a_broken_watch_is_reported_by_name(tmp_path: Path) -> None:
    (tmp_path / "bad.yml").write_text("name: River crossings\nquery: a AND\n")
    assert load_watches(tmp_path, environment={}).broken[0].name == "River crossings"


def test_two_watches_of_one_id_are_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("id: one\nname: A\nquery: a\n")
    (tmp_path / "b.yml").write_text("id: one\nname: B\nquery: b\n")
    loaded = load_watches(tmp_path, environment={})
    assert [watch.name for watch in loaded.watches] == ["A"]
    assert str(loaded.broken[0].mistakes[0]) == f"{tmp_path / 'b.yml'}:1: id: 'one' is already the id of another watch"


def test_saved_watches_pass_the_same_validation(tmp_path: Path) -> None:
    saved = {"good": {"name": "Good", "query": "river"}, "bad": {"name": "Bad", "query": "river", "colour": "blue"}}
    loaded = load_watches(tmp_path, saved=saved, environment={})
    assert [watch.id for watch in loaded.watches] == ["good"]
    assert [str(mistake) for mistake in loaded.broken[0].mistakes] == ["bad:1: colour: is not a known field"]


def test_the_shipped_watches_are_sound() -> None:
    loaded = load_watches(PROJECT / "config" / "watches", environment={})
    assert not loaded.broken
    assert {watch.id for watch in loaded.watches} == {"iran-azerbaijan", "operator"}


def test_the_schema_is_that_of_the_type() -> None:
    assert json.loads((PROJECT / "schemas" / "watch.schema.json").read_text()) == watch_schema()
