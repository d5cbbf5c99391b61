"""Cards for tests of what is asked of a store: the rows that views need, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Double, Integer, Table, insert, select

from convqa.store import schema

RUBRIC = "service@1"


def add_card(
    connection: Connection,
    conversation: str,
    agent_id: str,
    *,
    total: int | None = 500_000,
    ratings: Mapping[str, int] | None = None,
    flags: Iterable[str] = (),
    rubric: str = RUBRIC,
    content: str | None = None,
) -> None:
    """Add a card of one agent to the conversation that is shown so, which is made where it is not there.

    Its content is another than that of others, unless it is said whose it is.
    """
    found = _find(connection, conversation) or _new(connection, conversation, rubric, content or conversation)
    number, reading = found
    position = len(connection.execute(select(schema.scorecard).where(schema.scorecard.c.assessment_id == number)).all())
    card = {"assessment_id": number, "position": position, "agent_id": agent_id, "total": total}
    connection.execute(insert(schema.scorecard), card)
    for name, value in (ratings or {}).items():
        of = {"reading_id": reading, "agent_id": agent_id, "name": name, "value": value}
        _add(connection, schema.rating, **of)
    for place, name in enumerate(flags, start=10 * position):
        of = {"assessment_id": number, "position": place, "card": position, "name": name, "severity": "look"}
        _add(connection, schema.flag, **of)


def _find(connection: Connection, conversation: str) -> tuple[int, int] | None:
    assessment, reading, version = schema.assessment, schema.reading, schema.version
    asked = select(assessment.c.id, assessment.c.reading_id).select_from(assessment.join(reading).join(version))
    found = connection.execute(asked.where(version.c.shown_id == conversation)).first()
    return None if found is None else (found.id, found.reading_id)


def _new(connection: Connection, conversation: str, rubric: str, content: str) -> tuple[int, int]:
    """The numbers of its assessment and reading."""
    if connection.execute(select(schema.rubric).where(schema.rubric.c.hash == rubric)).first() is None:
        connection.execute(insert(schema.rubric), {"hash": rubric, "reference": rubric, "content": "{}"})
    number = _add(connection, schema.conversation, identity=conversation)
    version = _add(connection, schema.version, conversation_id=number, shown_id=conversation, input_hash=content)
    reading = _add(connection, schema.reading, version_id=version)
    return _add(connection, schema.assessment, reading_id=reading, rubric_hash=rubric), reading


def _add(connection: Connection, table: Table, **values: Any) -> int:
    """Add a row whose other columns say as little as they can; its number."""
    plain = {
        column.name: 0 if isinstance(column.type, Integer | Double) else ""
        for column in table.columns
        if not column.nullable and column.name != "id"
    }
    done = connection.execute(insert(table), plain | values)
    key = done.inserted_primary_key
    assert key is not None
    number: int = key[0]
    return number
