"""The views of `views.sql`: what SQL may ask of a store, made anew by every upgrade."""

from __future__ import annotations

import re
from importlib import resources

from sqlalchemy import Connection, inspect

__all__ = ["VIEWS", "create_views", "drop_views"]


def _read() -> dict[str, str]:
    statements = resources.files("convqa.store.schema").joinpath("views.sql").read_text("utf-8").split(";\n")
    found = ((re.search(r"^CREATE VIEW (\w+) AS", one, re.MULTILINE), one) for one in statements)
    return {match[1]: one for match, one in found if match}


VIEWS: dict[str, str] = _read()
"""The statement of each, by name, in the order in which they rest on each other."""


def create_views(connection: Connection) -> None:
    """Make every view; none of them is there."""
    for statement in VIEWS.values():
        connection.exec_driver_sql(statement)


def drop_views(connection: Connection) -> None:
    """Take away those that are there, the dependent ones first."""
    there = set(inspect(connection).get_view_names())
    for name in reversed(VIEWS):
        if name in there:
            connection.exec_driver_sql(f"DROP VIEW {name}")
