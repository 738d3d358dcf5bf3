"""The index template and the monthly indices: installed, made and named where they are missing."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

from elasticsearch import ApiError, AuthorizationException, BadRequestError, Elasticsearch, NotFoundError

from araswatch.stores.elasticsearch.names import Names

BESIDE = Path(__file__).resolve().parents[3] / "schemas"
PACKAGED = Path(__file__).resolve().parents[2] / "_data" / "schemas"


def template_of(names: Names) -> dict[str, Any]:
    """The composable index template under an installation's names and version."""
    template = copy.deepcopy(_template())
    template["index_patterns"] = [names.pattern]
    template["_meta"]["schema_version"] = template["template"]["mappings"]["_meta"]["schema_version"] = names.version
    return template


@cache
def _template() -> dict[str, Any]:
    folder = PACKAGED if PACKAGED.is_dir() else BESIDE
    template: dict[str, Any] = json.loads((folder / "elasticsearch" / "articles.json").read_text(encoding="utf-8"))
    return template


def install_template(client: Elasticsearch, names: Names) -> bool:
    """Put the template, unless this one or a later one is there already; `False` where the key may not see to templates."""
    wanted = template_of(names)
    try:
        if (held_template(client, names) or 0) < wanted["version"]:
            client.indices.put_index_template(name=names.template, body=wanted)
    except AuthorizationException:
        return False
    return True


def held_template(client: Elasticsearch, names: Names) -> int | None:
    """The version of the template that the cluster holds under our name; `None` where it holds none."""
    try:
        held = client.indices.get_index_template(name=names.template)["index_templates"]
    except NotFoundError:
        return None
    version: int | None = held[0]["index_template"].get("version")
    return version


def make_month(client: Elasticsearch, names: Names, month: str) -> None:
    """The index of a month with its aliases, spelled out where no template can be relied on; another process may have been faster."""
    spelled_out = {} if install_template(client, names) else template_of(names)["template"]
    aliases: dict[str, dict[str, str]] = {names.read: {}, names.write(month): {}}
    try:
        client.indices.create(index=names.index(month), aliases=aliases, wait_for_active_shards=0, **spelled_out)
    except BadRequestError as error:
        if error.error != "resource_already_exists_exception":
            raise
        if not client.indices.exists_alias(name=names.write(month)):
            client.indices.update_aliases(actions=[{"add": {"index": names.index(month), "alias": alias}} for alias in aliases])


def live_indices(client: Elasticsearch, names: Names) -> dict[str, tuple[str, int]]:
    """The indices behind the read alias, with month and schema version."""
    try:
        found = client.indices.get_alias(name=names.read)
    except NotFoundError:
        return {}
    return {index: known for index in found.body if (known := names.month_and_version(index))}


def is_missing_index(error: ApiError) -> bool:
    """Whether a request failed since nothing was ever written."""
    return isinstance(error, NotFoundError) and error.error == "index_not_found_exception"
