"""Says of every turn and conversation what is commonest: what a figure is worth that looks high by itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from convqa.calibration.pairs import UNKNOWN, Gold
from convqa.codebook import BEHAVIOURS, CHOICES, PHASES, RATINGS, SENTIMENTS, SIGNALS
from convqa.conversation import Conversation, Role

__all__ = ["Known", "blank", "majority"]

IntArray = NDArray[np.int64]
Known = Sequence[tuple[Conversation, Gold]]
"""Conversations with their gold labels, to learn from."""


def majority(known: Known, unseen: Sequence[Conversation]) -> list[Gold]:
    """The commonest value of each label, rating and choice among `known`, for every conversation."""
    gold = [labels for _, labels in known]
    phases, behaviours, signals = (
        np.array([_commonest(column) for column in np.concatenate([getattr(one, name) for one in gold]).T])
        for name in ("phases", "behaviours", "signals")
    )
    sentiment = _commonest(np.concatenate([one.sentiment for one in gold]))
    ratings = np.array([_commonest(column) for column in np.array([one.ratings for one in gold]).T])
    satisfaction = _commonest(np.array([one.satisfaction for one in gold]))
    choices = {name: _commonest(np.array([one.choices[name] for one in gold])) for name in CHOICES}
    found = []
    for talk in unseen:
        agent, customer = turns_of(talk, Role.AGENT), turns_of(talk, Role.CUSTOMER)
        empty = blank(talk)
        empty.phases[agent], empty.behaviours[agent] = phases, behaviours
        empty.sentiment[customer], empty.signals[customer] = sentiment, signals
        found.append(
            Gold(
                phases=empty.phases,
                behaviours=empty.behaviours,
                sentiment=empty.sentiment,
                signals=empty.signals,
                ratings=ratings,
                satisfaction=satisfaction,
                choices=choices,
            )
        )
    return found


def turns_of(talk: Conversation, role: Role) -> list[int]:
    """The turns of one role."""
    return [turn.index for turn in talk.turns if turn.role is role]


def blank(talk: Conversation) -> Gold:
    """Nothing said of any turn or of the whole; the arrays are the caller's to fill."""
    count = len(talk.turns)
    return Gold(
        phases=np.full((count, len(PHASES)), UNKNOWN),
        behaviours=np.full((count, len(BEHAVIOURS)), UNKNOWN),
        sentiment=np.full(count, UNKNOWN),
        signals=np.full((count, len(SIGNALS)), UNKNOWN),
        ratings=np.full(len(RATINGS), UNKNOWN),
        satisfaction=UNKNOWN,
        choices=dict.fromkeys(CHOICES, UNKNOWN),
    )


def _commonest(values: IntArray) -> int:
    """Of the values that are known; the smallest of several."""
    return int(np.bincount(values[values != UNKNOWN], minlength=len(SENTIMENTS)).argmax())
