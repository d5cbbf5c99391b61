"""What a store is and holds, in numbers and dates."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, select

from convqa.store import migrate
from convqa.store.engine import Store
from convqa.store.names import names_path
from convqa.store.retention import first_kept, older
from convqa.store.schema import (
    agent,
    assessment,
    audit,
    conversation,
    failure,
    file,
    metadata,
    reading,
    review,
    rubric,
    run,
    scorecard,
    setting,
    team,
    version,
)

__all__ = ["Info", "LastRun", "info"]

_COUNTED: tuple[Table, ...] = (conversation, version, reading, assessment, scorecard, review, agent, team, audit)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """The run that began last: its command, its state, and when it began and was last seen at work."""

    command: str
    state: str
    started_at: str
    heartbeat_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """Times are ISO 8601 in UTC, days those of the conversations' own start; `None` where there is none.

    Attributes:
        place: without a password.
        engine: and its version.
        schema: its version.
        made_at: when the store was made.
        size: in bytes, with what lies beside the file while it is open.
        free: how many of them hold nothing.
        counts: rows of the tables by name.
        models, rubrics: which there are.
        days: first and last day of conversations.
        undated: how many versions of conversations do not say when they began.
        stored: when the first and the last assessment was stored.
        unsolved: inputs that could not be scored when they were last tried; some of their files may be gone.
        gone: how many of these are of files that lie no longer where they lay; `None` where nobody has looked.
        last_run: of those that store.
        minimum_n: how many conversations a figure on an agent needs.
        retention_days: how long conversations are kept.
        overdue: how many are there that are older, by the age that `purge` goes by.
        has_names: whether names of people lie beside it; `None` of PostgreSQL, where only some may know.
    """

    place: str
    engine: str
    schema: str
    made_at: str | None
    size: int
    free: int
    counts: dict[str, int]
    models: tuple[str, ...]
    rubrics: tuple[str, ...]
    days: tuple[str, str] | None
    undated: int
    stored: tuple[str, str] | None
    unsolved: int
    gone: int | None
    last_run: LastRun | None
    minimum_n: str | None
    retention_days: int | None
    overdue: int
    has_names: bool | None


def info(store: Store, there: Collection[str] | None = None) -> Info:
    """Look at a store.

    Args:
        store: is read.
        there: the places (`file.place`) at which something lies now; `None` where nobody has looked.

    Raises:
        StoreError: as `Store.reading`.
    """
    path = store.address.path
    with store.reading() as connection:
        settings = {row.name: row.value for row in connection.execute(select(setting))}
        kept = settings.get("retention_days", "")
        retention = int(kept) if kept.isdecimal() else None
        size, free = _size(connection)
        unsolved = _unsolved(connection)
        return Info(
            place=store.address.shown,
            engine=_engine(connection),
            schema=migrate.version_of(connection) or "",
            made_at=settings.get("created_at"),
            size=size,
            free=free,
            counts={table.name: _count(connection, table) for table in _COUNTED},
            models=tuple(connection.execute(select(reading.c.model).distinct().order_by(reading.c.model)).scalars()),
            rubrics=tuple(connection.execute(select(rubric.c.reference).order_by(rubric.c.reference)).scalars()),
            days=_span(connection, version, "day"),
            undated=_count(connection, version) - _dated(connection),
            stored=_span(connection, assessment, "stored_at"),
            unsolved=len(unsolved),
            gone=None if there is None else sum(place not in there for place in unsolved),
            last_run=_last_run(connection),
            minimum_n=settings.get("minimum_n"),
            retention_days=retention,
            overdue=0 if retention is None else _overdue(connection, retention),
            has_names=None if path is None else names_path(path).exists(),
        )


def _engine(connection: Connection) -> str:
    sqlite = connection.dialect.name == "sqlite"
    asked = "SELECT sqlite_version()" if sqlite else "SHOW server_version"
    return f"{'SQLite' if sqlite else 'PostgreSQL'} {connection.exec_driver_sql(asked).scalar_one()}"


def _size(connection: Connection) -> tuple[int, int]:
    """In bytes: all of it, and what of it holds nothing, which only SQLite says."""
    if connection.dialect.name == "sqlite":
        names = ("page_size", "page_count", "freelist_count")
        page, pages, free = (connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names)
        return page * pages, page * free
    tables = [*metadata.tables, migrate.VERSION_TABLE]
    asked = [func.pg_total_relation_size(name) for name in tables]
    return sum(connection.execute(select(*asked)).one()), 0


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _dated(connection: Connection) -> int:
    return connection.execute(select(func.count(version.c.day))).scalar_one()


def _span(connection: Connection, table: Table, column: str) -> tuple[str, str] | None:
    first, last = connection.execute(select(func.min(table.c[column]), func.max(table.c[column]))).one()
    return None if first is None else (first, last)


def _unsolved(connection: Connection) -> Sequence[str]:
    """Where each lay that could not be scored."""
    asked = select(file.c.place).join(failure, failure.c.file_id == file.c.id).where(failure.c.solved_at.is_(None))
    return connection.execute(asked).scalars().all()


def _last_run(connection: Connection) -> LastRun | None:
    columns = (run.c.command, run.c.state, run.c.started_at, run.c.heartbeat_at)
    row = connection.execute(select(*columns).order_by(run.c.id.desc()).limit(1)).mappings().first()
    return None if row is None else LastRun(**row)


def _overdue(connection: Connection, days: int) -> int:
    asked = select(func.count()).select_from(older(first_kept(days)).subquery())
    return connection.execute(asked).scalar_one()
