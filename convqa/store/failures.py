"""What could not be read or assessed, and was not since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from convqa.store.schema import failure

__all__ = ["StoredFailure", "unsolved"]

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFailure:
    """What failed: where (the path with names masked; line 0 is the whole file), why, what to do, how often tried."""

    shown: str
    line: int
    problem: str
    remedy: str
    tries: int
    last_at: str


def unsolved(connection: Connection) -> Iterator[StoredFailure]:
    """What failed and did not go well since, by place."""
    names = StoredFailure.__slots__
    asked = select(*(failure.c[name] for name in names)).where(failure.c.solved_at.is_(None))
    ordered = asked.order_by(failure.c.shown, failure.c.line, failure.c.file_id)
    with connection.execute(ordered, execution_options={"yield_per": _AT_ONCE}) as found:
        for row in found.mappings():
            yield StoredFailure(**row)
