"""Where a page's lines of text say when it was published or changed: around the title, in lines of their own, behind a label."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from araswatch.extract.blocks import Block, Layout, is_linked
from araswatch.extract.dateclaims import Claim, Clock, dated_by, read_date
from araswatch.extract.datetext import Mention, dates_in
from araswatch.extract.datewords import fold_date
from araswatch.extract.lower import lower
from araswatch.extract.nearby import near_title
from araswatch.extract.structure import Marks

DIGIT = re.compile(r"\d")
CHANGED = re.compile(
    r"updated|modified|edited|last update|aktualisier|geändert|zuletzt|letzte änderung|mise? à jour|actualisé|modifié|modification|"
    r"actualiz|aggiorn|modificat|modificado|atualiz|bijgewerkt|gewijzigd|uppdaterad|oppdatert|opdateret|päivitetty|muokattu|"
    r"aktualizac|aktualizov|zaktualizow|frissít|ažurira|ενημερώθ|ενημέρωσ|обновлен|изменен|оновлен|змінен|актуализир|"
    r"yenilən|güncel|dəyişdiril|به.?روز|ویرایش|تحديث|تعديل|עודכן|עדכון|թարմաց|განახლ|diperbarui|cập nhật|更新|수정"
)
PUBLISHED = re.compile(
    r"publi(?:sh(?:ed|ing)?(?= date| on|:|$)|shed|cad[oa]|cato|cat(?= )|ziert|ée? le|cation date|cación|cação|cera[dt]|sert|kov|kacji)|"
    r"pubblicat|gepubliceerd|geplaatst|udgivet|opublikow|julkaistu|közzétéve|objavljen|zveřejněn|posted|"
    r"veröffentlich|erschien|erstellt|gepostet|eingestellt|mis en ligne|paru le|"
    r"stand:|datum:|date:|data:|fecha:|created|"
    r"опубликован|опублікован|публикуван|дата:|δημοσίευσ|δημοσιεύ|yayın|yayım|giriş ?(?:tarihi|:)|eklenme|oluşturulma|"
    r"dərc|tarix:|paylaşıl|تاریخ|انتشار|نشر|פורסם|հրապարակ|գրառ|გამოქვეყნ|თარიღი|diterbitkan|tayang|발행|입력|发布|公開"
)
POST_LINE = re.compile(
    r"\b(?:entry|post|article|story|piece) (?:was|were) (?:originally |first )?(?:posted|published|written)\b|"
    r"\b(?:originally|first) published\b|"
    r"ursprünglich (?:veröffentlicht|erschienen)|zuerst (?:veröffentlicht|erschienen)|erstmals veröffentlicht|publié initialement|"
    r"\bwurde\b.{0,60}\b(?:gepostet|veröffentlicht|geschrieben|erstellt)\b|"
    r"\b(?:entrée|billet|article) a été publiée?\b|\bentrada (?:fue|se) public|запись (?:была )?опубликован|"
    r"\btarihinde\b.{0,40}(?:yayınlan|gönderil)|(?:نوشته|ارسال|منتشر) شده در"
)
"""What themes say below a post, in a sentence: "This entry was posted on Sunday, October 3rd, 2021 at 4:20 pm and is filed under …"."""
SAID = (
    *(word.rpartition("?")[2] for word in CHANGED.pattern.split("|")),
    *("publi", "posted", "written", "wurde", "ursprüng", "zuerst", "erstmals", "публик", "tarihinde", " شده در"),
)
"""One of these is a part of every line that tells of a change or of the first day: cheaper to ask first. Of words with a letter that may be
absent, what stands behind it."""
ELSEWHERE = Marks.COMMENTS | Marks.RELATED | Marks.COMMENT_FORM | Marks.TEASER | Marks.NAVIGATION | Marks.ASIDE | Marks.FOOTER
OTHERS = Marks.COMMENTS | Marks.COMMENT_FORM
DATELINE = 40
MAX_LINE, SENTENCE, SHORT_LINE, MAX_POST_LINE = 220, 120, 80, 400
QUOTES, STOPS = "\"'”») ", (".", "!", "?", "…", "։", "۔", "。", "؟")
PROSE_SPACES = 5
"""A line that ends as a sentence and parts as many words is one."""
MAX_RELATIVE_LINE = 40
"""\"Today\" and \"2 hours ago\" date a page where they stand by themselves, not in a sentence."""
MAX_BESIDES = 2
"""Letters beside a day without year: "24 ноября в 14:35"."""
LETTER = re.compile(r"[^\W\d_]")
MAX_LONE = 6
LABEL = 30


