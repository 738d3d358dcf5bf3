"""Pages made shorter or foreign, so that the verdict learns from what news is made of everywhere: a few sentences, in any script."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Sequence

from lxml.html import HtmlElement, tostring

from araswatch.extract.blocks import Layout

SCRIPTS = {
    "fa": "ابپتجچحخدذرزژسشصطعغفقکگلمنو",
    "ru": "абвгдежзийклмнопрстуфхцчшщэ",
    "ka": "აბგდევზთიკლმნოპჟრსტუფქღყშჩ",
    "he": "אבגדהוזחטיכלמנסעפצקרשתאבגד",
    "az": "əbcçdefgğhxıijkqlmnoöprsşt",
    "zh": "江山水火木金土日月天地人口手目心车马鸟鱼花石田竹雨云",
}
"""For each script the letters that stand for a to z, in an order that makes no word."""
POINTS = {"fa": {",": "،", "?": "؟", ";": "؛"}, "zh": {",": "，", ".": "。", "?": "？", "!": "！"}}
DENSE = "zh"
"""A script that writes a word of four letters with one or two."""
WORD = re.compile(r"[^\W\d_]+")
SAID = re.compile(r'("(?:headline|name|description|articleSection|alternativeHeadline|articleBody)"\s*:\s*")([^"\\]*)(?=")')
META = frozenset({"description", "og:description", "og:title", "twitter:title", "twitter:description", "og:site_name", "keywords"})
SILENT = frozenset({"script", "style", "noscript", "template"})
PARAGRAPH = 60
SHORTEST, LONGEST = 1, 4


def shortened(tree: HtmlElement, layout: Layout, wanted: Sequence[bool], chance: random.Random) -> str | None:
    """The page with no more than the first paragraphs of its article; `None` where it has few anyway. The tree is used up."""
    prose = [block.index for block in layout.blocks if wanted[block.index] and len(block.text) >= PARAGRAPH]
    keep = chance.randint(SHORTEST, LONGEST)
    if len(prose) < keep + 2:
        return None
    for frame in layout.frames:
        inside = range(frame.first, frame.last)
        if frame.first > prose[keep - 1] and inside and all(wanted[number] for number in inside) and frame.element.getparent() is not None:
            frame.element.drop_tree()
    return str(tostring(tree, encoding="unicode"))


def foreign(tree: HtmlElement, script: str) -> str:
    """The page with other letters in all that readers see and in what it declares in words. The tree is used up."""
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in SILENT:
            if element.get("type") == "application/ld+json" and element.text:
                element.text = SAID.sub(lambda found: found[1] + in_letters(found[2], script), element.text)
        elif element.text:
            element.text = in_letters(element.text, script)
        if element.tail:
            element.tail = in_letters(element.tail, script)
        if element.tag == "meta" and (element.get("name") or element.get("property") or "").lower() in META:
            element.set("content", in_letters(element.get("content") or "", script))
    return str(tostring(tree, encoding="unicode"))


def foreign_address(url: str, script: str, *, article: bool, chance: random.Random) -> str:
    """An address that names nothing: its path in other letters (Latin ones), or a number for an article."""
    host, slash, path = url.partition("//")[2].partition("/")
    if article and chance.random() < 0.5:
        return f"https://{host}/{chance.choice(('news', 'xeber', 'post', 'n', 'story'))}/{chance.randint(1_000, 999_999)}"
    return f"https://{host}{slash}{re.sub('[a-z]', lambda found: _shifted(found[0]), path)}"


def _shifted(letter: str) -> str:
    return "eaiouybdcfhgkjlnmqpsrtvxwz"[(ord(letter) - 97 + 5) % 26]


def in_letters(text: str, script: str) -> str:
    """The text's words in letters of the script, without case where it has none; the same word is always the same."""
    letters = SCRIPTS[script]
    if script == DENSE:
        text = WORD.sub(lambda found: _dense(found[0], letters), text)
        text = re.sub(rf"(?<=[{letters}]) (?=[{letters}])", "", text)
    else:
        text = WORD.sub(lambda found: _spelled(found[0], letters), text)
    for ours, theirs in POINTS.get(script, {}).items():
        text = text.replace(ours, theirs)
    return text


def _spelled(word: str, letters: str) -> str:
    found = "".join(letters[(ord(letter) - 97) % 26] for letter in word.lower())
    return found.capitalize() if word[0].isupper() else found


def _dense(word: str, letters: str) -> str:
    number = zlib.crc32(word.lower().encode())
    return "".join(letters[(number >> (5 * place)) % 26] for place in range(1 + (len(word) > 5)))
