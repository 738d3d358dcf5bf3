"""Opening the ledger's database: SQLite in WAL mode or PostgreSQL, migrated to this version's tables."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Table,
    TableValuedAlias,
    cast,
    create_engine,
    event,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError

from araswatch.errors import LedgerError

HEAD = "0003"
"""The newest revision in `migrations/versions`; a test keeps both equal."""

BUSY_TIMEOUT_S = 60
OPTIONS: dict[str, dict[str, Any]] = {"sqlite": {"connect_args": {"timeout": BUSY_TIMEOUT_S}}, "postgresql": {"pool_pre_ping": True}}
"""Of the engine: a server that was started again is met with new connections, not with those that it has forgotten."""


class Connected:
    """A ledger's database. Every public method of the subclasses is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that may write; on SQLite it holds the write lock from its first statement."""
        with translated(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent snapshot."""
        with translated(), self.engine.execution_options(reading=True).connect() as connection:
            yield connection

    def close(self) -> None:
        """Release the connections."""
        self.engine.dispose()


@contextmanager
def translated() -> Iterator[None]:
    """Turn a database's complaint into a `LedgerError` that says what to do."""
    try:
        yield
    except OperationalError as error:
        raise LedgerError(f"the ledger cannot be used: {error.orig}; check ARASWATCH_LEDGER, disk space and permissions") from error


def connect(url: str) -> Engine:
    """An engine on the ledger's database, created and migrated where needed; raises `LedgerError`."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, **OPTIONS.get(parsed.get_backend_name(), {}))
        if engine.dialect.name == "sqlite":
            tune_sqlite(engine)
        migrate(engine)
    except ModuleNotFoundError as error:
        raise LedgerError(f"no driver for the ledger {safe_url(url)}: pip install 'araswatch[postgresql]'") from error
    except (ArgumentError, OSError, SQLAlchemyError, ValueError) as error:
        cause = getattr(error, "orig", None) or error
        raise LedgerError(f"cannot open the ledger {safe_url(url)}: {cause}; check ARASWATCH_LEDGER and ARASWATCH_HOME") from error
    return engine


def safe_url(url: str) -> str:
    """The URL without its password."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):  # the latter where a port is no number
        return "(unreadable URL)"


def tune_sqlite(engine: Engine) -> None:
    """WAL, and explicit transactions: a write takes its lock at BEGIN, so that it waits its turn instead of failing half-way."""

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def migrate(engine: Engine) -> None:
    """Bring the tables to `HEAD`; two processes that start at once migrate once."""
    if current_revision(engine) == HEAD:
        return
    from alembic import command  # costs 0.2 s, needed once per version
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('araswatch.migrate'))"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def current_revision(engine: Engine) -> str | None:
    """The migration the database is at; `None` where it is empty."""
    with engine.execution_options(reading=True).connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def take_turn(connection: Connection) -> None:
    """Wait until no other transaction that places stories or puts alerts into the outbox is under way; on SQLite one alone can write.

    To be called before the first row is written: what one of them has found out about stories and alerts holds until it ends, alerts become
    visible in the order of their numbers, and none waits for rows that the other holds.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('araswatch.stories'))"))


def insert_new(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows whose primary key or unique columns are not there yet; the others are left as they are."""
    if rows:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        connection.execute(insert(table).on_conflict_do_nothing(), rows)


def upsert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows or replace all their given columns by primary key."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), rows)


def by_keys(connection: Connection, table: Table, keys: Sequence[str], *, chunk: int = 500) -> Iterator[Any]:
    """Rows of a table by its single primary key, in no particular order; chunked below every database's limit of parameters."""
    (key,) = table.primary_key
    for start in range(0, len(keys), chunk):
        yield from connection.execute(select(table).where(key.in_(keys[start : start + chunk])))


def among(connection: Connection, column: Column[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """That a column has one of many values, passed as one parameter: no limit to their number, and one statement for any."""
    if connection.dialect.name == "postgresql":
        return column == func.any(cast(list(values), postgresql.ARRAY(column.type)))
    return column.in_(select(one_by_one(connection, column, values).c.value))


def one_by_one(connection: Connection, column: Column[Any], values: Collection[Any]) -> TableValuedAlias:
    """Many values of a column's type as a table of one column, `value`, passed as one parameter."""
    if connection.dialect.name == "postgresql":
        return func.unnest(cast(list(values), postgresql.ARRAY(column.type))).table_valued("value").render_derived()
    return func.json_each(json.dumps(list(values))).table_valued("value")
