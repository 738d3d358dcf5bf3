"""A byline's text → the persons it names: without "by", roles, agencies, dates, e-mail addresses and links to more posts."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from araswatch.extract.lower import fold_case
from araswatch.extract.phrases import load_schema

DONE_BY = (
    r"(?:this (?:post|article|story) was )?"
    r"(?:(?!host|power|sponsor|support|design|develop|inspir|own|protect|provid)\w+ed|"
    r"written|text|story|article|words|guide|recipe|interview)\s+(?:and \w+ )?by"
)
DONE_VON = r"(?:ein )?(?:\w+(?:t|en)|\w*beitrag|artikel|rezept|text|kommentar|kolumne|interview) von"
SHORT_LEADS = "by|byline|author|authors|von|vom"
LEADS = (
    r"autor|autorin|autoren|"
    r"about (?:the )?authors?|über (?:den|die) autor(?:in|en)?|"
    r"par|(?:écrit|publié|proposé|rédigé) par|auteur|por|(?:escrito|publicado|redactado) por|redacción de|di|scritto da|pubblicato da|"
    r"a cura di|autore|door|geschreven door|av|af|skrevet av|autor wpisu|"
    r"автор|авторы|müəllif|yazan|yazar|հեղինակ|ավտոր|ავტორი|"
    r"نویسنده|نگارنده|گزارش از|به قلم|بقلم|كتب|كتبه|الكاتب|إعداد|מאת|כתב|כתבת|كاتب"
)
COLON_LEADS = r"text(?: und \w+| & \w+)?|interview|protokoll|redaktion|haber|muhabir|текст|reporter"
"""Words that also begin headings and sentences: leads only before a colon."""
LEAD = re.compile(
    rf"^(?:(?i:{DONE_BY}|{SHORT_LEADS}|{DONE_VON}|{LEADS})(?:\s*[:\-–|]\s*|\s+|(?<=[bB][yY]|[oO]n)(?=[A-Z]))|(?i:{COLON_LEADS})\s*[:|]\s*)"
)
"""What a byline begins with."""
LEAD_START = re.compile(f"{SHORT_LEADS}|{LEADS}|{COLON_LEADS}")
"""How leads without "by" or "von" behind other words begin, folded."""
OTHER_HAND = re.compile(
    r"(?:(?:medically |fact[- ])?(?:reviewed|checked|edited|translated|illustrated|verified)|(?:photo(?:s|graph\w*)?|illustrations?|"
    r"images?)(?: courtesy)?)\s+by\b|\b(?:fact[- ]check(?:ed|er)\b|(?:geprüft|fotos?|bild|bilder|übersetzt|illustration) von\b|"
    r"photos? (?:de|par)\b)",
    re.I,
)
"""Who reviewed, translated or photographed is not who wrote."""
MORE = re.compile(
    r"\b(?:zeige |alle[s]? |mehr |weitere )+(?:artikel |beiträge |rezepte )?von\b|\balle (?:artikel|beiträge)\b|\bzum profil(?: von)?\b|"
    r"\b(?:see )?full bio\b|\b(?:ver todos|tous les articles|все (?:статьи|записи)|bütün yazıları|tüm yazıları)(?: \w{1,3}\b)?|"
    r"\b(?:view all|all|more|see all|see more|read more|other) (?:posts|articles|stories|content|work)?\s*(?:by|from|of)\b|"
    r"\bview (?:profile|bio|posts)\b|\bview in\b.*|\bfollow\b.*|\b(?:posts|articles) by\b|^view all posts$|"
    r"\bauthor (?:page|archive|profile)\b|"
    r"\bauthor image\b|'s (?:profile|avatar|picture|photo)$",
    re.I,
)
CUT = re.compile(
    r"\s*(?:(?-i:/(?:[A-Z-]{2,6}|dpa|apa|afp|sda|red|ots))\b|[|•·∙●/–—](?:\s|$)|\sin(?:\s|$)|\s-\s|\(|\[|"
    r"\b(?:on|am|le|el|il|at|vom|in|um|updated|published|posted|last|den)\s+(?:\w+\.?,?\s+)?\d|"
    r"(?<!\w)\d{1,2}\.?\s|(?<!\w)\d{1,2}[:./]\d|(?<!\w)\d{4}|@\w|[.,] last\b|"
    r"\b(?:for|für|special to|updated|published|posted|contributing|on behalf of|under|is an?|"
    r"is the|ist|war|was|has been|aus|from|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"(?:diens|donners|frei|sams|sonn)tag|montag|mittwoch)\b[\s,]).*$",
    re.I,
)
SPLIT = re.compile(
    r"\s*(?:;|\n|,| and | und | et | y | e | & | \+ | with | mit | im gespräch mit | و (?=\w{3})| и | və | ve | եւ | և | და )\s*", re.I
)
ROLE = re.compile(
    r"\b(?:reporter|editors?|writers?|staff|correspondent|contributor|columnist|journalist|author|analyst|specialist|expert|"
    r"manager|director|founder|dietitian|nutritionist|attorney|"
    r"ceo|cto|cfo|president|professor|phd|ph\.d|mba|cpa|cfp|esq|editor-in-chief|chief|senior|associate|assistant|head|"
    r"\w*leiter(?:in)?|\w*sprecher(?:in)?|\w*referent(?:in)?|mitarbeiter(?:in)?|"
    r"redakteur\w*|redaktion\w*|korrespondent\w*|journalistin|volontär\w*|autorin|autor|reporterin|chefredakteur\w*|rédact\w*|journaliste|"
    r"корреспондент|редактор|журналист|обозреватель|muhabir\w*|editör\w*|müxbir\w*|خبرنگار|سردبیر|مراسل|محرر|news|desk|team|"
    r"official|publisher|moderator|research)\b",
    re.I,
)
ORGANISATION = re.compile(
    r"\b(?:admin\w*|administrator|webmaster|redaktion|redaction|redacción|redazione|redaksiya\w*|редакция|tahririyə|تحریریه|"
    r"staff|editorial|editors?|team|newsroom|news ?desk|desk|"
    r"agency|agentur|agence|agencia|press|newswire|wire|associated press|reuters|afp|dpa|apa|ap|sid|epd|kna|tass|тасс|"
    r"interfax|интерфакс|риа|"
    r"anadolu|irna|isna|tasnim|mehr|fars|azertac|inc|llc|ltd|gmbh|ag|kg|e\.v|corp\w*|company|group|foundation|institute|"
    r"university|center|centre|association|"
    r"magazine|media|network|online|tv|radio|times|post|journal|daily|weekly|guest|anonymous|unknown|user|contributor\w*|official|blog|"
    r"news|zeitung|verlag|presse\w*|services?|solutions|clinic|hospital|school|academy|health|collective|hotels?|shop|store|"
    r"studio|\w*blatt|illustrierte|verein|bund|partei|ministerium|universität|akademie|stiftung|fondation|fundación|fundacion|"
    r"\w+stiftung|\w*verband\w*|\w*anstalt|\w*rundschau|\w+zeitung|\w+verlag|"
    r"department|office|council|committee|ministry|government|host|publisher|society|sponsored|division|street)\b",
    re.I,
)
BEFORE_NAME = re.compile(
    r"^(?:[^\W\d_][\w-]*\s+){0,2}(?:(?i:reporter(?:in)?|correspondent|columnist|journalist(?:in|e)?|(?:gast)?autor(?:in)?|kolumnist(?:in)?|"
    r"redakteur(?:in)?|korrespondent(?:in)?|volontär(?:in)?|expert[en]?|expertin|rechtsanwalt|rechtsanwältin|corresponsal|periodista|"
    r"корреспондент|журналист|обозреватель|muhabiri?|müxbiri?|yazarı?))\s+(?=[^\W\d_a-zà-ÿа-я]\S*\s+[^\W\d_a-zà-ÿа-я])"
)
"""What somebody is, said before a capitalised name and surname: "Staff reporter Ann Rivers"."""
NOISE = re.compile(r"https?:|www\.|@|\.(?:com|de|org|net|io|co|fr|ru|uk|it|ch|at|pl)\b|[<>{}=%#*\\]|\d{3,}|[!?]")
TRAILING = " \t\n,;:.-–—|/•·\"'“”„«»()[]"
COLLECTIVE = re.compile(r"\b(?:team|staff|editors|redaktion|redaction|rédaction|redacción|newsroom|редакция|tahririyə|redaksiyası)\b", re.I)
CREDENTIALS = re.compile(
    r"(?:[\s,]+(?:MDs?|M\.D\.?|PhD|Ph\.D\.?|PsyD|MBA|RDN?|RD/N|MS|M\.S\.|MA|M\.A\.|BA|BS|BSc|MSc|CPA|CFP|CFA|CPP|PSP|DVM|VMD|"
    r"DDS|DO|RN|BSN|MSN|LCSW|LMFT|LPC|JD|J\.D\.|Esq\.?|"
    r"MPH|MPA|CEPF|CSCS|CPT|FAND|FACP|FOMA|DABOM|DACVB|LVT|PMP|CDN|LDN?|NP|FNP|PT|DPT|OT|CNS|CEO|CTO|CFO|COO|CMO)®?)+$"
)
DAY = re.compile(
    r"(?:\b(?:on|am|le|el|den|vom|at|um) )?"
    r"(?:\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch),? )?"
    r"(?:(?<!\w)\d{1,2}[./]\d{1,2}[./]\d{2,4}|(?<!\w)\d{1,2}\.? [^\W\d_]{3,10}\.?,? (?:19|20)\d\d|"
    r"(?:19|20)\d\d-\d\d-\d\d|"
    r"(?<!\w)[^\W\d_]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d)(?:,? (?:at |um )?\d\d?:\d\d(?: ?[ap]m| uhr)?)?",
    re.I,
)
"""A date, before or behind the name."""
DIGIT = re.compile(r"\d")
MAX_WORDS = 5
MAX_CHARS = 60
MAX_ACCOUNT_CHARS = 50
MAX_LABEL_CHARS = 24


def persons_in(
    byline: str, *, organisations: frozenset[str] = frozenset(), pseudonyms: bool = False, small: bool = False
) -> tuple[str, ...]:
    """The persons that a byline names, in order. `organisations` are folded names that are none; `pseudonyms` lets single words and
    handles pass, `small` names without capitals."""
    parts = [_without_organisation(part, organisations) for part in _parts(byline)]
    full = any(" " in part for part in parts)
    named = [
        part
        for part in parts
        if (_is_name(part, pseudonyms and not full) or (small and _is_small_name(part))) and not _is_organisation(part, organisations)
    ]
    return tuple(dict.fromkeys(named))


def account_in(byline: str, *, declared: bool = False) -> str | None:
    """Under what name an article stands that names no person: a handle, a desk, a firm; `None` for accounts that stand for no one.
    What structured data declare may hold any words; what stands on the page may also be a button or a sentence."""
    text = OTHER_HAND.split(byline)[0]
    part = next(iter(_parts(text, split=False)), "")
    folded = part.casefold()
    if not 2 <= len(part) <= MAX_ACCOUNT_CHARS or len(part.split()) > MAX_WORDS or not any(char.isalpha() for char in part):
        return None
    if NOISE.search(re.sub(r"\.\w+$|\d", "", part)) or folded in words("nobody") or folded in words("interface"):
        return None
    if declared:
        return part
    said = any(word.strip(TRAILING) in words("inside") for word in folded.split())
    return None if said or (" " in part and not all(_begins_like_name(word) for word in part.split())) else part


def collective_in(byline: str) -> str | None:
    """The staff or team that a byline names in a person's stead ("The Harbour Times Team")."""
    account = account_in(byline, declared=True)
    return account if account and COLLECTIVE.search(account) else None


