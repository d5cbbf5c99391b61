"""A customer's labels once more, in the light of all that was said: stacked generalisation (Wolpert 1992).

Whether "thanks" is praise or a farewell hangs on the turns around it and on how it ended. The network sees these, the
wording that is put beside it (`phrases.py`) hardly does; so once both have spoken, a linear model a label reads what
was said of a customer's turn, of its neighbours and of the whole, and moves the label's log odds. What an agent's turns
show gains nothing by it and stays, and so do the ratings. `training/stacking.py` fits it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from convqa.classify.arrays import read_arrays
from convqa.classify.grams import AGENT, CUSTOMER
from convqa.classify.judge import Outputs
from convqa.codebook import CHOICES, SIGNALS

__all__ = ["FILE", "Stacking", "odds", "surroundings"]

FILE = "stacking.npz"

DIGITS = 6
"""Decimals that are kept: what products of matrices differ in between processors lies far below."""

NOBODY = -1
"""The place of a turn that is not there."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stacking:
    """The models of a model folder, of f things around a turn for d labels.

    Attributes:
        weights: (f, d).
        own: (d,) what a label's own log odds are multiplied with.
        bias: (d,).
    """

    weights: Floats
    own: Floats
    bias: Floats

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read `stacking.npz` of a model folder.

        Raises:
            ModelError: it is missing or not valid.
        """
        return read_arrays(folder / FILE, cls.of)

    @classmethod
    def of(cls, parts: Mapping[str, NDArray[Any]]) -> Self:
        """From arrays named as the attributes.

        Raises:
            KeyError: one is missing.
        """
        return cls(**{name: parts[name].astype(np.float64) for name in cls.__slots__})

    def over(self, out: Outputs, roles: NDArray[np.int64]) -> Outputs:
        """The outputs for a conversation of n turns, with signals and sentiment of its customers' turns moved."""
        turns = np.flatnonzero(roles == CUSTOMER)
        moved = odds(out)[turns] * self.own + surroundings(out, roles) @ self.weights + self.bias
        signals, sentiment = np.split(moved.round(DIGITS), [len(SIGNALS)], axis=1)
        found = {name: out[name].copy() for name in ("signals", "sentiment")}
        found["signals"][turns] = signals
        found["sentiment"][turns] = -np.logaddexp(0, -sentiment)
        return {**out, **found}


def odds(out: Outputs) -> Floats:
    """(n, 9): the log odds of a customer's labels in n turns: of signals, then of each sentiment against the others."""
    sentiment = _shares(out["sentiment"])
    against_others = sentiment - np.log(np.maximum(-np.expm1(sentiment), 1e-6))
    return np.concatenate([out["signals"], against_others], axis=1)


def surroundings(out: Outputs, roles: NDArray[np.int64]) -> Floats:
    """(m, 132): what is said of each of m turns of customers, and around it.

    Of the turn itself, the customer's turns before and after it, and the agent's nearest before and after; zeros where
    there is none. Of the whole: the choices, satisfaction, the number of turns. And where the turn stands.
    """
    count = len(roles)
    behaviours = out["behaviours"] - out["behaviours"][..., :1]
    deeds = np.concatenate(
        [out["phases"], behaviours[..., 1:].reshape(count, -1), out["evidence"]], axis=1, dtype=np.float64
    )
    moods = np.concatenate([_shares(out["sentiment"]), out["signals"], out["absences"].sum(axis=1)], axis=1)
    whole = np.concatenate(
        [*(_shares(out[name]) for name in CHOICES), np.atleast_1d(out["satisfaction"]), [np.log(count)]]
    )
    at = np.flatnonzero(roles == CUSTOMER)
    own = np.concatenate([[NOBODY], at, [NOBODY]])
    agents = np.flatnonzero(roles == AGENT)
    before = np.searchsorted(agents, at)  # how many agents' turns are
    others = np.concatenate([[NOBODY], agents, [NOBODY]])
    return np.concatenate(
        [
            moods[at],
            _rows(moods, own[:-2]),
            _rows(moods, own[2:]),
            _rows(deeds, others[before]),
            _rows(deeds, others[before + 1]),
            np.tile(whole, (len(at), 1)),
            np.stack([at == 0, at == count - 1, at / count], axis=1),
        ],
        axis=1,
    )


def _rows(values: Floats, turns: NDArray[np.int64]) -> Floats:
    """The rows of some turns; zeros of `NOBODY`."""
    return np.where((turns == NOBODY)[:, None], 0.0, values[turns])


def _shares(logits: NDArray[np.float32]) -> Floats:
    """Log probabilities over the last axis."""
    values = logits.astype(np.float64)
    shares: Floats = values - np.logaddexp.reduce(values, axis=-1, keepdims=True)
    return shares
