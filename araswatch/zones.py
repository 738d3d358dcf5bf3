"""Time zones as an editor writes them."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError("should be a time zone of the IANA database, e.g. Asia/Baku") from None
    return value


Zone = Annotated[str, AfterValidator(_zone)]
