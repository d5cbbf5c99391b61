"""From a classification to the ratings. No rubric moves them."""

from __future__ import annotations

import numpy as np

from convqa.assessment import ABSENCES, Absence, Classification, Contribution, Rating
from convqa.codebook import RATINGS
from convqa.conversation import Conversation
from convqa.grounds import Grounds, TurnGrounds
from convqa.scoring.amounts import UNITS, amounts, whole
from convqa.scoring.basis import absence_owners, decided, rated_agents

__all__ = ["rate"]

_EFFORT = RATINGS.index("effort")


def rate(conversation: Conversation, classification: Classification) -> Grounds:
    """Rate every agent, and leave the words and the model's numbers behind.

    An agent has all eight ratings or none (`basis.rated_agents`). No rating is missing alone: the codebook gives each a
    value where nothing was called for (3, what a customer may expect), so "not needed" is in the base, and an empty
    evidence column leaves a rating at its base.

    Args:
        conversation: n turns.
        classification: of the same n turns.
    """
    labelled = zip(conversation.turns, classification.turns, strict=True)
    turns = tuple(TurnGrounds.of(turn, labels) for turn, labels in labelled)
    codes = decided(turns)
    rated = rated_agents(turns, codes)
    owners = absence_owners(turns)
    effort = classification.evidence[:, _EFFORT]
    return Grounds(
        turns=turns,
        ratings={
            agent_id: _ratings(
                classification,
                [turn.index for turn in turns if turn.agent_id == agent_id],
                [index for index, owner in enumerate(owners) if owner == agent_id],
            )
            for agent_id in conversation.agent_ids
            if agent_id in rated
        },
        loyalty=classification.outcome.loyalty,
        process_failure=classification.process_failure,
        review=classification.review,
        doubts=conversation.doubts,
        role_certainty=conversation.role_certainty,
        shortened=classification.shortened,
        weakest_effort_turn=min(codes.agent, key=lambda index: (effort[index], index), default=None),
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


def _decimal(units: np.integer | np.floating) -> float:
    """Whole units as the nearest float to that decimal, which prints with four decimals at most."""
    return int(units) / UNITS


def _rounded(units: np.integer | np.floating) -> int:
    """A value as a rating from 1 to 5, halves up."""
    return (int(units) + UNITS // 2) // UNITS
