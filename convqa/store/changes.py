"""What another rubric changes, from pairs of before and after: means, shares and their intervals. Pure."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from convqa.codebook import RATINGS
from convqa.evaluation.measures import Figure
from convqa.redaction.leak import wilson

__all__ = ["Gathered", "Group", "Moved", "Totals"]

CLEAR = 1.0
"""How many points a total must move to be counted as moved."""

_DECIMALS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How totals (0-100) move.

    Attributes:
        before, after: their means. change: the mean of what each moves by.
        up, down: the shares that move by at least `CLEAR`.
        middle: between which changes 90 % of them lie.
    """

    before: Figure
    after: Figure
    change: Figure
    up: Figure
    down: Figure
    middle: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """In how many there is something, before and after, and how many come and go; `after_share` with its interval."""

    before: int
    after: int
    gained: int
    lost: int
    after_share: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """All conversations, or those of a language.

    Attributes:
        conversations: how many. cards: how many cards have a total.
        totals: `None` where no card has one.
        low: by rating with weight, of the cards: those whose rating lies below the rubric's `low`.
        flags: by name, of the conversations; with a criterion's id, or what is unsure, after it.
    """

    conversations: int
    cards: int
    totals: Totals | None
    low: Mapping[str, Moved]
    flags: Mapping[str, Moved]


@dataclass(slots=True)
class Gathered:
    """Counts of one group while it is read."""

    conversations: int = 0
    changes: list[tuple[int, float, float]] = field(default_factory=list)  # conversation, before, after
    low: dict[str, Counter[tuple[bool, bool]]] = field(default_factory=lambda: defaultdict(Counter))
    flags: dict[str, Counter[tuple[bool, bool]]] = field(default_factory=lambda: defaultdict(Counter))

    def group(self) -> Group:
        """What they come to."""
        return Group(
            conversations=self.conversations,
            cards=len(self.changes),
            totals=_moves(self.changes) if self.changes else None,
            low={name: _moved(self.low[name]) for name in RATINGS if name in self.low},
            flags={name: _moved(self.flags[name], self.conversations) for name in sorted(self.flags)},
        )


def _moved(counts: Mapping[tuple[bool, bool], int], n: int | None = None) -> Moved:
    """Of pairs of before and after; `n` where those with neither were not counted."""
    both, gained, lost = (counts.get(pair, 0) for pair in ((True, True), (False, True), (True, False)))
    return Moved(
        before=both + lost,
        after=both + gained,
        gained=gained,
        lost=lost,
        after_share=_share(both + gained, sum(counts.values()) if n is None else n),
    )


def _moves(changes: Sequence[tuple[int, float, float]]) -> Totals:
    conversations, before, after = (np.array(column) for column in zip(*changes, strict=True))
    change = np.round(after - before, 4)
    low, high = (round(float(one), _DECIMALS) for one in np.percentile(change, [5, 95]))
    return Totals(
        before=_mean(conversations, before),
        after=_mean(conversations, after),
        change=_mean(conversations, change),
        up=_share(int((change >= CLEAR).sum()), len(change)),
        down=_share(int((change <= -CLEAR).sum()), len(change)),
        middle=(low, high),
    )


def _mean(conversations: np.ndarray, values: np.ndarray) -> Figure:
    """The mean over cards; its interval is of conversations, whose cards go together (ratio estimator, normal)."""
    value = float(values.mean())
    _, place = np.unique(conversations, return_inverse=True)
    off = np.bincount(place, weights=values - value)
    n = len(off)
    if n < 2:
        return Figure(value=round(value, _DECIMALS), low=None, high=None, n=len(values))
    error = 1.96 * math.sqrt(n / (n - 1) * float((off**2).sum())) / len(values)
    low, mean, high = (round(one, _DECIMALS) for one in (value - error, value, value + error))
    return Figure(value=mean, low=low, high=high, n=len(values))


def _share(hits: int, n: int) -> Figure:
    low, high = (round(one, _DECIMALS) for one in wilson(hits, n))
    return Figure(value=round(hits / n, _DECIMALS), low=low, high=high, n=n)
