"""The API against its own OpenAPI contract, and what it answers."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from io import StringIO

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from araswatch.settings import PROJECT, Settings
from araswatch.web.app import create_app
from araswatch.web.desk import open_desk
from tests.stores.conftest import elasticsearch_node, elasticsearch_url, new_prefix  # noqa: F401 - fixtures
from tests.web import sample
from tests.web.conftest import opened_backends, write_config

PROMISES = [
    schemathesis.checks.not_a_server_error,
    schemathesis.checks.status_code_conformance,
    schemathesis.checks.content_type_conformance,
    schemathesis.checks.response_schema_conformance,
]
WATCH = {"name": "Drills", "query": "region:IR theme:military-exercise", "channels": ["feed"]}


@pytest.fixture(scope="module", params=["sqlite", "elasticsearch"])
def contract(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[schemathesis.BaseSchema]:
    home = tmp_path_factory.mktemp("api")
    store = f"{request.getfixturevalue('elasticsearch_url')}/{new_prefix()}" if request.param == "elasticsearch" else ""
    chosen = Settings(home=home / "home", config=write_config(home / "config"), store=store, searches_per_minute=10_000_000)
    with opened_backends(chosen) as backends:
        backends.store.put(sample.articles()[:60])
        backends.store.refresh()
        yield schemathesis.openapi.from_asgi("/api/openapi.json", create_app(open_desk(backends, clock=lambda: sample.NOW)))


def test_whatever_is_asked_is_answered_as_promised(contract: schemathesis.BaseSchema) -> None:
    asked = 0
    for operation in contract.get_all_operations():

        @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.ok().as_strategy())
        def keeps_its_promise(case: schemathesis.Case) -> None:
            case.call_and_validate(headers={"host": "localhost"}, checks=PROMISES)

        keeps_its_promise()
        asked += 1
    assert asked >= 15


def test_search_pages_through_everything_once(client: TestClient) -> None:
    seen: list[str] = []
    after = ""
    while True:
        page = client.get("/api/v1/search", params={"q": "region:IR", "limit": 100, "after": after}).json()
        seen += [hit["id"] for hit in page["hits"]]
        after = page["next"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == page["total"]


def test_what_is_wrong_with_a_query_is_said(client: TestClient) -> None:
    answer = client.get("/api/v1/search", params={"q": "nosuch:field"})
    assert answer.status_code == 400
    assert answer.json()["position"] == 0


def test_facets_and_histogram_add_up(client: TestClient) -> None:
    facets = client.get("/api/v1/facets", params={"field": "language"}).json()
    histogram = client.get("/api/v1/histogram", params={"interval": "week", "timezone": "Asia/Baku"}).json()
    assert sum(facets["values"].values()) == facets["total"] == histogram["total"] == sum(one["count"] for one in histogram["buckets"])


def test_exports_hold_everything(client: TestClient) -> None:
    total = client.get("/api/v1/search", params={"q": "Aras", "limit": 0}).json()["total"]
    rows = list(csv.DictReader(StringIO(client.get("/api/v1/export.csv", params={"q": "Aras"}).content.decode("utf-8-sig"))))
    lines = client.get("/api/v1/export.jsonl", params={"q": "Aras"}).text.split("\n")[:-1]
    assert len(rows) == len(lines) == total
    assert {row["id"] for row in rows} == {json.loads(line)["id"] for line in lines}
    article_schema = PROJECT / "schemas" / "article.schema.json"
    if article_schema.exists():
        jsonschema.validate(json.loads(lines[0]), json.loads(article_schema.read_text("utf-8")))


def test_a_watch_is_made_changed_and_forgotten(client: TestClient) -> None:
    made = client.put("/api/v1/watches/drills", json=WATCH)
    assert made.status_code == 200, made.text
    assert made.json()["kept_in"] == "dashboard"
    assert client.put("/api/v1/watches/drills", json=WATCH | {"query": "region:"}).status_code == 422
    assert client.put("/api/v1/watches/iran-azerbaijan", json=WATCH).status_code == 403
    assert client.put("/api/v1/watches/x", json=WATCH | {"channels": [{"webhook": "https://x.example/${HOME}"}]}).status_code == 422
    assert client.put("/api/v1/watches/new", json=WATCH).status_code == 422
    assert client.get("/api/v1/watches/test", params={"query": WATCH["query"]}).json()["articles"] > 10
    assert client.delete("/api/v1/watches/drills").status_code == 204
    assert client.delete("/api/v1/watches/drills").status_code == 404


def test_health_and_metrics_agree(client: TestClient) -> None:
    health = client.get("/api/v1/health").json()
    assert sum(health["fates"].values()) == health["discovered"]
    families = {family.name: family for family in text_string_to_metric_families(client.get("/metrics").text)}
    assert {sample.labels["fate"]: sample.value for sample in families["araswatch_fates"].samples} == health["fates"]
    assert families["araswatch_indexed"].samples[0].value == health["indexed"]
    lags = {one["stage"]: one["lag_s"] for one in health["queues"]}
    assert list(lags) == ["fetch", "process", "index", "deliver"]
    assert lags["fetch"] == 5 * 3600
    assert {sample.labels["stage"]: sample.value for sample in families["araswatch_lag_seconds"].samples} == lags


def test_pausing_a_source(client: TestClient) -> None:
    assert client.post("/api/v1/sources/aras-wire/pause").json()["paused"] is True
    assert next(one for one in client.get("/api/v1/sources").json() if one["id"] == "aras-wire")["paused"] is True
    assert client.post("/api/v1/sources/aras-wire/resume").json()["paused"] is False
    assert client.post("/api/v1/sources/nowhere/pause").status_code == 404
