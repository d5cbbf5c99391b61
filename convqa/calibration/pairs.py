"""A conversation as calibration sees it: what the model put out beside what people said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from convqa.classify.artefact import Meta
from convqa.classify.classifier import interpret
from convqa.classify.judge import Outputs
from convqa.codebook import BEHAVIOURS, CHOICES, PHASES, RATINGS, SENTIMENTS, SIGNALS, parse_agent, parse_customer
from convqa.conversation import Conversation, Role, Turn
from convqa.reviews import Review, whole
from convqa.rubric import load_rubric
from convqa.scoring import score, widening

__all__ = ["UNKNOWN", "Gold", "Model", "Pair", "pair"]

UNKNOWN = -1
"""Stands where people said nothing, or nothing applies."""

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


class Model(Protocol):
    """What is calibrated; `convqa.classify.Classifier` is the real one."""

    @property
    def meta(self) -> Meta:
        """The model's description, with the calibration it brings."""

    def outputs(self, conversation: Conversation) -> Outputs:
        """What its network says of a conversation, before calibration."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gold:
    """What people (in training: annotators) said of one conversation of n turns: whole numbers, `UNKNOWN` for nothing.

    Attributes:
        phases: (n, 3) 0 or 1. behaviours: (n, 5) 0 none, 1 shown, 2 broken. sentiment: (n,). signals: (n, 6) 0 or 1.
        ratings: (8,) 1-5. satisfaction: 1-5. choices: an index into each list of `CHOICES`.
    """

    phases: IntArray
    behaviours: IntArray
    sentiment: IntArray
    signals: IntArray
    ratings: IntArray
    satisfaction: int
    choices: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pair:
    """One conversation.

    Attributes:
        id: of the conversation, by which pairs are put in order.
        out: what the model put out by itself; it must not have been trained on this conversation.
        gold: what people said.
        values: (8,) the ratings that follow from `out`; NaN where it gives none.
        widening: >= 1, the factor by which the conversation's intervals widen because words were badly heard: they
            are fitted as they will be made.
    """

    id: str
    out: Outputs
    gold: Gold
    values: FloatArray
    widening: float = 1.0


def pair(conversation: Conversation, reviewed: Review, model: Model) -> Pair:
    """Bring a review together with what the model says of its conversation.

    The ratings of a review belong to one agent. Where several agents are rated in the conversation, or none is, they
    are left out.

    Raises:
        InputError: the review's turn labels do not fit the conversation's turns.
    """
    gold = _gold(conversation.turns, reviewed)
    out = model.outputs(conversation)
    scores = score(conversation, interpret(conversation.turns, out, model.meta), load_rubric())
    rated = [
        [rating.value for rating in card.ratings.values() if rating is not None]
        for card in scores.scorecards
        if all(card.ratings.values())
    ]
    values = np.array(rated[0] if len(rated) == 1 else [np.nan] * len(RATINGS))
    return Pair(id=conversation.id, out=out, gold=gold, values=values, widening=widening(conversation))


def _gold(turns: Sequence[Turn], reviewed: Review) -> Gold:
    labels = reviewed.turn_labels or (None,) * len(turns)
    if len(labels) != len(turns):
        raise reviewed.error(
            f"it labels {len(labels)} turns, but the conversation has {len(turns)}",
            "label the turns as the record of 'convqa score' numbers them",
        )
    phases, behaviours, signals = (
        np.full((len(turns), len(names)), UNKNOWN, dtype=np.int64) for names in (PHASES, BEHAVIOURS, SIGNALS)
    )
    sentiment = np.full(len(turns), UNKNOWN, dtype=np.int64)
    for turn, text in zip(turns, labels, strict=True):
        if text is None:
            continue
        try:
            if turn.role is Role.AGENT:
                codes = parse_agent(text)
                phases[turn.index] = [name in codes.phases for name in PHASES]
                behaviours[turn.index] = [(name in codes.shown) + 2 * (name in codes.broken) for name in BEHAVIOURS]
            elif turn.role is Role.CUSTOMER:
                seen = parse_customer(text)
                sentiment[turn.index] = SENTIMENTS.index(seen.sentiment)
                signals[turn.index] = [name in seen.signals for name in SIGNALS]
        except ValueError:
            problem = f"turn {turn.index + 1} is the {turn.role}'s, and its labels are not labels of such a turn"
            raise reviewed.error(problem, "correct them, or the roles in the transcript") from None
    return Gold(
        phases=phases,
        behaviours=behaviours,
        sentiment=sentiment,
        signals=signals,
        ratings=np.array([_grade(reviewed.scores.get(name)) for name in RATINGS]),
        satisfaction=_grade(reviewed.satisfaction),
        choices={
            name: values.index(reviewed.choices[name]) if name in reviewed.choices else UNKNOWN
            for name, values in CHOICES.items()
        },
    )


def _grade(value: float | None) -> int:
    return UNKNOWN if value is None else whole(value)
