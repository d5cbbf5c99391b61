"""Variations of an example that must not change its ratings, made on cached states while the network trains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from convqa.codebook import SENTIMENTS
from training.corpus import UNKNOWN, Gold
from training.example import AGENT, CUSTOMER, Example

MOST = 4
"""Harmless turns put into one conversation at most."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Harmless:
    """Turns of the corpus in which nothing is seen: an agent holds the line, a customer says ok.

    Attributes:
        places: of each, its example and its turn.
        roles: (m,).
    """

    places: Sequence[tuple[Example, int]]
    roles: NDArray[np.int64]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> Harmless:
        """All of them in `examples`: agent turns without a label, neutral customer turns without a signal."""
        neutral = SENTIMENTS.index("neutral")
        places = []
        for example in examples:
            right = example.gold
            idle = (example.roles == AGENT) & (right.phases == 0).all(1) & (right.behaviours == 0).all(1)
            calm = (example.roles == CUSTOMER) & (right.sentiment == neutral) & (right.signals == 0).all(1)
            places += [(example, int(turn)) for turn in np.flatnonzero(idle | calm)]
        return cls(places=places, roles=np.array([example.roles[turn] for example, turn in places], dtype=np.int64))


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
    new = [harmless.places[index] for index in chosen]
    ends = np.concatenate(([0], np.cumsum(example.lengths)))
    states, at = [], 0
    for (one, turn), place in zip(new, places.tolist(), strict=True):
        states += [example.states[ends[at] : ends[place]], one.turn(turn)]
        at = place
    states.append(example.states[ends[at] :])
    return replace(
        example,
        states=np.concatenate(states),
        lengths=insert(example.lengths, np.array([one.lengths[turn] for one, turn in new])),
        features=np.insert(example.features, places, [one.features[turn] for one, turn in new], axis=0),
        roles=insert(example.roles, roles),
        gold=gold,
    )
