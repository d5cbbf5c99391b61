"""One assessment, judged anew."""

from __future__ import annotations

from dataclasses import replace

from convqa.assessment import Assessment
from convqa.coaching import coach
from convqa.coaching.feedback import feedback
from convqa.conversation import Conversation, Language, Turn
from convqa.grounds import Grounds, Supplement, TurnGrounds
from convqa.rubric import Rubric
from convqa.scoring import judge, missing_phrases

__all__ = ["coached", "recover", "rescore"]


def rescore(
    assessment: Assessment, supplement: Supplement, rubric: Rubric, feedback_language: Language | None = None
) -> Assessment:
    """Apply a rubric to an assessment made under another: what scoring with it would have given, to the byte.

    Args:
        assessment: with the redacted text of its turns: phrases are looked for in it, and feedback quotes it.
        supplement: of the same conversation.
        rubric: the new one.
        feedback_language: as in `Pipeline`.
    """
    conversation = _conversation(assessment, supplement)
    grounds = recover(assessment, supplement)
    scores = judge(grounds, rubric, missing_phrases(conversation, rubric))
    scores = coach(scores, conversation, grounds, rubric, feedback_language or conversation.language)
    return replace(
        assessment,
        provenance=replace(assessment.provenance, rubric=rubric.reference),
        scorecards=scores.scorecards,
        flags=scores.flags,
        customer_effort=scores.customer_effort,
    )


def coached(assessment: Assessment, supplement: Supplement, rubric: Rubric, feedback_language: Language) -> Assessment:
    """The assessment with the feedback that belongs to its cards, which are of that rubric; nothing else is touched.

    Where the text is gone, or has no words to quote, there is none.
    """
    conversation, grounds = _conversation(assessment, supplement), recover(assessment, supplement)
    cards = tuple(
        replace(card, feedback=feedback(card, conversation, grounds, rubric, feedback_language))
        for card in assessment.scorecards
    )
    return replace(assessment, scorecards=cards)


def recover(assessment: Assessment, supplement: Supplement) -> Grounds:
    """What the assessment rests on, beside its rubric."""
    return Grounds(
        turns=tuple(TurnGrounds.of(turn, turn) for turn in assessment.turns),
        ratings={
            card.agent_id: rated
            for card in assessment.scorecards
            if (rated := {name: rating for name, rating in card.ratings.items() if rating is not None})
        },
        loyalty=assessment.outcome.loyalty,
        process_failure=assessment.process_failure,
        review=assessment.review,
        doubts=assessment.conversation.doubts,
        role_certainty=supplement.role_certainty,
        shortened=supplement.shortened,
        weakest_effort_turn=supplement.weakest_effort_turn,
    )


def _conversation(assessment: Assessment, supplement: Supplement) -> Conversation:
    """The conversation as redaction made it."""
    info = assessment.conversation
    return Conversation(
        id=info.id,
        source=info.source,
        language=info.language,
        turns=tuple(
            Turn(
                index=turn.index,
                role=turn.role,
                text=turn.text,
                agent_id=turn.agent_id,
                start_s=turn.start_s,
                end_s=turn.end_s,
                speech_confidence=turn.speech_confidence,
            )
            for turn in assessment.turns
        ),
        content_hash=info.content_hash,
        role_certainty=supplement.role_certainty,
        channel=info.channel,
        started_at=info.started_at,
        customer_key=info.customer_key,
        speech=assessment.provenance.speech,
        doubts=info.doubts,
    )
