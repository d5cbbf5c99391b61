"""What is kept of a conversation, as far as a rubric is held against it: many at a time, straight from the rows.

Texts are read only where they are needed: all of them where a rubric asks for phrases, else those of recordings, whose
words are counted. What ratings are made of is most of the rows, and is read where a flag cites it (`cited.py`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection, Row, Select, case, literal, or_, select

from convqa.assessment import Choice, Rating
from convqa.codebook import RATINGS
from convqa.conversation import Channel, Doubt, Language, Role
from convqa.grounds import Grounds, TurnGrounds
from convqa.scoring import ASKED_SIGNALS
from convqa.store import schema
from convqa.store.schema import UNITS

__all__ = ["AnyRow", "Kept", "Said", "grouped", "load_kept"]

_ROLES = {str(role): role for role in Role}

AnyRow = Row[*tuple[Any, ...]]
Ratings = Mapping[str, Rating]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A turn as phrases are looked for in it; its text is redacted."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One assessment, without what its rubric made of it.

    Attributes:
        assessment_id, reading_id: its rows.
        rubric_hash: of the rubric that it was made with.
        language, channel: of the conversation. feedback_language: of the reasons of its flags.
        turns: all of them; their texts where phrases were asked for.
        grounds: but for what the ratings are made of, the signals of turns of which no probability is asked for
            (`ASKED_SIGNALS`), and the words of turns that people typed, which are counted nowhere.
    """

    assessment_id: int
    reading_id: int
    rubric_hash: str
    language: Language
    channel: Channel | None
    feedback_language: Language
    turns: tuple[Said, ...]
    grounds: Grounds


def load_kept(connection: Connection, assessment_ids: Sequence[int], *, texts: bool) -> list[Kept]:
    """What is kept of some assessments, in the order of their ids; some hundreds at a time are quickest.

    Args:
        connection: of `Store.reading` or `Store.writing`.
        assessment_ids: those that are not there any more are left out.
        texts: whether to read all texts, for a rubric with phrases.
    """
    heads = connection.execute(_heads(assessment_ids)).all()
    versions, readings = {head.version_id for head in heads}, {head.reading_id for head in heads}
    turns = grouped(connection, _turns(versions, texts=texts))
    labels = grouped(connection, _labels(readings))
    rated = _ratings(connection, readings)
    return [
        _kept(head, turns[head.version_id], labels[head.reading_id], rated[head.reading_id], texts=texts)
        for head in heads
    ]


def _heads(assessment_ids: Sequence[int]) -> Select[Any]:
    a, r, v = schema.assessment, schema.reading, schema.version
    return (
        select(
            a.c.id,
            a.c.reading_id,
            a.c.rubric_hash,
            a.c.feedback_language,
            r.c.version_id,
            r.c.loyalty,
            r.c.loyalty_probability,
            r.c.process_failure,
            r.c.process_failure_probability,
            r.c.review,
            r.c.review_probability,
            r.c.shortened,
            r.c.weakest_effort_turn,
            v.c.language,
            v.c.channel,
            v.c.doubts,
            v.c.role_certainty,
        )
        .join(r, r.c.id == a.c.reading_id)
        .join(v, v.c.id == r.c.version_id)
        .where(a.c.id.in_(assessment_ids))
        .order_by(a.c.id)
    )


def _turns(version_ids: Iterable[int], *, texts: bool) -> Select[Any]:
    t = schema.turn
    text = t.c.text if texts else case((t.c.speech_confidence.is_not(None), t.c.text), else_=literal(""))
    return (
        select(t.c.version_id, t.c.position, t.c.role, t.c.agent_id, t.c.speech_confidence, text)
        .where(t.c.version_id.in_(version_ids))
        .order_by(t.c.version_id, t.c.position)
    )


