"""An archive full of articles of our own: stories with copies on several sites, in random order over many segments."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from araswatch.archive import Archive
from araswatch.ledger import Ledger
from araswatch.recovery import recover
from araswatch.settings import Settings
from tests.archive.captures import capture

SITES = 40
SYLLABLES = ("ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu")
OPENINGS = ("Engineers said that", "A teacher added that", "The mayor wrote that", "Drivers heard that", "A clerk confirmed that")
CLOSINGS = ("before the winter", "as the treaty says", "after the flood", "without a word on tolls", "in spite of the price")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One page: the text of a story on a site. Every second story is about a minister as well as a bridge."""

    story: int
    site: int

    @property
    def url(self) -> str:
        return f"https://site{self.site}.example/news/{self.story}"

    @property
    def body(self) -> bytes:
        title = f"Bridge {self.story} opens"
        frame = f"<nav><a href='/'>Site {self.site}</a></nav>"
        paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs_of(self.story))
        said = f"<p>(Site {self.site} NEWS) Our desk in town number {self.site} has received this report.</p>"
        return (
            f"<html><head><title>{title}</title></head><body>{frame}<article><h1>{title}</h1>{said}{paragraphs}</article></body></html>"
        ).encode()


def paragraphs_of(story: int) -> list[str]:
    """Seven paragraphs with words that no other story has."""
    generator = random.Random(story)
    who = "the minister" if story % 2 else "the council"

    def names(count: int) -> str:
        return ", ".join("".join(generator.choices(SYLLABLES, k=4)).title() for _ in range(count))

    sentences = [
        f"{generator.choice(OPENINGS)} {names(6)} and {who} would meet near the bridge of {names(5)} {generator.choice(CLOSINGS)}."
        for _ in range(14)
    ]
    return [" ".join(sentences[start : start + 2]) for start in range(0, len(sentences), 2)]


def reports(count: int, generator: random.Random, *, copied: float = 0.2) -> list[Report]:
    """So many pages in random order; a part of them copies stories on other sites."""
    found: list[Report] = []
    story = 0
    while len(found) < count:
        copies = generator.randint(2, 4) if generator.random() < copied else 1
        found += [Report(story=story, site=site) for site in generator.sample(range(SITES), copies)]
        story += 1
    del found[count:]
    generator.shuffle(found)
    return found


def archive_of(settings: Settings, pages: Sequence[Report], *, segment_pages: int, fetched_at: datetime) -> None:
    """Write the pages into closed segments that wait to be processed, fetched a second apart."""
    archive = Archive(settings.archive_url)
    for start in range(0, len(pages), segment_pages):
        segment = archive.begin("crawl", at=fetched_at + timedelta(seconds=start))
        for number, page in enumerate(pages[start : start + segment_pages], start=start):
            at = fetched_at + timedelta(seconds=number)
            segment.add(capture(url=page.url, requested_url=page.url, source_id=f"site{page.site}", body=page.body, fetched_at=at))
        segment.close()
    with Ledger.open(settings.ledger_url) as ledger:
        recover(archive, ledger, body_bytes=settings.body_bytes)
