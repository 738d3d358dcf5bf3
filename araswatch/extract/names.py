"""A byline's text → the persons it names: without "by", roles, agencies, dates, e-mail addresses and links to more posts."""

from __future__ import annotations

import re
import unicodedata

LEAD = re.compile(
    r"^(?:(?i:(?:written|posted|published|reported|reviewed|created|compiled|text|story|article|photos?|"
    r"words)\s+(?:and \w+ )?by|by|byline|author|authors|"
    r"von|vom|text(?: und \w+)?|interview|protokoll|autor|autorin|autoren|verfasst von|geschrieben von|veröffentlicht von|ein beitrag von|"
    r"par|écrit par|publié par|auteur|por|escrito por|publicado por|redacción de|di|scritto da|a cura di|autore|door|av|af|"
    r"автор|авторы|текст|müəllif|yazan|yazar|haber|muhabir|հեղինակ|ավտոր|ავტორი|"
    r"نویسنده|نگارنده|گزارش از|به قلم|بقلم|كتب|كتبه|الكاتب|إعداد|מאת|כתב|כתבת|كاتب|autor wpisu|autor:))"
    r"(?:\s*[:\-–|]\s*|\s+|(?<=by)(?=[A-Z]))"
)
MORE = re.compile(
    r"\balle (?:artikel|beiträge)(?: von)?\b|\b(?:see )?full bio\b|\b(?:ver todos|tous les articles|все (?:статьи|записи)|"
    r"bütün yazıları|tüm yazıları)(?: \w{1,3}\b)?|"
    r"\b(?:view all|all|more|see all|see more|read more|other) (?:posts|articles|stories|content|work)?\s*(?:by|from|of)\b|"
    r"\bview (?:profile|bio|posts)\b|\bfollow\b.*|\bposts by\b|^view all posts$|\bauthor (?:page|archive|profile)\b|"
    r"\bauthor image\b|'s (?:profile|avatar|picture|photo)$",
    re.I,
)
CUT = re.compile(
    r"\s*(?:[|•·/–—]\s|\s-\s|\(|\[|\b(?:on|am|le|el|il|at|vom|in|updated|published|posted|last)\s+(?:\w+\.?\s+)?\d|"
    r"\d{1,2}[:./]\d|\d{4}|@\w|"
    r"\b(?:for|für|special to|updated|published|posted|contributing|reviewed by|fact checked|edited by|photos? by|is an?|"
    r"is the|ist|war|was|has been|"
    r"aus|from)\b\s).*$",
    re.I,
)
SPLIT = re.compile(r"\s*(?:;|\n|,| and | und | et | y | e | & | \+ | with | mit | و (?=\w{3})| и | və | ve | եւ | և | და )\s*", re.I)
ROLE = re.compile(
    r"\b(?:reporter|editors?|writers?|staff|correspondent|contributor|columnist|journalist|author|analyst|specialist|expert|"
    r"manager|director|founder|"
    r"ceo|cto|cfo|president|professor|phd|ph\.d|md|m\.d|mba|rn|rd|rdn|cpa|cfp|dds|dvm|esq|editor-in-chief|chief|senior|"
    r"associate|assistant|head|"
    r"redakteur\w*|redaktion\w*|korrespondent\w*|journalistin|volontär\w*|autorin|autor|reporterin|chefredakteur\w*|rédact\w*|journaliste|"
    r"корреспондент|редактор|журналист|обозреватель|muhabir\w*|editör\w*|müxbir\w*|خبرنگار|سردبیر|مراسل|محرر|news|desk|team|"
    r"official|publisher)\b",
    re.I,
)
ORGANISATION = re.compile(
    r"\b(?:admin\w*|administrator|webmaster|redaktion|redaction|redacción|redazione|redaksiya\w*|редакция|tahririyə|تحریریه|"
    r"staff|editorial|editors?|team|newsroom|news ?desk|desk|"
    r"agency|agentur|agence|agencia|press|newswire|wire|associated press|reuters|afp|dpa|apa|ap|sid|epd|kna|tass|тасс|"
    r"interfax|интерфакс|риа|"
    r"anadolu|irna|isna|tasnim|mehr|fars|azertac|inc|llc|ltd|gmbh|ag|e\.v|corp\w*|company|group|foundation|institute|"
    r"university|center|centre|association|"
    r"magazine|media|network|online|tv|radio|times|post|journal|daily|weekly|guest|anonymous|unknown|user|contributor\w*|official|blog|"
    r"news|zeitung|verlag|presse\w*|services?|solutions|clinic|hospital|school|academy|health|collective|hotels?|shop|store|"
    r"studio|\w*blatt|illustrierte|verein|bund|partei|ministerium|universität|akademie|stiftung|fondation|fundación|fundacion|"
    r"department|office|council|committee|ministry|government|host|publisher)\b",
    re.I,
)
NOISE = re.compile(r"https?:|www\.|@|\.(?:com|de|org|net|io|co|fr|ru|uk)\b|[<>{}=%#*\\]|\d{3,}|[!?]")
TRAILING = " \t\n,;:.-–—|/•·\"'“”„«»()[]"
PARTICLES = frozenset(
    [
        "von",
        "van",
        "de",
        "der",
        "den",
        "del",
        "della",
        "di",
        "da",
        "du",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "bint",
        "abu",
        "ben",
        "zu",
        "zur",
        "af",
        "av",
        "ter",
        "ten",
        "dos",
        "das",
        "e",
        "y",
        "of",
        "the",
        "san",
        "st",
    ]
)
COLLECTIVE = re.compile(r"\b(?:team|staff|editors|redaktion|redaction|rédaction|redacción|newsroom|редакция|tahririyə|redaksiyası)\b", re.I)
NO_NAME = frozenset(
    [
        "by",
        "von",
        "veröffentlicht",
        "datum",
        "quelle",
        "nachricht",
        "profil",
        "profile",
        "por",
        "par",
        "share",
        "date",
        "posted",
        "published",
        "website",
        "home",
        "about",
        "contact",
        "author",
        "autor",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "today",
        "yesterday",
        "heute",
        "insights",
        "link",
        "email",
        "mining",
        "authors",
        "search",
        "uncategorized",
        "agencies",
        "editor",
        "allgemein",
        "news",
        "presse",
        "source",
        "collectif",
        "werkstatt",
        "article",
        "artikel",
        "beitrag",
        "bio",
        "instagram",
        "facebook",
        "twitter",
        "linkedin",
        "follow",
        "subscribe",
        "comments",
        "kommentare",
    ]
)
ARTICLES = frozenset(["the", "el", "la", "le", "les", "los", "las", "der", "die", "das", "il", "lo", "i", "de", "het", "our", "my"])
NO_NAME_WORDS = frozenset(
    [
        "updated",
        "modified",
        "published",
        "posted",
        "table",
        "contents",
        "read",
        "more",
        "sign",
        "up",
        "skip",
        "navigation",
        "menu",
        "search",
        "share",
        "facebook",
        "pinterest",
        "twitter",
        "instagram",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "januar",
        "februar",
        "märz",
        "mai",
        "juni",
        "juli",
        "oktober",
        "dezember",
        "schedule",
        "appointment",
        "call",
        "us",
        "categories",
        "tags",
        "filed",
        "under",
        "comment",
        "comments",
        "contact",
        "checked",
        "fact",
        "artikel",
        "kopieren",
        "link",
        "startseite",
        "zur",
        "login",
        "anmelden",
        "management",
        "software",
        "guide",
        "tips",
        "best",
        "how",
        "what",
        "why",
        "your",
        "time",
        "min",
        "minutes",
        "mins",
        "edition",
        "revised",
        "contributions",
        "photo",
        "photos",
        "foto",
        "image",
        "video",
        "interview",
        "view",
        "profile",
        "bio",
        "all",
        "posts",
        "click",
        "here",
        "learn",
        "join",
        "get",
        "download",
        "free",
        "shop",
        "cart",
        "email",
        "e-mail",
        "newsletter",
        "subscribe",
    ]
)
CREDENTIALS = re.compile(
    r"(?:[\s,]+(?:MDs?|M\.D\.|PhD|Ph\.D\.?|PsyD|MBA|RDN?|RD/N|MS|M\.S\.|MA|M\.A\.|BA|BS|BSc|MSc|CPA|CFP|CFA|CPP|PSP|DVM|VMD|"
    r"DDS|DO|RN|BSN|MSN|LCSW|LMFT|LPC|JD|J\.D\.|Esq\.?|"
    r"MPH|MPA|CEPF|CSCS|CPT|FAND|FACP|FOMA|DABOM|DACVB|LVT|PMP|CDN|LD|NP|FNP|PT|DPT|OT|CNS|CEO|CTO|CFO|COO|CMO)®?)+$"
)
MAX_WORDS = 5
MAX_CHARS = 60