def claims_of_lines(layout: Layout, title_at: int | None, foreign: int, clock: Clock) -> Iterator[Claim]:
    """Dates in lines around the title, elsewhere where there are none, and of changes. `foreign` are marks of other articles' places."""
    near = [] if title_at is None else near_title(layout, title_at, before=6, behind=13)
    found = list(_from_near_lines(layout, near, foreign, clock))
    yield from found
    if not any(claim.place in {"near-at", "near"} and not claim.changed for claim in found):
        yield from _from_dateline(near, clock)
        yield from _from_lone_lines(layout, foreign, clock)
    yield from _from_sentences(layout, foreign, clock)


def is_foreign(marks: int, foreign: int) -> bool:
    """Whether marks are of another article's place. An article's own footer is not."""
    return bool(marks & (foreign & ~Marks.FOOTER if marks & Marks.ARTICLE else foreign))


def _from_near_lines(layout: Layout, near: list[tuple[int, Block]], foreign: int, clock: Clock) -> Iterator[Claim]:
    """Dates in short lines around the title: readers take the first for the article's."""
    found = 0
    for distance, block in near:
        if block.marks & OTHERS or len(block.text) > MAX_LINE or _is_teaser(block, foreign):
            continue
        place = "in-title" if distance == 0 else "near-at" if distance <= 5 else "near"
        for claim in _line_dates(block, _label(layout, block), place, foreign, clock):
            yield replace(claim, signs=(*claim.signs, "later" if found else "first"))
            found += claim.place in {"near-at", "near"} and not claim.changed


def _from_dateline(near: list[tuple[int, Block]], clock: Clock) -> Iterator[Claim]:
    """A date that opens the first paragraph behind the title."""
    for distance, block in near:
        if distance > 0 and len(block.text) > MAX_LINE and DIGIT.search(block.text[:DATELINE]):
            found = dates_in(block.text[:DATELINE], now=clock.fetched_at.astimezone(clock.zone), month_first=clock.month_first)
            if found and not found[0].relative:
                yield Claim(dated_by(found[0], "dateline", clock, 0.7), "dateline")
            return


def _from_lone_lines(layout: Layout, foreign: int, clock: Clock) -> Iterator[Claim]:
    """Lines that hold little else than a date, anywhere but in other articles' teasers; there, where they say what they date, or where
    all of them give one day and no other line gives any: a lone teaser is the article itself."""
    order, teased = 0, list[Claim]()
    for block in layout.blocks:
        if len(block.text) > SHORT_LINE or block.marks & OTHERS or not DIGIT.search(block.text):
            continue
        label = _label(layout, block)
        labelled = PUBLISHED.search(lower(f"{label}{block.text}")) is not None
        if is_foreign(block.marks, foreign) and not labelled:
            if not is_foreign(block.marks, foreign & ~Marks.TEASER):
                teased += _line_dates(block, label, "lone", foreign, clock)
            continue
        place = "labelled" if labelled else "lone"
        for claim in _line_dates(block, label, place, foreign, clock):
            if claim.place != "relative":
                yield replace(claim, signs=(*claim.signs, "later" if order else "first"))
                order += claim.place == place
        if order >= MAX_LONE:
            return
    if not order and len({claim.dated.at.date() for claim in teased}) == 1:
        yield replace(teased[0], signs=(*teased[0].signs, "first"))


def _label(layout: Layout, block: Block) -> str:
    """The line before, where it is no more than "Published" or "Last updated"; empty where it is not."""
    text = layout.blocks[block.index - 1].text if block.index else ""
    if len(text) > LABEL or DIGIT.search(text):
        return ""
    folded = lower(text)
    return f"{folded} " if PUBLISHED.search(folded) or CHANGED.search(folded) else ""


