"""Figures of a model against gold labels, each with n and a bootstrap interval by conversation."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score, f1_score

__all__ = ["Figure", "accuracy", "bootstrap", "f1", "kappa", "macro_f1"]

RESAMPLES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A value with its 95 % interval and the number of things it rests on."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}] (n={self.n})"


Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]
Measure = Callable[[NDArray[np.int64], NDArray[np.int64]], float]


def kappa(gold: NDArray[np.int64], found: NDArray[np.int64]) -> float:
    """Cohen's kappa with quadratic weights on 1-5 (Cohen 1968)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where gold and found have one class only, kappa is not defined: nan
        return float(cohen_kappa_score(gold, found, weights="quadratic", labels=[1, 2, 3, 4, 5]))


def f1(gold: NDArray[np.int64], found: NDArray[np.int64]) -> float:
    """F1 of the positive class of 0/1 labels."""
    return float(f1_score(gold, found, zero_division=0.0))


def macro_f1(gold: NDArray[np.int64], found: NDArray[np.int64]) -> float:
    """Mean F1 over the classes that occur in the gold labels."""
    return float(f1_score(gold, found, average="macro", labels=np.unique(gold), zero_division=0.0))


def accuracy(gold: NDArray[np.int64], found: NDArray[np.int64]) -> float:
    """Share of equal values."""
    return float((gold == found).mean())


def bootstrap(pairs: Sequence[Pairs], measure: Measure, seed: int = 0) -> Figure:
    """`measure` over all pairs pooled, with a percentile interval from resampling conversations.

    Args:
        pairs: (gold, found) arrays, one entry a conversation.
        measure: what to compute over pooled pairs.
        seed: of the resampling.
    """
    whole = measure(*_pool(pairs, range(len(pairs))))
    generator = np.random.default_rng(seed)
    draws = [measure(*_pool(pairs, generator.integers(len(pairs), size=len(pairs)).tolist())) for _ in range(RESAMPLES)]
    low, high = np.nanpercentile(draws, [2.5, 97.5])
    return Figure(value=whole, low=float(low), high=float(high), n=sum(len(gold) for gold, _ in pairs))


def _pool(pairs: Sequence[Pairs], chosen: Sequence[int] | range) -> Pairs:
    return np.concatenate([pairs[i][0] for i in chosen]), np.concatenate([pairs[i][1] for i in chosen])