def persons_in(byline: str, *, organisations: frozenset[str] = frozenset(), pseudonyms: bool = False) -> tuple[str, ...]:
    """The persons that a byline names, in order. `organisations` are folded names that are none; `pseudonyms` lets single words and
    handles pass."""
    parts = _parts(byline)
    full = any(" " in part for part in parts)
    named = [part for part in parts if _is_name(part, pseudonyms and not full) and not _is_organisation(part, organisations)]
    return tuple(dict.fromkeys(named))


def collective_in(byline: str, *, organisations: frozenset[str] = frozenset()) -> str | None:
    """The staff or team that a byline names in a person's stead ("The Harbour Times Team"), never the site or an agency alone."""
    parts = [part for part in _parts(byline) if COLLECTIVE.search(part) and 2 <= len(part.split()) <= MAX_WORDS and len(part) <= MAX_CHARS]
    return next((part for part in parts if fold_name(part) not in organisations and not NOISE.search(part)), None)


def _parts(byline: str) -> list[str]:
    """The pieces of a byline, cleaned, names or not."""
    text = " ".join(MORE.sub(" ", byline.replace("\u00a0", " ").replace("\u00ad", "")).split()).strip(TRAILING)
    for _ in range(3):
        text = LEAD.sub("", text).strip(TRAILING)
    return [part for part in (_person(part) for part in SPLIT.split(text)) if part]


