"""What a store holds, in a form in which two stores are equal when they hold the same.

Rows are told by what they are about and not by their numbers, which depend on who came first; times count as there or
not there. Runs and the audit log, which tell of the way and not of what is kept, are left out.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, UniqueConstraint, select

from convqa.store import Store
from convqa.store.schema import metadata

_LEFT_OUT = {"audit", "run"}
_FLEETING = {"run_id", "seen", "tries"}
_TIMES = {"drawn_at", "first_at", "first_seen_at", "last_at", "solved_at", "stored_at"}

Contents = dict[str, list[tuple[tuple[str, Any], ...]]]


def dump(store: Store) -> Contents:
    """All rows of every table, sorted, each as pairs of column and value."""
    names: dict[str, dict[int, Any]] = {}
    contents: Contents = {}
    with store.reading() as connection:
        for table in (one for one in metadata.sorted_tables if one.name not in _LEFT_OUT):
            rows = []
            for row in connection.execute(select(table)).mappings():
                told = {name: _value(table, name, value, names) for name, value in row.items()}
                if "id" in table.c and table.name != "team":
                    names.setdefault(table.name, {})[row["id"]] = tuple(told[name] for name in _natural(table))
                rows.append(tuple((name, value) for name, value in told.items() if _is_told(table, name)))
            contents[table.name] = sorted(rows, key=repr)
    contents["setting"] = [row for row in contents["setting"] if row[0] != ("name", "created_at")]
    return contents


def _is_told(table: Table, name: str) -> bool:
    return name not in _FLEETING and not (name == "id" and table.name != "team")


def _natural(table: Table) -> list[str]:
    """The columns of the key that has a meaning."""
    unique = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    return list(unique[0].columns.keys()) if unique else ["seed", "size"]


def _value(table: Table, name: str, value: Any, names: dict[str, dict[int, Any]]) -> Any:
    """A value, or what the row that it refers to is about."""
    if name in _TIMES or (table.name, name) == ("gone", "at"):
        return value is not None
    for key in table.c[name].foreign_keys:
        parent = key.column.table.name
        if parent in names and key.column.name == "id":
            return names[parent][value]
    return value
