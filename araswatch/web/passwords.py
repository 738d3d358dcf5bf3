"""Passwords: argon2id with its library's defaults (RFC 9106, low memory)."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
HASHER = PasswordHasher()
NOBODY = HASHER.hash("nobody's password")
"""Checked where there is no such account, so that the answer takes as long."""


def password_hash(password: str) -> str:
    """What is kept of a password. Raises `ValueError` where it is too short."""
    if len(password) < SHORTEST:
        raise ValueError(f"a password has at least {SHORTEST} characters")
    return HASHER.hash(password)


def is_password(kept: str | None, password: str) -> bool:
    """Whether a password is the one of a hash; `None` stands for an account that does not exist."""
    try:
        return HASHER.verify(kept or NOBODY, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False
