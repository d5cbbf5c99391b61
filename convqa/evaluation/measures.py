"""Statistics of agreement from tables of counts, many tables at once.

A table is (..., k, k): how often the one (in training: gold) says the row and the other (what is measured) says the
column. Every function takes any number of leading axes, so one call computes a figure for a set of conversations and
for each of its resamples. What is not defined is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "RESAMPLES",
    "Figure",
    "alpha",
    "alpha_of_coincidences",
    "bias",
    "exact",
    "figure",
    "gwet",
    "kappa",
    "mean",
    "ratio",
    "weights",
    "within_one",
]

FloatArray = NDArray[np.float64]
Numbers = NDArray[np.generic]

RESAMPLES = 1000
DECIMALS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A value with its 95 % interval and the number of things it rests on; `None` where it is not defined."""

    value: float | None
    low: float | None
    high: float | None
    n: int

    def __str__(self) -> str:
        if self.value is None or self.low is None or self.high is None:
            return f"– (n={self.n})"
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}] (n={self.n})"


@lru_cache(maxsize=32)
def weights(n: int, resamples: int = RESAMPLES, seed: int = 0) -> FloatArray:
    """(1 + resamples, n) how often each of n conversations is counted: once in the first row, then drawn anew.

    Two judges of the same conversations get the same draws, so that their difference has an interval too.
    """
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=resamples)
    counted = np.vstack([np.ones(n), drawn])
    counted.flags.writeable = False  # it is shared by all who ask for the same draws
    return counted


def figure(sample: FloatArray, n: int) -> Figure:
    """The first of a sample (1 + resamples,) with the percentile interval of the others (Efron and Tibshirani 1993)."""
    drawn = sample[1:][~np.isnan(sample[1:])]
    if np.isnan(sample[0]) or not len(drawn):
        return Figure(value=None, low=None, high=None, n=n)
    value, low, high = (round(float(number), DECIMALS) for number in (sample[0], *np.percentile(drawn, [2.5, 97.5])))
    return Figure(value=value, low=low, high=high, n=n)


def ratio(above: Numbers, below: Numbers) -> FloatArray:
    """The quotient, NaN where it would be divided by 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        result: FloatArray = np.where(below == 0, np.nan, above.astype(np.float64) / below.astype(np.float64))
    return result


def mean(values: FloatArray) -> FloatArray:
    """Over the last axis, of what is defined there."""
    known = ~np.isnan(values)
    return ratio(np.where(known, values, 0.0).sum(-1), known.sum(-1))


def exact(tables: Numbers) -> FloatArray:
    """Share of equal values."""
    counts = tables.astype(np.float64)
    return ratio(np.trace(counts, axis1=-2, axis2=-1), counts.sum((-2, -1)))


def within_one(tables: Numbers) -> FloatArray:
    """Share of values at most one step apart."""
    near = abs(_steps(tables.shape[-1])) <= 1
    counts = tables.astype(np.float64)
    return ratio((counts * near).sum((-2, -1)), counts.sum((-2, -1)))


def bias(tables: Numbers) -> FloatArray:
    """Mean of found minus gold, in steps of the scale."""
    counts = tables.astype(np.float64)
    return ratio((counts * -_steps(tables.shape[-1])).sum((-2, -1)), counts.sum((-2, -1)))


def kappa(tables: NDArray[np.generic], *, weighted: bool) -> FloatArray:
    """Cohen's kappa of tables (…, k, k) of (one, other); NaN where it is not defined.

    Args:
        tables: counts.
        weighted: with quadratic weights (Cohen 1968), for ordered classes.
    """
    size = tables.shape[-1]
    place = np.arange(size)
    distance = (place[:, None] - place) ** 2 if weighted else place[:, None] != place
    counts = tables.astype(np.float64)
    expected = counts.sum(-1)[..., :, None] * counts.sum(-2)[..., None, :]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (counts * distance).sum((-2, -1)) * counts.sum((-2, -1)) / (expected * distance).sum((-2, -1))
    result: FloatArray = 1 - share
    return result


def alpha(tables: Numbers, *, ordered: bool = True) -> FloatArray:
    """Krippendorff's alpha, two judges (Krippendorff 2011, section D; with the ordinal metric where classes are)."""
    counts = tables.astype(np.float64)
    return alpha_of_coincidences(counts + np.swapaxes(counts, -2, -1), ordered=ordered)


def alpha_of_coincidences(coincidences: FloatArray, *, ordered: bool = True) -> FloatArray:
    """The same from symmetric coincidences (..., k, k), which any number of judges can add to.

    With n_c the sum of row c, n of all, and delta(c, k) = (n_c + ... + n_k - (n_c + n_k) / 2)^2 for c <= k, or
    for classes without an order 1 where c != k:
    alpha = 1 - (n - 1) sum(o_ck delta) / sum(n_c n_k delta).
    """
    totals = coincidences.sum(-1)
    if ordered:
        middle = np.cumsum(totals, axis=-1) - totals / 2
        delta = (middle[..., :, None] - middle[..., None, :]) ** 2
    else:
        delta = 1 - np.eye(coincidences.shape[-1])
    expected = (totals[..., :, None] * totals[..., None, :] * delta).sum((-2, -1))
    disagreement = ratio((coincidences * delta).sum((-2, -1)), expected)
    result: FloatArray = 1 - (totals.sum(-1) - 1) * disagreement
    return result


def gwet(tables: Numbers) -> FloatArray:
    """Gwet's AC2 with quadratic weights, two judges (Gwet 2014, chapter 3); with two classes it is AC1.

    Chance is what is left to it by how evenly the classes are used, so that it stands where nearly all is in one
    class and kappa and alpha fall to nothing: pe = sum(weights) / (k (k - 1)) sum(p (1 - p)), with p the mean share
    of a class over both judges.
    """
    counts = tables.astype(np.float64)
    size = counts.shape[-1]
    weight = 1 - (_steps(size) / (size - 1)) ** 2
    total = counts.sum((-2, -1))
    agreed = ratio((counts * weight).sum((-2, -1)), total)
    share = ratio(counts.sum(-1) + counts.sum(-2), 2 * total[..., None])
    chance = weight.sum() / (size * (size - 1)) * (share * (1 - share)).sum(-1)
    return ratio(agreed - chance, 1 - chance)


def _steps(size: int) -> FloatArray:
    place = np.arange(size, dtype=np.float64)
    return place[:, None] - place
