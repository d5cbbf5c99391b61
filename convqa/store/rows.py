"""What came in of an entry, and what a model read, as rows of the tables. Pure; `convqa.store.load` is the way back.

What a rubric makes of it is in `scored_rows`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from convqa.assessment import AssessedTurn, Scorecard
from convqa.codebook import RATINGS
from convqa.report.records import encodable
from convqa.store.entry import Entry
from convqa.store.schema import UNITS

__all__ = [
    "Row",
    "absence_rows",
    "as_json",
    "contribution_rows",
    "conversation_row",
    "holdable",
    "label_rows",
    "plain_row",
    "rating_rows",
    "reading_row",
    "start_day",
    "turn_rows",
    "units",
    "version_row",
]

Row = dict[str, Any]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LABEL_GROUPS = ("phases", "behaviours", "sentiment", "signals")


def conversation_row(entry: Entry, now: str) -> Row:
    """Which conversation it is."""
    return plain_row(identity=entry.identity, opening=entry.opening, first_seen_at=now)


def version_row(entry: Entry, conversation_id: int, seen: int) -> Row:
    """What came in of it, but for the turns; `seen` is larger than that of all earlier ones."""
    info, provenance = entry.assessment.conversation, entry.assessment.provenance
    return plain_row(
        conversation_id=conversation_id,
        seen=seen,
        input_hash=entry.input_hash,
        convqa=provenance.convqa,
        redactor=provenance.redactor,
        speech=provenance.speech or "",
        content_hash=info.content_hash,
        shown_id=info.id,
        source=info.source,
        language=info.language,
        channel=info.channel,
        started_at=info.started_at,
        day=start_day(info.started_at) or None,
        customer_key=info.customer_key,
        speech_confidence=_double(info.speech_confidence),
        doubts=as_json([str(doubt) for doubt in info.doubts]),
        role_certainty=float(entry.supplement.role_certainty),
    )


def start_day(started_at: str | None) -> str:
    """The day of a start, as the source writes it; `""` where it says none."""
    match = None if started_at is None else _DAY.match(started_at)
    return "" if match is None else match[0]


def turn_rows(entry: Entry, version_id: int) -> list[Row]:
    """The turns; `AssessedTurn.index` is their position."""
    return [
        plain_row(
            version_id=version_id,
            position=turn.index,
            role=turn.role,
            agent_id=turn.agent_id,
            start_s=_double(turn.start_s),
            end_s=_double(turn.end_s),
            speech_confidence=_double(turn.speech_confidence),
            text=turn.text,
        )
        for turn in entry.assessment.turns
    ]


def reading_row(entry: Entry, version_id: int) -> Row:
    """What the model said of the whole conversation."""
    one, provenance = entry.assessment, entry.assessment.provenance
    satisfaction = one.outcome.satisfaction
    low, high = satisfaction.interval
    choices = {
        "resolution": one.outcome.resolution,
        "loyalty": one.outcome.loyalty,
        "touchpoint": one.touchpoint,
        "process_failure": one.process_failure,
        "review": one.review,
    }
    weakest = entry.supplement.weakest_effort_turn
    return plain_row(
        version_id=version_id,
        model=provenance.model,
        codebook=provenance.codebook,
        satisfaction=units(satisfaction.value),
        satisfaction_rating=int(satisfaction.rating),
        satisfaction_low=int(low),
        satisfaction_high=int(high),
        shortened=as_json([int(turn) for turn in entry.supplement.shortened]),
        weakest_effort_turn=None if weakest is None else int(weakest),
        **{name: choice.value for name, choice in choices.items()},
        **{f"{name}_probability": float(choice.probability) for name, choice in choices.items()},
    )


def label_rows(entry: Entry, reading_id: int) -> list[Row]:
    """What the model said of each turn."""
    return [
        plain_row(
            reading_id=reading_id, position=turn.index, labels=turn.labels, probabilities=as_json(_probabilities(turn))
        )
        for turn in entry.assessment.turns
    ]


def rating_rows(entry: Entry, reading_id: int) -> list[Row]:
    """The ratings that there are; one that has no basis has no row."""
    return [
        plain_row(
            reading_id=reading_id,
            agent_id=card.agent_id,
            name=name,
            value=units(rating.value),
            rating=int(rating.rating),
            low=int(rating.interval[0]),
            high=int(rating.interval[1]),
            base=units(rating.base),
        )
        for card in entry.assessment.scorecards
        for name, rating in card.ratings.items()
        if rating is not None
    ]


def contribution_rows(entry: Entry, reading_id: int) -> list[Row]:
    """What the turns add to the ratings, all eight of one turn in a row."""
    rows: dict[tuple[str, int], Row] = {}
    for card, name, contributions in _parts(entry.assessment.scorecards, "contributions"):
        for part in contributions:
            row = rows.setdefault((card, part.turn), _amounts(reading_id, card, part.turn))
            row[name] = units(part.amount)
    return list(rows.values())


def absence_rows(entry: Entry, reading_id: int) -> list[Row]:
    """What is missing and takes from the ratings, all eight of one thing missing in a row."""
    rows: dict[tuple[str, int, str], Row] = {}
    for card, name, absences in _parts(entry.assessment.scorecards, "absences"):
        for part in absences:
            row = rows.setdefault((card, part.turn, part.name), _amounts(reading_id, card, part.turn))
            row |= {"kind": part.name, name: units(part.amount)}
    return list(rows.values())


def _parts(cards: Iterable[Scorecard], kind: str) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
    """Of each rating: the card's agent, the rating's name, its contributions or absences."""
    for card in cards:
        for name, rating in card.ratings.items():
            if rating is not None:
                yield card.agent_id, name, getattr(rating, kind)


def _amounts(reading_id: int, agent_id: str, turn: int) -> Row:
    return plain_row(reading_id=reading_id, agent_id=agent_id, turn=int(turn)) | dict.fromkeys(RATINGS, 0)


def _probabilities(turn: AssessedTurn) -> dict[str, Any]:
    """Those groups of labels that a turn of its role has."""
    groups = {name: getattr(turn, name) for name in _LABEL_GROUPS}
    return {name: _floats(group) for name, group in groups.items() if group is not None}


def _floats(group: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _floats(one) if isinstance(one, Mapping) else float(one) for name, one in group.items()}


def as_json(value: object) -> str:
    """A list or the like as text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def units(value: float) -> int:
    """An amount as tables have it."""
    return round(float(value) * UNITS)


def _double(value: float | None) -> float | None:
    return None if value is None else float(value)


def plain_row(**values: object) -> Row:
    """A row with texts that both engines can hold."""
    return {name: holdable(value) if isinstance(value, str) else value for name, value in values.items()}


def holdable(value: str) -> str:
    """Text that both engines can hold: what is no character (a lone surrogate, U+0000) becomes U+FFFD, as in records.

    A member of an enumeration becomes what it stands for: drivers would write its name.
    """
    return encodable(str(value).replace("\0", "\ufffd"))
