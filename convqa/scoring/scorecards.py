"""From a classification and a rubric to the scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from convqa.assessment import ABSENCES, Absence, Classification, Contribution, Rating, Scorecard, Scores
from convqa.codebook import RATINGS
from convqa.conversation import Conversation
from convqa.rubric import Rubric
from convqa.scoring.amounts import UNITS, amounts, whole
from convqa.scoring.basis import absence_owners, decided, rated_agents
from convqa.scoring.card_flags import card_flags
from convqa.scoring.case import Case
from convqa.scoring.conversation_flags import conversation_flags
from convqa.scoring.customer_effort import customer_effort

__all__ = ["score"]


def score(conversation: Conversation, classification: Classification, rubric: Rubric) -> Scores:
    """Fill in the rubric: one card per agent, flags, the customer's effort. `Flag.reason` and `feedback` stay empty.

    An agent's card has all eight ratings or none (`basis.rated_agents`). No rating is `None` alone:
    the codebook gives each a value where nothing was called for (3, what a customer may expect),
    so "not needed" is in the base, and an empty evidence column leaves a rating at its base.

    Args:
        conversation: n turns.
        classification: of the same n turns.
        rubric: its weights make the total, its thresholds and criteria the flags.
    """
    codes = decided(conversation, classification)
    case = Case(conversation=conversation, classification=classification, codes=codes, rubric=rubric)
    rated = rated_agents(conversation, codes)
    owners = absence_owners(conversation.turns)
    cards = []
    for agent_id in conversation.agent_ids:
        ratings: Mapping[str, Rating | None] = dict.fromkeys(RATINGS)
        if agent_id in rated:
            own = [turn.index for turn in conversation.turns if turn.agent_id == agent_id]
            called = [index for index, owner in enumerate(owners) if owner == agent_id]
            ratings = _ratings(classification, own, called)
        card = Scorecard(agent_id=agent_id, total=_total(ratings, rubric.weights), ratings=ratings)
        cards.append(replace(card, flags=card_flags(case, card)))
    return Scores(
        scorecards=tuple(cards),
        flags=conversation_flags(case),
        customer_effort=customer_effort(conversation, codes),
    )


def _ratings(classification: Classification, own: list[int], called: list[int]) -> dict[str, Rating]:
    """Build the eight ratings of one agent from own turns and the customer turns answered for."""
    base = np.rint(classification.base * UNITS)
    contributions, absences = whole(
        amounts(base / UNITS, classification.evidence[own], classification.absences[called])
    )
    values = base + contributions.sum(axis=0) + absences.sum(axis=(0, 1))
    margin = np.rint(classification.half_width * UNITS)
    low = np.maximum(values - margin, UNITS)
    high = np.minimum(values + margin, 5 * UNITS)
    ratings = {}
    for column, name in enumerate(RATINGS):
        ratings[name] = Rating(
            value=_decimal(values[column]),
            rating=_rounded(values[column]),
            interval=(_rounded(low[column]), _rounded(high[column])),
            base=_decimal(base[column]),
            contributions=tuple(
                Contribution(turn=own[row], amount=_decimal(contributions[row, column]))
                for row in np.flatnonzero(contributions[:, column])
            ),
            absences=tuple(
                Absence(name=ABSENCES[kind], turn=called[row], amount=_decimal(absences[row, kind, column]))
                for row, kind in np.argwhere(absences[:, :, column])
            ),
        )
    return ratings


def _total(ratings: Mapping[str, Rating | None], weights: Mapping[str, float]) -> float | None:
    """Weighted mean of the values that apply, moved from 1-5 to 0-100; `None` where none applies."""
    applying = [(weights[name], rating.value) for name, rating in ratings.items() if rating is not None]
    whole_weight = sum(weight for weight, _ in applying)
    if not whole_weight:
        return None
    return round(25 * sum(weight * (value - 1) for weight, value in applying) / whole_weight, 4)


def _decimal(units: np.integer | np.floating) -> float:
    """Whole units as the nearest float to that decimal, which prints with four decimals at most."""
    return int(units) / UNITS


def _rounded(units: np.integer | np.floating) -> int:
    """A value as a rating from 1 to 5, halves up."""
    return (int(units) + UNITS // 2) // UNITS
