"""A cluster that is down, full, blocked, red, strange or locked: nothing is lost, nothing doubled, and the message says what to do."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import SecretStr

from araswatch.errors import ConfigError, StoreError
from araswatch.query import Query, parse
from araswatch.records import StoredArticle
from araswatch.stores import SearchRequest, open_store
from araswatch.stores.elasticsearch import ElasticsearchStore
from araswatch.stores.elasticsearch.connection import Access, read_access
from araswatch.stores.elasticsearch.indices import make_month
from infra.elasticsearch.node import Node, free_port

from .conftest import NOW, new_prefix

Make = Callable[..., StoredArticle]
Ask = Callable[[str], Query]
EVERYTHING = SearchRequest(query=parse("*", now=NOW))


@pytest.fixture
def elastic(access: Access) -> Iterator[ElasticsearchStore]:
    store = ElasticsearchStore(access, patience_s=60)
    yield store
    store.close()


def impatient(access: Access) -> ElasticsearchStore:
    return ElasticsearchStore(access, patience_s=0.5)


def later(seconds: float, act: Callable[[], Any]) -> threading.Timer:
    timer = threading.Timer(seconds, act)
    timer.start()
    return timer


def block(store: ElasticsearchStore, *, on: bool | None) -> None:
    store.client.indices.put_settings(index=store.names.read, settings={"index.blocks.read_only_allow_delete": on})


def test_nobody_there(article: Make) -> None:
    store = impatient(Access(urls=(f"http://127.0.0.1:{free_port()}",)))
    for act in (lambda: store.put([article("a")]), lambda: store.search(EVERYTHING), lambda: store.get(["a"]), lambda: list(store.scan())):
        with pytest.raises(StoreError, match="cannot be reached: check that it runs"):
            act()
    health = store.health()
    assert not health.ok
    assert "cannot be reached" in str(health.trouble)


def test_killed_while_writing_nothing_is_lost_or_doubled(elasticsearch_node: Node, article: Make) -> None:
    store = ElasticsearchStore(Access(urls=(elasticsearch_node.url,), prefix=new_prefix()), patience_s=200)
    articles = [article(str(number), f"Aras {number}") for number in range(3_000)]
    store.put(articles[:1])

    def restart() -> None:
        elasticsearch_node.kill()
        elasticsearch_node.start()

    killer = later(0.2, restart)
    report = store.put(articles)
    killer.join()
    store.refresh()
    assert (set(report.written), report.refused) == ({stored.id for stored in articles}, {})
    assert [stored.id for stored in store.scan()] == sorted(stored.id for stored in articles)


@pytest.mark.soak
def test_stopped_for_two_minutes_while_writing_it_goes_on_by_itself(elasticsearch_node: Node, article: Make) -> None:
    store = ElasticsearchStore(Access(urls=(elasticsearch_node.url,), prefix=new_prefix()), patience_s=400)
    store.put([article("first")])
    elasticsearch_node.stop()
    starter = later(120, elasticsearch_node.start)
    assert "cannot be reached" in str(store.health().trouble)
    assert len(store.put([article("second")]).written) == 1
    starter.join()
    store.refresh()
    assert store.search(EVERYTHING).total == 2


def test_killed_while_searched_it_says_so_and_serves_again(elasticsearch_node: Node, article: Make) -> None:
    store = ElasticsearchStore(Access(urls=(elasticsearch_node.url,), prefix=new_prefix()))
    store.put([article("a")])
    store.refresh()
    elasticsearch_node.kill()
    with pytest.raises(StoreError, match="cannot be reached"):
        store.search(EVERYTHING)
    assert not store.health().ok
    elasticsearch_node.start()
    wait_until(lambda: store.health().ok)
    assert store.search(EVERYTHING).total == 1


def wait_until(holds: Callable[[], bool]) -> None:
    for _ in range(300):
        if holds():
            return
        time.sleep(0.2)
    pytest.fail("it did not come to pass within a minute")


def test_a_full_disk_is_waited_for(elastic: ElasticsearchStore, article: Make) -> None:
    elastic.put([article("a")])
    block(elastic, on=True)
    health = elastic.health()
    assert "flood-stage" in str(health.trouble)
    assert "free space" in str(health.trouble)
    later(1, lambda: block(elastic, on=None))
    assert len(elastic.put([article("b"), article("c")]).written) == 2
    assert elastic.health().ok


def test_a_disk_that_stays_full_is_an_error(elastic: ElasticsearchStore, access: Access, article: Make) -> None:
    elastic.put([article("a")])
    block(elastic, on=True)
    with pytest.raises(StoreError, match="flood-stage watermark"):
        impatient(access).put([article("b")])
    block(elastic, on=None)


def test_a_red_index_is_named_and_waited_for(elastic: ElasticsearchStore, article: Make) -> None:
    nowhere = {"index.routing.allocation.require.rack": "none"}
    elastic.put([article("a")])
    template = elastic.client.indices.get_index_template(name=elastic.names.template)["index_templates"][0]["index_template"]
    index = elastic.names.index("2026.11")
    elastic.client.indices.delete(index=index)
    elastic.client.indices.create(
        index=index, settings=nowhere, aliases={elastic.names.read: {}, elastic.names.write("2026.11"): {}}, wait_for_active_shards=0,
        mappings=template["template"]["mappings"], timeout="1s",
    )  # fmt: skip
    assert f"red: {index}" in str(elastic.health().trouble)
    with pytest.raises(StoreError, match="not all of its shards are there"):
        elastic.search(EVERYTHING)
    later(1, lambda: elastic.client.indices.put_settings(index=index, settings={"index.routing.allocation.require.rack": None}))
    assert len(elastic.put([article("b")]).written) == 1


def test_what_the_server_refuses_is_named_and_the_rest_written(elastic: ElasticsearchStore, article: Make) -> None:
    good, bad = article("good"), article("bad", revision=1 << 40)
    report = elastic.put([bad, good])
    assert report.written == (good.id,)
    assert "revision" in report.refused[bad.id]


def test_a_mapping_of_others_refuses_with_the_field(elastic: ElasticsearchStore, article: Make) -> None:
    make_month(elastic.client, elastic.names, "2026.10")
    aliases: dict[str, Any] = {elastic.names.read: {}, elastic.names.write("2026.11"): {}}
    mappings = {"properties": {"title": {"type": "long"}}, "dynamic": False}
    elastic.client.indices.create(index=f"{new_prefix()}-other", aliases=aliases, mappings=mappings)
    report = elastic.put([article("a", "words")])
    assert report.written == ()
    assert "title" in report.refused[article("a").id]


def test_a_cluster_that_may_hold_no_more_shards_is_named(elastic: ElasticsearchStore, article: Make) -> None:
    def limit(shards: int | None) -> None:
        elastic.client.cluster.put_settings(persistent={"cluster.max_shards_per_node": shards})

    limit(1)
    try:
        with pytest.raises(StoreError, match="as many shards as it may: drop old months"):
            elastic.put([article("a")])
    finally:
        limit(None)
    assert len(elastic.put([article("a")]).written) == 1


def test_a_missing_template_is_named(elastic: ElasticsearchStore, article: Make) -> None:
    elastic.put([article("a")])
    elastic.client.indices.delete_index_template(name=elastic.names.template)
    assert "template" in str(elastic.health().trouble)
    assert "araswatch store migrate" in str(elastic.health().trouble)


def settings(url: str, **fields: Any) -> Any:
    return SimpleNamespace(
        **{"store_url": url, "store_api_key": None, "store_user": None, "store_password": None, "store_ca": None, **fields}
    )


def test_tls_is_verified_and_api_keys_work(secure_node: Node, article: Make) -> None:
    admin = open_store(
        settings(
            secure_node.url, store_user="elastic", store_password=SecretStr(str(secure_node.password)), store_ca=secure_node.certificate
        )
    )
    assert isinstance(admin, ElasticsearchStore)
    key = admin.client.security.create_api_key(name="writer", role_descriptors=PRIVILEGES)["encoded"]
    store = open_store(settings(f"{secure_node.url}/beat", store_api_key=SecretStr(key), store_ca=secure_node.certificate))
    assert len(store.put([article("a", "Aras")]).written) == 1
    store.refresh()
    assert store.search(EVERYTHING).total == 1
    assert store.health().ok
    assert key not in repr(store.access)  # type: ignore[attr-defined]


PRIVILEGES = {
    "araswatch": {
        "cluster": ["monitor", "manage_index_templates"],
        "indices": [{"names": ["beat-articles*"], "privileges": ["all"]}],
    }
}


def test_a_key_that_may_not_see_to_templates_makes_the_same_months(secure_node: Node, article: Make) -> None:
    prefix = new_prefix()
    admin = {"store_user": "elastic", "store_password": SecretStr(str(secure_node.password)), "store_ca": secure_node.certificate}
    opened = open_store(settings(f"{secure_node.url}/{prefix}", **admin))
    assert isinstance(opened, ElasticsearchStore)
    narrow = {"narrow": {"cluster": ["monitor"], "indices": [{"names": [f"{prefix}-articles*"], "privileges": ["all"]}]}}
    key = opened.client.security.create_api_key(name="narrow", role_descriptors=narrow)["encoded"]
    store = open_store(settings(f"{secure_node.url}/{prefix}", store_api_key=SecretStr(key), store_ca=secure_node.certificate))
    assert len(store.put([article("a", "Aras")]).written) == 1
    made = opened.client.indices.get(index=opened.names.index("2026.11")).body
    opened.put([article("b", first_seen_at=datetime(2026, 12, 1, tzinfo=UTC))])
    by_template = opened.client.indices.get(index=opened.names.index("2026.12")).body
    (one,), (other,) = made.values(), by_template.values()
    assert one["mappings"] == other["mappings"]
    own = {"creation_date", "provided_name", "uuid"}
    assert {n: v for n, v in one["settings"]["index"].items() if n not in own} == {
        n: v for n, v in other["settings"]["index"].items() if n not in own
    }
    assert store.health().ok


def test_an_unknown_authority_is_refused(secure_node: Node) -> None:
    store = open_store(settings(secure_node.url, store_user="elastic", store_password=SecretStr(str(secure_node.password))))
    with pytest.raises(StoreError, match="ARASWATCH_STORE_CA"):
        store.search(EVERYTHING)
    assert "ARASWATCH_STORE_CA" in str(store.health().trouble)


def test_a_wrong_key_is_named_and_never_shown(secure_node: Node, article: Make) -> None:
    store = open_store(settings(secure_node.url, store_api_key=SecretStr("c2VjcmV0OnNlY3JldA=="), store_ca=secure_node.certificate))
    for act in (lambda: store.put([article("a")]), lambda: store.search(EVERYTHING)):
        with pytest.raises(StoreError, match="refuses the key or user") as caught:
            act()
        assert "c2VjcmV0" not in str(caught.value)
    assert "c2VjcmV0" not in str(store.health().trouble)


def test_a_key_without_privileges_is_named(secure_node: Node, article: Make) -> None:
    admin = open_store(
        settings(
            secure_node.url, store_user="elastic", store_password=SecretStr(str(secure_node.password)), store_ca=secure_node.certificate
        )
    )
    key = admin.client.security.create_api_key(name="reader", role_descriptors={"none": {"cluster": ["monitor"], "indices": []}})["encoded"]  # type: ignore[attr-defined]
    store = open_store(settings(secure_node.url, store_api_key=SecretStr(key), store_ca=secure_node.certificate))
    with pytest.raises(StoreError, match="may not do this"):
        store.put([article("a")])


def test_no_part_of_a_secret_is_shown_where_it_cannot_be_used() -> None:
    url = "https://one.example"
    assert read_access(settings(url, store_api_key=SecretStr("c2VjcmV0\n"))).api_key == "c2VjcmV0"
    for wrong in (
        settings("http://user:geheim#1@one.example:9200"),
        settings("user:geheim@one.example:9200"),
        settings(url, store_api_key=SecretStr("geheim geheim")),
    ):
        with pytest.raises(ConfigError) as caught:
            open_store(wrong)
        assert "geheim" not in str(caught.value)
        assert caught.value.__context__ is None or "geheim" not in str(caught.value.__context__)


class Stranger(BaseHTTPRequestHandler):
    """Answers like a server of another make or version."""

    headers_sent: dict[str, str]
    body: bytes
    status: int

    def do_GET(self) -> None:
        self.send_response(self.status)
        for name, value in {**self.headers_sent, "Content-Type": "application/json", "Content-Length": str(len(self.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.body)

    do_POST = do_PUT = do_HEAD = do_GET

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def stranger(body: bytes, *, status: int = 200, **headers: str) -> Iterator[str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    server = HTTPServer(("127.0.0.1", 0), type("Handler", (Stranger,), {"headers_sent": named, "body": body, "status": status}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_an_old_version_is_named() -> None:
    with stranger(b'{"nodes":{"a":{"version":"7.17.1"},"b":{"version":"8.19.2"}}}', X_Elastic_Product="Elasticsearch") as url:
        assert "version 7.17.1, and araswatch needs 8.19 or later" in str(ElasticsearchStore(Access(urls=(url,))).health().trouble)


def test_a_version_that_does_not_understand_the_client_is_named(article: Make) -> None:
    reason = {"type": "media_type_header_exception", "reason": "Invalid media-type value on headers [Accept, Content-Type]"}
    body = json.dumps({"error": {"root_cause": [reason], **reason}, "status": 400}).encode()
    with stranger(body, status=400, X_Elastic_Product="Elasticsearch") as url:
        store = impatient(Access(urls=(url,)))
        assert "its version is too old for this client: araswatch needs 8.19 or later" in str(store.health().trouble)
        for act in (lambda: store.put([article("a")]), lambda: store.search(EVERYTHING)):
            with pytest.raises(StoreError, match=r"needs 8\.19 or later, upgrade it"):
                act()


def test_another_product_is_named() -> None:
    with stranger(b"{}") as url, pytest.raises(StoreError, match="not Elasticsearch: check ARASWATCH_STORE"):
        ElasticsearchStore(Access(urls=(url,))).search(EVERYTHING)


def test_reads_addresses_prefix_and_credentials(tmp_path: Path) -> None:
    access = read_access(settings("https://u%40x:p%3Aw@one.example,https://two.example:9201/beat"))
    assert (access.urls, access.user) == (("https://one.example:443", "https://two.example:9201"), ("u@x", "p:w"))
    assert read_access(settings("http://one.example:9200/beat-2")).prefix == "beat-2"
    assert read_access(settings("https://one.example,https://u:w@two.example")).user == ("u", "w")
    assert "p:w" not in repr(access)
    for url in ("http://", "https://one.example,ftp://two.example", "http://one.example/Beat_", "http://[::1", "http://one.example:port"):
        with pytest.raises(ConfigError):
            read_access(settings(url))
    (tmp_path / "empty.pem").touch()
    for name in ("absent.pem", "empty.pem"):
        with pytest.raises(ConfigError, match="certificate"):
            open_store(settings("https://one.example", store_ca=tmp_path / name))
    with pytest.raises(ConfigError, match="sqlite:///FILE"):
        open_store(settings("mysql://one.example"))
