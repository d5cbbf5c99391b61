"""The names behind keys: in a place of their own, which only `convqa names` opens, and never without an audit entry.

They come from the site's own list alone, never from conversations. Beside a store of SQLite they lie in a second file
(`qa.names.sqlite` of `qa.sqlite`); in PostgreSQL in a schema, `convqa_names`, that a site grants to whom it trusts.
No migration knows of them: whoever loses them imports the list again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, Table, Text, delete, insert, inspect, select, update
from sqlalchemy.schema import CreateTable

from convqa.errors import StoreError
from convqa.store.address import Address
from convqa.store.audit import AuditLog
from convqa.store.engine import Store, connect
from convqa.store.keys import check_person
from convqa.store.listed import Listed

__all__ = [
    "Kept",
    "find_name",
    "forget_name",
    "forget_name_in_file",
    "keep_names",
    "names_file",
    "names_path",
    "show_names",
]

_SCHEMA = "convqa_names"

_name = Table(
    "name",
    MetaData(schema=_SCHEMA),
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("display", Text, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What an import came to: how many names are new, changed, as they were, and gone."""

    new: int
    changed: int
    known: int
    gone: int


def names_path(store: Path) -> Path:
    """Where the names of a store of SQLite lie."""
    return store.with_name(f"{store.stem}.names{store.suffix}")


def keep_names(store: Store, log: AuditLog, people: Iterable[Listed], *, only: bool = False) -> Kept:
    """Take over the names of a list. The log tells of it first.

    Args:
        store: whose people they are.
        log: tells how many of which kind.
        people: those without a name are passed over.
        only: whoever is of a kind that the list has, and is not in it, is forgotten.

    Raises:
        StoreError: as `Store.writing`.
    """
    names = {(one.kind, one.key): one.name for one in people if one.name}
    kinds = sorted({kind for kind, _ in names})
    counts = {f"{kind}s": sum(one == kind for one, _ in names) for kind in kinds}
    with store.writing() as connection:
        log.append(connection, "names.import", counts | {"only": int(only)})
    with _guarded(store, making=True) as guarded, guarded.writing() as connection:
        log.hold(connection)
        if not _are_there(connection, store.address):  # asked first: who may write names need not be able to make them
            if store.address.path is None:
                connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {_SCHEMA}")
            connection.execute(CreateTable(_name))
        return _write(connection, names, kinds if only else [])


def show_names(store: Store, log: AuditLog, kind: str, keys: Iterable[str] | None) -> Mapping[str, str]:
    """Key -> name. The log tells of each look-up before anything is read, also where there is no such name.

    Args:
        store: whose people they are.
        log: one entry a key, or one for all of a kind.
        kind: `"agent"` or `"user"`.
        keys: `None`: of all.

    Raises:
        StoreError: no names were imported; or as `Store.writing`.
        UsageError: something else than a key was asked for.
    """
    wanted = None if keys is None else sorted(set(keys))
    for key in wanted or ():
        check_person(key)
    with store.writing() as connection:
        for key in [""] if wanted is None else wanted:
            log.append(connection, "names.show", {}, kind=kind, subject=key)
    with _guarded(store) as guarded, guarded.reading() as connection:
        if not _are_there(connection, store.address):
            raise _missing(f"of {store.address.shown}")
        asked = select(_name.c.key, _name.c.display).where(_name.c.kind == kind).order_by(_name.c.key)
        if wanted is not None:
            asked = asked.where(_name.c.key.in_(wanted))
        return {row.key: row.display for row in connection.execute(asked)}


def find_name(store: Store, kind: str, key: str) -> str | None:
    """One name; `None` where there is none. Whoever asks has told the log of it.

    Raises:
        StoreError: as `Store.reading`.
    """
    if store.address.path is not None and not names_path(store.address.path).exists():
        return None
    with _guarded(store) as guarded, guarded.reading() as connection:
        if not _are_there(connection, store.address):
            return None
        asked = select(_name.c.display).where(_name.c.kind == kind, _name.c.key == key)
        return connection.execute(asked).scalar()


