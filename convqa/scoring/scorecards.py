"""From ratings and a rubric to the scores."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from convqa.assessment import Classification, Rating, Scorecard, Scores
from convqa.codebook import RATINGS
from convqa.conversation import Conversation
from convqa.grounds import Grounds
from convqa.rubric import Rubric
from convqa.scoring.basis import decided
from convqa.scoring.card_flags import card_flags
from convqa.scoring.case import Case
from convqa.scoring.conversation_flags import conversation_flags
from convqa.scoring.customer_effort import customer_effort
from convqa.scoring.phrases import missing_phrases
from convqa.scoring.ratings import rate

__all__ = ["judge", "score"]


def score(conversation: Conversation, classification: Classification, rubric: Rubric) -> Scores:
    """Rate and judge in one: what a rubric makes of a classification of the same turns."""
    return judge(rate(conversation, classification), rubric, missing_phrases(conversation, rubric))


def judge(grounds: Grounds, rubric: Rubric, missing: Collection[str]) -> Scores:
    """Fill in the rubric: one card per agent, flags, the customer's effort. `Flag.reason` and `feedback` stay empty.

    Needs no model and no text, so it serves for what is stored as well.

    Args:
        grounds: of the conversation.
        rubric: its weights make the total, its thresholds and criteria the flags.
        missing: ids of the rubric's phrases that are not in the text (`missing_phrases`); of a rubric without phrases
            there are none.
    """
    codes = decided(grounds.turns)
    case = Case(grounds=grounds, codes=codes, rubric=rubric, missing=missing)
    cards = []
    for agent_id in grounds.agent_ids:
        ratings: Mapping[str, Rating | None] = grounds.ratings.get(agent_id, dict.fromkeys(RATINGS))
        card = Scorecard(agent_id=agent_id, total=_total(ratings, rubric.weights), ratings=ratings)
        cards.append(replace(card, flags=card_flags(case, card)))
    return Scores(
        scorecards=tuple(cards),
        flags=conversation_flags(case),
        customer_effort=customer_effort(grounds.turns, codes),
    )


def _total(ratings: Mapping[str, Rating | None], weights: Mapping[str, float]) -> float | None:
    """Weighted mean of the values that apply, moved from 1-5 to 0-100; `None` where none applies."""
    applying = [(weights[name], rating.value) for name, rating in ratings.items() if rating is not None]
    whole_weight = sum(weight for weight, _ in applying)
    if not whole_weight:
        return None
    return round(25 * sum(weight * (value - 1) for weight, value in applying) / whole_weight, 4)
