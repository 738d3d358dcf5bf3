"""The way to the cluster: addresses, keys and certificates, and the cluster's refusals as `StoreError` that says what to do.

No key or password stands in any message: addresses are shown without credentials, and responses hold none.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import elasticsearch
from elasticsearch import ApiError, Elasticsearch, OrjsonSerializer

from araswatch.errors import ConfigError, StoreError
from araswatch.stores import StoreSettings

REQUEST_S = 30
READ_RETRIES = 3
OVERLOADED = (429, 502, 503, 504)
OLDEST = (8, 19)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Where the cluster is and how it is entered. `urls` hold no credentials."""

    urls: tuple[str, ...]
    prefix: str = "araswatch"
    api_key: str | None = field(default=None, repr=False)
    user: tuple[str, str] | None = field(default=None, repr=False)
    ca: Path | None = None

    @property
    def shown(self) -> str:
        return ", ".join(self.urls)


def read_access(settings: StoreSettings) -> Access:
    """The access that the settings describe: addresses separated by commas, whose path, if any, is the prefix of all names.

    Credentials in an address, the first that has any, are taken where none are set apart. Raises `ConfigError` on a malformed address.
    """
    try:
        parts = [urlsplit(address.strip()) for address in settings.store_url.split(",")]
        is_good = all(part.scheme in ("http", "https") and part.hostname and part.port != 0 for part in parts)
    except ValueError:  # its words may hold a part of a password
        is_good = False
    if not is_good:
        raise ConfigError(
            "an address of Elasticsearch is http(s)://HOST:PORT, several separated by commas; signs in a password as %23",
            field="ARASWATCH_STORE",
        )
    first = parts[0]
    prefix = first.path.strip("/") or "araswatch"
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", prefix):
        raise ConfigError(
            "the path of the address is the prefix of all names: lower-case letters, digits, hyphens", field="ARASWATCH_STORE"
        )
    urls = tuple(f"{part.scheme}://{_host(part.hostname or '')}:{part.port or _port(part.scheme)}" for part in parts)
    api_key = _api_key(settings)
    return Access(urls=urls, prefix=prefix, api_key=api_key, user=None if api_key else _user(settings, parts), ca=settings.store_ca)


def _api_key(settings: StoreSettings) -> str | None:
    """The key without the line's end that files of secrets have; what no header can hold would be shown by the client's complaint."""
    key = settings.store_api_key.get_secret_value().strip() if settings.store_api_key else ""
    if not re.fullmatch(r"[!-~]*", key):
        raise ConfigError("a key is one word of ASCII characters: the `encoded` of the server's answer", field="ARASWATCH_STORE_API_KEY")
    return key or None


def _user(settings: StoreSettings, addresses: Sequence[SplitResult]) -> tuple[str, str] | None:
    """User and password, from the settings or else an address."""
    if settings.store_user:
        return settings.store_user, settings.store_password.get_secret_value() if settings.store_password else ""
    return next(((unquote(one.username), unquote(one.password or "")) for one in addresses if one.username), None)


def open_client(access: Access) -> Elasticsearch:
    """A client that verifies certificates, and repeats reads that an overloaded or restarting cluster refuses."""
    options: dict[str, Any] = {"ca_certs": str(access.ca)} if access.ca else {}
    if access.ca:
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(access.ca)
        except OSError as error:
            raise ConfigError(f"no certificate can be read from {access.ca}: {error}", field="ARASWATCH_STORE_CA") from error
    return Elasticsearch(
        list(access.urls), api_key=access.api_key, basic_auth=access.user, request_timeout=REQUEST_S, max_retries=READ_RETRIES,
        retry_on_timeout=True, retry_on_status=OVERLOADED, http_compress=False, serializer=OrjsonSerializer(), **options,
    )  # fmt: skip


@contextmanager
def cluster_errors(access: Access) -> Iterator[None]:
    """Raises what the client reports as `StoreError`."""
    try:
        yield
    except (ApiError, elasticsearch.TransportError) as error:
        raise StoreError(f"Elasticsearch at {access.shown}: {advice(error)}") from error


def advice(error: Exception) -> str:
    """What is wrong and what to do about it, of an error that the client raised."""
    match error:
        case elasticsearch.SSLError():
            return f"its certificate cannot be verified: set ARASWATCH_STORE_CA to the file of its authority ({_first_line(error)})"
        case elasticsearch.ConnectionTimeout():
            return "it does not answer in time: it is overloaded or starting; what was not done is tried again"
        case elasticsearch.ConnectionError():
            return "it cannot be reached: check that it runs and that ARASWATCH_STORE is right; what was not done is tried again"
        case elasticsearch.UnsupportedProductError():
            return "the server there is not Elasticsearch: check ARASWATCH_STORE"
        case ApiError():
            return refusal(error.status_code, *_type_and_reason(error))
    return _first_line(error)


def refusal(status: int, kind: str, reason: str) -> str:
    """What is wrong and what to do about it, of a request or an item that the server refused."""
    if kind == "media_type_header_exception":
        return f"its version is too old for this client: araswatch needs {_dotted(OLDEST)} or later, upgrade it"
    if status == 401:
        return "it refuses the key or user: check ARASWATCH_STORE_API_KEY or ARASWATCH_STORE_USER and _PASSWORD"
    if "flood-stage" in reason or "read-only-allow-delete" in reason:
        return "its disk is nearly full and the index read-only (flood-stage watermark): free space, and it lifts the block by itself"
    if kind == "cluster_block_exception":
        return f"the index is blocked for writing: wait for `araswatch store migrate` to end, or lift the block by hand ({reason})"
    if "maximum normal shards open" in reason:
        return "it has as many shards as it may: drop old months (ARASWATCH_RETENTION_DAYS), add a node, raise cluster.max_shards_per_node"
    if status == 403:
        return f"the key or user may not do this: give it the privileges that docs/scale.md lists ({reason})"
    if status in OVERLOADED:
        return f"it is overloaded or not all of its shards are there: see its _cluster/health; what was not done is tried again ({reason})"
    return f"{reason} ({kind}, status {status})"


def _type_and_reason(error: ApiError) -> tuple[str, str]:
    """The type and reason that the server gives; of several causes the first."""
    body = error.body if isinstance(error.body, dict) else {}
    cause = body.get("error", {})
    if not isinstance(cause, dict):
        return "error", str(cause)
    first = (cause.get("root_cause") or [cause])[0]
    return str(first.get("type", cause.get("type", "error"))), str(first.get("reason", cause.get("reason", error.message)))


def check_version(client: Elasticsearch) -> str | None:
    """What is wrong with the cluster's version; `None` where nothing is, or where the key may not ask."""
    try:
        nodes = client.nodes.info(node_id="_all", filter_path="nodes.*.version").body.get("nodes", {})
    except elasticsearch.AuthorizationException:
        return None
    versions = sorted({node["version"] for node in nodes.values()}, key=_numbers)
    if versions and _numbers(versions[0]) < OLDEST:
        return f"it is version {versions[0]}, and araswatch needs {_dotted(OLDEST)} or later: upgrade it"
    return None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:2])


def _dotted(version: tuple[int, int]) -> str:
    return f"{version[0]}.{version[1]}"


def _host(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _port(scheme: str) -> int:
    return 443 if scheme == "https" else 9200


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]
