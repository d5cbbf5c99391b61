"""Rows that do not add up: questions to the tables whose answer is 0 in a store that convqa alone has written to."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, FromClause, Select, Table, and_, case, exists, func, or_, select, union_all

from convqa.codebook import RATINGS
from convqa.store.schema import (
    UNITS,
    absence,
    assessment,
    contribution,
    conversation,
    gone,
    metadata,
    rating,
    reading,
    sample,
    sample_group,
    sample_member,
    scorecard,
    turn,
    turn_label,
    version,
)

__all__ = ["dangling", "questions"]

_LEAST, _MOST, _WHOLE = 1, 5, 100
_DELETED = ("content", "input")  # the tombstones of conversations


def dangling() -> Iterator[tuple[str, Select[int]]]:
    """Of each table that refers to another: which, and how many of its rows refer to one that is not there."""
    for child in metadata.sorted_tables:
        for key in child.foreign_key_constraints:
            parent = key.referred_table.alias()
            pairs = [(child.c[one.parent.name], parent.c[one.column.name]) for one in key.elements]
            joined = child.outerjoin(parent, and_(*[mine == theirs for mine, theirs in pairs]))
            refers = [mine.is_not(None) for mine, _ in pairs]
            yield child.name, _count(joined, and_(*refers, pairs[0][1].is_(None)))


def questions() -> Iterator[tuple[str, str, Select[int]]]:
    """What is counted, of one and of many, and how."""
    sums = "rating is not the sum of its parts", "ratings are not the sums of their parts"
    yield *sums, _wrong_sums()
    yield "rating has no card", "ratings have no card", _without_cards()
    yield "value is outside of its range", "values are outside of their range", _outside()
    turns = _count(_turns().subquery(), None)
    yield "version of a conversation lacks turns", "versions of conversations lack turns", turns
    labels = "reading has other turns than its conversation", "readings have other turns than their conversations"
    yield *labels, _other_turns()
    yield "conversation is empty", "conversations are empty", _childless(conversation, version, "conversation_id")
    yield "version was never read", "versions were never read", _childless(version, reading, "version_id")
    yield "reading was never judged", "readings were never judged", _childless(reading, assessment, "reading_id")
    yield "sample has other members than it says", "samples have other members than they say", _samples()


def _count(of: FromClause, where: ColumnElement[bool] | None) -> Select[int]:
    asked = select(func.count()).select_from(of)
    return asked if where is None else asked.where(where)


def _wrong_sums() -> Select[int]:
    """A rating is its base and what turns and absences add to it, to the unit."""
    tables = (contribution, absence)
    parts = union_all(
        *[select(one.c.reading_id, one.c.agent_id, *[one.c[name] for name in RATINGS]) for one in tables]
    ).subquery()
    key = (parts.c.reading_id, parts.c.agent_id)
    sums = select(*key, *[func.sum(parts.c[name]).label(name) for name in RATINGS]).group_by(*key).subquery()
    joined = rating.outerjoin(
        sums, and_(sums.c.reading_id == rating.c.reading_id, sums.c.agent_id == rating.c.agent_id)
    )
    moved = case(*[(rating.c.name == name, sums.c[name]) for name in RATINGS])
    return _count(joined, rating.c.value != rating.c.base + func.coalesce(moved, 0))


def _without_cards() -> Select[int]:
    """Joined as a whole: asked card by card, an agent with many would be looked through for each of the ratings."""
    columns = (assessment.c.reading_id, scorecard.c.agent_id)
    cards = select(*columns).join_from(scorecard, assessment).distinct().subquery()
    own = and_(cards.c.reading_id == rating.c.reading_id, cards.c.agent_id == rating.c.agent_id)
    return _count(rating.outerjoin(cards, own), cards.c.reading_id.is_(None))


def _outside() -> Select[int]:
    satisfaction = _not_in(reading.c.satisfaction, _LEAST * UNITS, _MOST * UNITS)
    values = (
        _count(rating, _not_in(rating.c.value, _LEAST * UNITS, _MOST * UNITS) | _not_levels(rating)),
        _count(reading, satisfaction | _not_levels(reading, "satisfaction_")),
        _count(scorecard, _not_in(scorecard.c.total, 0, _WHOLE * UNITS)),
    )
    first, second, third = (one.scalar_subquery() for one in values)
    return select(first + second + third)


def _not_levels(table: Table, prefix: str = "") -> ColumnElement[bool]:
    """The rounded one and its interval."""
    level, low, high = (table.c[f"{prefix}{name}"] for name in ("rating", "low", "high"))
    return or_(*[_not_in(one, _LEAST, _MOST) for one in (level, low, high)], low > high)


def _not_in(column: ColumnElement[int], low: int, high: int) -> ColumnElement[bool]:
    return or_(column < low, column > high)


def _turns() -> Select[int]:
    """Versions whose turns are not numbered from 0 without a gap; one whose text was purged may have none."""
    gap = or_(func.min(turn.c.position) != 0, func.max(turn.c.position) != func.count() - 1)
    return select(turn.c.version_id).group_by(turn.c.version_id).having(gap)


def _other_turns() -> Select[int]:
    said = select(turn.c.version_id, func.count().label("n")).group_by(turn.c.version_id).subquery()
    labelled = select(turn_label.c.reading_id, func.count().label("n")).group_by(turn_label.c.reading_id).subquery()
    joined = reading.join(said, said.c.version_id == reading.c.version_id).outerjoin(
        labelled, labelled.c.reading_id == reading.c.id
    )
    return _count(joined, func.coalesce(labelled.c.n, 0) != said.c.n)


def _childless(parent: Table, child: Table, column: str) -> Select[int]:
    joined = parent.outerjoin(child, child.c[column] == parent.c.id)
    return _count(joined, child.c[column].is_(None))


def _samples() -> Select[int]:
    """A group has as many members as were wanted, or all where there were not so many.

    Fewer are as they should be once something was deleted, since its places in samples go with it.
    """
    key = (sample_member.c.sample_id, sample_member.c.agent_id)
    drawn = select(*key, func.count().label("n")).group_by(*key).subquery()
    joined = sample_group.join(sample).outerjoin(
        drawn, and_(drawn.c.sample_id == sample_group.c.sample_id, drawn.c.agent_id == sample_group.c.agent_id)
    )
    wanted = case((sample_group.c.population < sample.c.size, sample_group.c.population), else_=sample.c.size)
    there = func.coalesce(drawn.c.n, 0)
    return _count(joined, or_(there > wanted, and_(there < wanted, ~exists().where(gone.c.kind.in_(_DELETED)))))
