"""Rows of the tables as entries: the way back of `convqa.store.rows`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, select

from convqa.assessment import (
    ABSENCES,
    Absence,
    AssessedTurn,
    Assessment,
    Choice,
    Contribution,
    ConversationInfo,
    CustomerEffort,
    Feedback,
    Flag,
    Level,
    Outcome,
    Provenance,
    Rating,
    Scorecard,
)
from convqa.codebook import RATINGS
from convqa.conversation import Channel, Doubt, Language, Role
from convqa.grounds import Supplement
from convqa.rescoring import coached
from convqa.rubric import Rubric
from convqa.store import schema
from convqa.store.entry import Entry
from convqa.store.rubrics import kept_rubrics
from convqa.store.schema import UNITS

__all__ = ["load"]

_Rows = Mapping[int, Sequence[Row[Any]]]


def load(connection: Connection, assessment_ids: Sequence[int]) -> list[Entry]:
    """The entries of some assessments, in the order of their ids as given; some tens at a time are quickest.

    Raises:
        KeyError: there is no assessment of one of the ids.
    """
    found = {row.id: row for row in connection.execute(_heads(assessment_ids))}
    heads = [found[one] for one in assessment_ids]
    parts = _Parts(connection, heads)
    rubrics = kept_rubrics(connection, [head.rubric_hash for head in heads if not head.coached])
    return [
        parts.entry(head) if head.coached else _coached(parts.entry(head), rubrics[head.rubric_hash]) for head in heads
    ]


def _coached(entry: Entry, rubric: Rubric) -> Entry:
    """With the feedback that rescoring left to be made when somebody reads it."""
    return replace(entry, assessment=coached(entry.assessment, entry.supplement, rubric, entry.feedback_language))


def _heads(assessment_ids: Sequence[int]) -> Select[Any]:
    """All that there is once an assessment."""
    a, r, v, c, u = schema.assessment, schema.reading, schema.version, schema.conversation, schema.rubric
    others = [column for table in (r, v) for column in table.c if column.name not in ("id", "version_id")]
    return (
        select(a, r.c.version_id, *others, c.c.identity, c.c.opening, u.c.reference)
        .join(r, r.c.id == a.c.reading_id)
        .join(v, v.c.id == r.c.version_id)
        .join(c, c.c.id == v.c.conversation_id)
        .join(u, u.c.hash == a.c.rubric_hash)
        .where(a.c.id.in_(assessment_ids))
    )


class _Parts:
    """What there is many times of some assessments, by what it belongs to."""

    def __init__(self, connection: Connection, heads: Sequence[Row[Any]]) -> None:
        def grouped(table: Table, of: str) -> _Rows:
            ids = {getattr(head, "id" if of == "assessment_id" else of) for head in heads}
            groups: defaultdict[int, list[Row[Any]]] = defaultdict(list)
            key = table.c[of]
            for row in connection.execute(select(table).where(key.in_(ids)).order_by(*table.primary_key.columns)):
                groups[getattr(row, of)].append(row)
            return groups

        self._turns = grouped(schema.turn, "version_id")
        self._labels = grouped(schema.turn_label, "reading_id")
        self._ratings = grouped(schema.rating, "reading_id")
        self._contributions = grouped(schema.contribution, "reading_id")
        self._absences = grouped(schema.absence, "reading_id")
        self._cards = grouped(schema.scorecard, "assessment_id")
        self._flags = grouped(schema.flag, "assessment_id")
        self._feedback = grouped(schema.feedback, "assessment_id")

    def entry(self, head: Row[Any]) -> Entry:
        return Entry(
            assessment=Assessment(
                conversation=_info(head),
                provenance=Provenance(
                    convqa=head.convqa,
                    model=head.model,
                    redactor=head.redactor,
                    speech=head.speech or None,
                    rubric=head.reference,
                    codebook=head.codebook,
                ),
                turns=self._assessed_turns(head),
                scorecards=self._scorecards(head),
                outcome=Outcome(
                    resolution=_choice(head, "resolution"),
                    satisfaction=Level(
                        value=head.satisfaction / UNITS,
                        rating=head.satisfaction_rating,
                        interval=(head.satisfaction_low, head.satisfaction_high),
                    ),
                    loyalty=_choice(head, "loyalty"),
                ),
                touchpoint=_choice(head, "touchpoint"),
                process_failure=_choice(head, "process_failure"),
                review=_choice(head, "review"),
                flags=_flags(self._flags[head.id], None),
                customer_effort=CustomerEffort(
                    repeat_contacts=head.repeat_contacts,
                    unanswered_questions=head.unanswered_questions,
                    handovers=head.handovers,
                    promises_without_time=head.promises_without_time,
                ),
            ),
            supplement=Supplement(
                role_certainty=head.role_certainty,
                shortened=_turns(head.shortened),
                weakest_effort_turn=head.weakest_effort_turn,
            ),
            identity=head.identity,
            opening=head.opening,
            input_hash=head.input_hash,
            feedback_language=Language(head.feedback_language),
        )

    def _assessed_turns(self, head: Row[Any]) -> tuple[AssessedTurn, ...]:
        turns, labels = self._turns[head.version_id], self._labels[head.reading_id]
        return tuple(
            AssessedTurn(
                index=turn.position,
                role=Role(turn.role),
                agent_id=turn.agent_id,
                start_s=turn.start_s,
                end_s=turn.end_s,
                speech_confidence=turn.speech_confidence,
                text=turn.text,
                labels=label.labels,
                **json.loads(label.probabilities),
            )
            for turn, label in zip(turns, labels, strict=True)
        )

    def _scorecards(self, head: Row[Any]) -> tuple[Scorecard, ...]:
        ratings = _by_agent(self._ratings[head.reading_id])
        contributions = _by_agent(self._contributions[head.reading_id])
        absences = _by_agent(self._absences[head.reading_id])
        return tuple(
            Scorecard(
                agent_id=card.agent_id,
                total=None if card.total is None else card.total / UNITS,
                ratings=_ratings(ratings[card.agent_id], contributions[card.agent_id], absences[card.agent_id]),
                flags=_flags(self._flags[head.id], card.position),
                feedback=tuple(
                    Feedback(kind=one.kind, about=one.about, text=one.text, turns=_turns(one.turns))
                    for one in self._feedback[head.id]
                    if one.card == card.position
                ),
            )
            for card in self._cards[head.id]
        )


def _info(head: Row[Any]) -> ConversationInfo:
    return ConversationInfo(
        id=head.shown_id,
        source=head.source,
        language=Language(head.language),
        channel=None if head.channel is None else Channel(head.channel),
        started_at=head.started_at,
        customer_key=head.customer_key,
        content_hash=head.content_hash,
        speech_confidence=head.speech_confidence,
        doubts=tuple(Doubt(one) for one in json.loads(head.doubts)),
    )


def _choice(head: Row[Any], name: str) -> Choice:
    return Choice(value=getattr(head, name), probability=getattr(head, f"{name}_probability"))


def _ratings(
    ratings: Iterable[Row[Any]], contributions: Sequence[Row[Any]], absences: Iterable[Row[Any]]
) -> dict[str, Rating | None]:
    """All eight of one agent, in the codebook's order; a turn counts where its amount is not 0."""
    there = {row.name: row for row in ratings}
    missing = sorted(absences, key=lambda row: (row.turn, ABSENCES.index(row.kind)))
    found: dict[str, Rating | None] = dict.fromkeys(RATINGS)
    for name, row in there.items():
        found[name] = Rating(
            value=row.value / UNITS,
            rating=row.rating,
            interval=(row.low, row.high),
            base=row.base / UNITS,
            contributions=tuple(
                Contribution(turn=part.turn, amount=amount / UNITS)
                for part in contributions
                if (amount := getattr(part, name))
            ),
            absences=tuple(
                Absence(name=part.kind, turn=part.turn, amount=amount / UNITS)
                for part in missing
                if (amount := getattr(part, name))
            ),
        )
    return found


def _flags(rows: Iterable[Row[Any]], card: int | None) -> tuple[Flag, ...]:
    return tuple(
        Flag(name=row.name, severity=row.severity, turns=_turns(row.turns), reason=row.reason, detail=row.detail)
        for row in rows
        if row.card == card
    )


def _by_agent(rows: Iterable[Row[Any]]) -> Mapping[str, list[Row[Any]]]:
    groups: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        groups[row.agent_id].append(row)
    return groups


def _turns(text: str) -> tuple[int, ...]:
    return tuple(json.loads(text))
