"""Figures with 95 % intervals from resampling conversations, and the one kind of model that is fitted here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from convqa.errors import MissingExtraError
from convqa.evaluation.measures import Figure, figure, mean, ratio, weights

__all__ = ["Items", "Row", "cross_fitted", "fit_and_find", "others", "require_fitting", "spaced", "tenths", "uar"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A figure of one data set.

    Attributes:
        data: the data set.
        what: what was compared with what.
        measure: e.g. ``"kappa"``.
        figure: with its interval; `n` counts items.
        counted: what n counts, in words, e.g. ``"1,150 turns of 100 dialogues"``.
        beside: what to hold it against, with the measure's name, or ``""``.
    """

    data: str
    what: str
    measure: str
    figure: Figure
    counted: str
    beside: str = ""


class Items:
    """N things that were judged, each of one conversation; intervals come from drawing conversations anew.

    Args:
        of: (n,) the conversation of each, as any number.
        units: what items and conversations are called, e.g. ``("turns", "dialogues")``; equal where they are the same.
    """

    def __init__(self, of: Sequence[int] | IntArray, units: tuple[str, str]) -> None:
        known, self._place = np.unique(np.asarray(of, dtype=np.int64), return_inverse=True)
        self._drawn = weights(len(known))
        kind = units[1] if len(known) != 1 else units[1].removesuffix("s")
        self.counted = f"{len(of):,} {units[0]}" + ("" if units[0] == units[1] else f" of {len(known):,} {kind}")

    def tables(self, gold: IntArray, found: IntArray, size: int) -> FloatArray:
        """(1 + resamples, size, size): how often gold says the row and what is measured says the column."""
        counts = np.zeros((self._drawn.shape[1], size, size))
        np.add.at(counts, (self._place, gold, found), 1.0)
        return self.drawn(counts)

    def coincidences(self, judged: Sequence[Sequence[int]], size: int) -> FloatArray:
        """(1 + resamples, size, size) pairs of judgements of one item, for Krippendorff's alpha.

        An item with m judgements adds each ordered pair of them with weight 1 / (m - 1), with one it adds nothing.
        """
        counts = np.zeros((self._drawn.shape[1], size, size))
        for place, values in zip(self._place, judged, strict=True):
            if len(values) > 1:
                times = np.bincount(values, minlength=size)
                counts[place] += (np.outer(times, times) - np.diag(times)) / (len(values) - 1)
        return self.drawn(counts)

    def drawn(self, counts: FloatArray) -> FloatArray:
        """Counts (conversations, ...) -> (1 + resamples, ...), their sums over the conversations drawn."""
        sums: FloatArray = np.tensordot(self._drawn, counts, axes=1)
        return sums

    def auc(self, gold: NDArray[np.bool_], scores: FloatArray) -> FloatArray:
        """(1 + resamples,) how often an item with the label has a higher score than one without; ties count half."""
        order = np.argsort(scores, kind="stable")
        starts = np.flatnonzero(np.diff(scores[order], prepend=-np.inf) > 0)
        often = self._drawn[:, self._place[order]]
        with_label, without = (np.add.reduceat(often * known, starts, axis=1) for known in (gold[order], ~gold[order]))
        below = np.cumsum(without, axis=1) - without / 2
        return ratio((with_label * below).sum(1), with_label.sum(1) * without.sum(1))

    def row(self, data: str, what: str, measure: str, sample: FloatArray, beside: str = "") -> Row:
        """A row of a sample (1 + resamples,); without an interval where all is of one conversation."""
        found = figure(sample, len(self._place))
        if self._drawn.shape[1] == 1:
            found = replace(found, low=None, high=None)
        return Row(data=data, what=what, measure=measure, figure=found, counted=self.counted, beside=beside)


def uar(tables: FloatArray) -> FloatArray:
    """(1 + resamples, k, k) -> unweighted average recall, over the classes that occur in the gold of the first table.

    Whoever always says the same has 1 / (classes that occur).
    """
    recall = ratio(np.diagonal(tables, axis1=-2, axis2=-1), tables.sum(-1))
    return mean(recall[:, tables[0].sum(-1) > 0])


def others(votes: Sequence[Sequence[int]]) -> tuple[IntArray, IntArray, IntArray]:
    """Each judge against the rest of them: the item, what most of the others say (ties: the lowest), what they say."""
    item, most, own = [], [], []
    for place, values in enumerate(votes):
        for one, value in enumerate(values):
            rest = [*values[:one], *values[one + 1 :]]
            if rest:
                item.append(place)
                most.append(int(np.bincount(rest).argmax()))
                own.append(value)
    return np.array(item, dtype=np.int64), np.array(most, dtype=np.int64), np.array(own, dtype=np.int64)


def spaced(items: Sequence[T], limit: int | None) -> list[T]:
    """At most `limit` of them, evenly spaced from the first on; all where it is `None`."""
    count = len(items) if limit is None else min(limit, len(items))
    return [items[place * len(items) // count] for place in range(count)]


def tenths(count: int) -> IntArray:
    """(count,) the fold of each of `count` conversations: ten stretches of equal length, in their order."""
    return np.arange(count) * 10 // max(count, 1)


def require_fitting() -> None:
    """Make sure that scikit-learn is there, before anything is read.

    Raises:
        MissingExtraError: it is not.
    """
    try:
        import sklearn.linear_model  # noqa: F401
    except ImportError:
        raise MissingExtraError(what="Fitting on the model's outputs", extra="calibrate") from None


def fit_and_find(known: FloatArray, gold: IntArray, new: FloatArray, often: FloatArray | None = None) -> IntArray:
    """The classes of `new` (m, d) by logistic regression on `known` (n, d) and its classes `gold` (n,).

    Nothing is chosen: standardised inputs, the library's penalty (C = 1). `often` (n,) is how often each counts.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    if len(np.unique(gold)) == 1:
        return np.full(len(new), gold[0])
    scale = StandardScaler().fit(known)
    model = LogisticRegression(max_iter=1000).fit(scale.transform(known), gold, sample_weight=often)
    found: IntArray = model.predict(scale.transform(new))
    return found


def cross_fitted(features: FloatArray, gold: IntArray, folds: IntArray, often: FloatArray | None = None) -> IntArray:
    """(n,) the class of each item by a regression that has not seen its fold; no choice is made on any of them."""
    found = np.zeros(len(gold), dtype=np.int64)
    for fold in np.unique(folds):
        here = folds == fold
        if here.all():
            raise ValueError("at least two folds are needed")
        found[here] = fit_and_find(
            features[~here], gold[~here], features[here], None if often is None else often[~here]
        )
    return found
