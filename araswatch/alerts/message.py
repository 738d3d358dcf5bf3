"""What a message says: why it matched, of which regions and themes, who else has the story, how to mute it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from araswatch.alerts.plan import Form
from araswatch.highlight import END, START
from araswatch.records import AlertKind

MOST_LISTED = 50
"""Alerts that a digest or summary lists before it says how many more there are."""
MOST_COPIES = 50

HEADINGS = {
    AlertKind.NEW: "",
    AlertKind.REVISION: "Changed: ",
    AlertKind.REMOVED: "Removed: ",
    AlertKind.SPIKE: "",
    AlertKind.TROUBLE: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Another article of the same story. `lag` is how long after the story's first article it appeared."""

    source_id: str
    title: str
    url: str
    appeared_at: datetime
    lag: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """One alert as a message reports it; the fields are those of `records.Alert`. `copies` are the story's others, first to last."""

    alert_id: int
    key: str
    kind: AlertKind
    story_id: str
    article_id: str
    created_at: datetime
    title: str
    url: str
    source_id: str
    language: str | None = None
    published: str | None = None
    regions: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    snippets: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    copies: tuple[Copy, ...] = ()
    mute_url: str = ""

    @property
    def heading(self) -> str:
        return HEADINGS[self.kind] + self.title

    def lines(self, marks: tuple[str, str] = ("»", "«")) -> Iterator[str]:
        """The alert as lines of plain text."""
        yield self.heading
        yield " · ".join(part for part in (self.source_id, self.published, self.language) if part)
        if about := ", ".join((*self.regions, *self.themes)):
            yield f"About: {about}"
        yield from (f"Matched: {marked(snippet, marks)}" for snippet in self.snippets)
        yield from self.changes
        if self.copies:
            yield f"Also in {len(self.copies)}: {_names(self.copies)}"
        yield from (link for link in (self.url, self.mute_url and f"Mute: {self.mute_url}") if link)

    def as_json(self) -> dict[str, Any]:
        """The alert for machines; matched words stand between `<mark>` and `</mark>`, times are ISO 8601."""
        return {
            "key": self.key,
            "kind": str(self.kind),
            "story_id": self.story_id,
            "article_id": self.article_id,
            "matched_at": self.created_at.isoformat(),
            "title": self.title,
            "url": self.url,
            "source": self.source_id,
            "language": self.language,
            "published": self.published,
            "regions": list(self.regions),
            "pairs": list(self.pairs),
            "themes": list(self.themes),
            "matched": [marked(snippet, ("<mark>", "</mark>")) for snippet in self.snippets],
            "changes": list(self.changes),
            "copies": [_copy_as_json(copy) for copy in self.copies],
            "mute_url": self.mute_url,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is handed to a channel. `key` is the same however often it is sent; `keys` are all its alerts', `alerts` the first."""

    key: str
    watch_id: str
    watch_name: str
    query: str
    form: Form
    created_at: datetime
    alerts: tuple[Reported, ...]
    keys: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many alerts are in the message, listed or not."""
        return len(self.keys)

    @property
    def subject(self) -> str:
        """One line that says what this is."""
        if self.form is Form.ALERT:
            return f"{self.watch_name}: {self.alerts[0].heading}"
        if self.form is Form.SUMMARY:
            return f"{self.watch_name}: and {self.count} more"
        return f"{self.watch_name}: {self.count} {'story' if self.count == 1 else 'stories'}"

    def text(self, marks: tuple[str, str] = ("»", "«")) -> str:
        """The whole message as plain text, with its key in the last line."""
        parts = ["\n".join(alert.lines(marks)) for alert in self.alerts]
        if self.count > len(self.alerts):
            parts.append(f"… and {self.count - len(self.alerts)} more")
        parts.append(f"Watch: {self.watch_name} · {self.query}\nKey: {self.key}")
        return "\n\n".join(parts)

    def as_json(self) -> dict[str, Any]:
        """The message for machines."""
        return {
            "key": self.key,
            "watch": {"id": self.watch_id, "name": self.watch_name, "query": self.query},
            "form": str(self.form),
            "subject": self.subject,
            "created_at": self.created_at.isoformat(),
            "count": self.count,
            "keys": list(self.keys),
            "alerts": [alert.as_json() for alert in self.alerts],
        }


def marked(snippet: str, marks: tuple[str, str]) -> str:
    """A snippet with its matched words between `marks`."""
    return snippet.replace(START, marks[0]).replace(END, marks[1])


def _names(copies: tuple[Copy, ...]) -> str:
    named = ", ".join(f"{copy.source_id} ({_lag(copy.lag)})" for copy in copies[:MOST_COPIES])
    return named + (f" and {len(copies) - MOST_COPIES} more" if len(copies) > MOST_COPIES else "")


def _lag(lag: timedelta) -> str:
    minutes = int(lag.total_seconds() // 60)
    if minutes < 60:
        return f"+{minutes} min"
    return f"+{minutes // 60} h" if minutes < 60 * 48 else f"+{minutes // 60 // 24} d"


def _copy_as_json(copy: Copy) -> dict[str, Any]:
    return {
        "source": copy.source_id,
        "title": copy.title,
        "url": copy.url,
        "appeared_at": copy.appeared_at.isoformat(),
        "lag_s": int(copy.lag.total_seconds()),
    }
