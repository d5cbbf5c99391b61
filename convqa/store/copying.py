"""Every row of a store into a new one, of either engine, as the store was at one moment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, insert, literal, select, tuple_

from convqa.store.address import Address
from convqa.store.engine import Store
from convqa.store.opening import making
from convqa.store.schema import metadata

__all__ = ["copy_rows"]

_AT_ONCE = 1_000


def copy_rows(store: Store, address: Address, *, at_once: int = _AT_ONCE) -> None:
    """Make a store and fill it with what another one holds, in one transaction on each side.

    Rows keep their numbers, and the new store belongs to the same site key. Names of people are no part of a store.

    Args:
        store: which has the schema of this version.
        address: as in `making`.
        at_once: how many rows are held in memory.

    Raises:
        StoreError: as `making`, or of either store.
    """
    with store.reading() as source, making(address) as target:
        for table in metadata.sorted_tables:
            for rows in _pages(source, table, at_once):
                target.execute(insert(table), rows)
        if address.path is None:
            _number_on(target)


def _pages(connection: Connection, table: Table, at_once: int) -> Iterator[list[dict[str, Any]]]:
    """All rows, some at a time, by their keys."""
    key = list(table.primary_key.columns)
    asked = select(table).order_by(*key).limit(at_once)
    rows = [dict(row) for row in connection.execute(asked).mappings()]
    while rows:
        yield rows
        last = tuple_(*[literal(rows[-1][one.name], one.type) for one in key])
        rows = [dict(row) for row in connection.execute(asked.where(tuple_(*key) > last)).mappings()]


def _number_on(connection: Connection) -> None:
    """Let PostgreSQL give new rows numbers after those that came along."""
    for table in metadata.sorted_tables:
        if "id" in table.c and table.c.id.type.python_type is int:
            connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM {table.name} "  # noqa: S608
                "HAVING max(id) IS NOT NULL"
            )
