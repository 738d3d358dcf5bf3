"""Canonical URLs and the ids made of them."""

from __future__ import annotations

import hashlib


def article_id(canonical_url: str) -> str:
    """The first 32 hex digits of SHA-256 of a canonical URL."""
    return hashlib.sha256(canonical_url.encode()).hexdigest()[:32]
