"""The rubrics of a store: each is kept once, by what it holds."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from convqa.errors import RubricError
from convqa.rubric import Rubric
from convqa.store import schema
from convqa.store.adding import add

__all__ = ["check_rubric", "keep_rubric", "kept_rubrics"]

_RUBRIC = TypeAdapter(Rubric)


def check_rubric(connection: Connection, rubric: Rubric) -> bool:
    """See that no other rubric of the same name and version is there; whether this one is.

    Raises:
        RubricError: another one is.
    """
    there = select(schema.rubric.c.hash).where(schema.rubric.c.reference == rubric.reference)
    stored = connection.execute(there).scalar()
    if stored not in (None, rubric.hash):
        raise RubricError(
            f"the rubric {rubric.reference} was changed since the store met it, and its version was not; "
            f"write version = {rubric.version + 1} into its file, so that scores of the two can be told apart."
        )
    return stored is not None


def keep_rubric(connection: Connection, rubric: Rubric) -> str:
    """Store a rubric where it is not there yet; its hash.

    Raises:
        RubricError: another one of the same name and version is there.
    """
    if not check_rubric(connection, rubric):
        content = _RUBRIC.dump_json(rubric, by_alias=True, exclude_defaults=True).decode()
        add(connection, schema.rubric, [{"hash": rubric.hash, "reference": rubric.reference, "content": content}])
        check_rubric(connection, rubric)  # somebody else may have been quicker
    return rubric.hash


def kept_rubrics(connection: Connection, hashes: Iterable[str]) -> dict[str, Rubric]:
    """Rubrics as they were stored, by their hash."""
    found = select(schema.rubric.c.hash, schema.rubric.c.content).where(schema.rubric.c.hash.in_(set(hashes)))
    return {row.hash: _RUBRIC.validate_json(row.content) for row in connection.execute(found)}