def fold_name(name: str) -> str:
    """A name as it is compared: letters and figures alone, without case."""
    return "".join(re.findall(r"\w+", unicodedata.normalize("NFKC", name).casefold()))


def may_lead(line: str) -> bool:
    """Whether a line could be a label or begin a byline: faster to ask than either, and no only where both are no."""
    folded = fold_case(line)
    return "by" in folded or "von" in folded or LEAD_START.match(folded) is not None


def is_label(line: str) -> bool:
    """Whether a line of text is a byline's beginning alone, so that the name is the next: "Written by", "Autor:"."""
    return len(line) <= MAX_LABEL_CHARS and LEAD.fullmatch(f"{line.rstrip(' :')} : ") is not None


def is_byline(line: str) -> bool:
    """Whether a line of text begins as bylines do; the words that also begin sentences only before capitalised words: "By Ann Rivers",
    "By Ann on 3 May"."""
    lead = LEAD.match(line)
    named = CUT.sub("", _without_days(line[lead.end() :], "|")).split() if lead else []
    return bool(named) and all(_begins_like_name(word) for word in named[:2])


def _parts(byline: str, *, split: bool = True) -> list[str]:
    """The pieces of a byline, cleaned, names or not."""
    text = OTHER_HAND.split(byline.replace("\u00a0", " ").replace("\u00ad", ""))[0]
    text = " ".join(MORE.sub(" ", text).split()).strip(TRAILING)
    text = _without_days(text, " | ").strip(TRAILING)
    for _ in range(3):
        text = _without_lead(text).strip(TRAILING)
    pieces = SPLIT.split(text) if split else [text]
    return [part for part in map(_person, pieces) if part]