def forget_name(connection: Connection, kind: str, key: str) -> int:
    """Delete one name in PostgreSQL; how many there were.

    Args:
        connection: of `Store.writing`, the transaction of the deed.
        kind: `"agent"` or `"user"`.
        key: whose.
    """
    if connection.dialect.name != "postgresql" or not _has_table(connection, _SCHEMA):
        return 0
    return connection.execute(delete(_name).where(_name.c.kind == kind, _name.c.key == key)).rowcount


def forget_name_in_file(store: Store, log: AuditLog, kind: str, key: str) -> int:
    """Delete one name from the second file; how many there were, which is none in PostgreSQL.

    No transaction spans two files. So the log tells first that an erasure has begun: one that was killed in between is
    seen to have no end, and no name goes that the log does not know of.

    Args:
        store: whose people they are.
        log: one entry if there is such a name.
        kind: `"agent"` or `"user"`.
        key: whose.

    Raises:
        StoreError: as `Store.writing`.
    """
    mine = _name.c.kind == kind, _name.c.key == key
    with names_file(store) as file:
        if file is None:
            return 0
        with file.writing() as names:
            if not _has_table(names, None) or names.execute(select(_name.c.key).where(*mine)).first() is None:
                return 0
            with store.writing() as connection:
                log.append(connection, "erase.begin", {"names": 1}, kind=kind, subject=key)
            return names.execute(delete(_name).where(*mine)).rowcount


@contextmanager
def names_file(store: Store) -> Iterator[Store | None]:
    """The second file, to be written to; `None` where there is none, as with PostgreSQL."""
    path = store.address.path
    if path is None or not names_path(path).exists():
        yield None
        return
    with _guarded(store, making=True) as file:
        yield file


def _write(connection: Connection, names: Mapping[tuple[str, str], str], whole: list[str]) -> Kept:
    there = {(row.kind, row.key): row.display for row in connection.execute(select(_name))}
    new = [one for one in names if one not in there]
    changed = [one for one in names if there.get(one, names[one]) != names[one]]
    gone = [one for one in there if one[0] in whole and one not in names]
    if new:
        rows = [{"kind": kind, "key": key, "display": names[kind, key]} for kind, key in new]
        connection.execute(insert(_name), rows)
    for kind, key in changed:
        chosen = update(_name).where(_name.c.kind == kind, _name.c.key == key)
        connection.execute(chosen.values(display=names[kind, key]))
    for kind, key in gone:
        connection.execute(delete(_name).where(_name.c.kind == kind, _name.c.key == key))
    known = len(names) - len(new) - len(changed)
    return Kept(new=len(new), changed=len(changed), known=known, gone=len(gone))


@contextmanager
def _guarded(store: Store, *, making: bool = False) -> Iterator[Store]:
    """The place of the names: the same database in PostgreSQL, the second file beside one of SQLite."""
    if store.address.path is None:
        yield store
        return
    path = names_path(store.address.path)
    if making:
        try:
            path.touch(mode=0o600)
        except OSError as error:
            raise StoreError(
                f"the names {path}: they cannot be kept there ({error.strerror}); see that the folder may be written."
            ) from None
    elif not path.exists():
        raise _missing(str(path))
    with connect(Address(path=path, shown=str(path)), writable=making, wait_s=store.wait_s) as file:
        yield replace(file, engine=file.engine.execution_options(schema_translate_map={_SCHEMA: None}))


def _are_there(connection: Connection, address: Address) -> bool:
    return _has_table(connection, _SCHEMA if address.path is None else None)


def _has_table(connection: Connection, schema: str | None) -> bool:
    return inspect(connection).has_table("name", schema=schema)


def _missing(place: str) -> StoreError:
    return StoreError(f"the names {place}: there are none; bring them in with 'convqa names import'.")
