"""What a rubric makes of a reading, as rows of the tables. Pure."""

from __future__ import annotations

from convqa.assessment import Assessment, Flag, Scores
from convqa.conversation import Language
from convqa.store.rows import Row, as_json, plain_row, units

__all__ = ["assessment_row", "feedback_rows", "flag_rows", "scorecard_rows"]

Scored = Assessment | Scores


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
    return plain_row(
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
        plain_row(
            assessment_id=assessment_id,
            position=position,
            agent_id=card.agent_id,
            total=None if card.total is None else units(card.total),
        )
        for position, card in enumerate(scores.scorecards)
    ]


def flag_rows(scores: Scored, assessment_id: int) -> list[Row]:
    """The flags of the case first, then those of each card."""
    flags: list[tuple[int | None, Flag]] = [(None, flag) for flag in scores.flags]
    flags += [(card, flag) for card, one in enumerate(scores.scorecards) for flag in one.flags]
    return [
        plain_row(
            assessment_id=assessment_id,
            position=position,
            card=card,
            name=flag.name,
            severity=flag.severity,
            turns=as_json([int(turn) for turn in flag.turns]),
            reason=flag.reason,
            detail=flag.detail,
        )
        for position, (card, flag) in enumerate(flags)
    ]


def feedback_rows(scores: Scored, assessment_id: int) -> list[Row]:
    """What to keep and what to try, on each card."""
    return [
        plain_row(
            assessment_id=assessment_id,
            card=card,
            position=position,
            kind=feedback.kind,
            about=feedback.about,
            text=feedback.text,
            turns=as_json([int(turn) for turn in feedback.turns]),
        )
        for card, one in enumerate(scores.scorecards)
        for position, feedback in enumerate(one.feedback)
    ]
