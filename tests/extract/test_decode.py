"""Bytes in any encoding, declared rightly, wrongly or not at all, become the text that was meant."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from araswatch.extract.decode import decode

RUSSIAN = "Паром между двумя берегами снова начал работать в понедельник утром, через три недели после поломки. " * 20
ARABIC = "عادت العبارة التي تربط بين الضفتين إلى العمل صباح الاثنين بعد ثلاثة أسابيع من تعطل محركها في وسط النهر. " * 20
TURKISH = "İki kıyı arasındaki feribot, motoru nehrin ortasında bozulduktan üç hafta sonra yeniden çalışmaya başladı. " * 20
GERMAN = "Die Fähre über den Fluss fährt nach der Reparatur wieder, und die Bauern müssen keinen Umweg mehr über die Brücke machen. " * 20
HEBREW = "המעבורת המחברת בין שתי הגדות חזרה לפעול ביום שני בבוקר לאחר שלושה שבועות. " * 20


def page(text: str, codec: str, declared: str | None = None) -> bytes:
    meta = f'<meta charset="{declared}">' if declared else ""
    return f"<html><head>{meta}<title>x</title></head><body><p>{text}</p></body></html>".encode(codec)


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "utf-8"),
        (ARABIC, "cp1256"),
        (TURKISH, "cp1254"),
        (GERMAN, "cp1252"),
        (HEBREW, "cp1255"),
    ],
)
def test_declared_in_the_page_or_the_header(text: str, codec: str) -> None:
    assert text in decode(page(text, codec, codec))[0]
    assert text in decode(page(text, codec), f"text/html; charset={codec}")[0]


@pytest.mark.parametrize(
    ("text", "codec"),
    [(RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (ARABIC, "cp1256"), (RUSSIAN, "utf-8"), (GERMAN, "cp1252"), (HEBREW, "cp1255")],
)
def test_not_declared(text: str, codec: str) -> None:
    assert text in decode(page(text, codec))[0]


@pytest.mark.parametrize("declared", ["iso-8859-1", "utf-8", "no-such-charset"])
def test_cyrillic_declared_wrongly(declared: str) -> None:
    assert RUSSIAN in decode(page(RUSSIAN, "cp1251", declared))[0]


def test_utf8_declared_as_something_else() -> None:
    assert RUSSIAN in decode(page(RUSSIAN, "utf-8", "windows-1251"), "text/html; charset=iso-8859-1")[0]


def test_latin1_means_windows() -> None:
    assert "“quoted” – €" in decode(page("“quoted” – €", "cp1252", "iso-8859-1"))[0]
    assert TURKISH in decode(page(TURKISH, "cp1254", "iso-8859-9"))[0]


@pytest.mark.parametrize(
    ("mark", "codec"), [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]
)
def test_byte_order_marks_win(mark: bytes, codec: str) -> None:
    text, used = decode(mark + page(RUSSIAN, codec, "windows-1251"))
    assert RUSSIAN in text
    assert used == codec
    assert not text.startswith("\ufeff")


def test_a_page_cut_in_the_middle_of_a_letter_is_still_utf8() -> None:
    text, used = decode(page(RUSSIAN, "utf-8")[:601])
    assert used == "utf-8"
    assert RUSSIAN[:100] in text


def test_text_encoded_twice_is_mended() -> None:
    twice = "the river’s “ferry”".encode().decode("latin-1")
    assert "the river’s “ferry”" in decode(page(twice, "utf-8", "utf-8"))[0]


@given(st.binary(max_size=2000), st.sampled_from([None, "text/html", "text/html; charset=utf-16", "text/html; charset=hex", "charset="]))
def test_any_bytes_become_text(body: bytes, content_type: str | None) -> None:
    text, codec = decode(body, content_type)
    assert isinstance(text, str)
    codecs.lookup(codec)


def test_a_widget_in_another_encoding_does_not_turn_the_page() -> None:
    body = page(GERMAN, "utf-8", "utf-8").replace(b"</body>", "<p>Küche, Bücher, Läden</p></body>".encode("cp1252"))
    assert GERMAN in decode(body)[0]
