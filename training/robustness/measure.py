"""How far ratings move when a conversation changes: differences, intervals by conversation, bars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convqa.assessment import Scorecard
from convqa.codebook import RATINGS
from convqa.conversation import Conversation, Turn
from convqa.pipeline import Classifier
from convqa.rubric import Rubric
from convqa.scoring import score

__all__ = ["Change", "Rater", "change", "figure", "interval", "report", "values"]

FloatArray = NDArray[np.float64]

RESAMPLES = 2000
SEED = 20261128


class Rater:
    """A model with a rubric; remembers what it has rated, since the unchanged conversation is asked for again."""

    def __init__(self, classifier: Classifier, rubric: Rubric) -> None:
        self._classifier = classifier
        self._rubric = rubric
        self._known: dict[tuple[Turn, ...], tuple[Scorecard, ...]] = {}

    def cards(self, conversation: Conversation) -> tuple[Scorecard, ...]:
        """The scorecards as the product fills them in."""
        if conversation.turns not in self._known:
            classification = self._classifier.classify(conversation)
            self._known[conversation.turns] = score(conversation, classification, self._rubric).scorecards
        return self._known[conversation.turns]

    def rate(self, conversation: Conversation, agent_id: str | None = None) -> FloatArray:
        """(8,) values of one agent, of the first where none is named; nan where there is no rating."""
        cards = [card for card in self.cards(conversation) if agent_id in (None, card.agent_id)]
        return values(cards[0]) if cards else np.full(len(RATINGS), np.nan)


def values(card: Scorecard) -> FloatArray:
    """(8,) values of a card in the order of `RATINGS`; nan where there is no rating."""
    ratings = [card.ratings[name] for name in RATINGS]
    return np.array([np.nan if rating is None else rating.value for rating in ratings])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Change:
    """How the ratings of one conversation moved.

    Attributes:
        unit: what is resampled as a whole: the conversation, or the group of versions that it belongs to.
        delta: (k,) value after less value before, of the ratings that are there both times.
        equal: (k,) whether the whole ratings, 1 to 5, are the same.
        lost: ratings that are there only before or only after.
    """

    unit: str
    delta: FloatArray
    equal: NDArray[np.bool_]
    lost: int = 0


def change(unit: str, before: FloatArray, after: FloatArray) -> Change:
    """Compare two ratings (8,) of one agent; nan where there is none."""
    both = ~np.isnan(before) & ~np.isnan(after)
    return Change(
        unit=unit,
        delta=after[both] - before[both],
        equal=np.floor(after[both] + 0.5) == np.floor(before[both] + 0.5),
        lost=int((np.isnan(before) != np.isnan(after)).sum()),
    )


def interval(units: Sequence[str], totals: FloatArray, counts: FloatArray) -> dict[str, float] | None:
    """A mean over all, total / count, with its 95 % percentile interval from resampling units; `None` of nothing.

    Args:
        units: (n,) which unit each row belongs to.
        totals: (n,) sums of the rows.
        counts: (n,) how many values each sum is of.
    """
    if not counts.sum():
        return None
    _, place = np.unique(list(units), return_inverse=True)
    size = int(place.max()) + 1
    total, count = np.bincount(place, totals, size), np.bincount(place, counts, size)
    drawn = np.random.default_rng(SEED).multinomial(size, np.full(size, 1 / size), RESAMPLES)
    drawn_counts = drawn @ count
    means = (drawn @ total)[drawn_counts > 0] / drawn_counts[drawn_counts > 0]
    low, high = np.percentile(means, [2.5, 97.5])
    return {
        "value": round(float(total.sum() / count.sum()), 4),
        "low": round(float(low), 4),
        "high": round(float(high), 4),
    }


def figure(changes: Sequence[Change], each: Callable[[Change], NDArray[Any]]) -> dict[str, float] | None:
    """The mean of what `each` gives of every rating, pooled, with its interval."""
    parts = [each(one).astype(np.float64) for one in changes]
    totals = np.array([part.sum() for part in parts])
    return interval([one.unit for one in changes], totals, np.array([float(part.size) for part in parts]))


def report(
    changes: Sequence[Change], *, bar: float | None = None, equal_bar: float | None = None, signed: bool = False
) -> dict[str, Any]:
    """The figures of one check.

    `holds` is `None` where there is no bar or nothing to compare, otherwise whether the mean |change| (the mean
    change, where `signed`) lies below the bar and the share of equal whole ratings is at least its own bar;
    `surely holds` asks the same of the ends of the intervals.
    """
    moved = figure(changes, lambda one: np.abs(one.delta))
    mean = figure(changes, lambda one: one.delta)
    equal = figure(changes, lambda one: one.equal)
    judged = mean if signed else moved
    holds = surely = None
    if judged is not None and equal is not None and bar is not None:
        least = 0.0 if equal_bar is None else equal_bar
        holds = judged["value"] < bar and equal["value"] >= least
        surely = judged["high"] < bar and equal["low"] >= least
    return {
        "mean |change|": moved,
        "mean change": mean,
        "equal whole ratings": equal,
        "ratings": int(sum(one.delta.size for one in changes)),
        "conversations": len({one.unit for one in changes if one.delta.size}),
        "rated only once": sum(one.lost for one in changes),
        "bar": bar,
        "bar of equal ratings": equal_bar,
        "holds": holds,
        "surely holds": surely,
    }
