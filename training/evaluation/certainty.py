"""Is the model as sure as it should be, and does it know when to leave a conversation to a person?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convqa.calibration.pairs import UNKNOWN
from convqa.codebook import BEHAVIOURS, CHOICES, RATINGS
from convqa.evaluation.measures import mean, ratio, weights
from training.corpus import FOLDS, LATER_FOLDS
from training.evaluation.cases import Case, Certainty
from training.evaluation.counts import TURN_TASKS, pooled
from training.evaluation.figures import Sample
from training.metrics import calibration_error, risk, risk_area

__all__ = ["abstention", "calibration", "intervals"]

FloatArray = NDArray[np.float64]
Sure = Sequence[tuple[Case, Certainty]]

BINS = 10
COVERAGES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)


def calibration(sure: Sure) -> dict[str, Any]:
    """Expected calibration error per task, in ten bins of probability.

    Of labels that stand by themselves: of each label's probability, mean over the labels. Of one-of-several: of the
    probability of the class that is given.
    """
    drawn = weights(len(sure))
    out: dict[str, Any] = {}
    for task in (*TURN_TASKS, "sentiment", *CHOICES):
        parts = [_probabilities(case, certainty, task) for case, certainty in sure]
        bins = _bins(parts)
        errors = mean(calibration_error(pooled(drawn, bins)))
        out[task] = Sample(values=errors, n=sum(len(shares) for shares, _ in parts)).figure()
    return out


def intervals(sure: Sure) -> dict[str, Any]:
    """How often the intervals hold the gold rating, pooled over the eight ratings and each; mean width in steps."""
    gold = np.array([[*case.gold.ratings, case.gold.satisfaction] for case, _ in sure])
    bounds = np.stack([certainty.intervals for _, certainty in sure])
    known = (gold != UNKNOWN) & ~np.isnan(bounds).any(-1)
    holds = known & (bounds[..., 0] <= gold) & (gold <= bounds[..., 1])
    drawn = weights(len(sure))
    some, right = drawn @ known.astype(np.float64), drawn @ holds.astype(np.float64)
    eight = slice(len(RATINGS))
    pooled_share = ratio(right[:, eight].sum(1), some[:, eight].sum(1))
    width = np.where(known, bounds[..., 1] - bounds[..., 0], 0.0)[:, eight].sum(1)
    out: dict[str, Any] = {
        "hold": Sample(values=pooled_share, n=int(some[0, eight].sum())).figure(),
        "mean width": Sample(values=ratio(drawn @ width, some[:, eight].sum(1)), n=int(some[0, eight].sum())).figure(),
    }
    for column, name in enumerate([*RATINGS, "satisfaction"]):
        values = ratio(right[:, column], some[:, column])
        out[name] = Sample(values=values, n=int(some[0, column])).figure()
    return out


def abstention(sure: Sure) -> dict[str, Any]:
    """Risk-coverage curves: how wrong is the model on the conversations of which it is surest?

    `ratings`: ordered by the mean width of the eight intervals, with the share of ratings within one and the mean
    absolute error (before rounding); missing where all conversations (of a fold) have the same widths, as then nothing
    is ordered. Each choice: ordered by the probability of what is given, with the share of wrong ones.
    """
    out: dict[str, Any] = {}
    rated = [(case, certainty) for case, certainty in sure if _rated(case, certainty)]
    widths = np.array([certainty.half_width.mean() for _, certainty in rated])
    if len(np.unique(widths.round(6))) > FOLDS + len(LATER_FOLDS):
        gold = np.array([case.gold.ratings for case, _ in rated])
        far = np.array([abs(case.found.ratings - case.gold.ratings) > 1 for case, _ in rated]).mean(1)
        errors = abs(np.array([certainty.values for _, certainty in rated]) - gold).mean(1)
        order = np.argsort(widths, kind="stable")
        out["ratings"] = {
            "within one": _curve(far[order], lambda share: 1 - share),
            "mean absolute error": _curve(errors[order], lambda error: error),
        }
    for name in CHOICES:
        right = np.array([case.gold.choices[name] for case, _ in sure])
        known = right != UNKNOWN
        wrong = np.array([case.found.choices[name] for case, _ in sure]) != right
        top = np.array([certainty.shares[name].max() for _, certainty in sure])
        order = np.argsort(-top[known], kind="stable")
        out[name] = {"wrong": _curve(wrong[known][order].astype(np.float64), lambda share: share)}
    return out


def _curve(losses: FloatArray, see: Callable[[FloatArray], FloatArray]) -> dict[str, Any]:
    """Figures at each coverage and the area; `see` turns a loss into what is shown."""
    drawn = weights(len(losses))
    out = {
        f"{coverage:.1f}": Sample(values=see(risk(drawn, losses, coverage)), n=round(coverage * len(losses))).figure()
        for coverage in COVERAGES
    }
    return out | {"area": Sample(values=see(risk_area(drawn, losses)), n=len(losses)).figure()}


def _rated(case: Case, certainty: Certainty) -> bool:
    known = (case.gold.ratings != UNKNOWN) & (case.found.ratings != UNKNOWN) & ~np.isnan(certainty.values)
    return bool(known.all())


def _probabilities(case: Case, certainty: Certainty, task: str) -> tuple[FloatArray, NDArray[np.bool_]]:
    """(items, labels) probabilities, and whether each came true, of what gold speaks of."""
    shares = certainty.shares[task]
    gold = case.gold
    if task in ("sentiment", *CHOICES):
        right = gold.sentiment if task == "sentiment" else np.array([gold.choices[task]])
        found = case.found.sentiment if task == "sentiment" else np.array([case.found.choices[task]])
        known = right != UNKNOWN
        chosen = np.take_along_axis(shares[known], found[known, None], axis=1)
        return chosen, (found == right)[known, None]
    if task in ("shown", "broken"):
        columns = [BEHAVIOURS.index(name) for name in TURN_TASKS[task]]
        known = gold.behaviours[:, 0] != UNKNOWN
        true = gold.behaviours[known][:, columns] == (1 if task == "shown" else 2)
        return shares[known][:, columns], true
    labels = getattr(gold, task)
    known = labels[:, 0] != UNKNOWN
    return shares[known], labels[known] == 1


def _bins(parts: Sequence[tuple[FloatArray, NDArray[np.bool_]]]) -> FloatArray:
    """(conversations, labels, bins, 3): how many, summed probability, how many came true."""
    shares, true = (np.concatenate([part[side] for part in parts]) for side in (0, 1))
    owner = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
    place = np.minimum((shares * BINS).astype(np.int64), BINS - 1)
    bins = np.zeros((len(parts), shares.shape[1], BINS, 3))
    values = np.stack([np.ones_like(shares), shares, true.astype(np.float64)], axis=-1)
    np.add.at(bins, (owner[:, None], np.arange(shares.shape[1])[None, :], place), values)
    return bins
