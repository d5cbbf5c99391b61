"""One conversation ready for training."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.corpus import Gold

AGENT, CUSTOMER = 0, 1
"""Role indices (`convqa.classify.classifier.ROLES`); 2 and 3 are bot and system."""

PADDING = 4
"""The role where there is no turn."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Example:
    """A conversation of n turns and t tokens.

    Attributes:
        states: (t, d) the encoder's states of the tokens, turn after turn; fp16, may be mapped from a file.
        lengths: (n,) tokens of each turn, each at least 1.
        features: (n, 2 d) mean and maximum of the states of each turn.
        roles: (n,) as `convqa.classify.classifier.role_indices` gives them.
        gold: what is right.
        source: who labelled it, an index of `training.corpus.SOURCES`.
        variant: the same conversation with its text changed (`training.variants`), if there is one.
    """

    states: NDArray[np.float16]
    lengths: NDArray[np.int64]
    features: NDArray[np.float32]
    roles: NDArray[np.int64]
    gold: Gold
    source: int = 0
    variant: Example | None = None

    def turn(self, index: int) -> NDArray[np.float16]:
        """The states of one turn's tokens."""
        end = int(self.lengths[: index + 1].sum())
        return self.states[end - int(self.lengths[index]) : end]


def pooled(states: NDArray[np.float16], lengths: NDArray[np.int64]) -> NDArray[np.float32]:
    """(n, 2 d) the mean and the maximum of the states (t, d) of n turns, as `convqa.classify.encoder` has them."""
    whole = states.astype(np.float32)
    starts = np.cumsum(lengths) - lengths
    mean = np.add.reduceat(whole, starts, axis=0) / lengths[:, None].astype(np.float32)
    return np.concatenate((mean, np.maximum.reduceat(whole, starts, axis=0)), axis=1)
