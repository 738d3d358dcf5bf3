"""What a request of the API may say of a search, the same as the search page's URL."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from araswatch.query import Query as ParsedQuery
from araswatch.stores import Sort
from araswatch.web.desk import Desk
from araswatch.web.state import LONGEST_QUERY, NARROWING, SearchState

Values = Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=20)]


class SearchParameters(BaseModel):
    """A search: `q` in the query language, narrowed by fields and days."""

    q: Annotated[str, Field(max_length=LONGEST_QUERY, description="query language, see /help; empty: everything")] = ""
    region: Annotated[Values, Field(description="about a region: ISO 3166 code or cross-border id; several: all of them")] = []
    mention: Annotated[Values, Field(description="a region by any role; several: all of them")] = []
    pair: Annotated[Values, Field(description="two countries, e.g. AZ-IR")] = []
    theme: Annotated[Values, Field(description="several: all of them")] = []
    lang: Annotated[Values, Field(description="primary language subtag; several: any of them")] = []
    source: Annotated[Values, Field(description="source id; several: any of them")] = []
    kind: Annotated[Values, Field(description="kind of source; several: any of them")] = []
    host: Annotated[Values, Field(description="several: any of them")] = []
    author: Values = []
    story: Values = []
    since: Annotated[date | None, Field(description="first day")] = None
    until: Annotated[date | None, Field(description="last day, included")] = None
    sort: Annotated[Sort | None, Field(description="default: relevance where q has words, else newest")] = None

    def state(self, *, after: str | None = None) -> SearchState:
        """The state of the search page that this is."""
        filters = tuple((field, value.strip()) for field in NARROWING for value in getattr(self, field) if value.strip())
        return SearchState(q=self.q.strip(), filters=filters, since=self.since, until=self.until, sort=self.sort, after=after)

    def query(self, desk: Desk) -> ParsedQuery:
        """The query; raises `QueryError`."""
        return self.state().query(now=desk.now(), names=desk.names)


Search = Annotated[SearchParameters, Query()]
