"""The rubrics of a store: each is kept once, by what it holds."""

from __future__ import annotations

from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from convqa.errors import RubricError
from convqa.rubric import Rubric
from convqa.store import schema
from convqa.store.adding import add

__all__ = ["keep_rubric"]


def keep_rubric(connection: Connection, rubric: Rubric) -> str:
    """Store a rubric where it is not there yet; its hash.

    Raises:
        RubricError: another one of the same name and version is there.
    """
    there = select(schema.rubric.c.hash).where(schema.rubric.c.reference == rubric.reference)
    stored = connection.execute(there).scalar()
    if stored is None:
        content = TypeAdapter(Rubric).dump_json(rubric, by_alias=True, exclude_defaults=True).decode()
        row = {"hash": rubric.hash, "reference": rubric.reference, "content": content}
        add(connection, schema.rubric, [row])
        stored = connection.execute(there).scalar()
    if stored != rubric.hash:
        raise RubricError(
            f"the rubric {rubric.reference} was changed since the store met it, and its version was not; "
            f"write version = {rubric.version + 1} into its file, so that scores of the two can be told apart."
        )
    return rubric.hash
