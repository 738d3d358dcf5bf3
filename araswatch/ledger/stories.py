"""The stories' side of the ledger: which articles are one story, and what that story is called."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from araswatch.ledger.connection import Connected, among, insert_new, one_by_one, take_turn
from araswatch.ledger.tables import articles, story_bands, story_members, story_relabels
from araswatch.stories import Groups, Signature, same_text

CHUNK = 1_000
CACHE_KB = 65_536
MOST_SHARING = 100
"""Articles of a band that one more is compared with, the last ones that came: more share a band only where a site's boilerplate was taken
for text, or where they are one story already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryItem:
    """An article to be placed: `appeared_at` is `stories.appeared_at`, `signature` is `stories.signature` of its text."""

    article_id: str
    source_id: str
    appeared_at: datetime
    signature: Signature | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """The story of each article that was placed, and of articles placed before whose story has a new name that the store must learn."""

    story_of: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)


class Stories(Connected):
    """Who tells the same story."""

    def place_stories(self, items: Sequence[StoryItem]) -> Placement:
        """Find each article's story, in one transaction. Idempotent; the outcome does not depend on the order of arrival.

        A story is named by its earliest article, so an article that joins two stories, or comes late but appeared first, renames them.
        `renamed` also holds what an interrupted run left unsaid; `settle_labels` ends that.
        """
        unique = list({item.article_id: item for item in items}.values())
        with self.writing() as connection:
            _prepare(connection)
            for start in range(0, len(unique), CHUNK):
                _place(connection, unique[start : start + CHUNK])
            story_of = _story_of(connection, [item.article_id for item in unique])
            left = list(connection.execute(select(story_relabels.c.article_id)).scalars())
            return Placement(
                story_of=story_of, renamed={key: name for key, name in _story_of(connection, left).items() if key not in story_of}
            )

    def settle_names(self, labels: Mapping[str, str]) -> None:
        """The store now has these articles under these stories."""
        with self.writing() as connection:
            take_turn(connection)
            settle_labels(connection, labels)

    def story_of(self, article_ids: Sequence[str]) -> dict[str, str]:
        """The story of each article that was placed."""
        with self.reading() as connection:
            return _story_of(connection, article_ids)

    def story_arrivals(self, story_ids: Collection[str]) -> dict[str, list[tuple[datetime, str]]]:
        """For each story when its articles were first seen, and in which source, first to last."""
        joined = story_members.join(articles, articles.c.article_id == story_members.c.article_id)
        columns = (story_members.c.story_id, articles.c.first_seen_at, story_members.c.source_id)
        arrivals: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
        with self.reading() as connection:
            chosen = select(*columns).select_from(joined).where(among(connection, story_members.c.story_id, story_ids))
            for row in connection.execute(chosen.order_by(articles.c.first_seen_at)):
                arrivals[row.story_id].append((row.first_seen_at, row.source_id))
        return dict(arrivals)


def _prepare(connection: Connection) -> None:
    """Others that place stories wait; SQLite keeps more of the bands, which are read and written all over, in memory."""
    take_turn(connection)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA cache_size=-{CACHE_KB}")


def settle_labels(connection: Connection, labels: Mapping[str, str]) -> None:
    """The store now has these articles under these stories; what was renamed since stays to be said."""
    current = _story_of(connection, list(labels))
    settled = [key for key, name in labels.items() if current.get(key, name) == name]
    if settled:
        connection.execute(delete(story_relabels).where(among(connection, story_relabels.c.article_id, settled)))
    insert_new(connection, story_relabels, [{"article_id": key} for key in labels.keys() - set(settled)])


def _place(connection: Connection, items: Sequence[StoryItem]) -> None:
    known = {row.article_id: row for row in _members(connection, "article_id", [item.article_id for item in items])}
    _insert_members(connection, [item for item in items if item.article_id not in known])
    changed = [item for item in items if item.article_id in known and known[item.article_id].sketch != _packed(item)]
    _update_members(connection, changed, known)
    again = {item.article_id for item in changed}
    fresh = [item for item in items if item.signature and (item.article_id in again or item.article_id not in known)]
    own = {row.article_id: row for row in _members(connection, "article_id", [item.article_id for item in fresh])}
    carried = [(band, member_id) for item in fresh for member_id in [own[item.article_id].member_id] for band in _bands(item)]
    sharing = _sharing(connection, carried)
    _insert_bands(connection, carried)
    _merge(connection, _joined(connection, fresh, own, sharing))


def _bands(item: StoryItem) -> tuple[int, ...]:
    return item.signature.bands if item.signature else ()


def _packed(item: StoryItem) -> bytes | None:
    return item.signature.packed if item.signature else None


def _insert_members(connection: Connection, items: Sequence[StoryItem]) -> None:
    rows = [
        {
            "article_id": item.article_id,
            "story_id": item.article_id,
            "source_id": item.source_id,
            "appeared_at": item.appeared_at,
            "sketch": _packed(item),
        }
        for item in items
    ]
    insert_new(connection, story_members, rows)


def _update_members(connection: Connection, changed: Sequence[StoryItem], known: Mapping[str, Any]) -> None:
    """A revised text is found by its new bands; the article stays in the story that it was in."""
    for item in changed:
        member_id = known[item.article_id].member_id
        connection.execute(delete(story_bands).where(story_bands.c.member_id == member_id))
        connection.execute(update(story_members).where(story_members.c.member_id == member_id).values(sketch=_packed(item)))


