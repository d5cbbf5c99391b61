"""The one place that knows scikit-learn and scipy (extra `calibrate`): one slope and shift, or one temperature."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convqa.errors import MissingExtraError

try:
    from scipy.optimize import minimize_scalar
    from scipy.special import log_softmax
    from sklearn.linear_model import LogisticRegression
except ImportError:
    LogisticRegression = None

__all__ = ["platt", "require_solvers", "temperature"]


def require_solvers() -> None:
    """Make sure that the libraries are there, before anything is read.

    Raises:
        MissingExtraError: they are not.
    """
    if LogisticRegression is None:
        raise MissingExtraError(what="Calibration", extra="calibrate")


def platt(logits: NDArray[np.floating], gold: NDArray[np.generic]) -> tuple[float, float]:
    """Slope and shift of Platt scaling (Platt 1999) of logits (n,) to gold 0/1 (n,), both of which occur."""
    model = LogisticRegression(C=1e3).fit(logits[:, None], gold)
    return round(float(model.coef_[0, 0]), 6), round(float(model.intercept_[0]), 6)


def temperature(logits: NDArray[np.floating], gold: NDArray[np.int64]) -> float:
    """The temperature (Guo et al. 2017) that makes the gold classes (n,) likeliest under logits (n, k)."""
    scores = logits.astype(np.float64)

    def surprise(warmth: float) -> float:
        return float(-log_softmax(scores / warmth, axis=-1)[np.arange(len(gold)), gold].mean())

    return round(float(minimize_scalar(surprise, bounds=(0.2, 5.0), method="bounded").x), 6)
