"""The arithmetic of the ratings: evidence into amounts that add up. Training does the same in torch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convqa.assessment import FloatArray

__all__ = ["UNITS", "Amounts", "amounts", "whole"]

UNITS = 10_000
"""Amounts are counted in units of 1e-4, the record's four decimals, so that sums are exact."""

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Amounts:
    """What each part adds to each rating of one agent, in rating units.

    Attributes:
        contributions: (m, R) of the agent's m own turns, signed.
        absences: (k, A, R) <= 0, of the A kinds of absence that k customer turns called for.
    """

    contributions: FloatArray
    absences: FloatArray


def amounts(base: FloatArray, evidence: FloatArray, absences: FloatArray) -> Amounts:
    """Turn one agent's evidence into amounts: rating = base + all contributions + all absences.

    With P the sum of the positive evidence for a rating, N the sum of the negative evidence's size
    and of the absences, and one scale for all parts::

        s = 1 / (1 + P + N)
        contribution of evidence e > 0:    s * (5 - base) * e
        contribution of evidence e < 0:   -s * (base - 1) * |e|
        amount of an absence a >= 0:      -s * (base - 1) * a

    So the positive amounts together stay below 5 - base and the negative ones below base - 1: the
    rating stays in (1, 5) without clipping. A turn that says nothing (e = 0) changes no amount, so
    length alone moves nothing.

    Args:
        base: (R,) in [1, 5].
        evidence: (m, R), signed, of the agent's own turns.
        absences: (k, A, R) >= 0, of the customer turns that this agent answers for.
    """
    missing = absences.reshape(-1, base.size)
    positive = np.maximum(evidence, 0.0)
    negative = np.maximum(-evidence, 0.0)
    scale = 1.0 / (1.0 + _total(positive) + _total(negative) + _total(missing))
    up = scale * (5.0 - base)
    down = scale * (base - 1.0)
    return Amounts(contributions=up * positive - down * negative, absences=-down * absences)


def whole(parts: Amounts) -> tuple[Whole, Whole]:
    """Round amounts to whole `UNITS`, contributions (m, R) and absences (k, A, R), without letting errors add up.

    Each side, positive and negative, is rounded along its running sum. An amount is then within one
    unit of its exact value, and each side's sum within half a unit of its own, however many turns
    there are; rounding ten thousand small amounts one by one could push a rating past 5.
    """
    contributions = parts.contributions * UNITS
    missing = parts.absences.reshape(-1, contributions.shape[1]) * UNITS
    positive = _round_along(np.maximum(contributions, 0.0))
    negative = _round_along(np.vstack([np.minimum(contributions, 0.0), missing]))
    own = len(contributions)
    return positive + negative[:own], negative[own:].reshape(parts.absences.shape)


def _total(parts: FloatArray) -> FloatArray:
    """(n, R) -> (R,) sum, row after row: unlike `np.sum`, adding rows of zeros changes no bit of it."""
    total: FloatArray = np.cumsum(np.vstack([np.zeros((1, parts.shape[1])), parts]), axis=0)[-1]
    return total


def _round_along(parts: FloatArray) -> Whole:
    """(n, R) of one sign -> (n, R) whole numbers of that sign whose running sums are the rounded running sums."""
    return np.diff(np.rint(np.cumsum(parts, axis=0)), axis=0, prepend=0.0).astype(np.int64)
