"""The article's authors: the names that the likeliest of the page's bylines gives; persons, and accounts where no person is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from araswatch.extract import choice
from araswatch.extract.blocks import Layout
from araswatch.extract.bylines import BEFORE, BEHIND, LESS_LIKELY, Byline, find_bylines
from araswatch.extract.names import account_in, fold_name, persons_in
from araswatch.extract.site import url_host
from araswatch.extract.structure import Marks
from araswatch.extract.structured import Structured, text_of, types_of

MAX_AUTHORS = 12
MIN_SCORE = -1.5
"""Of less likely claims most are wrong: a page without an author has words near its title too."""
SAID = frozenset({"led", "labelled", "rel", "author-page"})
"""Signs of a byline that says of itself that it is one."""
MARKED = frozenset({"class", "rel", "author-page"})
"""Signs of an element that holds nothing but the name."""
SAID_SCORE = -0.6
"""Less likely persons beside an account are mostly other articles' authors."""
UNLED = frozenset({"place", "signature"})
"""Places where nothing says that a name follows: it must look like one."""
FAR = 40
"""Blocks from the title to the end of a short article: what stands further is below it or beside it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Names that one place of the page gives; `kind` is person, handle (one word) or account (no person's name at all)."""

    names: tuple[str, ...]
    kind: str
    byline: Byline
    order: int
    of_site: bool = False
    """`order` counts the claims of the same source before; `of_site` says that a name is the site's or publisher's own."""


def find_authors(tree: HtmlElement, layout: Layout, data: Structured, site: str | None, url: str, title_at: int | None) -> tuple[str, ...]:
    """Names in the order of the byline; empty where the page names no author."""
    claims = author_claims(tree, layout, data, site, url, title_at)
    if not claims:
        return ()
    table = choice.weights("authors")
    scored = [choice.score(features, table) for features in claim_features(claims, title_at)]
    best = max(scored)
    if best < MIN_SCORE:
        return ()
    chosen = claims[scored.index(best)]
    if chosen.kind == "account":
        chosen = _said_person(claims, scored) or chosen
    return _as_marked(chosen, claims)


def _said_person(claims: Sequence[Claim], scored: Sequence[float]) -> Claim | None:
    """The likeliest byline that names persons by their full names and says that it is one: an account stands for no one where it does."""
    said = [(score, -number) for number, (claim, score) in enumerate(zip(claims, scored, strict=True)) if _says_person(claim)]
    best = max(said, default=(SAID_SCORE, 0))
    return claims[-best[1]] if best[0] > SAID_SCORE else None


def _says_person(claim: Claim) -> bool:
    return claim.kind == "person" and bool(claim.byline.signs & SAID)


def _as_marked(chosen: Claim, claims: Sequence[Claim]) -> tuple[str, ...]:
    """The names of a line, each as the element inside says where a word runs on behind it: "Ann Riversin Shipping"."""
    beside = [claim for claim in claims if claim.byline.at == chosen.byline.at is not None and len(claim.names) == 1]
    names = [claim.names[0] for claim in beside if claim.byline.signs & MARKED]
    return tuple(next((short for short in names if _runs_on(name, short)), name) for name in chosen.names)


def _runs_on(name: str, short: str) -> bool:
    return len(name) > len(short) and name.startswith(short) and name[len(short)].islower()


def author_claims(tree: HtmlElement, layout: Layout, data: Structured, site: str | None, url: str, title_at: int | None) -> list[Claim]:
    """What each place of the page says of the authors, each place once."""
    organisations = _organisations(data, site, url)
    claims: list[Claim] = []
    for byline in find_bylines(tree, layout, data, title_at):
        order = sum(claim.byline.source == byline.source for claim in claims)
        if found := _claim(byline, organisations, order, title_at):
            claims.append(found)
    return claims


