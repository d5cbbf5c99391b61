"""A store of an older convqa, made one of this: after a copy of it was made, where it is a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from convqa.errors import UsageError
from convqa.store.address import Address
from convqa.store.audit import AuditLog
from convqa.store.backup import back_up
from convqa.store.engine import connect
from convqa.store.keys import key_check
from convqa.store.opening import upgrade_store

__all__ = ["Upgraded", "copy_path", "upgrade"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgraded:
    """Which schema it had and has, and where the copy of before lies; `None` where none was made."""

    before: str
    after: str
    copy: Path | None


def upgrade(where: str | Path | None, log: AuditLog, *, copying: bool = True) -> Upgraded:
    """Upgrade a store; one that is new enough stays as it is. The log tells of it.

    Args:
        where: as in `open_store`.
        log: of the site's key.
        copying: whether a copy is made first, beside a file of SQLite.

    Raises:
        UsageError: a copy of PostgreSQL is asked for.
        StoreError: as `upgrade_store` and `back_up`; then nothing has changed.
    """
    made: list[Path] = []

    def before(address: Address, old: str) -> None:
        if not copying:
            return
        if address.path is None:
            raise UsageError(
                "before PostgreSQL is upgraded, make a backup of the database with its own pg_dump; "
                "then run the same with --no-backup."
            )
        path = copy_path(address.path, old)
        with connect(address, writable=False) as store:
            back_up(store, path, replacing=True)
        made.append(path)

    def after(connection: Connection, old: str) -> None:
        log.append(connection, "store.upgrade", {"before": int(old)})

    old, new = upgrade_store(where, key_check=key_check(log.key), before=before, after=after)
    return Upgraded(before=old, after=new, copy=made[0] if made else None)


def copy_path(store: Path, schema: str) -> Path:
    """Where the copy of a file lies that was made before it was upgraded from a schema."""
    return store.with_name(f"{store.stem}.schema-{schema}{store.suffix}")
