"""Counts per conversation, which is what is resampled: any set of conversations is then a sum of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convqa.calibration.pairs import UNKNOWN, Gold
from convqa.codebook import BEHAVIOURS, CHOICES, PHASES, RATINGS, SENTIMENTS, SIGNALS
from training.evaluation.cases import Case

__all__ = ["BROKEN", "LABELS", "TURN_TASKS", "Counts", "counts", "null_rule", "pooled"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Counts = dict[str, FloatArray]
"""Task -> tables (conversations, labels, k, k); the first axis is summed over by `pooled`."""

BROKEN = tuple(name for name in BEHAVIOURS if name != "extra")
"""The codebook knows no broken extra."""

TURN_TASKS: Mapping[str, Sequence[str]] = {
    "phases": PHASES,
    "shown": BEHAVIOURS,
    "broken": BROKEN,
    "signals": SIGNALS,
}
"""Tasks whose labels each stand by themselves, present or not."""

LABELS: Mapping[str, Sequence[str]] = {
    "sentiment": SENTIMENTS,
    **{name: tuple(str(value or "none") for value in values) for name, values in CHOICES.items()},
}
"""Tasks with one of several classes."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pairs:
    """Gold and found of one conversation for one task: (items, labels) each, `UNKNOWN` where gold says nothing."""

    gold: IntArray
    found: IntArray


def counts(cases: Sequence[Case]) -> Counts:
    """Tables of gold and found per conversation.

    `phases`, `shown`, `broken`, `signals`: (n, labels, 2, 2) over turns. `sentiment`: (n, 1, 3, 3) over turns.
    `ratings`: (n, 8, 5, 5) and `satisfaction`: (n, 1, 5, 5), where both sides rate (see `null_rule`). Each of
    `CHOICES`: (n, 1, k, k).

    Raises:
        ValueError: a turn that gold labels was not labelled by what is measured: leaving it out would flatter.
    """
    sizes = dict.fromkeys(TURN_TASKS, 2) | {name: len(values) for name, values in LABELS.items()}
    sizes |= {"ratings": len("12345"), "satisfaction": len("12345")}
    return {task: _tables([_pairs(case, task) for case in cases], size) for task, size in sizes.items()}


def pooled(drawn: FloatArray, per_conversation: FloatArray) -> FloatArray:
    """Sum over conversations, each counted as often as drawn: (s, n) and (n, ...) -> (s, ...)."""
    return np.tensordot(drawn, per_conversation, axes=1)


def null_rule(cases: Sequence[Case]) -> dict[str, int]:
    """On how many conversations only one side gives ratings; they are in no table of ratings."""
    gold, found = (
        np.array([(getattr(case, side).ratings != UNKNOWN).any() for case in cases], dtype=bool)
        for side in ("gold", "found")
    )
    return {
        "only the annotator rates": int((gold & ~found).sum()),
        "only the machine rates": int((found & ~gold).sum()),
    }


def _pairs(case: Case, task: str) -> _Pairs:
    gold, found = _values(case.gold, task), _values(case.found, task)
    if task in ("ratings", "satisfaction"):
        neither = (gold == UNKNOWN) | (found == UNKNOWN)
        return _Pairs(gold=np.where(neither, UNKNOWN, gold - 1), found=found - 1)
    if gold.shape != found.shape or ((gold != UNKNOWN) & (found == UNKNOWN)).any():
        raise ValueError(f"{case.id}: {task} that gold has are missing in what is measured")
    return _Pairs(gold=gold, found=found)


def _values(labels: Gold, task: str) -> IntArray:
    """(items, labels) of one side."""
    if task in ("shown", "broken"):
        columns = [BEHAVIOURS.index(name) for name in TURN_TASKS[task]]
        behaviours = labels.behaviours[:, columns]
        given = (behaviours == (1 if task == "shown" else 2)).astype(np.int64)
        return np.where(behaviours == UNKNOWN, UNKNOWN, given)
    if task == "sentiment":
        return labels.sentiment[:, None]
    if task == "ratings":
        assert labels.ratings.shape == (len(RATINGS),)
        return labels.ratings[None, :]
    if task == "satisfaction":
        return np.array([[labels.satisfaction]])
    if task in CHOICES:
        return np.array([[labels.choices[task]]])
    values: IntArray = getattr(labels, task)
    return values


def _tables(pairs: Sequence[_Pairs], size: int) -> FloatArray:
    gold = np.concatenate([pair.gold for pair in pairs])
    found = np.concatenate([pair.found for pair in pairs])
    owner = np.repeat(np.arange(len(pairs)), [len(pair.gold) for pair in pairs])
    item, label = np.nonzero(gold != UNKNOWN)
    tables = np.zeros((len(pairs), gold.shape[1], size, size))
    np.add.at(tables, (owner[item], label, gold[item, label], found[item, label]), 1)
    return tables