def _is_organisation(part: str, organisations: frozenset[str]) -> bool:
    """A site may bear its only author's name: two or three capitalised words are a person's even then."""
    words = part.casefold().split()
    return fold_name(part) in organisations and not (2 <= len(words) <= 3 and words[0] not in ARTICLES)


def fold_name(name: str) -> str:
    """A name as it is compared: letters and figures alone, without case."""
    return "".join(re.findall(r"\w+", unicodedata.normalize("NFKC", name).casefold()))


def _person(part: str) -> str:
    bare = CUT.sub("", LEAD.sub("", part.strip(TRAILING))).strip(TRAILING)
    return CREDENTIALS.sub("", bare)


def _is_name(part: str, pseudonyms: bool) -> bool:
    words = part.split()
    if not words or len(words) > MAX_WORDS or len(part) > MAX_CHARS or len(part) < 2 or NOISE.search(part) or ORGANISATION.search(part):
        return False
    if not any(char.isalpha() for char in part):
        return False
    if ROLE.search(part):
        return False
    if len(words) > 1 and "_" in part:
        return False
    if len(words) == 1:
        return pseudonyms and part.casefold() not in NO_NAME
    if any(word.casefold().strip(TRAILING) in NO_NAME_WORDS for word in words):
        return False
    return not any(char.isdigit() for char in part) and all(_begins_like_name(word) for word in words)


def _begins_like_name(word: str) -> bool:
    first = next((char for char in word if char.isalpha()), "")
    return bool(first) and (first.isupper() or not _has_case(first) or word.lower().strip(".'’") in PARTICLES or "'" in word)


def _has_case(char: str) -> bool:
    return char.upper() != char.lower() and not "\u10d0" <= char <= "\u10ff"


def is_byline(line: str) -> bool:
    """Whether a line of text begins as bylines do; the words that also begin sentences only before capitalised words."""
    lead = LEAD.match(line)
    return lead is not None and all(_begins_like_name(word) for word in line[lead.end() :].split()[:2])
