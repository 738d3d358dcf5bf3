"""What an element says of itself by tag, role, class and id: marks of furniture and of the article, in the words that themes use."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement


class Marks:
    """Kinds of furniture (those of `records.Removed`) and of places in a page, as bits of a number. Inherited by everything inside an element."""

    COMMENT_FORM = 1 << 0
    COMMENTS = 1 << 1
    LOGIN = 1 << 2
    AUTHOR_BOX = 1 << 3
    SHARE = 1 << 4
    RELATED = 1 << 5
    SUBSCRIBE = 1 << 6
    COOKIE = 1 << 7
    NAVIGATION = 1 << 8
    ADVERT = 1 << 9
    FOOTER = 1 << 10
    CAPTION = 1 << 11
    ASIDE = 1 << 12
    HEADER = 1 << 13
    META = 1 << 14
    HIDDEN = 1 << 15
    FORM = 1 << 16
    MAIN = 1 << 17
    ARTICLE = 1 << 18
    BODY = 1 << 19
    LIST = 1 << 20
    TABLE = 1 << 21
    QUOTE = 1 << 22
    TAGS = 1 << 23
    TEASER = 1 << 24


MARK_NAMES = tuple(name for name in vars(Marks) if name.isupper())
# Words as whole tokens of class, id, role or itemprop: cut at hyphens, underscores and camel case, then joined by spaces.
WORDS: tuple[tuple[int, str], ...] = (
    (Marks.COMMENT_FORM, r"respond|commentform|comment form|comment respond|reply form|add comment|post comment|leave comment|comment reply|komment form"),
    (Marks.COMMENTS, r"comments?|commentlist|comment list|disqus|livefyre|fb comments|komment\w*|commentaires?|comentarios?|discussion|reader comments|coral|reviews list|responses"),
    (Marks.LOGIN, r"log ?in|sign ?in|signup|sign up|auth form|register|registration|password|nascar|logged out|paywall login"),
    (Marks.AUTHOR_BOX, r"author (box|bio|info|description|card|profile|details|about|block|section|widget)|about (the )?author|bio|abh|saboxplugin|byline bio|post author|vcard author|contributor|molongui|autor box"),
    (Marks.SHARE, r"share|sharing|shares|sharedaddy|addthis|addtoany|a2a|social|socials|share\w*|social\w*|likes?|jetpack likes|ssba|followus|follow us|bookmark|print"),
    (Marks.RELATED, r"related\w*|jp relatedposts|recommend\w*|more (stories|news|posts|articles|from|on)|read (more|also|next)|readmore|also read|see also|trending|popular|most (read|popular|viewed|recent)|latest|recent (posts|news|articles|stories)|similar|outbrain|taboola|yarpp|up next|upnext|next (post|article|story)|suggest\w*|further|promo|promos|promobox|promo box|teaser list|crosssell|zergnet|you may|may like"),
    (Marks.SUBSCRIBE, r"newsletter\w*|subscri\w*|mailchimp|mc embed|email signup|mailing|signup form|optin|opt in|donat\w*|membership|cta|call to action"),
    (Marks.COOKIE, r"cookies?|gdpr|consent\w*|cc window|cookie\w*|privacy (notice|banner|popup)|onetrust\w*|cmp\w*|truste"),
    (Marks.NAVIGATION, r"nav|navi|navbar|navigation|menu\w*|breadcrumb\w*|pagination|pager|paging|page links|skip link|toc|table of contents|tabs|topbar|top bar|sitemap|post navigation|nav links|prev next|hamburger|mega menu"),
    (Marks.ADVERT, r"ads?|advert\w*|adsense|adslot|ad (slot|unit|wrap|container|block)|sponsor\w*|banner\w*|commercial|dfp|gpt|affiliate\w*"),
    (Marks.FOOTER, r"footer\w*|foot|colophon|site info|copyright|imprint|legal|disclaimer"),
    (Marks.CAPTION, r"caption\w*|credits?|image credit|photo credit|wp caption text|figcaption|media credit|bildunterschrift|legende"),
    (Marks.ASIDE, r"sidebar\w*|side bar|aside|rail|right rail|widget\w*|secondary|complementary|module|box|infobox|factbox|side"),
    (Marks.HEADER, r"header\w*|masthead|branding|site (title|header|branding)|top|hero|headline|title"),
    (Marks.META, r"meta|byline\w*|dateline|date|time|timestamp|posted on|published|entry meta|post meta|author|authors|info|details|pub date|entry (date|footer)"),
    (Marks.HIDDEN, r"hidden|sr only|screen reader text|visually hidden|visuallyhidden|screen reader|invisible|hide|offscreen|modal|popup|pop up|lightbox|overlay|tooltip|dialog|noprint|no print"),
    (Marks.BODY, r"article ?body|entry content|post content|article content|story ?body|articlebody|post body|body (text|copy|content)|content body|article text|story content|story text|main content|postcontent|entry|single content|rich ?text|wysiwyg|td post content|field name body|field body|field item|news ?text|text ?content|article ?detail|news ?body|text"),
    (Marks.TAGS, r"tags?|taglist|tag list|categor\w*|cat links|tag links|tag cloud|tagcloud|keywords?|topics?|rubric\w*|labels?"),
    (Marks.TEASER, r"teaser\w*|card\w*|item|excerpt\w*|preview|summary|thumb\w*|grid\w*|carousel\w*|slide\w*|swiper|slick|tile\w*|list item|post list|archive|loop|feed"),
)  # fmt: skip
PATTERNS = tuple((mark, re.compile(rf"\b(?:{words})\b")) for mark, words in WORDS)
PLACES = Marks.MAIN | Marks.ARTICLE | Marks.BODY | Marks.LIST | Marks.TABLE | Marks.QUOTE
FURNITURE = (1 << len(MARK_NAMES)) - 1 & ~PLACES
"""All marks but those of places in an article."""
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|[-_./:]+")
TAGS: dict[str, int] = {
    "nav": Marks.NAVIGATION, "aside": Marks.ASIDE, "footer": Marks.FOOTER, "header": Marks.HEADER, "form": Marks.FORM, "main": Marks.MAIN,
    "article": Marks.ARTICLE, "figcaption": Marks.CAPTION, "caption": Marks.CAPTION, "li": Marks.LIST, "tr": Marks.TABLE,
    "blockquote": Marks.QUOTE, "dialog": Marks.HIDDEN, "menu": Marks.NAVIGATION, "fieldset": Marks.FORM, "label": Marks.FORM,
    "button": Marks.FORM, "address": Marks.META, "search": Marks.FORM,
}  # fmt: skip
ROLES: dict[str, int] = {
    "navigation": Marks.NAVIGATION, "complementary": Marks.ASIDE, "contentinfo": Marks.FOOTER, "banner": Marks.HEADER, "main": Marks.MAIN,
    "article": Marks.ARTICLE, "search": Marks.FORM, "dialog": Marks.HIDDEN, "alertdialog": Marks.HIDDEN, "menu": Marks.NAVIGATION,
    "menubar": Marks.NAVIGATION,
}  # fmt: skip


def marks_of(element: HtmlElement) -> int:
    """The marks of one element alone. The root and the body only name the page, not a part of it."""
    tag = element.tag
    if tag in {"html", "body"}:
        return 0
    get = element.get
    marks = TAGS.get(tag, 0)
    named = get("class"), get("id"), get("itemprop"), get("data-component")
    if any(named):
        marks |= named_marks(" ".join(filter(None, named))[:300])
    if (role := get("role")) is not None:
        marks |= ROLES.get(role, 0)
    style = get("style")
    if (
        get("hidden") is not None
        or get("aria-hidden") == "true"
        or (style and "none" in style and "display:none" in style.replace(" ", ""))
    ):
        marks |= Marks.HIDDEN
    return marks


@lru_cache(maxsize=20_000)
def named_marks(names: str) -> int:
    """The marks of class, id and the like, given as one string."""
    words = CAMEL.sub(" ", names).lower()
    marks = 0
    for mark, pattern in PATTERNS:
        if pattern.search(words):
            marks |= mark
    return marks
