"""A copy of a store in a file that is whole or not there, made while others write."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from convqa.errors import StoreError
from convqa.store.address import Address
from convqa.store.copying import copy_rows
from convqa.store.engine import Store
from convqa.store.faults import explain

__all__ = ["back_up"]

_PAGES = 2_000  # about 8 MB at a time, so that Ctrl-C is heard
_PARTIAL = ".partial"


def back_up(store: Store, path: Path, *, replacing: bool = False) -> int:
    """Write what a store holds at this moment into a new file of SQLite, which is a store itself; its size in bytes.

    A file of SQLite is copied page by page, PostgreSQL row by row. The copy is looked through before it gets its name;
    until then it is called `NAME.<digits>.partial`, and what a call that was killed left so is taken away.

    Args:
        store: to be read; a file of SQLite may have an older schema.
        path: of the new file, which only the user may read.
        replacing: whether it may be there already.

    Raises:
        StoreError: it is there already, it cannot be written, the store cannot be read, or the copy is not whole.
    """
    if not replacing and os.path.lexists(path):
        raise StoreError(f"the copy {path}: there is a file of this name; give another name.")
    partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}{_PARTIAL}")
    try:
        with _telling(path):
            _forget_leftovers(path)
            partial.touch(mode=0o600)
            if store.address.path is None:
                copy_rows(store, Address(path=partial, shown=str(path)))
            else:
                _copy_pages(store, partial, path)
            _look_through(partial, path)
            _sync(partial)
            size = partial.stat().st_size
            partial.replace(path)
            with suppress(OSError):  # not every system can
                _sync(path.parent)
    finally:
        for end in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                partial.with_name(f"{partial.name}{end}").unlink(missing_ok=True)
    return size


def _copy_pages(store: Store, partial: Path, path: Path) -> None:
    """Read in one transaction: what others write meanwhile neither comes along nor makes it begin again."""
    with store.reading() as connection, closing(sqlite3.connect(partial)) as target:
        connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)  # noqa: S101 - the store is a file
        try:
            source.backup(target, pages=_PAGES)
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorname", "")
            of_source = code.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))
            raise explain(error, store.address.shown if of_source else str(path)) from None


def _look_through(partial: Path, path: Path) -> None:
    """See that the copy is whole, and leave it without a log beside it: it can be read where nothing may be written."""
    with closing(sqlite3.connect(partial)) as copy:
        copy.execute("PRAGMA locking_mode=EXCLUSIVE")
        if copy.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
            raise StoreError(
                f"the copy {path}: it is not whole, so it was not kept; run 'convqa store check', and check the disk."
            )
        copy.execute("PRAGMA journal_mode=DELETE")


def _sync(path: Path) -> None:
    """Wait until the disk has it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _forget_leftovers(path: Path) -> None:
    """Take away what calls that were killed left: it is as personal as the store, and nobody would look for it."""
    for one in path.parent.iterdir():
        if one.name.startswith(f"{path.name}.") and _PARTIAL in one.name:
            one.unlink(missing_ok=True)


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    """Turn what the system and SQLite say of the copy into a sentence."""
    try:
        yield
    except sqlite3.Error as error:
        raise explain(error, str(path)) from None
    except OSError as error:
        raise StoreError(f"the copy {path}: it cannot be written ({error.strerror}); give another path.") from None
