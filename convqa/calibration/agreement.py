"""A site's calibration, and how well the machine agrees with the site's reviews before and after it.

"After" is cross-fitted in five folds, so that no conversation is judged by a calibration that has seen it. The values
of ratings do not change by calibration, nor does the likeliest of several: what changes is which labels are given, how
sure they are called, and how wide the intervals are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convqa.calibration.fit import FROM_REVIEWS, Least, fit, needed
from convqa.calibration.pairs import UNKNOWN, Pair
from convqa.classify.artefact import Calibration, Meta
from convqa.classify.decide import BROKEN, SHOWN, given, level, probabilities, softmax, spread
from convqa.classify.site import Change, Figure, SiteCalibration
from convqa.codebook import BEHAVIOURS, CHOICES, PHASES, RATINGS, SENTIMENTS, SIGNALS
from convqa.evaluation.measures import kappa

__all__ = ["calibrate"]

FOLDS = 5
DRAWS = 500

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Count:
    """What one conversation adds to one figure: a table of (people, machine), or a sum of n numbers."""

    table: IntArray | None = None
    total: float = 0.0
    n: int = 0


def calibrate(pairs: Sequence[Pair], meta: Meta) -> SiteCalibration:
    """Fit a site's calibration and measure what it is worth; the order of the pairs changes nothing.

    Args:
        pairs: at least one, each of its own conversation.
        meta: of the model that made the outputs, with its own calibration.
    """
    ordered = sorted(pairs, key=lambda one: one.id)
    shipped = meta.calibration
    found = fit(ordered, shipped, FROM_REVIEWS)
    # Each fold is fitted on four fifths: what rests on enough in the whole shall be fitted there too.
    least = Least(sides=FROM_REVIEWS.sides * (FOLDS - 1) // FOLDS, rated=FROM_REVIEWS.rated * (FOLDS - 1) // FOLDS)
    after: dict[int, Calibration] = {}
    for fold in range(min(FOLDS, len(ordered))):
        rest = [one for place, one in enumerate(ordered) if place % FOLDS != fold]
        fitted = fit(rest, shipped, least).calibration if rest else shipped
        after |= dict.fromkeys(range(fold, len(ordered), FOLDS), fitted)
    columns = [(dict(_counts(one, shipped)), dict(_counts(one, after[place]))) for place, one in enumerate(ordered)]
    names = dict.fromkeys(name for before, _ in columns for name in before)
    return SiteCalibration(
        model=meta.title,
        fingerprint=meta.fingerprint,
        conversations=len(ordered),
        calibration=found.calibration,
        basis=found.basis,
        agreement=[_change(*name, columns) for name in names],
    )


def _counts(one: Pair, calibration: Calibration) -> Iterator[tuple[tuple[str, str], _Count]]:
    """What one conversation adds to each figure, by (part, measure); parts that nobody judged in it add nothing."""
    gold, shares = one.gold, probabilities(one.out, calibration)
    masks = given(shares, calibration)
    agent, customer = gold.phases[:, 0] != UNKNOWN, gold.sentiment != UNKNOWN
    labels = (
        ("phases", PHASES, agent, gold.phases == 1, shares["phases"]),
        ("shown", BEHAVIOURS, agent, gold.behaviours == SHOWN, shares["behaviours"][..., SHOWN]),
        ("broken", BEHAVIOURS, agent, gold.behaviours == BROKEN, shares["behaviours"][..., BROKEN]),
        ("signals", SIGNALS, customer, gold.signals == 1, shares["signals"]),
    )
    for group, names, known, right, likely in labels:
        for i, name in enumerate(names):
            if known.any() and (group, name) != ("broken", "extra"):
                yield (f"{group}.{name}", "kappa"), _table(right[known, i], masks[group][known, i], 2)
                yield (f"{group}.{name}", "squared error"), _sum((likely[known, i] - right[known, i]) ** 2)
    if customer.any():
        yield from _class("sentiment", gold.sentiment[customer], shares["sentiment"][customer], len(SENTIMENTS))
    for name, values in CHOICES.items():
        if gold.choices[name] != UNKNOWN:
            chosen = softmax(one.out[name], calibration.temperature[name])[None]
            yield from _class(name, np.array([gold.choices[name]]), chosen, len(values))
    widths = spread(one.out) * one.widening * np.array([*calibration.half_width, calibration.satisfaction_half_width])
    for column, name in enumerate([*(f"ratings.{name}" for name in RATINGS), "satisfaction"]):
        if len(needed([one], column)):
            value = [*one.values, float(one.out["satisfaction"])][column]
            right = int([*gold.ratings, gold.satisfaction][column])
            found = level(value, float(widths[column]))
            low, high = found.interval
            yield (name, "kappa"), _table(np.array([right - 1]), np.array([found.rating - 1]), 5)
            yield (name, "holds"), _sum(np.array([low <= right <= high]))
            yield (name, "width"), _sum(np.array([high - low]))


def _class(name: str, right: IntArray, shares: FloatArray, size: int) -> Iterator[tuple[tuple[str, str], _Count]]:
    yield (name, "kappa"), _table(right, shares.argmax(-1), size)
    yield (name, "squared error"), _sum(((shares - np.eye(size)[right]) ** 2).sum(-1))


def _table(people: NDArray[np.generic], machine: NDArray[np.generic], size: int) -> _Count:
    table = np.zeros((size, size), dtype=np.int64)
    np.add.at(table, (people.astype(np.int64), machine.astype(np.int64)), 1)
    return _Count(table=table, n=len(people))


def _sum(numbers: NDArray[np.generic]) -> _Count:
    return _Count(total=float(numbers.sum()), n=len(numbers))


def _change(
    part: str, measure: str, columns: Sequence[tuple[dict[tuple[str, str], _Count], dict[tuple[str, str], _Count]]]
) -> Change:
    before, after = (
        [counts[part, measure] for column in columns if (part, measure) in (counts := column[side])] for side in (0, 1)
    )
    weighted = part == "satisfaction" or part.startswith("ratings.")
    return Change(
        part=part,
        measure=measure,
        n=sum(count.n for count in before),
        before=_figure(before, weighted=weighted),
        after=_figure(after, weighted=weighted),
    )


def _figure(counts: Sequence[_Count], *, weighted: bool) -> Figure:
    """The figure over all, with a percentile interval from resampling conversations."""
    n = len(counts)
    draws = np.random.default_rng(0).multinomial(n, [1 / n] * n, size=DRAWS)
    weights = np.vstack([np.ones(n, dtype=np.int64), draws])
    tables = [count.table for count in counts if count.table is not None]
    if tables:
        values = kappa(np.tensordot(weights, np.stack(tables), axes=1), weighted=weighted)
    else:
        sums, sizes = (np.array([getattr(count, name) for count in counts]) for name in ("total", "n"))
        values = (weights @ sums) / (weights @ sizes)
    if np.isnan(values[0]):
        return Figure(value=None, low=None, high=None)
    low, high = np.nanpercentile(values[1:], [2.5, 97.5])
    return Figure(value=round(float(values[0]), 4), low=round(float(low), 4), high=round(float(high), 4))
