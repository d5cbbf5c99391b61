"""Schemas as they were released, with rows in every table: `tests/store/schemas/`.

Of each there are the statements that made it on both engines, and rows that both can hold. They stand for the stores
that sites have, and are never changed. Once a migration is written, `python -m tests.store.released` adds its files;
PostgreSQL has to be installed for it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, event, inspect, select, text

from convqa.store import Store, create_store, migrate
from convqa.store.address import find_address
from convqa.store.engine import connect
from convqa.store.keys import key_check
from convqa.store.schema import metadata
from tests.store.full import KEY, fill
from tests.store.server import find_binaries, running

FOLDER = Path(__file__).parent / "schemas"
RELEASED = tuple(sorted(path.name.partition(".")[0] for path in FOLDER.glob("*.rows.sql")))

_END = ";\n"
_CHANGING = ("CREATE", "ALTER", "INSERT", "UPDATE", "DROP")


def moving(place: str | Path) -> Store:
    """A store as migrations need it."""
    return connect(find_address(place), foreign_keys=False)


def load(connection: Connection, schema: str) -> None:
    """Make a store of a released schema, with its rows, where nothing is."""
    for part in (connection.dialect.name, "rows"):
        for statement in (FOLDER / f"{schema}.{part}.sql").read_text("utf-8").split(_END):
            if statement:
                connection.execute(text(statement.replace(":", "\\:")))


def count_rows(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    tables = sorted(set(inspect(connection).get_table_names()) - {migrate.VERSION_TABLE})
    return {name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in tables}  # noqa: S608


def _write(schema: str) -> None:
    """Write the files of the newest schema."""
    binaries = find_binaries()
    assert binaries is not None, "PostgreSQL is not installed"
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running(binaries) as server:
        empty, full = Path(folder) / "empty.sqlite", Path(folder) / "full.sqlite"
        empty.touch()
        for place in (empty, server.url("postgres")):
            with moving(place) as store, store.writing() as connection, _listening(connection) as statements:
                migrate.upgrade(connection, schema)
            _write_file(f"{schema}.{store.engine.dialect.name}.sql", statements)
        with create_store(full, key_check=key_check(KEY)) as store:
            fill(store)
            with store.reading() as connection:
                lines = [one for table in metadata.sorted_tables for one in _inserts(connection, table)]
        _write_file(f"{schema}.rows.sql", lines)


@contextmanager
def _listening(connection: Connection) -> Iterator[list[str]]:
    """The statements that change tables."""
    found: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        words = statement.split()
        if words[0] in _CHANGING and words[1] != "VIEW":
            lines = (line.strip() for line in statement.expandtabs(4).strip().splitlines())
            found.append("\n".join(lines))

    event.listen(connection, "before_cursor_execute", hear)
    yield found


def _inserts(connection: Connection, table: Table) -> Iterator[str]:
    for row in connection.execute(select(table).order_by(*table.primary_key.columns)):
        names = ", ".join(f'"{column.name}"' for column in table.c)
        yield f"INSERT INTO {table.name} ({names}) VALUES ({', '.join(map(_literal, row))})"  # noqa: S608


def _literal(value: object) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "NULL" if value is None else repr(value)


def _write_file(name: str, statements: list[str]) -> None:
    (FOLDER / name).write_text("".join(f"{one}{_END}" for one in statements), "utf-8")


if __name__ == "__main__":
    _write(migrate.newest())
