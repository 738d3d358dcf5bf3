"""What a batch of pages comes to: every page one outcome, every article once, nothing lost to a template's mistake."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from araswatch.intake import Failure, Intake, KnownArticle, ProcessedPage, changed_ids, ids_of, own_key, refuse, take_in
from araswatch.records import Article, Fate, Rejection, Removed, StoredArticle, TaggedArticle, Tags
from araswatch.revisions import Revision
from araswatch.urls import article_id

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def article(url: str, title: str = "Bridge over the Aras", text: str = "The bridge opened.") -> TaggedArticle:
    found = Article(id=article_id(url), url=url, canonical_url=url, source_id="aras", title=title, text=text, fetched_at=NOON)
    return TaggedArticle(article=found, tags=Tags(language="en"))


def page(url: str, result: TaggedArticle | Rejection | Failure, *, at: datetime = NOON) -> ProcessedPage:
    return ProcessedPage(url=url, final_url=url, source_id="aras", fetched_at=at, result=result)


def take(pages: list[ProcessedPage], known: Iterable[KnownArticle] = (), held: Iterable[StoredArticle] = ()) -> Intake:
    return take_in(pages, {one.article_id: one for one in known}, {"aras": "blog"}, {one.id: one for one in held})


def known_after(intake: Intake) -> list[KnownArticle]:
    return [
        KnownArticle(
            article_id=change.article_id,
            url_id=article_id(change.url),
            source_id=change.source_id,
            title=change.title,
            first_seen_at=change.first_seen_at,
            revision=change.revision,
            revisions=(Revision(number=change.revision, digest=change.digest, seen_at=change.seen_at),),
        )
        for change in intake.changes
    ]


def test_a_new_article_is_indexed() -> None:
    intake = take([page("https://aras.example/a", article("https://aras.example/a"))])
    assert [outcome.fate for outcome in intake.outcomes] == [Fate.INDEXED]
    assert intake.articles[0].source_kind == "blog"
    assert intake.changes[0].revision == 1


def test_rejections_and_failures_have_their_fates() -> None:
    intake = take(
        [
            page("https://aras.example/a", Rejection(reason="listing", detail="20 links")),
            page("https://aras.example/b", Failure(reason="hung")),
        ]
    )
    assert [(o.fate, o.reason) for o in intake.outcomes] == [(Fate.NOT_AN_ARTICLE, "listing: 20 links"), (Fate.QUARANTINED, "hung")]


def test_the_same_article_under_two_urls_is_one() -> None:
    main, amp = "https://aras.example/a", "https://aras.example/a/amp"
    intake = take([page(main, article(main)), page(amp, article(main, text="The bridge  opened today."))])
    assert [outcome.fate for outcome in intake.outcomes] == [Fate.INDEXED, Fate.DUPLICATE]
    assert len(intake.articles) == 1
    assert intake.outcomes[1].article_id == article_id(main)


def test_pages_that_all_claim_one_canonical_url_are_kept_apart() -> None:
    home = "https://aras.example/start"
    titles = ["Bridge over the Aras", "Elections in Georgia", "Pipeline reopened"]
    intake = take([page(f"https://aras.example/{n}", article(home, title=title)) for n, title in enumerate(titles)])
    assert [outcome.fate for outcome in intake.outcomes] == [Fate.INDEXED] * 3
    assert len({one.id for one in intake.articles}) == 3


def test_a_changed_text_is_a_revision_and_the_same_text_none() -> None:
    url = "https://aras.example/a"
    first = take([page(url, article(url))])
    later = page(url, article(url, text="The bridge was closed."), at=NOON + timedelta(hours=1))
    second = take([later], known_after(first))
    assert (second.changes[0].revision, second.changes[0].first_seen_at) == (2, NOON)
    again = take([page(url, article(url), at=NOON + timedelta(hours=1))], known_after(first))
    assert again.changes == ()
    assert [one.revision for one in again.articles] == [1]


def test_taking_in_twice_changes_nothing() -> None:
    url = "https://aras.example/a"
    first = take([page(url, article(url))])
    again = take([page(url, article(url))], known_after(first))
    assert (again.outcomes, again.articles, again.changes) == (first.outcomes, first.articles, ())


def test_what_the_store_refuses_is_quarantined_with_its_reason() -> None:
    urls = ["https://aras.example/a", "https://aras.example/b"]
    intake = take([page(url, article(url)) for url in urls])
    left = refuse(intake, {article_id(urls[0]): "mapping conflict"})
    assert [outcome.fate for outcome in left.outcomes] == [Fate.QUARANTINED, Fate.INDEXED]
    assert "mapping conflict" in left.outcomes[0].reason
    assert [one.id for one in left.articles] == [change.article_id for change in left.changes] == [article_id(urls[1])]


results = st.sampled_from(
    [Rejection(reason="listing"), Failure(reason="hung"), *(article(f"https://aras.example/{c}", title=c * 3) for c in "abc")]
)


@given(st.lists(st.tuples(st.sampled_from("abcd"), results), max_size=12))
def test_every_page_has_one_outcome_and_every_indexed_article_is_stored(
    rows: list[tuple[str, TaggedArticle | Rejection | Failure]],
) -> None:
    pages = [page(f"https://aras.example/{slug}", result) for slug, result in rows]
    intake = take(pages)
    assert [outcome.url for outcome in intake.outcomes] == [one.url for one in pages]
    indexed = {outcome.article_id for outcome in intake.outcomes if outcome.fate is Fate.INDEXED}
    assert indexed == {one.id for one in intake.articles} <= set(ids_of(pages))


def test_the_key_is_that_of_the_discovered_url() -> None:
    moved = replace(page("https://aras.example/old", Failure(reason="hung")), final_url="https://aras.example/new")
    assert own_key(moved) == article_id("https://aras.example/old")


OFFER = "Read all of our reports from the river for three months at half the price."


def with_offer(url: str, *, in_text: bool) -> TaggedArticle:
    """An article on a page with an offer, which is taken for text or not."""
    found = article(url, text="The bridge over the river was opened on Tuesday." + (f"\n{OFFER}" if in_text else ""))
    return replace(found, article=replace(found.article, removed=() if in_text else (Removed(kind="advert", text=OFFER),)))


def test_another_choice_among_what_stood_on_the_page_is_no_revision() -> None:
    url = "https://aras.example/a"
    first = take([page(url, with_offer(url, in_text=False))])
    again = [page(url, with_offer(url, in_text=True), at=NOON + timedelta(hours=1))]
    known = known_after(first)
    assert changed_ids(again, {one.article_id: one for one in known}) == [article_id(url)]
    seen_again = take(again, known, first.articles)
    assert (seen_again.changes, seen_again.articles[0].revision) == ((), 1)


def test_a_revision_that_the_store_has_and_the_ledger_has_not_is_recorded() -> None:
    url = "https://aras.example/a"
    first = take([page(url, article(url))])
    again = [page(url, article(url, text="The bridge was closed."), at=NOON + timedelta(hours=1))]
    ahead = take(again, known_after(first), first.articles)
    assert [change.revision for change in ahead.changes] == [2]
    repeated = take(again, known_after(first), ahead.articles)
    assert repeated.changes == ahead.changes
