"""What ratings are made of, read for those that a flag cites: it is most of the rows, and few are cited."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from convqa.assessment import ABSENCES, Absence, Contribution, Rating
from convqa.codebook import RATINGS
from convqa.store import schema
from convqa.store.kept import AnyRow, Kept, grouped
from convqa.store.schema import UNITS

__all__ = ["with_parts"]

_PLACES = {name: place for place, name in enumerate(RATINGS, start=1)}
_KINDS = {name: place for place, name in enumerate(ABSENCES)}

Cited = Mapping[str, Collection[str]]


def with_parts(connection: Connection, cited: Iterable[tuple[Kept, Cited]]) -> list[Kept]:
    """What is kept, with what some ratings are made of: the contributions of turns, and what is missing.

    Args:
        connection: of `Store.reading` or `Store.writing`.
        cited: each with the names of these ratings by agent; the others stay without.
    """
    wanted = list(cited)
    readings = {one.reading_id for one, _ in wanted}
    p, q = schema.contribution, schema.absence
    columns = [p.c.reading_id, p.c.agent_id, p.c.turn, *(p.c[name] for name in RATINGS)]
    asked = select(*columns).where(p.c.reading_id.in_(readings)).order_by(p.c.turn)
    contributions = grouped(connection, asked)
    columns = [q.c.reading_id, q.c.agent_id, q.c.turn, q.c.kind, *(q.c[name] for name in RATINGS)]
    asked = select(*columns).where(q.c.reading_id.in_(readings)).order_by(q.c.turn)
    absences = grouped(connection, asked)
    return [_completed(one, of, contributions[one.reading_id], absences[one.reading_id]) for one, of in wanted]


def _completed(one: Kept, cited: Cited, contributions: Sequence[AnyRow], absences: Sequence[AnyRow]) -> Kept:
    ratings = dict(one.grounds.ratings)
    for agent, names in cited.items():
        turns = [row[2:] for row in contributions if row[1] == agent]
        lacks = sorted((row[2:] for row in absences if row[1] == agent), key=lambda row: (row[0], _KINDS[row[1]]))
        ratings[agent] = {
            name: _with_parts(rating, turns, lacks, _PLACES[name]) if name in names else rating
            for name, rating in ratings[agent].items()
        }
    return replace(one, grounds=replace(one.grounds, ratings=ratings))


def _with_parts(rating: Rating, turns: Sequence[Sequence[Any]], lacks: Sequence[Sequence[Any]], place: int) -> Rating:
    """One rating, whose amount is the one at `place` behind the turn, or behind turn and kind of what is missing."""
    return replace(
        rating,
        contributions=tuple(Contribution(turn=row[0], amount=row[place] / UNITS) for row in turns if row[place]),
        absences=tuple(
            Absence(name=row[1], turn=row[0], amount=row[place + 1] / UNITS) for row in lacks if row[place + 1]
        ),
    )
