"""Step 4: from out-of-fold predictions to calibrated probabilities, thresholds and intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from convqa.classify.artefact import Calibration
from convqa.classify.decide import BROKEN, SHOWN, sigmoid, softmax
from convqa.codebook import BEHAVIOURS
from convqa.scoring.amounts import amounts
from training.corpus import CHOICES, UNKNOWN
from training.fit import Example
from training.train import Outputs

COVERAGE = 0.90
GRID = np.round(np.arange(0.10, 0.80, 0.02), 2)
FloatArray = NDArray[np.float64]


def calibrate(examples: Sequence[Example], outputs: Sequence[Outputs]) -> Calibration:
    """Fit everything on pairs of gold labels and predictions by models that have not seen them."""
    slope, shift, thresholds = {}, {}, {}
    for name in ("phases", "signals"):
        gold, logits = _pool(examples, outputs, name)
        fits = [platt(logits[:, i], gold[:, i]) for i in range(gold.shape[1])]
        slope[name], shift[name] = [fit[0] for fit in fits], [fit[1] for fit in fits]
        probabilities = sigmoid(logits * np.array(slope[name]) + np.array(shift[name]))
        thresholds[name] = [best_threshold(probabilities[:, i], gold[:, i]) for i in range(gold.shape[1])]
    temperatures = {}
    for name in ("behaviours", "sentiment"):
        gold, logits = _pool(examples, outputs, name)
        temperatures[name] = temperature(logits.reshape(-1, 3), gold.reshape(-1))
    gold, logits = _pool(examples, outputs, "behaviours")
    shares = softmax(logits, temperatures["behaviours"])
    for name, index in (("shown", SHOWN), ("broken", BROKEN)):
        thresholds[name] = [best_threshold(shares[:, i, index], gold[:, i] == index) for i in range(len(BEHAVIOURS))]
    for name in CHOICES:
        logits = np.stack([out[name] for out in outputs])
        temperatures[name] = temperature(logits, np.array([example.gold.choices[name] for example in examples]))
    ratings = np.stack([example.gold.ratings for example in examples])
    values = np.stack([rating_values(out) for out in outputs])
    satisfaction = np.array([example.gold.satisfaction for example in examples])
    return Calibration(
        slope=slope,
        shift=shift,
        temperature=temperatures,
        thresholds=thresholds,
        half_width=[half_width(values[:, i], ratings[:, i]) for i in range(ratings.shape[1])],
        satisfaction_half_width=half_width(np.array([float(out["satisfaction"]) for out in outputs]), satisfaction),
    )


def rating_values(out: Outputs) -> FloatArray:
    """(8,) the ratings of one conversation with one agent, by the product's own arithmetic."""
    base = out["base"].astype(np.float64)
    parts = amounts(base, out["evidence"].astype(np.float64), out["absences"].astype(np.float64))
    result: FloatArray = base + parts.contributions.sum(0) + parts.absences.sum((0, 1))
    return result


def platt(logits: NDArray[np.float32], gold: NDArray[np.int64]) -> tuple[float, float]:
    """Slope and shift of Platt scaling."""
    model = LogisticRegression(C=1e3).fit(logits[:, None], gold)
    return round(float(model.coef_[0, 0]), 6), round(float(model.intercept_[0]), 6)


def temperature(logits: NDArray[np.float32], gold: NDArray[np.int64]) -> float:
    """The temperature that makes the gold labels likeliest."""
    known = gold != UNKNOWN
    scores, right = logits[known].astype(np.float64), gold[known]

    def surprise(warmth: float) -> float:
        return float(-log_softmax(scores / warmth, axis=-1)[np.arange(len(right)), right].mean())

    return round(float(minimize_scalar(surprise, bounds=(0.2, 5.0), method="bounded").x), 6)


def best_threshold(probabilities: FloatArray, gold: NDArray[np.generic]) -> float:
    """The probability from which giving the label has the best F1."""
    scores = [f1_score(gold, probabilities >= limit, zero_division=0.0) for limit in GRID]
    return float(GRID[int(np.argmax(scores))])


def half_width(values: FloatArray, gold: NDArray[np.int64]) -> float:
    """The least h so that [round(v - h), round(v + h)] holds the gold rating in `COVERAGE` of cases.

    Split conformal prediction (Vovk et al. 2005) on the rounded interval that is shown, with its (n + 1) / n.
    """
    known = gold != UNKNOWN
    low, high = values[known] - gold[known] - 0.5, gold[known] - values[known] - 0.5
    # round(v - h) <= gold  <=>  h > v - gold - 0.5, and the same above; a little is added to stay clear of ties.
    needed = np.sort(np.maximum(0.0, np.maximum(low, high)))
    rank = min(len(needed) - 1, int(np.ceil((len(needed) + 1) * COVERAGE)) - 1)
    return round(float(needed[rank]) + 1e-3, 4)


def _pool(
    examples: Sequence[Example], outputs: Sequence[Outputs], name: str
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Gold labels and logits of all turns that carry such labels."""
    gold = np.concatenate([getattr(example.gold, name) for example in examples])
    logits = np.concatenate([out[name] for out in outputs])
    known = (gold if gold.ndim == 1 else gold[:, 0]) != UNKNOWN
    return gold[known], logits[known]
