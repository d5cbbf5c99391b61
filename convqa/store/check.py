"""Whether a store is whole: its file, its tables, what refers to what, what adds up, the audit log, who may read it."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Select, func, inspect, select

from convqa.errors import StoreError
from convqa.redaction import SiteKey
from convqa.store.audit import missing_guards, verify
from convqa.store.engine import Store
from convqa.store.names import names_path
from convqa.store.schema import conversation, metadata, version
from convqa.store.schema.views import VIEWS
from convqa.store.sums import dangling, questions

__all__ = ["Finding", "check"]

_BACKUP = "put a backup in its place"
_AT_MOST = 1_000  # faults that SQLite lists of one file


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as it should be, or that somebody should know.

    Attributes:
        problem: one sentence without its full stop.
        remedy: what to do, likewise.
        is_fault: whether something is wrong; without it it only may be.
    """

    problem: str
    remedy: str
    is_fault: bool = True


def check(store: Store, key: SiteKey) -> Iterator[Finding]:
    """All that is found, each as soon as it is. Nothing is written.

    Args:
        store: opened with its key.
        key: the site's.

    Raises:
        StoreError: the store can no longer be read, but for a damage, which is found.
    """
    damaged = list(_file(store))
    yield from damaged
    yield from _readable_by_others(store)
    missing = list(_missing(store))
    yield from missing
    if any("table" in one.problem for one in missing):
        return
    for part in (_references, _sums, _look_alikes, _log):
        try:
            yield from part(store, key)
        except StoreError as error:
            if not damaged:
                raise
            yield Finding(problem="some of it could not be looked through, since it is damaged", remedy=_BACKUP)
            if error.passing:
                return


def _file(store: Store) -> Iterator[Finding]:
    """SQLite's own look at each page; a server of PostgreSQL looks at its own."""
    if store.address.path is None:
        return
    try:
        with store.reading() as connection:
            found = connection.exec_driver_sql(f"PRAGMA integrity_check({_AT_MOST})").scalars().all()
    except StoreError as error:
        if "damaged" not in str(error):
            raise
        found = [""]
    if found != ["ok"]:
        many = f"{len(found):,} faults" if len(found) > 1 else "a fault"
        yield Finding(problem=f"the file is damaged: {many} in its pages", remedy=f"{_BACKUP}, and check the disk")


def _readable_by_others(store: Store) -> Iterator[Finding]:
    path = store.address.path
    if path is None:
        return
    for one in (path, names_path(path)):
        if one.exists() and stat.S_IMODE(one.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
            yield Finding(
                problem=f"other users of this machine may open {one}",
                remedy=f"run 'chmod 600 {one}', unless that is what you want",
                is_fault=False,
            )


def _missing(store: Store) -> Iterator[Finding]:
    """What the schema has and the store does not."""
    with store.reading() as connection:
        found = inspect(connection)
        tables, views = set(found.get_table_names()), set(found.get_view_names())
        guards = missing_guards(connection) if "audit" in tables else []
        indexes = {one["name"] for table in tables for one in found.get_indexes(table)}
    wanted = {index.name for table in metadata.sorted_tables for index in table.indexes}
    for kind, absent in (
        ("table", set(metadata.tables) - tables),
        ("view", set(VIEWS) - views),
        ("index", wanted - indexes),
        ("guard of the audit log", set(guards)),
    ):
        if absent:
            yield Finding(
                problem=f"somebody took away the {kind} {', '.join(sorted(str(one) for one in absent))}",
                remedy=_BACKUP if kind == "table" else "make a store that has it with 'convqa store copy'",
            )


def _references(store: Store, _key: SiteKey) -> Iterator[Finding]:
    for table, asked in dangling():
        n = _ask(store, asked)
        if n:
            problem = f"{n:,} of the table {table} {'refers' if n == 1 else 'refer'} to something that is not there"
            yield Finding(problem=problem, remedy=_BACKUP)


def _sums(store: Store, _key: SiteKey) -> Iterator[Finding]:
    for one, many, asked in questions():
        n = _ask(store, asked)
        if n:
            remedy = f"somebody else than convqa wrote to the store: {_BACKUP}, or erase and score them again"
            yield Finding(problem=f"{n:,} {one if n == 1 else many}", remedy=remedy)


def _look_alikes(store: Store, _key: SiteKey) -> Iterator[Finding]:
    """What was kept twice to lose nothing, though it may be one."""
    inputs = version.c.input_hash
    of_one = func.count(version.c.conversation_id.distinct()) > 1
    same = _ask(store, _groups(select(inputs).group_by(inputs).having(of_one)))
    if same:
        yield Finding(
            problem=f"{same:,} {'content is' if same == 1 else 'contents are'} there under more than one conversation",
            remedy="see docs/store.md for how to list them; erase one of the two if a folder was read under two names",
            is_fault=False,
        )
    ids = conversation.c.identity
    clashing = _ask(store, _groups(select(ids).group_by(ids).having(func.count() > 1)))
    if clashing:
        yield Finding(
            problem=f"{clashing:,} {'id belongs' if clashing == 1 else 'ids belong'} to more than one conversation",
            remedy="if two exports count from 1, name each with --source; if an opening was edited, erase the older",
            is_fault=False,
        )


def _log(store: Store, key: SiteKey) -> Iterator[Finding]:
    with store.reading() as connection:
        verdict = verify(connection, key)
    if verdict.broken is not None:
        yield Finding(
            problem=f"the audit log is broken at entry {verdict.broken.seq:,}: {verdict.broken.why}",
            remedy="find out who can write to the store; 'convqa audit verify' says more",
        )


def _groups(asked: Select[str]) -> Select[int]:
    return select(func.count()).select_from(asked.subquery())


def _ask(store: Store, asked: Select[int]) -> int:
    with store.reading() as connection:
        return connection.execute(asked).scalar_one()
