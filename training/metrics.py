"""Statistics that training alone needs, in the form of `convqa.evaluation.measures`: many tables at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convqa.evaluation.measures import mean, ratio

__all__ = ["calibration_error", "class_f1", "f1", "macro_f1", "risk", "risk_area"]

FloatArray = NDArray[np.float64]
Numbers = NDArray[np.generic]


def class_f1(tables: Numbers) -> FloatArray:
    """(..., k) F1 of each class: 2 TP / (2 TP + FP + FN)."""
    counts = tables.astype(np.float64)
    return ratio(2 * np.diagonal(counts, axis1=-2, axis2=-1), counts.sum(-1) + counts.sum(-2))


def f1(tables: Numbers) -> FloatArray:
    """F1 of the class 1 of (..., 2, 2)."""
    scores: FloatArray = class_f1(tables)[..., 1]
    return scores


def macro_f1(tables: Numbers) -> FloatArray:
    """(1 + resamples, k, k) -> mean F1 over the classes that occur in the gold labels of the first table."""
    return mean(class_f1(tables)[:, tables[0].sum(-1) > 0])


def calibration_error(bins: FloatArray) -> FloatArray:
    """Expected calibration error of (..., bins, 3): how many, their summed probability, how many were right.

    The mean over all of |probability - share right| of their bin (Naeini et al. 2015; Guo et al. 2017). Chance makes
    it larger than 0 for a perfect model, and resampling larger again, so the lower end of an interval is cautious.
    """
    return ratio(abs(bins[..., 1] - bins[..., 2]).sum(-1), bins[..., 0].sum(-1))


def risk(drawn: FloatArray, losses: FloatArray, coverage: float) -> FloatArray:
    """Mean loss over that share of conversations that comes first; the last one of it counts in part.

    Args:
        drawn: (s, n) how often each conversation is counted.
        losses: (n,), the surest conversation first.
        coverage: above 0, at most 1.
    """
    before = np.cumsum(drawn, axis=1) - drawn
    kept = np.clip(coverage * drawn.sum(1, keepdims=True) - before, 0, drawn)
    return ratio(kept @ losses, kept.sum(1))


def risk_area(drawn: FloatArray, losses: FloatArray) -> FloatArray:
    """Area under the risk-coverage curve: the mean of the risk over all coverages (Geifman et al. 2019)."""
    along = ratio(np.cumsum(drawn * losses, axis=1), np.cumsum(drawn, axis=1))
    return ratio(np.where(drawn > 0, drawn * along, 0.0).sum(1), drawn.sum(1))