def _claim(byline: Byline, organisations: frozenset[str], order: int, title_at: int | None) -> Claim | None:
    stated = byline.source in {"json-ld", "meta", "markup"}
    persons = persons_in(byline.text, organisations=organisations, pseudonyms=byline.source not in UNLED, small=stated)
    if persons:
        of_site = any(fold_name(name) in organisations for name in persons)
        return Claim(persons[:MAX_AUTHORS], "person" if any(" " in name for name in persons) else "handle", byline, order, of_site)
    near = byline.source == "json-ld" or byline.source == "meta" or _offset(byline, title_at) in {"at-title", "near-title"}
    account = account_in(byline.text, declared=byline.source in {"json-ld", "meta"})
    if byline.source in UNLED or not near or account is None:
        return None
    publisher = byline.source == "meta" and "account" not in byline.signs and fold_name(account) in organisations
    return None if publisher else Claim((account,), "account", byline, order, fold_name(account) in organisations)


def claim_features(claims: Sequence[Claim], title_at: int | None) -> list[choice.Features]:
    """What is known of each claim: its place, its words, and how many other places say the same."""
    return [frozenset({*_own_features(claim, title_at), *_agreement(claim, claims)}) for claim in claims]


def _own_features(claim: Claim, title_at: int | None) -> list[str]:
    byline = claim.byline
    source = byline.source
    found = [f"{claim.kind}:{source}", f"order:{source}:{min(claim.order, 3)}", f"names:{min(len(claim.names), 5)}"]
    found += [f"{source}:{sign}" for sign in byline.signs]
    found += ["site"] if claim.of_site else []
    if byline.at is not None:
        found += [f"{source}:{_offset(byline, title_at)}", _offset(byline, title_at)]
        found += [f"in:{name}" for name, mark in PLACES if byline.marks & mark]
    if len(byline.text) > 60:
        found.append(f"{source}:long")
    if any(char.isdigit() for name in claim.names for char in name):
        found.append("figures")
    if all(name.islower() for name in claim.names):
        found.append("small")
    return found


PLACES = (
    ("meta", Marks.META),
    ("author-box", Marks.AUTHOR_BOX),
    ("beside", LESS_LIKELY),
    ("navigation", Marks.NAVIGATION),
    ("header", Marks.HEADER),
    ("caption", Marks.CAPTION),
    ("quote", Marks.QUOTE),
    ("list", Marks.LIST),
    ("body", Marks.BODY),
)


def _offset(byline: Byline, title_at: int | None) -> str:
    if byline.at is None or title_at is None:
        return "title-unseen"
    offset = byline.at - title_at
    if -2 <= offset <= 4:
        return "at-title"
    if -BEFORE <= offset <= BEHIND:
        return "near-title"
    return "before" if offset < 0 else "below" if offset < FAR else "far"


def _agreement(claim: Claim, claims: Sequence[Claim]) -> list[str]:
    own = _keys(claim)
    others = [other for other in claims if other.byline.source != claim.byline.source and not _guess_alike(claim, other)]
    same = {other.byline.source for other in others if _keys(other) == own}
    shared = {other.byline.source for other in others if _keys(other) & own} - same
    found = [f"agreed:{min(len(same), 3)}"] + (["shared"] if shared else [])
    if not same and not shared and any(other.kind == "person" for other in others):
        found.append("contradicted")
    if claim.kind == "person" and any(other.kind == "handle" and _extends(claim, other) for other in others):
        found.append("extends")
    if claim.kind == "handle" and any(other.kind == "person" and _extends(other, claim) for other in others):
        found.append("extended")
    return found + [f"agreed-by:{source}" for source in sorted(same)]


def _guess_alike(claim: Claim, other: Claim) -> bool:
    """Whether both take the same line for a name, which is no agreement."""
    return {claim.byline.source, other.byline.source} <= UNLED and claim.byline.at == other.byline.at


def _extends(full: Claim, short: Claim) -> bool:
    """Whether one claim spells out the other: "Ann Rivers" and "Ann" or "annrivers"."""
    own, other = full.names[0], short.names[0]
    return fold_name(own.split()[0]) == fold_name(other) or fold_name(own) == fold_name(other)


def _keys(claim: Claim) -> frozenset[str]:
    return frozenset(map(fold_name, claim.names))


def _organisations(data: Structured, site: str | None, url: str) -> frozenset[str]:
    """What the site and its publisher are called: named as author by many templates, never a person."""
    names = {site or "", url_host(url), url_host(url).split(".")[0]}
    for item in data.objects:
        if {"organization", "newsmediaorganization", "website"} & types_of(item):
            names.add(text_of(item.get("name")) or "")
    return frozenset(fold_name(name) for name in names if name)
