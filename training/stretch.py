"""How much all that raises a rating, and all that lowers it, should weigh: found out of fold, put into the model.

A network errs on what it has not seen, and so keeps its ratings of unseen conversations closer together than the
annotators' are, however well they lay apart in training; annotators of later batches, who rate higher, leave it biased.
One factor a rating on what raises it and one on what lowers it set both right, and what each turn adds to a rating
still adds up to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from convqa.calibration.pairs import UNKNOWN, Gold
from convqa.classify.judge import Outputs
from convqa.codebook import RATINGS
from training.corpus import real

__all__ = ["Stretch", "fit"]

SHARE_OF_REAL = 1 / 3
"""What the real conversations weigh together: a tenth of those in the folds, and all of what users have."""

RESTRAINT = 0.002
"""On the squares of the factors' logarithms, against a concordance in [-1, 1]: far out, ever larger factors change
nothing that is seen."""

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stretch:
    """Factors on the evidence of the eight ratings.

    Attributes:
        up: (8,) > 0, on what raises a rating.
        down: (8,) > 0, on what lowers it: negative evidence and absences.
    """

    up: FloatArray
    down: FloatArray

    def apply(self, out: Outputs) -> Outputs:
        """The outputs for one conversation with its evidence (n, 8) and absences (n, 3, 8) weighed."""
        evidence, absences = out["evidence"], out["absences"]
        weighed = np.where(evidence > 0, evidence * self.up, evidence * self.down)
        return {**out, "evidence": weighed.astype(np.float32), "absences": (absences * self.down).astype(np.float32)}


def fit(right: Mapping[str, Gold], outputs: Mapping[str, Outputs]) -> Stretch:
    """The factors with which values and gold ratings agree best by Lin's concordance (1989)."""
    gold = np.stack([right[name].ratings for name in outputs])
    raises = np.stack([np.clip(out["evidence"], 0, None).sum(0) for out in outputs.values()]).astype(np.float64)
    lowers = np.stack(
        [np.clip(-out["evidence"], 0, None).sum(0) + out["absences"].sum((0, 1)) for out in outputs.values()]
    ).astype(np.float64)
    base = np.stack([out["base"] for out in outputs.values()]).astype(np.float64)
    weight = weights([real(name) for name in outputs])
    found = np.ones((2, len(RATINGS)))
    for i in range(len(RATINGS)):
        known = gold[:, i] != UNKNOWN
        found[:, i] = _factors(base[known, i], raises[known, i], lowers[known, i], gold[known, i], weight[known])
    return Stretch(up=found[0], down=found[1])


def weights(are_real: list[bool]) -> FloatArray:
    """What each conversation weighs, so that the real ones weigh `SHARE_OF_REAL` together, if there are any."""
    mask = np.array(are_real)
    if mask.all() or not mask.any():
        return np.ones(len(mask))
    found: FloatArray = np.where(mask, SHARE_OF_REAL / mask.sum(), (1 - SHARE_OF_REAL) / (~mask).sum())
    return found


def _factors(
    base: FloatArray, raises: FloatArray, lowers: FloatArray, gold: FloatArray, weight: FloatArray
) -> FloatArray:
    def miss(logs: FloatArray) -> float:
        up, down = np.exp(logs)
        p, n = up * raises, down * lowers
        value = base + ((5 - base) * p - (base - 1) * n) / (1 + p + n)
        return -concordance(value, gold, weight) + RESTRAINT * float(np.square(logs).sum())

    found: FloatArray = np.exp(minimize(miss, np.zeros(2), method="Nelder-Mead").x)
    return found


def concordance(x: FloatArray, y: FloatArray, weight: FloatArray) -> float:
    """Lin's coefficient of weighted values: 1 where they are equal, less where they differ in order, mean or spread."""
    share = weight / weight.sum()
    a, b = x - share @ x, y - share @ y
    apart = share @ (a * a) + share @ (b * b) + (share @ x - share @ y) ** 2
    return float(2 * (share @ (a * b)) / (apart + 1e-12))
