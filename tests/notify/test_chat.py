"""Mail and chat by Apprise, against real servers on loopback."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
import requests

from araswatch.alerts import Form, Message, Reported
from araswatch.errors import DeliveryError
from araswatch.notify.chat import Chat
from araswatch.notify.guard import reaching_only
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


def test_a_proxy_or_redirect_does_not_lead_to_a_private_network(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", receiver.url)
    with pytest.raises(DeliveryError, match="ALLOW_PRIVATE_NETWORKS") as refused:
        Chat("json://9.9.9.9/hook").send(MESSAGE)
    assert refused.value.permanent
    assert receiver.arrived == []


def test_a_redirect_to_an_address_that_is_not_allowed_is_not_followed(receiver: Receiver) -> None:
    receiver.location = receiver.url.replace("127.0.0.1", "127.0.0.2")
    receiver.answer = lambda _: 307
    with reaching_only(lambda address: address == "127.0.0.1") as refused, pytest.raises(requests.ConnectionError):
        requests.post(receiver.url, json={}, timeout=5)
    assert (refused, receiver.asked) == (["127.0.0.2"], 1)


def test_only_the_thread_that_is_guarded_is(receiver: Receiver) -> None:
    with reaching_only(lambda _: False) as refused, ThreadPoolExecutor() as elsewhere:
        assert elsewhere.submit(requests.post, receiver.url, json={}, timeout=5).result().ok
        with pytest.raises(PermissionError):
            socket.create_connection(("127.0.0.1", urlsplit(receiver.url).port))
        with pytest.raises(PermissionError), socket.socket(socket.AF_UNIX) as local:
            local.connect("/run/nothing")
    assert refused == ["127.0.0.1", "/run/nothing"]
    assert requests.post(receiver.url, json={}, timeout=5).ok
