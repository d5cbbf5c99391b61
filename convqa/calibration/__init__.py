"""Fitting a calibration to what people (in training: annotators) said: probabilities, thresholds, intervals.

`fit` serves training and `convqa calibrate` alike; `pairs` brings what people said (`convqa.reviews`) together with
what the model says, `agreement` measures before and after, `solvers` is the one place that knows scikit-learn.
"""

from convqa.calibration.agreement import calibrate
from convqa.calibration.fit import FROM_REVIEWS, Fit, Least, fit
from convqa.calibration.pairs import UNKNOWN, Gold, Model, Pair, pair
from convqa.calibration.solvers import require_solvers

__all__ = [
    "FROM_REVIEWS",
    "UNKNOWN",
    "Fit",
    "Gold",
    "Least",
    "Model",
    "Pair",
    "calibrate",
    "fit",
    "pair",
    "require_solvers",
]
