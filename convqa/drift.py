"""Whether a batch's ratings lie far from those on the conversations that the model was tested on.

Only counts are kept, so a batch may be of any size and come in any order. The measure is the population
stability index over the deciles of the test conversations, sum of (p - q) ln(p / q), of which 0.25 is by
convention a large shift. Of a small batch it is large by chance alone: where nothing has changed it is about
(1/n + 1/m) times a chi-square of one less than the number of bins (Yurdakul 2018), 0.31 on average for 30
values and ten bins. So the limit is 0.25 or, where that is higher, what chance exceeds in one of a hundred
batches, all nine measures together.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from convqa.assessment import Assessment
from convqa.codebook import RATINGS

__all__ = ["LEAST", "LIMIT", "MEASURES", "Batch", "Deciles", "Drift", "Reference", "describe"]

MEASURES = (*RATINGS, "satisfaction")
"""What is compared."""

LEAST = 30
"""How many rated conversations a batch needs before anything is said of it."""

LIMIT = 0.25
"""The conventional limit of a large shift."""

FALSE_ALARMS = 0.01
"""How often a batch like the test conversations may be called far from them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciles:
    """How the values of one measure lay on the test conversations.

    Attributes:
        edges: ascending values in [1, 5], at most 9, fewer where many values are equal; they part the scale into one
            bin more, each from its edge on.
        shares: of the values in each bin.
        mean: of the values.
        n: how many values.
    """

    edges: list[float]
    shares: list[float]
    mean: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a batch is held against; `measures` by the names of `MEASURES`."""

    measures: dict[str, Deciles]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """A batch that lies far from the test conversations.

    Attributes:
        conversations: how many of its conversations are rated.
        indices: the stability index of each measure that is beyond its limit, in the order of `MEASURES`.
    """

    conversations: int
    indices: Mapping[str, float]


def describe(values: Mapping[str, Sequence[float]]) -> Reference:
    """The reference from the values of each measure, at least one each."""
    return Reference(measures={name: _deciles(np.asarray(values[name], dtype=np.float64)) for name in MEASURES})


class Batch:
    """Counts of one batch, kept up one assessment at a time.

    Args:
        reference: of the model; `None` where it has none, and then nothing is ever far.
    """

    def __init__(self, reference: Reference | None) -> None:
        self._measures = reference.measures if reference is not None else {}
        self._counts = {name: [0] * len(deciles.shares) for name, deciles in self._measures.items()}
        self._rated = 0

    def add(self, assessment: Assessment) -> None:
        """Count one assessment in, if an agent is rated: every rated card, and the satisfaction once."""
        cards = [card for card in assessment.scorecards if any(card.ratings.values())]
        if not cards:
            return
        self._rated += 1
        self._count("satisfaction", assessment.outcome.satisfaction.value)
        for card in cards:
            for name, rating in card.ratings.items():
                if rating is not None:
                    self._count(name, rating.value)

    def drift(self) -> Drift | None:
        """How the batch is far from the reference; `None` where it is not, or too few conversations are rated."""
        if self._rated < LEAST:
            return None
        indices = {
            name: index
            for name, deciles in self._measures.items()
            if (index := _index(self._counts[name], deciles)) > _limit(sum(self._counts[name]), deciles)
        }
        return Drift(conversations=self._rated, indices=indices) if indices else None

    def _count(self, name: str, value: float) -> None:
        if name in self._measures:
            self._counts[name][bisect_right(self._measures[name].edges, value)] += 1


def _deciles(values: np.ndarray) -> Deciles:
    # Each edge is one of the values and the least is none, so that no bin is empty.
    edges = np.unique(np.quantile(values, np.arange(0.1, 0.95, 0.1), method="inverted_cdf").round(4))
    edges = edges[edges > values.min()]
    counts = np.bincount(np.searchsorted(edges, values.round(4), side="right"), minlength=len(edges) + 1)
    return Deciles(
        edges=edges.tolist(),
        shares=(counts / len(values)).round(6).tolist(),
        mean=round(float(values.mean()), 4),
        n=len(values),
    )


def _index(counts: Sequence[int], deciles: Deciles) -> float:
    """The population stability index; half a value is added to each bin, for a bin may be empty."""
    total, bins = sum(counts), len(counts)
    index = 0.0
    for count, share in zip(counts, deciles.shares, strict=True):
        here = (count + 0.5) / (total + bins / 2)
        there = (share * deciles.n + 0.5) / (deciles.n + bins / 2)
        index += (here - there) * math.log(here / there)
    return index


def _limit(n: int, deciles: Deciles) -> float:
    """What the index of n values must exceed; the quantile of chi-square after Wilson and Hilferty (1931)."""
    freedom = len(deciles.shares) - 1
    if not freedom or not n:
        return math.inf
    z = NormalDist().inv_cdf(1 - FALSE_ALARMS / len(MEASURES))
    part = 2 / (9 * freedom)
    chance = freedom * (1 - part + z * math.sqrt(part)) ** 3 * (1 / n + 1 / deciles.n)
    return max(LIMIT, chance)