def _labels(reading_ids: Iterable[int]) -> Select[Any]:
    """With probabilities where a customer's turn is labelled with a signal of which the probability is asked for."""
    one = schema.turn_label
    asked = or_(*(one.c.labels.contains(name) for name in ASKED_SIGNALS))
    return (
        select(one.c.reading_id, one.c.labels, case((asked, one.c.probabilities), else_=None))
        .where(one.c.reading_id.in_(reading_ids))
        .order_by(one.c.reading_id, one.c.position)
    )


def grouped(connection: Connection, asked: Select[Any]) -> Mapping[int, Sequence[AnyRow]]:
    """Rows by what they belong to, which is their first column."""
    groups: defaultdict[int, list[AnyRow]] = defaultdict(list)
    for row in connection.execute(asked).all():
        groups[row[0]].append(row)
    return groups


def _kept(
    head: Row[Any], turns: Sequence[AnyRow], labels: Sequence[AnyRow], rated: Mapping[str, Ratings], *, texts: bool
) -> Kept:
    grounds = Grounds(
        turns=tuple(_turn(turn, label) for turn, label in zip(turns, labels, strict=True)),
        ratings=rated,
        loyalty=Choice(value=head.loyalty, probability=head.loyalty_probability),
        process_failure=Choice(value=head.process_failure, probability=head.process_failure_probability),
        review=Choice(value=head.review, probability=head.review_probability),
        doubts=_doubts(head.doubts),
        role_certainty=head.role_certainty,
        shortened=_shortened(head.shortened),
        weakest_effort_turn=head.weakest_effort_turn,
    )
    return Kept(
        assessment_id=head.id,
        reading_id=head.reading_id,
        rubric_hash=head.rubric_hash,
        language=Language(head.language),
        channel=None if head.channel is None else Channel(head.channel),
        feedback_language=Language(head.feedback_language),
        turns=tuple(Said(role=_ROLES[role], text=text) for _, _, role, _, _, text in turns) if texts else (),
        grounds=grounds,
    )


@cache
def _doubts(written: str) -> tuple[Doubt, ...]:
    return tuple(Doubt(one) for one in json.loads(written))


@lru_cache  # nearly always none
def _shortened(written: str) -> tuple[int, ...]:
    return tuple(json.loads(written))


def _turn(turn: AnyRow, label: AnyRow) -> TurnGrounds:
    _, position, role, agent_id, sure, text = turn
    _, labels, probabilities = label
    words = len(text.split()) if text else 0
    if probabilities is None:
        return _plain_turn(position, role, agent_id, words, sure, labels)
    signals = json.loads(probabilities)["signals"]
    return replace(_plain_turn(position, role, agent_id, words, sure, labels), signals=signals)


@lru_cache(maxsize=1 << 16)  # most turns are like one of another conversation: without words there is little to tell
def _plain_turn(
    position: int, role: str, agent_id: str | None, words: int, sure: float | None, labels: str
) -> TurnGrounds:
    return TurnGrounds(
        index=position,
        role=_ROLES[role],
        agent_id=agent_id,
        words=words,
        speech_confidence=None if sure is None else round(sure, 4),
        labels=labels,
    )


def _ratings(connection: Connection, reading_ids: Iterable[int]) -> Mapping[int, dict[str, Ratings]]:
    """By reading, agent and name."""
    one = schema.rating
    names = ("reading_id", "agent_id", "name", "value", "rating", "low", "high", "base")
    asked = select(*(one.c[name] for name in names)).where(one.c.reading_id.in_(reading_ids))
    found: defaultdict[int, dict[str, dict[str, Rating]]] = defaultdict(dict)
    for reading, agent, name, value, rating, low, high, base in connection.execute(asked).all():
        of = found[reading].setdefault(agent, {})
        of[name] = Rating(
            value=value / UNITS,
            rating=rating,
            interval=(low, high),
            base=base / UNITS,
            contributions=(),
            absences=(),
        )
    return defaultdict(
        dict,
        {
            reading: {agent: {name: of[name] for name in RATINGS if name in of} for agent, of in agents.items()}
            for reading, agents in found.items()
        },
    )
