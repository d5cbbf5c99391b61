"""What could not be read or assessed, and was not since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, tuple_

from convqa.store.known import FileKey
from convqa.store.schema import failure, file

__all__ = ["StoredFailure", "failing", "unsolved"]

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFailure:
    """What failed: where (the path with names masked; line 0 is the whole file), why, what to do, how often tried.

    `place` is by what a store knows where the file lay (`file.place`).
    """

    place: str
    shown: str
    line: int
    problem: str
    remedy: str
    tries: int
    last_at: str


def unsolved(connection: Connection) -> Iterator[StoredFailure]:
    """What failed and did not go well since, by place."""
    own = (failure.c[name] for name in StoredFailure.__slots__ if name != "place")
    asked = select(file.c.place, *own).join(file, failure.c.file_id == file.c.id).where(failure.c.solved_at.is_(None))
    ordered = asked.order_by(failure.c.shown, failure.c.line, failure.c.file_id)
    with connection.execute(ordered, execution_options={"yield_per": _AT_ONCE}) as found:
        for row in found.mappings():
            yield StoredFailure(**row)


def failing(connection: Connection, keys: Sequence[FileKey]) -> Mapping[FileKey, frozenset[int]]:
    """At which lines of some tens of files something failed and did not go well since."""
    names = (file.c.place, file.c.bytes, file.c.options)
    wanted = [(key.place, key.bytes, key.options) for key in keys]
    asked = select(failure.c.line, *names).join(file).where(tuple_(*names).in_(wanted), failure.c.solved_at.is_(None))
    lines: defaultdict[FileKey, set[int]] = defaultdict(set)
    for line, place, content, options in connection.execute(asked):
        lines[FileKey(place=place, bytes=content, options=options)].add(line)
    return {key: frozenset(some) for key, some in lines.items()}