def _insert_bands(connection: Connection, carried: Sequence[tuple[int, int]]) -> None:
    """In the order of the key, so that neighbours are written together. `carried` are bands with the articles that have them."""
    if carried:
        mark = "%s" if connection.dialect.name == "postgresql" else "?"
        insert = f"INSERT INTO story_bands (band, member_id) VALUES ({mark}, {mark}) ON CONFLICT DO NOTHING"  # noqa: S608
        connection.exec_driver_sql(insert, sorted(carried))


def _joined(connection: Connection, fresh: Sequence[StoryItem], own: Mapping[str, Any], sharing: Mapping[int, Sequence[int]]) -> Groups:
    """The stories that these articles' texts tie together."""
    groups = Groups()
    candidates = _candidates(fresh, own, sharing)
    others = {row.member_id: row for row in _members(connection, "member_id", {one for found in candidates.values() for one in found})}
    unpacked = {row.member_id: Signature.unpacked(row.sketch) for row in others.values() if row.sketch}
    for item in fresh:
        story_id = own[item.article_id].story_id
        for member_id in candidates.get(own[item.article_id].member_id, ()):
            other = others[member_id]
            if groups.find(story_id) != groups.find(other.story_id) and item.signature and same_text(item.signature, unpacked[member_id]):
                groups.join(story_id, other.story_id)
    return groups


def _candidates(fresh: Sequence[StoryItem], own: Mapping[str, Any], sharing: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
    """For each article those that share a band with it, the ones that share most first."""
    candidates: dict[int, list[int]] = {}
    for item in fresh:
        member_id = own[item.article_id].member_id
        shared = Counter(other for band in _bands(item) for other in sharing.get(band, ()) if other != member_id)
        if shared:
            candidates[member_id] = sorted(shared, key=lambda other: (-shared[other], other))
    return candidates


def _sharing(connection: Connection, carried: Sequence[tuple[int, int]]) -> dict[int, list[int]]:
    """The last articles of each band that more than one has, those whose bands are not written yet among them."""
    first: dict[int, int] = {}
    sharing: dict[int, list[int]] = {}
    for band, member_id in carried:
        if first.setdefault(band, member_id) != member_id:
            sharing.setdefault(band, [first[band]]).append(member_id)
    for band, member_id in _holders(connection, _held(connection, first)):
        sharing.setdefault(band, [first[band]]).append(member_id)
    return {band: sorted(set(members))[-MOST_SHARING:] for band, members in sharing.items()}


def _held(connection: Connection, bands: Collection[int]) -> list[int]:
    """Those of the bands that an article has already; most are new."""
    wanted = one_by_one(connection, story_bands.c.band, bands)
    is_held = select(story_bands.c.band).where(story_bands.c.band == wanted.c.value).exists()
    return list(connection.execute(select(wanted.c.value).where(is_held)).scalars())


def _holders(connection: Connection, bands: Collection[int]) -> Sequence[tuple[int, int]]:
    """Band and article of the last articles of each band; one of very many is not read whole."""
    wanted = one_by_one(connection, story_bands.c.band, bands)
    inner = story_bands.alias()
    last = select(inner.c.member_id).where(inner.c.band == wanted.c.value).order_by(inner.c.member_id.desc())
    since = func.coalesce(last.offset(MOST_SHARING - 1).limit(1).scalar_subquery(), 0)
    chosen = select(story_bands.c.band, story_bands.c.member_id).where(
        story_bands.c.band == wanted.c.value, story_bands.c.member_id >= since
    )
    return [(row.band, row.member_id) for row in connection.execute(chosen)] if bands else ()


def _merge(connection: Connection, groups: Groups) -> None:
    """Give all articles of stories that are one the name of the earliest."""
    merged = list(groups.sets())
    if not merged:
        return
    named = among(connection, story_members.c.article_id, [name for names in merged for name in names])
    chosen = select(story_members.c.article_id, story_members.c.appeared_at).where(named)
    first = {row.article_id: (row.appeared_at, row.article_id) for row in connection.execute(chosen)}
    name_of = {old: new for names in merged for new in [min(names, key=first.__getitem__)] for old in names}
    old_names = [old for old, new in name_of.items() if old != new]
    renamed = select(story_members.c.article_id).where(among(connection, story_members.c.story_id, old_names))
    relabels = [{"article_id": article_id} for article_id in connection.execute(renamed).scalars().all()]
    rename = update(story_members).where(story_members.c.story_id == bindparam("old")).values(story_id=bindparam("new"))
    connection.execute(rename, [{"old": old, "new": name_of[old]} for old in old_names])
    insert_new(connection, story_relabels, relabels)


def _members(connection: Connection, key: str, values: Collection[Any]) -> Sequence[Any]:
    columns = (story_members.c.member_id, story_members.c.article_id, story_members.c.story_id, story_members.c.sketch)
    return connection.execute(select(*columns).where(among(connection, story_members.c[key], values))).all() if values else ()


def _story_of(connection: Connection, article_ids: Sequence[str]) -> dict[str, str]:
    chosen = select(story_members.c.article_id, story_members.c.story_id).where(among(connection, story_members.c.article_id, article_ids))
    return {row.article_id: row.story_id for row in connection.execute(chosen)} if article_ids else {}
