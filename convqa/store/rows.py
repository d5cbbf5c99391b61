"""An entry as rows of the tables. Pure; `convqa.store.load` is the way back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from convqa.assessment import AssessedTurn, Assessment, Flag, Scorecard, Scores
from convqa.codebook import RATINGS
from convqa.conversation import Language
from convqa.report.records import encodable
from convqa.store.entry import Entry
from convqa.store.schema import UNITS

__all__ = [
    "DAY",
    "Row",
    "absence_rows",
    "assessment_row",
    "contribution_rows",
    "conversation_row",
    "feedback_rows",
    "flag_rows",
    "holdable",
    "label_rows",
    "rating_rows",
    "reading_row",
    "scorecard_rows",
    "turn_rows",
    "version_row",
]

Row = dict[str, Any]
Scored = Assessment | Scores

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LABEL_GROUPS = ("phases", "behaviours", "sentiment", "signals")


def conversation_row(entry: Entry, now: str) -> Row:
    """Which conversation it is."""
    return _row(identity=entry.identity, opening=entry.opening, first_seen_at=now)


def version_row(entry: Entry, conversation_id: int, seen: int) -> Row:
    """What came in of it, but for the turns; `seen` is larger than that of all earlier ones."""
    info, provenance = entry.assessment.conversation, entry.assessment.provenance
    day = None if info.started_at is None else DAY.match(info.started_at)
    return _row(
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
        day=None if day is None else day[0],
        customer_key=info.customer_key,
        speech_confidence=_double(info.speech_confidence),
        doubts=_json([str(doubt) for doubt in info.doubts]),
        role_certainty=float(entry.supplement.role_certainty),
    )


def turn_rows(entry: Entry, version_id: int) -> list[Row]:
    """The turns; `AssessedTurn.index` is their position."""
    return [
        _row(
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
    return _row(
        version_id=version_id,
        model=provenance.model,
        codebook=provenance.codebook,
        satisfaction=_units(satisfaction.value),
        satisfaction_rating=int(satisfaction.rating),
        satisfaction_low=int(low),
        satisfaction_high=int(high),
        shortened=_json([int(turn) for turn in entry.supplement.shortened]),
        weakest_effort_turn=None if weakest is None else int(weakest),
        **{name: choice.value for name, choice in choices.items()},
        **{f"{name}_probability": float(choice.probability) for name, choice in choices.items()},
    )


def label_rows(entry: Entry, reading_id: int) -> list[Row]:
    """What the model said of each turn."""
    return [
        _row(reading_id=reading_id, position=turn.index, labels=turn.labels, probabilities=_json(_probabilities(turn)))
        for turn in entry.assessment.turns
    ]


def rating_rows(entry: Entry, reading_id: int) -> list[Row]:
    """The ratings that there are; one that has no basis has no row."""
    return [
        _row(
            reading_id=reading_id,
            agent_id=card.agent_id,
            name=name,
            value=_units(rating.value),
            rating=int(rating.rating),
            low=int(rating.interval[0]),
            high=int(rating.interval[1]),
            base=_units(rating.base),
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
            row[name] = _units(part.amount)
    return list(rows.values())


def absence_rows(entry: Entry, reading_id: int) -> list[Row]:
    """What is missing and takes from the ratings, all eight of one thing missing in a row."""
    rows: dict[tuple[str, int, str], Row] = {}
    for card, name, absences in _parts(entry.assessment.scorecards, "absences"):
        for part in absences:
            row = rows.setdefault((card, part.turn, part.name), _amounts(reading_id, card, part.turn))
            row |= {"kind": part.name, name: _units(part.amount)}
    return list(rows.values())


def assessment_row(
    scores: Scored,
    reading_id: int,
    rubric_hash: str,
    feedback_language: Language,
    now: str,
    *,
    coached: bool = True,
    run_id: int | None = None,
) -> Row:
    """What a rubric made of the reading, but for the cards; not `coached` where feedback is made when it is read."""
    effort = scores.customer_effort
    return _row(
        reading_id=reading_id,
        rubric_hash=rubric_hash,
        feedback_language=feedback_language,
        repeat_contacts=int(effort.repeat_contacts),
        unanswered_questions=int(effort.unanswered_questions),
        handovers=int(effort.handovers),
        promises_without_time=int(effort.promises_without_time),
        coached=int(coached),
        stored_at=now,
        run_id=run_id,
    )


def scorecard_rows(scores: Scored, assessment_id: int) -> list[Row]:
    """One a card, in their order."""
    return [
        _row(
            assessment_id=assessment_id,
            position=position,
            agent_id=card.agent_id,
            total=None if card.total is None else _units(card.total),
        )
        for position, card in enumerate(scores.scorecards)
    ]


def flag_rows(scores: Scored, assessment_id: int) -> list[Row]:
    """The flags of the case first, then those of each card."""
    flags: list[tuple[int | None, Flag]] = [(None, flag) for flag in scores.flags]
    flags += [(card, flag) for card, one in enumerate(scores.scorecards) for flag in one.flags]
    return [
        _row(
            assessment_id=assessment_id,
            position=position,
            card=card,
            name=flag.name,
            severity=flag.severity,
            turns=_json([int(turn) for turn in flag.turns]),
            reason=flag.reason,
            detail=flag.detail,
        )
        for position, (card, flag) in enumerate(flags)
    ]


def feedback_rows(scores: Scored, assessment_id: int) -> list[Row]:
    """What to keep and what to try, on each card."""
    return [
        _row(
            assessment_id=assessment_id,
            card=card,
            position=position,
            kind=feedback.kind,
            about=feedback.about,
            text=feedback.text,
            turns=_json([int(turn) for turn in feedback.turns]),
        )
        for card, one in enumerate(scores.scorecards)
        for position, feedback in enumerate(one.feedback)
    ]


def _parts(cards: Iterable[Scorecard], kind: str) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
    """Of each rating: the card's agent, the rating's name, its contributions or absences."""
    for card in cards:
        for name, rating in card.ratings.items():
            if rating is not None:
                yield card.agent_id, name, getattr(rating, kind)


def _amounts(reading_id: int, agent_id: str, turn: int) -> Row:
    return _row(reading_id=reading_id, agent_id=agent_id, turn=int(turn)) | dict.fromkeys(RATINGS, 0)


def _probabilities(turn: AssessedTurn) -> dict[str, Any]:
    """Those groups of labels that a turn of its role has."""
    groups = {name: getattr(turn, name) for name in _LABEL_GROUPS}
    return {name: _floats(group) for name, group in groups.items() if group is not None}


def _floats(group: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _floats(one) if isinstance(one, Mapping) else float(one) for name, one in group.items()}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _units(value: float) -> int:
    return round(float(value) * UNITS)


def _double(value: float | None) -> float | None:
    return None if value is None else float(value)


def _row(**values: object) -> Row:
    return {name: holdable(value) if isinstance(value, str) else value for name, value in values.items()}


def holdable(value: str) -> str:
    """Text that both engines can hold: what is no character (a lone surrogate, U+0000) becomes U+FFFD, as in records.

    A member of an enumeration becomes what it stands for: drivers would write its name.
    """
    return encodable(str(value).replace("\0", "\ufffd"))
