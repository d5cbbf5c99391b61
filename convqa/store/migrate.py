"""The schema's version: what a store has, what this convqa needs, and the way from the one to the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from convqa.errors import StoreError
from convqa.store.schema.views import create_views, drop_views

__all__ = ["VERSION_TABLE", "check", "downgrade", "newest", "upgrade", "version_of", "wait_for_others"]

VERSION_TABLE = "convqa_schema"
"""Its one row says which schema a store has; a name of its own, since a PostgreSQL database may hold other things."""

_FOLDER = Path(__file__).parent / "migrations"
_VERSIONS = (_FOLDER / "versions",)
_LOCK = threading.Lock()  # Alembic keeps what it does in a place that all threads share
_ADVISORY = 0x636F6E76716100  # "convqa": two that upgrade one database at once wait for each other


def version_of(connection: Connection) -> str | None:
    """The version of the store's schema, e.g. `"0001"`; `None` where there is no store."""
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()


@cache
def newest() -> str:
    """The version that this convqa needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None  # noqa: S101 - there is at least one migration
    return head


def check(connection: Connection, shown: str, *, older: bool = False) -> str:
    """See that the store has the schema that this convqa needs, or with `older` one that can become it; which it is.

    Raises:
        StoreError: it has none, an older or a newer one.
    """
    found = version_of(connection)
    if found is not None and (found == newest() or (older and found in _known())):
        return found
    if found is None:
        problem, remedy = "it is no store of convqa yet", "run 'convqa store init' with it, or check its path"
    elif found in _known():
        problem, remedy = "an older convqa made it", "run 'convqa store upgrade', after a backup"
    else:
        problem, remedy = "a newer convqa made it", "use that one, or a copy of the store from before"
    raise StoreError(f"the store {shown}: {problem}; {remedy}.")


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring the tables to a version, in the transaction that is open; on SQLite with foreign keys off.

    Views are made of the newest version alone: those of another are for the convqa of that version to make.
    """
    _move(connection, lambda config: command.upgrade(config, to))
    if version_of(connection) == newest():
        create_views(connection)


def downgrade(connection: Connection, to: str = "base") -> None:
    """Bring the tables back to an earlier version, without views."""
    _move(connection, lambda config: command.downgrade(config, to))


def wait_for_others(connection: Connection) -> None:
    """Until no other program changes the schema of this store. On SQLite the transaction itself waited."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY})")


def _move(connection: Connection, step: Callable[[Config], None]) -> None:
    drop_views(connection)
    config = _config()
    config.attributes["connection"] = connection
    with _LOCK:
        step(config)


def _known() -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(str(one).replace("%", "%%") for one in _VERSIONS))
    return config
