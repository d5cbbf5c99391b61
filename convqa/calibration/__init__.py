"""Fitting a calibration to what people (in training: annotators) said: probabilities, thresholds, intervals.

`fit` serves training and `convqa calibrate` alike; `reviews` reads what people said, `pairs` brings it together
with what the model says, `agreement` measures before and after, `solvers` is the one place that knows scikit-learn.
"""

from convqa.calibration.agreement import calibrate
from convqa.calibration.fit import FROM_REVIEWS, Fit, Least, fit
from convqa.calibration.pairs import UNKNOWN, Gold, Model, Pair, pair
from convqa.calibration.reviews import Reviewed, read_reviews
from convqa.calibration.solvers import require_solvers

__all__ = [
    "FROM_REVIEWS",
    "UNKNOWN",
    "Fit",
    "Gold",
    "Least",
    "Model",
    "Pair",
    "Reviewed",
    "calibrate",
    "fit",
    "pair",
    "read_reviews",
    "require_solvers",
]
