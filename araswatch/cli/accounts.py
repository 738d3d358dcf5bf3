"""`araswatch users` and `keys`: who may use the dashboard and the API where it can be reached by others."""

from __future__ import annotations

import secrets
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from araswatch.cli import app
from araswatch.errors import AraswatchError
from araswatch.ledger import Account, AccountRole, Ledger
from araswatch.settings import Settings
from araswatch.web.passwords import SHORTEST, password_hash

users = typer.Typer(
    no_args_is_help=True,
    help="Accounts of the dashboard. The first one ends access without an account.",
    epilog="Example: `araswatch users add leyla --role editor`",
)
keys = typer.Typer(no_args_is_help=True, help="API keys for programs.", epilog="Example: `araswatch keys add newsletter`")
app.add_typer(users, name="users")
app.add_typer(keys, name="keys")

Name = Annotated[str, typer.Argument(metavar="NAME")]
RoleOption = Annotated[AccountRole, typer.Option(help="reader: search; editor: also watches and sources; admin: also the audit.")]


@users.command("add")
def add_user(name: Name, role: RoleOption = AccountRole.READER) -> None:
    """Create an account, or give an existing one a new password and role; its sessions end. The password is asked for, or read from stdin.

    Example: `araswatch users add leyla --role editor`
    """
    password = (
        typer.prompt("Password", hide_input=True, confirmation_prompt=True) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    )
    try:
        kept = password_hash(password)
    except ValueError as error:
        raise AraswatchError(f"{error} (this one has {len(password)}, it should have {SHORTEST})") from None
    with opened() as ledger:
        now = datetime.now(UTC)
        ledger.save_account(Account(name=named(name), password_hash=kept, role=role, created_at=now))
        ledger.note("command line", "save account", f"{name} as {role}", at=now)
    sys.stderr.write(f"{name} may log in as {role}\n")


@users.command("list")
def list_users() -> None:
    """Names and roles of all accounts.

    Example: `araswatch users list`
    """
    with opened() as ledger:
        for account in ledger.accounts():
            sys.stdout.write(f"{account.name}\t{account.role}\t{account.created_at:%Y-%m-%d}\n")


@users.command("remove")
def remove_user(name: Name) -> None:
    """Remove an account and end its sessions.

    Example: `araswatch users remove leyla`
    """
    with opened() as ledger:
        if not ledger.remove_account(name):
            raise AraswatchError(f"there is no account {name}")
        ledger.note("command line", "remove account", name, at=datetime.now(UTC))


@keys.command("add")
def add_key(name: Name, role: RoleOption = AccountRole.READER) -> None:
    """Make a key and print it, once; one of the same name ends.

    Example: `araswatch keys add newsletter --role reader`
    """
    key, now = f"aw_{secrets.token_urlsafe(32)}", datetime.now(UTC)
    with opened() as ledger:
        ledger.save_api_key(named(name), key, role, at=now)
        ledger.note("command line", "save key", f"{name} as {role}", at=now)
    sys.stdout.write(f"{key}\n")


@keys.command("list")
def list_keys() -> None:
    """Names and roles of all keys.

    Example: `araswatch keys list`
    """
    with opened() as ledger:
        for key in ledger.api_keys():
            sys.stdout.write(f"{key.name}\t{key.role}\t{key.created_at:%Y-%m-%d}\n")


@keys.command("remove")
def remove_key(name: Name) -> None:
    """Forget a key; who holds it is let in no more.

    Example: `araswatch keys remove newsletter`
    """
    with opened() as ledger:
        if not ledger.remove_api_key(name):
            raise AraswatchError(f"there is no key {name}")
        ledger.note("command line", "remove key", name, at=datetime.now(UTC))


def opened() -> Ledger:
    """The ledger that the settings name."""
    return Ledger.open(Settings().ledger_url)


def named(name: str) -> str:
    """The name where it can be one."""
    if not name.strip() or len(name) > 100 or not name.isprintable():
        raise AraswatchError("a name has 1 to 100 printable characters")
    return name
