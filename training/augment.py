"""Harmless turns put into a conversation, new ones each epoch: they must not change its ratings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from convqa.calibration.pairs import UNKNOWN, Gold
from convqa.codebook import SENTIMENTS
from training.example import AGENT, CUSTOMER, Example

MOST = 4
"""Harmless turns put into one conversation at most."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Harmless:
    """Turns of the corpus in which nothing is seen: an agent holds the line, a customer says ok.

    Attributes:
        turns: the token ids of m turns.
        roles: (m,).
    """

    turns: Sequence[NDArray[np.int64]]
    roles: NDArray[np.int64]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> Harmless:
        """All of them in `examples`: agent turns without a label, neutral customer turns without a signal."""
        neutral = SENTIMENTS.index("neutral")
        turns, roles = [], []
        for example in examples:
            right = example.gold
            idle = (example.roles == AGENT) & (right.phases == 0).all(1) & (right.behaviours == 0).all(1)
            calm = (example.roles == CUSTOMER) & (right.sentiment == neutral) & (right.signals == 0).all(1)
            for turn in np.flatnonzero(idle | calm).tolist():
                turns.append(example.turns[turn])
                roles.append(example.roles[turn])
        return cls(turns=turns, roles=np.array(roles, dtype=np.int64))


def pad(example: Example, harmless: Harmless, generator: np.random.Generator) -> Example:
    """`example` with one to `MOST` harmless turns at random places; what is right of the rest stays."""
    count = int(generator.integers(1, MOST + 1))
    chosen = generator.integers(len(harmless.roles), size=count)
    places = np.sort(generator.integers(0, len(example.roles) + 1, size=count))
    roles = harmless.roles[chosen]
    agent, customer = roles == AGENT, roles == CUSTOMER
    right = example.gold

    def insert(values: NDArray[np.int64], new: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.insert(values, places, new, axis=0)

    def nothing(width: int, seen: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.where(seen[:, None], 0, UNKNOWN).repeat(width, axis=1)

    gold = Gold(
        phases=insert(right.phases, nothing(right.phases.shape[1], agent)),
        behaviours=insert(right.behaviours, nothing(right.behaviours.shape[1], agent)),
        sentiment=insert(right.sentiment, np.where(customer, SENTIMENTS.index("neutral"), UNKNOWN)),
        signals=insert(right.signals, nothing(right.signals.shape[1], customer)),
        ratings=right.ratings,
        satisfaction=right.satisfaction,
        choices=right.choices,
    )
    turns, at = [], 0
    for place, number in zip(places.tolist(), chosen.tolist(), strict=True):
        turns += [*example.turns[at:place], harmless.turns[number]]
        at = place
    return replace(example, turns=[*turns, *example.turns[at:]], roles=insert(example.roles, roles), gold=gold)
