"""Dates as people write them, in the calendars and languages of the beat; all name the evening of 24 November 2026 in Baku or the days
before."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from araswatch.extract.datelines import CHANGED, POST_LINE, SAID
from araswatch.extract.datetext import dates_in
from araswatch.extract.datewords import find_relative, fold_date
from araswatch.extract.phrases import load_schema

NOW = datetime(2026, 11, 24, 21, 0, tzinfo=ZoneInfo("Asia/Baku"))
DAY = date(2026, 11, 24)
CASES = [
    ("2026-11-24T10:15:00+04:00", DAY, time(10, 15)),
    ("November 24, 2026 10:15 AM", DAY, time(10, 15)),
    ("Tuesday, Nov 24, 2026", DAY, None),
    ("24th of November 2026", DAY, None),
    ("11/24/2026", DAY, None),
    ("2 hours ago", DAY, time(19)),
    ("Yesterday", date(2026, 11, 23), None),
    ("24. November 2026, 10:15 Uhr", DAY, time(10, 15)),
    ("24.11.2026", DAY, None),
    ("24 | 11 | 2026 Wirtschaft", DAY, None),
    ("vor 3 Stunden", DAY, time(18)),
    ("24 novembre 2026 à 10h15", DAY, time(10, 15)),
    ("24 ноября 2026 г., 10:15", DAY, time(10, 15)),
    ("24 нояб. 2026", DAY, None),
    ("3 часа назад", DAY, time(18)),
    ("вчера в 14:20", date(2026, 11, 23), time(14, 20)),
    ("24 noyabr 2026, 10:15", DAY, time(10, 15)),
    ("24 Noyabr 2026-cı il", DAY, None),
    ("2 saat əvvəl", DAY, time(19)),
    ("dünən", date(2026, 11, 23), None),
    ("24 Kasım 2026 Salı 10:15", DAY, time(10, 15)),
    ("İstanbul, 24 KASIM 2026", DAY, None),
    ("2 saat önce", DAY, time(19)),
    ("۳ آذر ۱۴۰۵", DAY, None),
    ("سه‌شنبه ۳ آذر ۱۴۰۵ - ۱۰:۱۵", DAY, time(10, 15)),
    ("1405/09/03", DAY, None),
    ("۱۴۰۵/۹/۳ ۱۰:۱۵", DAY, time(10, 15)),
    ("3 Azar 1405", DAY, None),
    ("۳ ساعت پیش", DAY, time(18)),
    ("دیروز", date(2026, 11, 23), None),
    ("۲۴ نوامبر ۲۰۲۶", DAY, None),
    ("٢٤ نوفمبر ٢٠٢٦", DAY, None),
    ("24 تشرين الثاني 2026", DAY, None),
    ("14 جمادى الآخرة 1448", DAY, None),
    ("14 جمادى الآخرة 1448هـ الموافق 24 نوفمبر 2026", DAY, None),
    ("۱۴۴۸/۰۶/۱۴", DAY, None),
    ("منذ ساعتين", DAY, time(19)),
    ("24 בנובמבר 2026", DAY, None),
    ('י"ד בכסלו תשפ"ז', DAY, None),
    ("לפני 3 שעות", DAY, time(18)),
    ("24 նոյեմբերի, 2026", DAY, None),
    ("Նոյեմբեր 24, 2026 10:15", DAY, time(10, 15)),
    ("2 ժամ առաջ", DAY, time(19)),
    ("24 ნოემბერი, 2026", DAY, None),
    ("24 ნოემბერს 2026 10:15", DAY, time(10, 15)),
    ("2 საათის წინ", DAY, time(19)),
    ("2026年11月24日", DAY, None),
]


@pytest.mark.parametrize(("text", "day", "clock"), CASES)
def test_reads(text: str, day: date, clock: time | None) -> None:
    first = dates_in(text, now=NOW)[0]
    assert (first.day, first.clock) == (day, clock)


@pytest.mark.parametrize(
    "text", ["", "Room 24", "16 rue de mai", "Version 1.2.3", "24.13.2026", "31 February 2026", "tel. 050-222-11-24", "10:15", "2026"]
)
def test_names_no_date(text: str) -> None:
    assert dates_in(text, now=NOW) == []


def test_offsets_are_kept() -> None:
    assert dates_in("24 ноября 2026, 10:15 MSK", now=NOW)[0].zone is not None
    offset = datetime.combine(DAY, time(10), dates_in("2026-11-24 10:00 +0330", now=NOW)[0].zone).utcoffset()
    assert offset == timedelta(hours=3, minutes=30)
    assert dates_in("2026-11-24T10:00:30Z", now=NOW)[0].zone is not None
    assert dates_in("24 November 2026, 10:15 - 12 comments", now=NOW)[0].zone is None


def test_order_of_day_and_month_follows_the_language() -> None:
    assert dates_in("3/4/2021", now=NOW)[0].day == date(2021, 4, 3)
    assert dates_in("3/4/2021", now=NOW, month_first=True)[0].day == date(2021, 3, 4)


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    for mention in dates_in(text, now=datetime(2026, 11, 24, tzinfo=UTC)):
        assert isinstance(mention.day, date)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2040, 12, 31)))
def test_iso_dates_are_read_as_they_are(day: date) -> None:
    assert dates_in(f"Posted {day.isoformat()}", now=NOW)[0].day == day


@pytest.mark.parametrize("phrase", [str(phrase) for listed in load_schema("dates/relative.yml").values() for phrase in listed])
def test_every_phrase_that_says_how_long_ago_is_found(phrase: str) -> None:
    for written in (phrase, phrase.replace("*", "s"), phrase.replace("*", "").title()):
        assert find_relative(fold_date(f"River, {written.replace('#', '12').replace('*', '')}!"))


@pytest.mark.parametrize(
    "text",
    [
        "12024-11-24",
        "2026-11-241",
        "1/2026/11/24",
        "2026.11.24.5",
        "1.24/11/2026",
        "124/11/2026",
        "24/11/2026/7",
        "1 | 24 | 11 | 20260",
        "2026年13月24日",
    ],
)
def test_figures_that_run_on_are_no_day(text: str) -> None:
    assert not dates_in(text, now=NOW)


@pytest.mark.parametrize("text", ["24.11.2026, 39:15", "24 November 2026, /10:15", "24.11.2026, 24:15", "24.11.2026, 10:60"])
def test_figures_that_are_no_time_of_day(text: str) -> None:
    assert [mention.clock for mention in dates_in(text, now=NOW)] == [None]


POST_LINES = (
    "this entry was posted on",
    "the article was originally published",
    "pieces were written, first published",
    "ursprünglich erschienen",
    "zuerst veröffentlicht",
    "erstmals veröffentlicht",
    "publié initialement",
    "der beitrag wurde am sonntag erstellt",
    "cet article a été publié",
    "la entrada fue publicada",
    "запись была опубликована",
    "22 kasım tarihinde yayınlandı",
    "نوشته شده در",
)


def test_what_is_asked_first_is_a_part_of_all_that_is_said() -> None:
    """Whatever tells of a change or of the first day holds one of the parts that are asked before."""
    changes = [word.replace("?", "") for word in CHANGED.pattern.split("|")] + ["mis à jour", "بهروز"]
    assert all(map(CHANGED.fullmatch, changes))
    assert all(map(POST_LINE.search, POST_LINES))
    assert all(any(part in line for part in SAID) for line in (*changes, *POST_LINES))
