"""Copies of a text are told from other texts, in any script."""

from __future__ import annotations

import pickle
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from araswatch.records import Article, Dated
from araswatch.stories import LEAST_SHARE, Signature, appeared_at, jaccard, same_text, signature

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)

ENGLISH = (
    "Border guards of the two countries opened a second lane for lorries at the river crossing on Tuesday after a week of queues. "
    "The customs office said 340 lorries a day had waited since 17 November, most of them with fruit that does not keep. "
    "A driver from the south said he had slept in his cab for 4 nights and lost half his load. "
    "The ministry promised that a third lane would follow in spring, once the approach road has been widened by 12 metres."
)
RUSSIAN = (
    "Пограничники двух стран открыли во вторник вторую полосу для грузовиков на переходе через реку после недели очередей. "
    "На таможне сообщили, что с 17 ноября ежедневно ждали 340 машин, большинство с фруктами, которые долго не хранятся. "
    "Водитель с юга рассказал, что четыре ночи спал в кабине и потерял половину груза, а министерство обещало третью полосу весной."
)
PERSIAN = (
    "مرزبانان دو کشور روز سه‌شنبه پس از یک هفته صف، خط دوم عبور کامیون‌ها را در گذرگاه رودخانه باز کردند. "
    "گمرک اعلام کرد از ۱۷ نوامبر روزی ۳۴۰ کامیون در انتظار بوده‌اند که بیشترشان میوه بار داشتند. "
    "راننده‌ای از جنوب گفت چهار شب در کابین خوابیده و نیمی از بارش را از دست داده است و وزارتخانه خط سوم را برای بهار وعده داد."
)
JAPANESE = (
    "両国の国境警備隊は火曜日、一週間続いた渋滞を受けて川の検問所にトラック用の二本目の車線を開いた。"
    "税関によると一日に三百四十台が待っていた。南から来た運転手は四晩車内で寝て荷の半分を失ったと話した。"
)
ELSEWHERE = (
    "A choir from the valley won the national contest with three songs about winter, a harp and a drum made from a barrel. "
    "The jury praised the altos and the courage to sing without a conductor in a hall that holds two thousand people. "
    "Next year the singers want to tour the coast with a small orchestra and a programme of lullabies."
)


def signed(text: str) -> Signature:
    found = signature(text)
    assert found is not None
    return found


@pytest.mark.parametrize("text", [ENGLISH, RUSSIAN, PERSIAN, JAPANESE])
def test_a_shortened_copy_is_the_same_text(text: str) -> None:
    whole, part = signed(text), signed(text[: int(len(text) * 0.7)])
    assert same_text(whole, part)
    assert set(whole.bands) & set(part.bands)


@pytest.mark.parametrize("text", [ENGLISH, RUSSIAN, PERSIAN, JAPANESE])
def test_case_punctuation_and_spacing_do_not_matter(text: str) -> None:
    shouted = text.upper().replace(", ", " , ").replace(". ", "!\n\n")
    assert jaccard(signed(text), signed(shouted)) > 0.95


def test_a_copy_with_other_frame_is_the_same_text() -> None:
    framed = f"BAKU (Agency) — {ENGLISH} Follow us for more news. All rights reserved."
    assert same_text(signed(ENGLISH), signed(framed))


def test_a_tenth_of_the_words_may_differ() -> None:
    generator = random.Random(4)
    words = ENGLISH.split()
    for index in generator.sample(range(len(words)), len(words) // 10):
        words[index] = "indeed"
    assert same_text(signed(ENGLISH), signed(" ".join(words)))


def generated(generator: random.Random, words: int) -> list[str]:
    """A text of made-up words, a third of them commonplace."""
    commonplace = ["the", "of", "in", "and", "to", "a", "for", "on", "that", "with"]
    return [generator.choice(commonplace) if generator.random() < 0.33 else f"w{generator.randrange(20_000)}" for _ in range(words)]


@pytest.mark.parametrize("seed", range(8))
def test_a_copy_cut_by_two_fifths_with_a_tenth_of_its_words_replaced_is_found_and_verified(seed: int) -> None:
    generator = random.Random(seed)
    whole = generated(generator, 600)
    copy = [*whole[:180], *whole[420:]]
    for index in generator.sample(range(len(copy)), len(copy) // 10):
        copy[index] = "indeed"
    one, other = signed(" ".join(whole)), signed(" ".join(copy))
    assert same_text(one, other)
    assert set(one.bands) & set(other.bands)


@pytest.mark.parametrize("seed", range(8))
def test_a_text_put_behind_one_twice_as_long_is_not_its_copy(seed: int) -> None:
    generator = random.Random(seed)
    long, short = generated(generator, 600), generated(generator, 300)
    joined = signed(" ".join(long + short))
    assert same_text(signed(" ".join(long)), joined)
    assert not same_text(signed(" ".join(short)), joined)


def test_another_text_is_another_story() -> None:
    assert not same_text(signed(ENGLISH), signed(ELSEWHERE))


def test_the_same_template_with_other_numbers_is_another_story() -> None:
    report = "An earthquake of magnitude {} struck {} km east of the town at {}:{} local time at a depth of {} km; nothing was damaged."
    assert not same_text(signed(report.format(4.1, 12, 10, 45, 9)), signed(report.format(3.8, 31, 22, 17, 14)))
    assert same_text(signed(report.format(4.1, 12, 10, 45, 9)), signed(report.format(4.1, 12, 10, 45, 9) + " Read more."))


def test_numbers_of_the_frame_are_none_of_the_text() -> None:
    framed = "(Channel {} news) Updated at 10:{} by desk {}. " + ELSEWHERE + " Channel {} has {} followers."
    assert same_text(signed(framed.format(1, 15, 3, 1, 900)), signed(framed.format(24, 48, 7, 24, 12_000)))


def test_one_changed_number_among_many_is_the_same_story() -> None:
    assert same_text(signed(ENGLISH), signed(ENGLISH.replace("340", "360")))


@pytest.mark.parametrize("text", ["", "Subscribe to read on.", "— … —", "٪٪"])
def test_a_text_too_short_has_no_signature(text: str) -> None:
    assert signature(text) is None


@settings(deadline=None)
@given(st.text(min_size=60, max_size=400))
def test_a_signature_is_a_function_of_the_text_and_travels(text: str) -> None:
    found = signature(text)
    assert found == signature(text)
    assert pickle.loads(pickle.dumps(found)) == found
    if found:
        assert same_text(found, Signature.unpacked(found.packed))
        assert all(-(2**63) <= band < 2**63 for band in found.bands)


@settings(deadline=None)
@given(st.lists(st.sampled_from(ENGLISH.split()), min_size=20, max_size=60), st.lists(st.sampled_from(ELSEWHERE.split()), min_size=20))
def test_sameness_is_symmetric(one: list[str], other: list[str]) -> None:
    first, second = signed(" ".join(one)), signed(" ".join(other + one))
    assert same_text(first, second) == same_text(second, first)
    assert jaccard(first, first) == 1 > LEAST_SHARE


def published(at: datetime, *, day_only: bool = False) -> Article:
    dated = Dated(at=at, day_only=day_only, source="meta")
    return Article(id="1" * 32, url="u", canonical_url="u", source_id="s", title="t", text="x", fetched_at=NOON, published=dated)


def test_an_article_appears_when_it_says_unless_that_is_a_day_or_the_future() -> None:
    morning = NOON - timedelta(hours=5)
    assert appeared_at(published(morning), NOON) == morning
    assert appeared_at(published(morning, day_only=True), NOON) == NOON
    assert appeared_at(published(NOON + timedelta(days=2)), NOON) == NOON
