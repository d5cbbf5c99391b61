"""From pairs of outputs and gold labels to a `Calibration`, part by part; what has too little to rest on stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from convqa.calibration.pairs import UNKNOWN, Pair
from convqa.calibration.solvers import platt, temperature
from convqa.classify.artefact import Calibration
from convqa.classify.decide import BROKEN, SHOWN, sigmoid, softmax, spread
from convqa.classify.site import Basis
from convqa.codebook import BEHAVIOURS, CHOICES, PHASES, RATINGS, SIGNALS

__all__ = ["COVERAGE", "FROM_REVIEWS", "Fit", "Least", "fit", "half_width", "needed", "pool", "threshold"]

COVERAGE = 0.90
"""How often an interval is made to hold the rating that people gave."""

GRID = np.round(np.arange(0.10, 0.80, 0.02), 2)

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Least:
    """How much a part must rest on before it is fitted.

    Attributes:
        sides: turns or conversations on the smaller side: with and without a label, or rightly and wrongly judged.
        rated: conversations with a rating.
    """

    sides: int
    rated: int


FROM_REVIEWS = Least(sides=20, rated=50)
"""Of a site's reviews: with fewer, what is fitted would be chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A calibration and what each part of it rests on (names as in `SiteCalibration.basis`)."""

    calibration: Calibration
    basis: dict[str, Basis]


def fit(pairs: Sequence[Pair], shipped: Calibration | None = None, least: Least = FROM_REVIEWS) -> Fit:
    """Fit everything on pairs of gold labels and outputs of models that have not seen them.

    Args:
        pairs: at least one.
        shipped: what stays where there is less than `least`; with `None` everything is fitted, whatever there is.
        least: see `Least`.
    """
    parts = _Parts(shipped=shipped, least=least)
    slope, shift, limits, warmth = {}, {}, {}, {}
    for name, labels in (("phases", PHASES), ("signals", SIGNALS)):
        gold, logits = pool(pairs, name)
        found = [
            parts.probability(
                f"{name}.{label}",
                gold[:, i] == 1,
                None if shipped is None else (shipped.slope[name][i], shipped.shift[name][i]),
                partial(platt, logits[:, i], gold[:, i]),
            )
            for i, label in enumerate(labels)
        ]
        slope[name], shift[name] = [one[0] for one in found], [one[1] for one in found]
        shares = sigmoid(logits * np.array(slope[name]) + np.array(shift[name]))
        limits[name] = [threshold(shares[:, i], gold[:, i] == 1) for i in range(len(labels))]
    for name in ("behaviours", "sentiment"):
        gold, logits = pool(pairs, name)
        warmth[name] = _warmth(parts, name, logits.reshape(-1, 3), gold.reshape(-1))
    gold, logits = pool(pairs, "behaviours")
    shares = softmax(logits, warmth["behaviours"])
    for name, index in (("shown", SHOWN), ("broken", BROKEN)):
        limits[name] = [threshold(shares[:, i, index], gold[:, i] == index) for i in range(len(BEHAVIOURS))]
    for name in CHOICES:
        gold = np.array([one.gold.choices[name] for one in pairs])
        known = gold != UNKNOWN
        warmth[name] = _warmth(parts, name, np.stack([one.out[name] for one in pairs])[known], gold[known])
    widths = []
    for i, name in enumerate([*(f"ratings.{name}" for name in RATINGS), "satisfaction"]):
        errors = needed(pairs, i)
        kept = None if shipped is None else [*shipped.half_width, shipped.satisfaction_half_width][i]
        widths.append(parts.interval(name, errors, kept, partial(half_width, errors)))
    calibration = Calibration(
        slope=slope,
        shift=shift,
        temperature=warmth,
        thresholds=limits if shipped is None else shipped.thresholds,
        half_width=widths[:-1],
        satisfaction_half_width=widths[-1],
    )
    return Fit(calibration=calibration, basis=parts.basis)


@dataclass(slots=True, kw_only=True)
class _Parts:
    """Fits what has enough to rest on, and keeps the books."""

    shipped: Calibration | None
    least: Least
    basis: dict[str, Basis] = field(default_factory=dict)

    def probability(self, name: str, side: NDArray[np.bool_], kept: T | None, solve: Callable[[], T]) -> T:
        """A part that needs both sides; `side` says on which each turn or conversation lies."""
        fewest = int(min(side.sum(), (~side).sum()))
        return self._settle(name, Basis(n=len(side), fewest=fewest, refitted=fewest >= self.least.sides), kept, solve)

    def interval(self, name: str, errors: FloatArray, kept: T | None, solve: Callable[[], T]) -> T:
        """A part that needs rated conversations."""
        n = len(errors)
        return self._settle(name, Basis(n=n, fewest=n, refitted=n >= self.least.rated), kept, solve)

    def _settle(self, name: str, basis: Basis, kept: T | None, solve: Callable[[], T]) -> T:
        self.basis[name] = basis
        return solve() if kept is None or basis.refitted else kept


def _warmth(parts: _Parts, name: str, logits: NDArray[np.float32], gold: IntArray) -> float:
    right = logits.argmax(axis=-1) == gold
    kept = None if parts.shipped is None else parts.shipped.temperature[name]
    return parts.probability(name, right, kept, partial(temperature, logits, gold))


def threshold(probabilities: FloatArray, gold: NDArray[np.bool_]) -> float:
    """The probability from which giving the label has the best F1; the lowest where several have."""
    scores = []
    for limit in GRID:
        given = probabilities >= limit
        either = given.sum() + gold.sum()
        scores.append(2 * (given & gold).sum() / either if either else 0.0)
    return float(GRID[int(np.argmax(scores))])


def needed(pairs: Sequence[Pair], column: int) -> FloatArray:
    """How much wider than nothing the interval would have to be in each pair that has a value and a gold rating.

    In units of the error that is expected, by the model and of words that were badly heard. Columns 0-7 are the
    ratings, 8 is satisfaction. It is the least h so that [round(v - h), round(v + h)], which is shown, holds the rating
    g, with halves rounded up: round(v - h) <= g <=> h > v - g - 0.5, and the same above.
    """
    values = np.array([[*one.values, float(one.out["satisfaction"])][column] for one in pairs])
    gold = np.array([[*one.gold.ratings, one.gold.satisfaction][column] for one in pairs])
    expected = np.array([spread(one.out)[column] * one.widening for one in pairs])
    known = (gold != UNKNOWN) & ~np.isnan(values)
    result: FloatArray = np.maximum(0.0, np.abs(values - gold) - 0.5)[known] / expected[known]
    return result


def half_width(errors: FloatArray) -> float:
    """The width that is enough in `COVERAGE` of cases, from what was `needed`: split conformal prediction.

    With the (n + 1) / n of Vovk et al. (2005), and normalised where the model expects an error (see `decide.spread`).
    A little is added to stay clear of ties.
    """
    rank = min(len(errors) - 1, int(np.ceil((len(errors) + 1) * COVERAGE)) - 1)
    return round(float(np.sort(errors)[rank]) + 1e-3, 4)


def pool(pairs: Sequence[Pair], name: str) -> tuple[IntArray, NDArray[np.float32]]:
    """Gold labels and logits of all turns that carry such labels."""
    gold = np.concatenate([getattr(one.gold, name) for one in pairs])
    logits = np.concatenate([one.out[name] for one in pairs])
    known = (gold if gold.ndim == 1 else gold[:, 0]) != UNKNOWN
    return gold[known], logits[known]
