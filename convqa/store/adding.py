"""Adding rows that may be there already, alike on both engines: whoever comes second adds nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, case, select
from sqlalchemy.dialects import postgresql, sqlite

__all__ = ["add", "add_numbered", "put"]

Row = dict[str, Any]
Key = tuple[Any, ...]


def add(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Add those of the rows whose key no other row has."""
    if rows:
        connection.execute(_insert(connection)(table).on_conflict_do_nothing(), rows)


def put(
    connection: Connection,
    table: Table,
    rows: Mapping[Key, Row],
    *,
    kept: Collection[str] = (),
    counted: Mapping[str, str] | None = None,
) -> None:
    """Add rows, or put them in the place of those of the same primary key.

    Args:
        connection: in a transaction.
        table: where to.
        rows: by their primary keys; they go in by the order of these, as in `add_numbered`.
        kept: columns of a row that was there which stay as they are.
        counted: columns to which the new value is added, unless the row is by the same as before: each with the column
            that says by what it is.
    """
    if not rows:
        return
    statement = _insert(connection)(table)
    keys = [column.name for column in table.primary_key]
    new: Row = {one.name: statement.excluded[one.name] for one in table.c if one.name not in (*keys, *kept)}
    for name, by in (counted or {}).items():
        is_same = table.c[by] == statement.excluded[by]
        new[name] = table.c[name] + case((is_same, 0), else_=statement.excluded[name])
    statement = statement.on_conflict_do_update(index_elements=keys, set_=new)
    connection.execute(statement, [rows[key] for key in sorted(rows)])


def add_numbered(
    connection: Connection, table: Table, key: Sequence[str], rows: Iterable[Row]
) -> tuple[dict[Key, int], set[Key]]:
    """The same for a table whose rows have numbers: the number of each, and which were not there before.

    Rows go in by the order of their keys, so that two writers at the same table never wait for each other in a circle.

    Args:
        connection: in a transaction.
        table: with a unique key of the columns `key`.
        key: its columns; few rows share the first.
        rows: those of an equal key are one.
    """
    wanted = {tuple(row[name] for name in key): row for row in reversed(list(rows))}
    numbers = _numbers(connection, table, key, wanted)
    missing = sorted(wanted.keys() - numbers.keys())
    if missing:
        add(connection, table, [wanted[one] for one in missing])
        numbers |= _numbers(connection, table, key, missing)
    return numbers, set(missing)


def _numbers(connection: Connection, table: Table, key: Sequence[str], wanted: Iterable[Key]) -> dict[Key, int]:
    columns = [table.c[name] for name in key]
    chosen = {one[0] for one in wanted}
    found = connection.execute(select(table.c.id, *columns).where(columns[0].in_(chosen)))
    there = {tuple(row[1:]): row[0] for row in found}
    return {one: there[one] for one in wanted if one in there}


def _insert(connection: Connection) -> Any:
    return postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
