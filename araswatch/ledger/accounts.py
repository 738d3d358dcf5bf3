"""Who may use the dashboard and the API, who is logged in, and who changed what."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, select

from araswatch.ledger.connection import Connected, insert_new, upsert
from araswatch.ledger.tables import accounts, api_keys, audit, sessions


class AccountRole(StrEnum):
    """A reader searches, an editor also changes watches and sources, an admin also sees the audit."""

    READER = "reader"
    EDITOR = "editor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person's account. `password_hash` is argon2's encoded string."""

    name: str
    password_hash: str
    role: AccountRole
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key by its name; the key itself is known to its holder alone."""

    name: str
    role: AccountRole
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """A change: who did what to whom."""

    at: datetime
    who: str
    action: str
    subject: str


def token_hash(token: str) -> str:
    """SHA-256 of a random token, in hex: enough where the token itself cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


class Accounts(Connected):
    """Accounts, sessions, keys and the audit."""

    def accounts(self) -> list[Account]:
        """All accounts by name."""
        with self.reading() as connection:
            rows = connection.execute(select(accounts).order_by(accounts.c.name))
            return [Account(**{**row._mapping, "role": AccountRole(row.role)}) for row in rows]

    def account(self, name: str) -> Account | None:
        """One account."""
        with self.reading() as connection:
            row = connection.execute(select(accounts).where(accounts.c.name == name)).first()
        return Account(**{**row._mapping, "role": AccountRole(row.role)}) if row else None

    def has_access_control(self) -> bool:
        """Whether there is any account or key: from then on everybody has to show one."""
        with self.reading() as connection:
            return any(connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (accounts, api_keys))

    def save_account(self, account: Account) -> None:
        """Create an account, or replace its password and role; its sessions end."""
        row = {"name": account.name, "password_hash": account.password_hash, "role": account.role, "created_at": account.created_at}
        with self.writing() as connection:
            upsert(connection, accounts, [row])
            connection.execute(delete(sessions).where(sessions.c.account == account.name))

    def remove_account(self, name: str) -> bool:
        """Remove an account and its sessions; whether it was there."""
        with self.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.account == name))
            return connection.execute(delete(accounts).where(accounts.c.name == name)).rowcount > 0

    def begin_session(self, token: str, account: str, *, at: datetime, lasts: timedelta) -> None:
        """Remember who logged in; sessions that have expired are forgotten."""
        row = {"token_hash": token_hash(token), "account": account, "created_at": at, "expires_at": at + lasts}
        with self.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.expires_at <= at))
            insert_new(connection, sessions, [row])

    def end_session(self, token: str) -> None:
        """Log out."""
        with self.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash(token)))

    def session_account(self, token: str, *, at: datetime) -> Account | None:
        """Whose session a token is, with the role as it is now; `None` where it has ended."""
        chosen = accounts.join(sessions, sessions.c.account == accounts.c.name)
        wanted = (sessions.c.token_hash == token_hash(token), sessions.c.expires_at > at)
        with self.reading() as connection:
            row = connection.execute(select(accounts).select_from(chosen).where(*wanted)).first()
        return Account(**{**row._mapping, "role": AccountRole(row.role)}) if row else None

    def api_keys(self) -> list[ApiKey]:
        """All keys by name."""
        with self.reading() as connection:
            rows = connection.execute(select(api_keys).order_by(api_keys.c.name))
            return [ApiKey(name=row.name, role=AccountRole(row.role), created_at=row.created_at) for row in rows]

    def save_api_key(self, name: str, key: str, role: AccountRole, *, at: datetime) -> None:
        """Remember a key; an older one of the same name ends."""
        with self.writing() as connection:
            upsert(connection, api_keys, [{"name": name, "key_hash": token_hash(key), "role": role, "created_at": at}])

    def remove_api_key(self, name: str) -> bool:
        """Forget a key; whether it was there."""
        with self.writing() as connection:
            return connection.execute(delete(api_keys).where(api_keys.c.name == name)).rowcount > 0

    def api_key(self, key: str) -> ApiKey | None:
        """Which key this is."""
        with self.reading() as connection:
            row = connection.execute(select(api_keys).where(api_keys.c.key_hash == token_hash(key))).first()
        return ApiKey(name=row.name, role=AccountRole(row.role), created_at=row.created_at) if row else None

    def note(self, who: str, action: str, subject: str = "", *, at: datetime) -> None:
        """Write a line into the audit."""
        with self.writing() as connection:
            connection.execute(audit.insert(), [{"at": at, "who": who, "action": action, "subject": subject}])

    def audit_lines(self, *, limit: int = 200) -> list[AuditLine]:
        """The newest lines of the audit."""
        with self.reading() as connection:
            rows = connection.execute(select(audit).order_by(audit.c.audit_id.desc()).limit(limit))
            return [AuditLine(at=row.at, who=row.who, action=row.action, subject=row.subject) for row in rows]
