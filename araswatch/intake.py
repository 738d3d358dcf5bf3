"""Step: what a segment's pages hold × what is already known → their fates, and the articles to store.

This is where it is decided whether an article is new, revised, or the same one under another URL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from araswatch.fold import words
from araswatch.records import Article, Fate, Page, Rejection, StoredArticle, TaggedArticle
from araswatch.revisions import Change, Revision, is_revised, place, text_digest
from araswatch.stories import Signature
from araswatch.urls import article_id, canonicalize

NONE_HELD: Mapping[str, StoredArticle] = MappingProxyType({})
REFUSED = "refused by the store"
"""How the reason of a quarantined article begins that the store did not take."""
SAME_TITLE_OVERLAP = 0.5
"""Least Jaccard overlap of the titles' words of two pages that claim one canonical URL; below it the claim is a template's mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownArticle:
    """What the ledger remembers of an article; `revisions` are in ascending order."""

    article_id: str
    url_id: str
    source_id: str
    title: str
    first_seen_at: datetime
    revision: int
    removed_at: datetime | None = None
    revisions: tuple[Revision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOutcome:
    """What one archived page came to. `url` is the URL that was discovered, `article_id` the article it led to."""

    url: str
    source_id: str
    fetched_at: datetime
    fate: Fate
    reason: str = ""
    article_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleChange:
    """A new article or a new revision of one, now in the store; `digest` identifies its title and text."""

    article_id: str
    url: str
    source_id: str
    title: str
    first_seen_at: datetime
    revision: int
    seen_at: datetime
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A page that could not be processed: it hung, killed its worker, or raised. `reason` is for a person."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessedPage:
    """One archived page and what it came to; the page's body is not carried along. `signature` is `stories.signature` of the text."""

    url: str
    final_url: str
    source_id: str
    fetched_at: datetime
    result: TaggedArticle | Rejection | Failure
    signature: Signature | None = None

    @classmethod
    def of(cls, page: Page, result: TaggedArticle | Rejection | Failure, signature: Signature | None = None) -> ProcessedPage:
        """The page without its body."""
        return cls(
            url=page.requested_url,
            final_url=page.url,
            source_id=page.source_id,
            fetched_at=page.fetched_at,
            result=result,
            signature=signature,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a batch came to: one outcome a page; articles to put into the store, with their signatures; which are new or revised."""

    outcomes: tuple[PageOutcome, ...]
    articles: tuple[StoredArticle, ...]
    changes: tuple[ArticleChange, ...]
    signatures: Mapping[str, Signature | None] = field(default_factory=dict)


def take_in(
    pages: Sequence[ProcessedPage],
    known: Mapping[str, KnownArticle],
    kinds: Mapping[str, str],
    held: Mapping[str, StoredArticle] = NONE_HELD,
) -> Intake:
    """Decide on a batch, page by page in the archive's order.

    `known` holds the articles of `ids_of(pages)` that the ledger has; `kinds` maps sources to their kinds; `held` are the articles of
    `changed_ids(pages, known)` as the store has them: without one, whatever is different counts as revised.
    """
    desk = _Desk(known=dict(known), kinds=kinds, held=held)
    outcomes = tuple(desk.take(page) for page in pages)
    return Intake(outcomes=outcomes, articles=tuple(desk.articles.values()), changes=tuple(desk.changes), signatures=desk.signatures)


def refuse(intake: Intake, refused: Mapping[str, str]) -> Intake:
    """The intake after the store refused some articles by id, with its reasons: they are quarantined and no longer count as known."""
    if not refused:
        return intake
    return replace(
        intake,
        outcomes=tuple(_refused(outcome, refused) for outcome in intake.outcomes),
        articles=tuple(article for article in intake.articles if article.id not in refused),
        changes=tuple(change for change in intake.changes if change.article_id not in refused),
    )


def ids_of(pages: Sequence[ProcessedPage]) -> list[str]:
    """Ids of the articles that a batch may touch."""
    tagged = [(page, page.result) for page in pages]
    return sorted({key for page, result in tagged if isinstance(result, TaggedArticle) for key in (result.article.id, own_id(page))})


def changed_ids(pages: Sequence[ProcessedPage], known: Mapping[str, KnownArticle]) -> list[str]:
    """Ids of known articles whose text is not what it was."""
    articles = [page.result.article for page in pages if isinstance(page.result, TaggedArticle)]
    return sorted({one.id for one in articles if one.id in known and _differs(known[one.id], one)})


def own_id(page: ProcessedPage) -> str:
    """The id that a page's own URL gives, whatever canonical URL the page claims."""
    return article_id(canonicalize(page.final_url))


@dataclass(slots=True, kw_only=True)
class _Desk:
    """Decides on pages in order and remembers what the ones before were."""

    known: dict[str, KnownArticle]
    kinds: Mapping[str, str]
    held: Mapping[str, StoredArticle]
    articles: dict[str, StoredArticle] = field(default_factory=dict)
    changes: list[ArticleChange] = field(default_factory=list)
    signatures: dict[str, Signature | None] = field(default_factory=dict)

    def take(self, page: ProcessedPage) -> PageOutcome:
        match page.result:
            case Rejection(reason=reason, detail=detail):
                return _outcome(page, Fate.NOT_AN_ARTICLE, ": ".join(part for part in (reason, detail) if part))
            case Failure(reason=reason):
                return _outcome(page, Fate.QUARANTINED, reason)
            case TaggedArticle() as tagged:
                return self._take_article(page, tagged)

    def _take_article(self, page: ProcessedPage, tagged: TaggedArticle) -> PageOutcome:
        known = self.known.get(tagged.article.id)
        if known and known.url_id != own_key(page):
            if _same_title(known.title, tagged.article.title):
                return _outcome(page, Fate.DUPLICATE, f"the same article as {tagged.article.canonical_url}", known.article_id)
            tagged = _under_own_url(page, tagged)
            known = self.known.get(tagged.article.id)
        return self._keep(page, tagged, known)

    def _keep(self, page: ProcessedPage, tagged: TaggedArticle, known: KnownArticle | None) -> PageOutcome:
        article = tagged.article
        digest = text_digest(article.title, article.text)
        history = known.revisions if known else ()
        number, change = place(history, digest, page.fetched_at)
        if change is Change.OLDER:
            return _outcome(page, Fate.INDEXED, "an older capture of a newer article", article.id)
        if known and change is Change.REVISED and self._says_the_same(known, article):
            number, change = number - 1, Change.SAME
        first_seen_at = known.first_seen_at if known else page.fetched_at
        self.signatures[article.id] = page.signature
        self.articles[article.id] = StoredArticle(
            tagged=tagged, first_seen_at=first_seen_at, revision=number, source_kind=self.kinds.get(page.source_id)
        )
        if change is not Change.SAME:
            self._remember(
                page,
                ArticleChange(
                    article_id=article.id,
                    url=page.url,
                    source_id=page.source_id,
                    title=article.title,
                    first_seen_at=first_seen_at,
                    revision=number,
                    seen_at=page.fetched_at,
                    digest=digest,
                ),
                history,
            )
        return _outcome(page, Fate.INDEXED, "", article.id)

    def _says_the_same(self, known: KnownArticle, article: Article) -> bool:
        """Whether the article's newest revision says what this one does; a store that is ahead of the ledger (after a death between the
        two) does not have that revision any more."""
        before = self.articles.get(article.id) or self.held.get(article.id)
        return before is not None and before.revision == known.revision and not is_revised(before.tagged.article, article)

    def _remember(self, page: ProcessedPage, change: ArticleChange, history: tuple[Revision, ...]) -> None:
        self.changes.append(change)
        self.known[change.article_id] = KnownArticle(
            article_id=change.article_id,
            url_id=own_key(page),
            source_id=change.source_id,
            title=change.title,
            first_seen_at=change.first_seen_at,
            revision=change.revision,
            revisions=(*history, Revision(number=change.revision, digest=change.digest, seen_at=change.seen_at)),
        )


def own_key(page: ProcessedPage) -> str:
    """The ledger's key of the URL that was discovered."""
    return article_id(canonicalize(page.url))


def _outcome(page: ProcessedPage, fate: Fate, reason: str, article: str | None = None) -> PageOutcome:
    return PageOutcome(url=page.url, source_id=page.source_id, fetched_at=page.fetched_at, fate=fate, reason=reason, article_id=article)


def _refused(outcome: PageOutcome, refused: Mapping[str, str]) -> PageOutcome:
    why = refused.get(outcome.article_id or "")
    if why is None or outcome.fate is not Fate.INDEXED:
        return outcome
    return replace(outcome, fate=Fate.QUARANTINED, reason=f"{REFUSED}: {why}")


def _differs(known: KnownArticle, article: Article) -> bool:
    return text_digest(article.title, article.text) not in {revision.digest for revision in known.revisions[-1:]}


def _same_title(one: str, other: str) -> bool:
    a, b = set(words(one)), set(words(other))
    return a == b or len(a & b) >= SAME_TITLE_OVERLAP * len(a | b)


def _under_own_url(page: ProcessedPage, tagged: TaggedArticle) -> TaggedArticle:
    own = canonicalize(page.final_url)
    return replace(tagged, article=replace(tagged.article, id=article_id(own), canonical_url=own))
