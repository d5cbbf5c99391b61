"""Agreement of cases with gold: every figure with its n and a 95 % interval from resampling conversations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convqa.codebook import CHOICES, RATINGS
from convqa.evaluation.measures import alpha, bias, exact, figure, gwet, kappa, mean, ratio, weights, within_one
from training.evaluation.cases import Case
from training.evaluation.counts import LABELS, TURN_TASKS, counts, pooled
from training.metrics import class_f1, f1, macro_f1

__all__ = ["CROWDED", "Sample", "Tables", "details", "gains", "headline", "shown", "tabulate"]

FloatArray = NDArray[np.float64]
Tables = Mapping[str, FloatArray]
"""Task -> (1 + resamples, labels, k, k), the whole set first."""

CROWDED = 0.85
"""A rating with a larger share of gold in one class has no room for agreement beyond chance: see `measures.gwet`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sample:
    """A figure of the whole set and of each resample, (1 + resamples,), and what it rests on."""

    values: FloatArray
    n: int

    def figure(self) -> dict[str, Any]:
        """As it stands in `metrics.json`."""
        return asdict(figure(self.values, self.n))


def tabulate(cases: Sequence[Case]) -> Tables:
    """The tables of all figures, for the set and its resamples."""
    drawn = weights(len(cases))
    return {task: pooled(drawn, tables) for task, tables in counts(cases).items()}


def headline(tables: Tables) -> dict[str, Sample]:
    """The figures by which models are compared.

    n is the number of rated conversations, of labelled turns, or of conversations with the choice. A mean over
    ratings leaves out the crowded ones; a macro-F1 is over the labels that occur in the gold of this set.
    """
    out = _mean_ratings(tables["ratings"])
    satisfaction = tables["satisfaction"][:, 0]
    out["satisfaction kappa"] = Sample(values=kappa(satisfaction, weighted=True), n=_size(satisfaction))
    for i, name in enumerate(TURN_TASKS["phases"]):
        table = tables["phases"][:, i]
        out[f"{name} F1"] = Sample(values=f1(table), n=_size(table))
    scores = {task: _label_scores(tables[task]) for task in TURN_TASKS}
    sizes = {task: _size(tables[task][:, 0]) for task in TURN_TASKS}
    for task in ("phases", "signals", "shown", "broken"):
        out[f"{task} macro-F1"] = Sample(values=mean(scores[task]), n=sizes[task])
    both = np.concatenate([scores["shown"], scores["broken"]], axis=1)
    out["shown and broken macro-F1"] = Sample(values=mean(both), n=sizes["shown"])
    sentiment = tables["sentiment"][:, 0]
    out["sentiment macro-F1"] = Sample(values=macro_f1(sentiment), n=_size(sentiment))
    for name in CHOICES:
        table = tables[name][:, 0]
        out[f"{name} accuracy"] = Sample(values=exact(table), n=_size(table))
        out[f"{name} macro-F1"] = Sample(values=macro_f1(table), n=_size(table))
    return out


def shown(samples: Mapping[str, Sample]) -> dict[str, Any]:
    """Samples as figures."""
    return {name: sample.figure() for name, sample in samples.items()}


def gains(ours: Mapping[str, Sample], theirs: Mapping[str, Sample]) -> dict[str, Any]:
    """Ours minus theirs on the same conversations and the same resamples: an interval above 0 is a real gain."""
    return {
        name: Sample(values=sample.values - theirs[name].values, n=sample.n).figure() for name, sample in ours.items()
    }


def details(tables: Tables) -> dict[str, Any]:
    """Figures of each rating and each label.

    The n of an F1 is how often gold has the label. `gold` and `given` are the shares of the classes 1 to 5.
    """
    out: dict[str, Any] = {
        "ratings": {name: _rating(tables["ratings"][:, i]) for i, name in enumerate(RATINGS)},
        "satisfaction": _rating(tables["satisfaction"][:, 0]),
    }
    for task, names in TURN_TASKS.items():
        out[task] = {
            name: Sample(values=f1(tables[task][:, i]), n=int(tables[task][0, i, 1].sum())).figure()
            for i, name in enumerate(names)
        }
    for task, classes in LABELS.items():
        table = tables[task][:, 0]
        scores = class_f1(table)
        out[task] = {
            name: Sample(values=scores[:, i], n=int(table[0, i].sum())).figure() for i, name in enumerate(classes)
        }
    return out


def _mean_ratings(tables: FloatArray) -> dict[str, Sample]:
    """Over the ratings that are not crowded in this set."""
    kept = tables[:, ~_crowded(tables[0])]
    n = int(tables[0].sum((-2, -1)).max())
    values = {
        "mean rating kappa": kappa(kept, weighted=True),
        "mean rating alpha": alpha(kept),
        "ratings exact": exact(kept),
        "ratings within one": within_one(kept),
        "ratings bias": bias(kept),
    }
    return {name: Sample(values=mean(value), n=n) for name, value in values.items()}


def _crowded(tables: FloatArray) -> NDArray[np.bool_]:
    gold = tables.sum(-1)
    crowded: NDArray[np.bool_] = gold.max(-1) > CROWDED * gold.sum(-1)
    return crowded


def _rating(table: FloatArray) -> dict[str, Any]:
    n = _size(table)
    chance = (
        {"AC2": gwet(table)} if _crowded(table[0]) else {"kappa": kappa(table, weighted=True), "alpha": alpha(table)}
    )
    values = chance | {"exact": exact(table), "within one": within_one(table), "bias": bias(table)}
    out: dict[str, Any] = {name: Sample(values=value, n=n).figure() for name, value in values.items()}
    return out | {"gold": _shares(table[0].sum(1)), "given": _shares(table[0].sum(0))}


def _shares(totals: FloatArray) -> list[float]:
    return [round(float(share), 3) for share in np.nan_to_num(ratio(totals, totals.sum()))]


def _label_scores(tables: FloatArray) -> FloatArray:
    """(s, labels in gold) F1."""
    return f1(tables[:, tables[0, :, 1].sum(-1) > 0])


def _size(table: FloatArray) -> int:
    return int(table[0].sum())