def _without_days(text: str, mark: str) -> str:
    """A text with a mark in the place of each date."""
    return DAY.sub(mark, text) if DIGIT.search(text) else text


def _without_lead(text: str) -> str:
    return LEAD.sub("", text) if may_lead(text) else text


def _person(part: str) -> str:
    bare = CUT.sub("", _without_lead(part.strip(TRAILING))).strip(TRAILING)
    return CREDENTIALS.sub("", BEFORE_NAME.sub("", bare))


def _without_organisation(part: str, organisations: frozenset[str]) -> str:
    """A name without the organisation's set behind it: "Ann Rivers HARBOUR TIMES"."""
    names = part.split()
    for length in range(2, len(names)):
        if fold_name(" ".join(names[length:])) in organisations:
            return " ".join(names[:length])
    return part


def _is_organisation(part: str, organisations: frozenset[str]) -> bool:
    """A site may bear its only author's name: two or three capitalised words are a person's even then."""
    names = part.casefold().split()
    return fold_name(part) in organisations and not (2 <= len(names) <= 3 and names[0] not in words("articles"))


def _is_name(part: str, pseudonyms: bool) -> bool:
    names = part.split()
    if not _may_be_name(part, names):
        return False
    if len(names) == 1:
        return pseudonyms and part.casefold() not in words("interface") and part.casefold() not in words("nobody")
    return "_" not in part and not any(char.isdigit() for char in part) and all(_begins_like_name(name) for name in names)


def _is_small_name(part: str) -> bool:
    """Two or three plain words, none of them a sentence's: "ann rivers"."""
    names = part.casefold().split()
    return 2 <= len(names) <= 3 and _may_be_name(part, names) and all(name.isalpha() and name not in words("function") for name in names)


def _may_be_name(part: str, names: list[str]) -> bool:
    if not names or len(names) > MAX_WORDS or not 2 <= len(part) <= MAX_CHARS or not any(char.isalpha() for char in part):
        return False
    if ":" in part or NOISE.search(part) or ORGANISATION.search(part) or ROLE.search(part):
        return False
    return len(names) == 1 or not any(name.casefold().strip(TRAILING) in words("inside") for name in names)


def _begins_like_name(word: str) -> bool:
    first = next((char for char in word if char.isalpha()), "")
    return bool(first) and (first.isupper() or not _has_case(first) or word.lower().strip(".'’") in words("particles") or "'" in word)


def _has_case(char: str) -> bool:
    return char.upper() != char.lower() and not "\u10d0" <= char <= "\u10ff"


@cache
def words(kind: str) -> frozenset[str]:
    """The words of a kind in `schemas/names/words.yml`, lower case."""
    return frozenset(load_schema("names/words.yml")[kind])
