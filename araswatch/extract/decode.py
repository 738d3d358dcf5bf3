"""Bytes → text: byte-order mark, valid UTF-8, the declared encoding, then detection. Never raises."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What the label means in browsers (https://encoding.spec.whatwg.org/#names-and-labels) where Python's codec of that name knows less.
WIDER = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "tis-620": "cp874",
    "iso8859-11": "cp874",
    "utf-7": "cp1252",
}
DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.I
)
LABEL = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
HEAD_BYTES = 8_192
SAMPLE_BYTES = 24_000
CODE_PAGES = {
    "ru": "cp1251",
    "uk": "cp1251",
    "bg": "cp1251",
    "ar": "cp1256",
    "fa": "cp1256",
    "ur": "cp1256",
    "tr": "cp1254",
    "az": "cp1254",
    "he": "cp1255",
    "iw": "cp1255",
    "el": "cp1253",
    "pl": "cp1250",
    "cs": "cp1250",
    "hu": "cp1250",
    "ro": "cp1250",
}
LANGUAGE = re.compile(rb"<html[^>]{0,300}?\blang\s*=\s*[\"']?([a-zA-Z]{2})")
WESTERN = 0.2
"""Up to this share of letters beyond ASCII a text is in a Latin alphabet; Cyrillic, Arabic and Hebrew have more than half."""
C1 = re.compile("[\x80-\x9f]")
C1_BYTES = re.compile(b"\xc2[\x80-\x9f]")
"""The same in UTF-8, which is faster to look through."""
TWICE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf]{1,3}")
DAMAGE = 0.01
"""Share of undecodable characters up to which a declared encoding is still believed: a cut or mixed-in byte, not another encoding."""
UTF8_DAMAGE = 0.1
"""The same for UTF-8, whose sequences no other encoding's letters form by chance: a widget pasted in from a page in another one."""


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """The text of `body` and the codec that read it; bytes that it cannot read become U+FFFD."""
    for mark, codec in BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace"), codec
    try:
        text = body.decode("utf-8")
        return mend(text) if C1_BYTES.search(body) else text, "utf-8"
    except UnicodeDecodeError:
        return _decode_legacy(body, content_type)


def mend(text: str) -> str:
    """A text without letters that were encoded twice; they hold control characters that no text has."""
    return TWICE.sub(_once, text) if C1.search(text) else text


def _once(match: re.Match[str]) -> str:
    try:
        return match[0].encode("latin-1").decode("utf-8")
    except UnicodeError:
        return match[0]


def _decode_legacy(body: bytes, content_type: str | None) -> tuple[str, str]:
    declared = declared_codecs(body, content_type)
    for codec in ["utf-8", *declared]:
        text = body.decode(codec, "replace")
        allowed = UTF8_DAMAGE if codec == "utf-8" else DAMAGE
        if text.count("\ufffd") <= allowed * _high(body) and not (codec != "utf-8" and _mojibake(text)):
            return text, codec
    codec = _by_language(body) or _detect(body) or (declared[0] if declared else "cp1252")
    return body.decode(codec, "replace"), codec


def declared_codecs(body: bytes, content_type: str | None) -> list[str]:
    """Codecs named by the header, then by the page's meta or XML declaration; unknown names are left out."""
    labels = LABEL.findall(content_type or "")
    labels += [(meta or xml).decode("ascii", "replace") for meta, xml in DECLARED.findall(body[:HEAD_BYTES])]
    return list(dict.fromkeys(codec for label in labels if (codec := _codec(label))))


def _codec(label: str) -> str | None:
    try:
        info = codecs.lookup(label.lower())
        b"<".decode(info.name)
    except (LookupError, UnicodeError):
        return None
    return WIDER.get(info.name, info.name)


def _high(body: bytes) -> int:
    return len(body) - len(body.translate(None, bytes(range(128, 256))))


def _mojibake(text: str) -> bool:
    """Whether a Western reading holds what only letters of another alphabet turn into: no plain letters between the accented ones."""
    letters = re.findall(r"[^\W\d_]+", text[:SAMPLE_BYTES])
    high = sum(len(word) > 2 and all("\x80" <= char <= "\xff" for char in word) for word in letters)
    return high > 20 and high > 0.1 * len(letters)


def _by_language(body: bytes) -> str | None:
    """The code page that Windows gave the language that the page declares, where it leaves nothing strange."""
    language = LANGUAGE.search(body[:HEAD_BYTES])
    codec = CODE_PAGES.get(language[1].decode("ascii").lower()) if language else None
    return codec if codec and body.decode(codec, "replace").count("\ufffd") <= DAMAGE * _high(body) else None


def _detect(body: bytes) -> str | None:
    sample = re.sub(rb"<[^>]*>", b" ", body[: 4 * SAMPLE_BYTES])[:SAMPLE_BYTES]
    letters = sum(bytes((byte,)).isalpha() or byte > 127 for byte in sample)
    if _high(sample) < WESTERN * letters:
        return "cp1252"
    found = from_bytes(sample).best()
    return _codec(found.encoding) if found else None
