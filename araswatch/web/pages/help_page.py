"""How to write a query, on one page."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from araswatch.web.desk import AtDesk
from araswatch.web.rendering import render

router = APIRouter(include_in_schema=False)

EXAMPLES = (
    ("drones border", "both words, in any order"),
    ('"war games"', "the phrase"),
    ("drones OR uavs", "either"),
    ("drones -football", "without a word"),
    ("exercis*", "words that begin so; ? is one letter"),
    ('"aras drill"~5', "both words with at most five others between"),
    ("title:corridor", "in the title; also author:"),
    ("region:IR", "about Iran; mention:IR where it is merely named"),
    ("pair:AZ-IR", "about both, in alphabetical order"),
    ("theme:military-exercise", "a theme"),
    ("lang:fa source:irna", "one language, one source; also host: site: kind:"),
    ("since:2026-01-01 until:2026-01-31", "days, both included; also since:7d, since:yesterday"),
    ("(drones OR missiles) AND NOT region:UA", "grouping"),
)


BESIDE_THE_BOX = EXAMPLES[:3] + EXAMPLES[6:12]
"""What the search page itself shows."""


@router.get("/help")
def help_page(request: Request, desk: AtDesk) -> Response:
    """Examples, each of which can be tried, and the codes of everything that can be named."""
    return render(request, "help.html", examples=EXAMPLES, picks=desk.picks)
