"""Connections to a store: what is set on each, and the two ways to use one, writing and reading."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from convqa.errors import StoreError
from convqa.store.address import Address
from convqa.store.faults import told

__all__ = ["WAIT_S", "Store", "connect"]

WAIT_S = 30.0
"""How long a writer waits for another one, in seconds."""

_FIXED = "immutable=1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A place where assessments are kept. Closed by `with`.

    Safe to use from several threads; not to be taken into a forked process.

    Attributes:
        address: where it lies.
        engine: SQLAlchemy's, for what is not done by `writing` and `reading`.
        wait_s: how long a writer waits for another one.
    """

    address: Address
    engine: Engine
    wait_s: float = WAIT_S

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that writes: all of it is stored at the end, or nothing.

        On SQLite it holds the one lock that writers share from its beginning, so that it never fails half way for
        another one; on PostgreSQL it is READ COMMITTED.

        Raises:
            StoreError: whatever the database says, as a sentence.
        """
        with told(self.address.shown), self.engine.connect() as fresh:
            connection = fresh.execution_options(convqa_writing=True)
            with connection.begin():
                if self.address.path is None:
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {round(self.wait_s * 1000)}")
                yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that reads, and sees the store as it was at its beginning, whoever writes meanwhile.

        Raises:
            StoreError: as `writing`.
        """
        with told(self.address.shown), self.engine.connect() as fresh:
            connection = fresh
            if self.address.path is None:
                connection = fresh.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def connect(address: Address, *, writable: bool = True, foreign_keys: bool = True, wait_s: float = WAIT_S) -> Store:
    """Make a store of an address without looking at it; nothing is opened yet.

    Args:
        address: of a file or database that is there.
        writable: without it the file is opened so that nothing can be written, also on a disk that is read-only.
        foreign_keys: off for migrations of SQLite alone: a table that is made anew would else take its children along.
        wait_s: how long a writer waits for another one.

    Raises:
        StoreError: the file lies on a read-only disk and is to be written, or was not closed.
    """
    if address.url is not None:
        engine = create_engine(
            address.url,
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={"application_name": "convqa", "connect_timeout": 10},
        )
        return Store(address=address, engine=engine, wait_s=wait_s)
    assert address.path is not None  # noqa: S101 - one of the two is given
    mode = _mode(address.path, writable=writable)
    uri = f"{address.path.absolute().as_uri()}?{mode}"

    def open_file() -> sqlite3.Connection:
        return sqlite3.connect(uri, uri=True, timeout=wait_s, isolation_level=None, check_same_thread=False)

    engine = create_engine("sqlite://", creator=open_file, poolclass=QueuePool, hide_parameters=True)
    _set_up(engine, address, writable=writable, foreign_keys=foreign_keys)
    if mode == _FIXED:
        _watch(engine, address.path)
    return Store(address=address, engine=engine, wait_s=wait_s)


def _mode(path: Path, *, writable: bool) -> str:
    """How SQLite opens the file: never making one; as unchangeable where nothing can be written, since WAL needs to.

    Raises:
        StoreError: something is to be written there, or there is more beside the file than in it.
    """
    is_fixed = hasattr(os, "statvfs") and path.exists() and bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    if writable and is_fixed:
        raise StoreError(f"the store {path}: its disk may be read and not written; copy it to another one.")
    if writable:
        return "mode=rw"
    is_shared = path.with_name(f"{path.name}-shm").exists()  # somebody has it open, who may write there
    if not is_fixed and (is_shared or os.access(path.parent, os.W_OK)):
        return "mode=ro"
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size > 0:
        raise StoreError(
            f"the store {path}: nothing may be written beside it, it was not closed, and part of it lies in {log.name}"
            "; copy both files to a folder that may be written, and open it there."
        )
    return _FIXED


def _set_up(engine: Engine, address: Address, *, writable: bool, foreign_keys: bool) -> None:
    """What every connection to the file is told, and how its transactions begin.

    FULL: what was told as stored survives a power cut. `secure_delete`: what is deleted is overwritten.
    """
    settings = [f"foreign_keys={'ON' if foreign_keys else 'OFF'}"]
    if writable:
        settings += ["synchronous=FULL", "secure_delete=ON"]

    @event.listens_for(engine, "connect")
    def tell(connection: sqlite3.Connection, _record: object) -> None:
        if writable and connection.execute("PRAGMA journal_mode=WAL").fetchone() != ("wal",):
            raise StoreError(
                f"the store {address.shown}: its disk does not allow for a write-ahead log, which two programs need to "
                "share a store; put it on a disk of this machine."
            )
        for one in settings:
            connection.execute(f"PRAGMA {one}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("convqa_writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _watch(engine: Engine, path: Path) -> None:
    """See that a file that was read as unchangeable was not changed by somebody who may: no lock is held on it."""
    first = path.stat() if path.exists() else None

    @event.listens_for(engine, "commit")
    def look(_connection: Connection) -> None:
        now = path.stat()
        if first is None or (now.st_mtime_ns, now.st_size) != (first.st_mtime_ns, first.st_size):
            raise StoreError(
                f"the store {path}: another program wrote to it meanwhile; run the same command again.", passing=True
            )
