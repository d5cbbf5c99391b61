"""Opening a store, making one, and bringing one up to this version: everything that can be wrong is told here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, insert, inspect, select

from convqa.errors import StoreError
from convqa.store import migrate
from convqa.store.address import Address, find_address, remote_kind
from convqa.store.engine import WAIT_S, Store, connect
from convqa.store.schema import metadata, setting

__all__ = ["MINIMUM_N", "create_store", "making", "now", "open_store", "upgrade_store"]

MINIMUM_N = 20
"""How many conversations there must be before any figure on an agent is given, unless the site says otherwise."""


def now() -> str:
    """The time as stores have it: ISO 8601 in UTC, whole seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def open_store(
    where: str | Path | None = None, *, key_check: str | None = None, writable: bool = True, wait_s: float = WAIT_S
) -> Store:
    """Open a store that is there, and see that it can be used.

    Args:
        where: a file or a PostgreSQL URL; `None` is the file in the user's data folder.
        key_check: what the site's key makes of a constant; `None` where no key is at hand and none is needed.
        writable: whether something is to be written.
        wait_s: how long a writer waits for another one, in seconds.

    Raises:
        StoreError: it is not there, damaged, locked, read-only, of another version, of another key.
        UsageError, MissingExtraError: as `find_address`.
    """
    address = find_address(where)
    _check_place(address)
    store = connect(address, writable=writable, wait_s=wait_s)
    try:
        with store.writing() if writable else store.reading() as connection:
            if writable:
                _check_use(connection, address)
            migrate.check(connection, address.shown)
            _check_key(connection, address, key_check)
    except BaseException:
        store.close()
        raise
    return store


def create_store(
    where: str | Path | None = None, *, key_check: str, noting: Callable[[Connection], object] | None = None
) -> Store:
    """Make a store where none is: a file that only the user may read, or the tables in an empty PostgreSQL database.

    Args:
        where: as in `open_store`.
        key_check: what the site's key makes of a constant.
        noting: is called in the transaction that makes the tables, to tell the log of it.

    Raises:
        StoreError: there is one already, something else is there, or it cannot be made there.
        UsageError, MissingExtraError: as `find_address`.
    """
    address = find_address(where)
    with making(address, folder=where is None) as connection:
        settings = {"key_check": key_check, "minimum_n": str(MINIMUM_N), "created_at": now()}
        connection.execute(insert(setting), [{"name": name, "value": value} for name, value in settings.items()])
        if noting is not None:
            noting(connection)
    return open_store(where, key_check=key_check)


@contextmanager
def making(address: Address, *, folder: bool = False) -> Iterator[Connection]:
    """A transaction in which the tables of a new store are made, and its first rows: all of it is there, or nothing.

    Args:
        address: of no file or an empty one, or of a database without tables of these names.
        folder: whether the file's folder is made too.

    Raises:
        StoreError: there is a store already, something else is there, or it cannot be made there.
    """
    _check_place(address, new=True)
    if address.path is not None:
        _make_file(address.path, address.shown, folder=folder)
    with _migrating(address) as connection:
        if migrate.version_of(connection) is not None:
            raise StoreError(f"the store {address.shown}: it is there already; use it as it is.")
        there = set(inspect(connection).get_table_names())
        if there if address.path is not None else there & set(metadata.tables):
            raise StoreError(f"the store {address.shown}: something else is kept there; give another path or database.")
        migrate.upgrade(connection)
        yield connection
        _check_references(connection, address)


def upgrade_store(
    where: str | Path | None = None,
    *,
    key_check: str | None = None,
    before: Callable[[Address, str], None] | None = None,
    after: Callable[[Connection, str], None] | None = None,
) -> tuple[str, str]:
    """Bring the schema of a store to this version, in one transaction; the versions before and after.

    Args:
        where: as in `open_store`.
        key_check: as in `open_store`.
        before: is called with the address and the old version if there is something to do, before anything is done.
        after: is called in the transaction, with the old version.

    Raises:
        StoreError: it is not there, a newer convqa made it, it is of another key, or it cannot be written.
        UsageError, MissingExtraError: as `find_address`.
    """
    address = find_address(where)
    _check_place(address)
    with connect(address, writable=False) as store, store.reading() as connection:
        old = migrate.check(connection, address.shown, older=True)
        _check_key(connection, address, key_check)
    if old == migrate.newest():
        return old, old
    if before is not None:
        before(address, old)
    with _migrating(address) as connection:
        old = migrate.check(connection, address.shown, older=True)
        if old != migrate.newest():  # another program may have done it meanwhile
            migrate.upgrade(connection)
            _check_references(connection, address)
            if after is not None:
                after(connection, old)
    return old, migrate.newest()


@contextmanager
def _migrating(address: Address) -> Iterator[Connection]:
    """A transaction for a migration. SQLite takes no heed of `foreign_keys` inside of one: it is off from the start."""
    with connect(address, foreign_keys=False) as store, store.writing() as connection:
        _check_use(connection, address)
        migrate.wait_for_others(connection)
        yield connection


def _check_references(connection: Connection, address: Address) -> None:
    """What SQLite did not check meanwhile, before anything of it is kept."""
    if address.path is not None and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise StoreError(
            f"the store {address.shown}: rows of it refer to rows that are not there, so it was left as it was; "
            "run 'convqa store check'."
        )


def _check_place(address: Address, *, new: bool = False) -> None:
    """See that the file is there (or may be), on a disk of this machine."""
    path = address.path
    if path is None:
        return
    if not path.exists() and not new:
        raise StoreError(f"the store {address.shown}: there is no such file; make it with 'convqa store init'.")
    if path.is_dir():
        raise StoreError(f"the store {address.shown}: this is a folder; name a file in it.")
    kind = remote_kind(path)
    if kind is not None:
        raise StoreError(
            f"the store {address.shown}: it lies on a disk of another machine ({kind}), where SQLite loses data when "
            "two programs write; put it on a disk of this machine, or use PostgreSQL."
        )


def _make_file(path: Path, shown: str, *, folder: bool) -> None:
    """Make an empty file that only the user may read, where none is; and the user's own data folder."""
    try:
        if folder:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise StoreError(f"the store {shown}: it cannot be made ({error.strerror}); give another path.") from None


def _check_use(connection: Connection, address: Address) -> None:
    """See that PostgreSQL takes what is written. SQLite said so when the transaction began."""
    if address.path is not None:
        return
    if connection.exec_driver_sql("SHOW transaction_read_only").scalar() == "on":
        raise StoreError(
            f"the store {address.shown}: it may be read and not written; give the address of the server that may."
        )
    if connection.exec_driver_sql("SHOW server_encoding").scalar() != "UTF8":
        raise StoreError(f"the store {address.shown}: its encoding is not UTF-8; make one with 'createdb -E UTF8'.")


def _check_key(connection: Connection, address: Address, key_check: str | None) -> None:
    """With another key everything would be stored a second time, as new."""
    stored = connection.execute(select(setting.c.value).where(setting.c.name == "key_check")).scalar()
    if key_check is not None and stored != key_check:
        raise StoreError(
            f"the store {address.shown}: it was made with another site key; give that one with --key-file."
        )