def _line_dates(block: Block, label: str, place: str, foreign: int, clock: Clock) -> Iterator[Claim]:
    """Dates of a line, each with what its words call it, the first also with the label before; figures that read both ways as both."""
    if not _may_date(block.text):
        return
    start, named = 0, label
    for found in dates_in(block.text, now=clock.fetched_at.astimezone(clock.zone), month_first=clock.month_first):
        mention = _settled(found, clock)
        before = named + lower(block.text[start : mention.start + 2])
        start, named = mention.end, ""
        signs = tuple(_signs(block, before, foreign, mention))
        changed = bool(CHANGED.search(before))
        if not changed and (_is_page_clock(mention, signs, clock) or not _dates_the_line(block.text, mention, signs)):
            continue
        own = "relative" if mention.relative else "sentence" if _is_prose(block) and "says-published" not in signs else place
        yield Claim(dated_by(mention, "text", clock, 0.8), own, signs, changed)
        if mention.other_day and not (changed or mention.dotted):
            yield Claim(dated_by(replace(mention, day=mention.other_day), "text", clock, 0.5), "other-reading")


def _is_teaser(block: Block, foreign: int) -> bool:
    """Whether a line is a link in a place of other articles."""
    return is_foreign(block.marks, foreign) and is_linked(block)


def _is_prose(block: Block) -> bool:
    """Whether a line is a sentence and not an article's data: "The fair opens on 5 October 2026." dates the fair."""
    text = block.text
    ends = not block.marks & Marks.META and text.rstrip(QUOTES).endswith(STOPS) and text.count(" ") >= PROSE_SPACES
    return len(text) > SENTENCE or ends


def _is_page_clock(mention: Mention, signs: tuple[str, ...], clock: Clock) -> bool:
    """Whether a line is what many pages open with, today's day, while their programs declare others."""
    if not clock.declared or mention.day in clock.declared or mention.clock or mention.relative:
        return False
    plain = "bare" in signs and "says-published" not in signs
    return plain and mention.day == clock.fetched_at.astimezone(clock.zone).date()


def _dates_the_line(line: str, mention: Mention, signs: tuple[str, ...]) -> bool:
    """Whether a date is what its line is for: a relative one only in a short line. Words ("today", "yesterday") are so only beside a
    time of day, behind "published" or alone: "USA Today" is a name."""
    if not mention.relative:
        return True
    if len(line) > MAX_RELATIVE_LINE:
        return False
    folded = fold_date(line)
    besides = LETTER.findall(folded[: mention.start] + folded[mention.end :])
    if mention.yearless:
        return len(besides) <= MAX_BESIDES
    counted = DIGIT.search(folded[mention.start : mention.end])
    return bool(mention.clock or counted or not besides or "says-published" in signs)


def _settled(mention: Mention, clock: Clock) -> Mention:
    """Figures that read both ways (4/5/2021), read as the page's programs read them where those give one of the two days. Those with dots
    put the day first, but where the page writes the month first otherwise."""
    if mention.day in clock.declared or (mention.dotted and not clock.month_first):
        return replace(mention, other_day=None)
    return replace(mention, day=mention.other_day, other_day=None) if mention.other_day in clock.declared else mention


def _signs(block: Block, before: str, foreign: int, mention: Mention) -> Iterator[str]:
    if PUBLISHED.search(before):
        yield "says-published"
    if is_foreign(block.marks, foreign):
        yield "beside"
    if block.marks & Marks.META:
        yield "in-meta"
    if mention.clock:
        yield "clocked"
    yield "bare" if len(block.text) <= mention.end - mention.start + 12 else "in-line" if len(block.text) <= SHORT_LINE else "in-sentence"


def _from_sentences(layout: Layout, foreign: int, clock: Clock) -> Iterator[Claim]:
    """Lines anywhere that say when the article first appeared or was last changed."""
    elsewhere = foreign & ~Marks.FOOTER & ~Marks.TEASER
    dating = (block for block in layout.blocks if len(block.text) <= MAX_POST_LINE and _may_date(block.text))
    for text, folded in _saying([block.text for block in dating if not block.marks & elsewhere]):
        first = POST_LINE.search(folded)
        if first and (dated := read_date(text[first.start() :], "text", clock, 0.8)):
            yield Claim(dated, "labelled", ("says-published",))
        changed = CHANGED.search(folded) if len(text) <= MAX_LINE else None
        if changed and (dated := read_date(text[changed.start() :], "text", clock, 0.8)):
            yield Claim(dated, "line", changed=True)


def _may_date(line: str) -> bool:
    return len(line) <= MAX_RELATIVE_LINE or DIGIT.search(line) is not None


def _saying(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Of the lines those that may tell of a change or of the first day, each as it stands and in lower case."""
    joined = lower("\n".join(lines))
    said = [part for part in SAID if part in joined]
    for text, folded in zip(lines, joined.split("\n"), strict=True) if said else ():
        if any(part in folded for part in said):
            yield text, folded
