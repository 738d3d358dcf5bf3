"""What people change on the pages: watches, mutes, quarantine, outbox; and the pages behind an article."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from araswatch.alerts.plan import Draft, Form, Plan
from araswatch.jobs.process import Processor
from araswatch.jobs.workers import Workers
from araswatch.records import Alert, AlertKind
from araswatch.recovery import recover
from araswatch.urls import article_id
from araswatch.web.desk import Desk
from tests.archive.captures import NOON, capture
from tests.web import sample

HERE = {"origin": "http://localhost:8600"}
WATCH = {"on": "new", "feed": "on", "schedule": "at-once", "timezone": "UTC", "minimum_sources": "1", "cap_per_hour": "20", "enabled": "on"}
CHANNEL = "webhook:https://hooks.example/a"
URL = "https://aras-wire.example/ferry"
PAGE = (
    "<!doctype html><html><head><title>The ferry sails</title><script>alert(1)</script></head>"
    "<body><article><h1>The ferry sails</h1>{paragraphs}</article></body></html>"
)


@pytest.fixture
def send(client: TestClient, form: Callable[..., dict[str, str]]) -> Callable[..., str]:
    """Send a form as a page does; returns the page that it leads to."""

    def sent(path: str, **fields: str) -> str:
        answer = client.post(path, data=form(**fields), headers=HERE)
        assert answer.status_code == 200, answer.text
        return answer.text

    return sent


def audited(desk: Desk) -> list[tuple[str, str]]:
    return [(line.action, line.subject) for line in desk.backends.ledger.audit_lines()]


def test_a_watch_is_made_edited_and_deleted(client: TestClient, send: Callable[..., str], desk: Desk) -> None:
    assert "Nothing yet." in send("/watches", name="Drills & drums", query="theme:military-exercise", **WATCH)
    assert 'value="Drills &amp; drums"' in client.get("/watches/drills-drums/edit").text
    page = send("/watches", watch_id="drills-drums", name="Drills", query="drill", **(WATCH | {"schedule": "daily", "at": "07:30"}))
    assert "daily at 07:30 (UTC)" in page
    assert client.get("/watches/iran-azerbaijan/edit").status_code == 403
    assert "Drills" not in send("/watches/drills-drums/delete")
    assert audited(desk) == [("delete watch", "drills-drums"), ("save watch", "drills-drums"), ("save watch", "drills-drums")]


def test_a_fault_of_a_watch_is_shown_at_its_place(client: TestClient, form: Callable[..., dict[str, str]]) -> None:
    for path in ("/watches", "/watches/test"):
        answer = client.post(path, data=form(name="Bad", query="drones nosuch:x", **WATCH), headers=HERE)
        assert answer.status_code == 422
        assert 'drones <mark class="fault-at">n</mark>osuch:x' in answer.text
        assert 'aria-describedby="fault"' in answer.text
    assert '<mark class="fault-at">' in client.get("/watches/new?query=drones+nosuch:x").text


def test_a_watch_sleeps_and_wakes(send: Callable[..., str], desk: Desk) -> None:
    assert "snoozed until" in send("/watches/iran-azerbaijan/snooze", hours="24")
    (watch,) = desk.watches().watches
    assert watch.snooze_until == desk.now() + timedelta(hours=24)
    assert "snoozed until" not in send("/watches/iran-azerbaijan/snooze", hours="0")
    assert [action for action, _ in audited(desk)] == ["end snooze", "snooze 24 h"]


def test_sources_and_stories_are_muted_by_name(send: Callable[..., str], desk: Desk) -> None:
    story = next(one for one in sample.articles() if one.story_id == one.id and "AZ-IR" in one.tagged.tags.pairs)
    send("/watches/iran-azerbaijan/mute", what="source", value="aras-wire")
    page = send("/watches/iran-azerbaijan/mute", what="story", value=story.id)
    assert f'<a href="/story/{story.id}" dir="auto">{story.tagged.article.title}</a>' in page
    (watch,) = desk.watches().watches
    assert (watch.muted_sources, watch.muted_stories) == ({"aras-wire"}, {story.id})
    send("/watches/iran-azerbaijan/mute", what="story", value=story.id, undo="true")
    (watch,) = desk.watches().watches
    assert watch.muted_stories == frozenset()


def test_quarantined_pages_of_one_cause_are_processed_again(client: TestClient, send: Callable[..., str], desk: Desk) -> None:
    assert "took longer than 20 s" in client.get("/status").text
    send("/status/retry", reason="took longer than 20 s")
    assert desk.backends.ledger.pending_segments() == ["20261124/sample-0002.warc.gz"]
    assert audited(desk) == [("retry quarantine", "1 segments, took longer than 20 s")]


def test_the_outbox_says_what_a_message_is_about_and_sends_it_again(client: TestClient, send: Callable[..., str], desk: Desk) -> None:
    (watch,), ledger = desk.watches().watches, desk.backends.ledger
    told = Alert(watch_id=watch.id, article_id="1" * 32, matched_at=sample.NOW, channels=(CHANNEL,), title="The bridge opened")
    ledger.tell([told, replace(told, article_id="2" * 32, title="And closed")])
    alerts = tuple(one.alert_id for one in ledger.pending(watch.id, CHANNEL))
    ledger.settle(watch.id, CHANNEL, Plan(messages=(Draft(key="d", form=Form.DIGEST, alert_ids=alerts),)), at=sample.NOW)
    (message,) = ledger.outgoing(CHANNEL)
    ledger.mark_failed(message.message_id, error="the server answered 410 Gone", next_try_at=None)
    page = client.get("/outbox?state=dead").text
    for expected in ("The bridge opened", "and 1 more", "410 Gone"):
        assert expected in page
    send("/outbox/retry")
    assert ledger.delivery_counts()["waiting"] == 1
    assert "dead" not in ledger.delivery_counts()


def test_trouble_with_a_source_leads_to_the_sources(client: TestClient, desk: Desk) -> None:
    desk.backends.ledger.tell(
        [
            Alert(
                watch_id="iran-azerbaijan", article_id="3" * 32, matched_at=sample.NOW, kind=AlertKind.TROUBLE, channels=(CHANNEL,),
                title="Aras Wire does not answer",
            )
        ]
    )  # fmt: skip
    assert 'href="/sources">Aras Wire does not answer</a>' in client.get("/watches/iran-azerbaijan").text


def test_a_revision_shows_what_it_changed_and_the_archived_page_is_text(client: TestClient, desk: Desk) -> None:
    for hour, crowd in ((0, "forty"), (1, "four hundred")):
        text = f"The ferry Sigurd sails to Lankaran at noon with {crowd} lorries that have waited for nine days at the border of Iran."
        body = PAGE.format(paragraphs="".join(f"<p>{text} Part {part} of the report follows here.</p>" for part in "abcdef"))
        at = NOON + timedelta(hours=hour)
        segment = desk.backends.archive.begin("crawl", at=at)
        segment.add(capture(url=URL, requested_url=URL, source_id="aras-wire", body=body.encode(), fetched_at=at))
        segment.close()
    recover(desk.backends.archive, desk.backends.ledger, body_bytes=desk.backends.settings.body_bytes)
    with Workers(1, page_s=20) as workers:
        Processor(backends=desk.backends, workers=workers).process(desk.backends.ledger.pending_segments())
    article = article_id(URL)
    page = client.get(f"/article/{article}").text
    assert f'href="/article/{article}/revision/2"' in page
    changes = client.get(f"/article/{article}/revision/2").text
    assert "<ins>" in changes
    assert "hundred" in changes.split("<ins>")[1]
    assert client.get(f"/article/{article}/revision/3").status_code == 404
    archived = client.get(f"/article/{article}/archived").text
    assert "The ferry sails\nThe ferry Sigurd sails" in archived
    assert "alert(1)" not in archived
