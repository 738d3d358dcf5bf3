"""Mail and chat by Apprise, against real servers on loopback."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from araswatch.alerts import Form, Message, Reported
from araswatch.errors import DeliveryError
from araswatch.notify.chat import Chat
from araswatch.records import AlertKind
from tests.notify.conftest import Receiver

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
REPORTED = Reported(
    alert_id=1,
    key="w/1/new",
    kind=AlertKind.NEW,
    story_id="1",
    article_id="1",
    created_at=NOON,
    title="Bridge opened",
    url="https://aras.example/1",
    source_id="aras",
    snippets=("The \u0002bridge\u0003 opened.",),
)
MESSAGE = Message(
    key="w/1/new",
    watch_id="w",
    watch_name="Bridges",
    query="bridge",
    form=Form.ALERT,
    created_at=NOON,
    alerts=(REPORTED,),
    keys=("w/1/new",),
)


def test_a_service_gets_subject_and_text_with_the_key(receiver: Receiver) -> None:
    Chat(receiver.url.replace("http://", "json://"), allow_private=True).send(MESSAGE)
    ((_, body),) = receiver.arrived
    assert body["title"] == "Bridges: Bridge opened"
    assert "The »bridge« opened." in body["message"]
    assert "Key: w/1/new" in body["message"]


def test_a_refusal_is_worth_another_try_and_says_why(receiver: Receiver) -> None:
    receiver.answer = lambda _: 500
    with pytest.raises(DeliveryError, match=r"not taken: .*500") as refused:
        Chat(receiver.url.replace("http://", "json://"), allow_private=True).send(MESSAGE)
    assert not refused.value.permanent


def test_an_unknown_service_is_refused_for_good() -> None:
    with pytest.raises(DeliveryError, match="does not know") as refused:
        Chat("carrierpigeon://loft").send(MESSAGE)
    assert refused.value.permanent


def test_a_server_of_a_private_network_is_refused_unless_allowed(receiver: Receiver) -> None:
    with pytest.raises(DeliveryError, match="ALLOW_PRIVATE_NETWORKS") as refused:
        Chat(receiver.url.replace("http://", "json://")).send(MESSAGE)
    assert refused.value.permanent
    assert receiver.arrived == []
