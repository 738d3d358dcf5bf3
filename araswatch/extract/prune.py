"""The furniture guard before the engine: what is furniture by its own markup leaves the tree, which also makes every later copy cheaper."""

from __future__ import annotations

from lxml import etree
from lxml.html import HtmlElement

from araswatch.extract.blocks import Layout
from araswatch.extract.structure import Marks

TEXTLESS = (
    "script",
    "style",
    "svg",
    "noscript",
    "template",
    "iframe",
    "canvas",
    "link",
    "button",
    "select",
    "input",
    "textarea",
    "option",
    "object",
    "head",
    "source",
    "track",
    "aside",
    "footer",
)
CUT = "araswatch-cut"
"""The tag of what is to go: taken out together, as each by itself would join all text before it anew."""
UNWRAPPED = ("img", "wbr", "meta", "tbody", "thead", "tfoot", "font", "small", "abbr", "ins", "mark", "cite", "big", "nobr")
"""Tags that the engine takes away first, from each of its copies, leaving what they hold."""
EMPTY = ("div", "span", "i", "b", "em", "strong", "p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "section", "dd", "dt")
FURNITURE = Marks.COMMENT_FORM | Marks.COMMENTS | Marks.COOKIE | Marks.LOGIN
LINKS = Marks.NAVIGATION | Marks.FOOTER | Marks.SHARE | Marks.RELATED | Marks.SUBSCRIBE | Marks.ADVERT
"""Further kinds of furniture, believed of an element that is mostly links: themes call the article's own so, too ("has-share-buttons")."""
LABEL_CHARS = 200
"""A button of more text than this was left open, and holds the rest of the page."""
MAX_SHARE = 0.3
"""An element around more of the page than this is not cut out: it is the page, badly named."""


def prune(tree: HtmlElement, layout: Layout) -> HtmlElement:
    """The tree without scripts, form fields and small elements that call themselves furniture. Changes the tree in place."""
    total = max(sum(len(block.text) for block in layout.blocks), 1)
    for frame in layout.frames:
        kinds = FURNITURE | LINKS if 2 * frame.link_chars >= frame.chars else FURNITURE
        named = frame.own & kinds and frame.tag not in {"body", "html", "main", "article"}
        if named and frame.chars < MAX_SHARE * total and frame.element.getparent() is not None:
            frame.element.tag = CUT
    for button in tree.iter("button"):
        if len("".join(button.itertext())) > LABEL_CHARS:
            button.tag = "div"
    etree.strip_elements(tree, *TEXTLESS, CUT, with_tail=False)
    etree.strip_tags(tree, *UNWRAPPED)
    for element in tree.iterdescendants(*EMPTY):
        if element.text is None and not len(element):
            element.tag = CUT
    etree.strip_elements(tree, CUT, with_tail=False)
    return tree
