"""How a rating adds up, as rows that add up on the page too.

Amounts have 4 decimals and the page shows 2. Rounding each alone would leave sums that are a
hundredth off, so the hundredths are shared out by largest remainder: base and amounts as shown
always add up to the value as shown, and each is less than a hundredth from the exact amount.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from convqa.assessment import Rating

__all__ = ["MAX_PARTS", "SMALLEST", "Part", "waterfall"]

MAX_PARTS = 12
"""Rows between base and value; the smaller amounts beyond are one row together."""

SMALLEST = 0.05
"""The least amount with a row of its own: smaller ones move no rating, and many hide what does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One row of the sum.

    Attributes:
        kind: `base`, `turn`, `absence`, `others` or `value`.
        hundredths: the amount as shown, signed.
        exact: the amount of the record.
        start, end: where its bar begins and ends, in percent of the scale from 1 to 5; the bars of
            `base` and `value` begin at 0, each other where the one before it ended.
        turn: index of the turn it rests on; `None` for `base`, `others` and `value`.
        name: what was missing; `None` but for an `absence`.
        count: how many amounts an `others` row sums up.
    """

    kind: str
    hundredths: int
    exact: float
    start: float
    end: float
    turn: int | None = None
    name: str | None = None
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Amount:
    kind: str
    exact: float
    turn: int | None = None
    name: str | None = None
    count: int = 0


def waterfall(rating: Rating) -> tuple[Part, ...]:
    """The rows of one rating: base, turns in their order, absences, what is too small to show, value."""
    amounts = [
        *(_Amount(kind="turn", exact=part.amount, turn=part.turn) for part in rating.contributions),
        *(_Amount(kind="absence", exact=part.amount, turn=part.turn, name=part.name) for part in rating.absences),
    ]
    listed = [_Amount(kind="base", exact=rating.base), *_largest(amounts)]
    hundredths = _share_out([amount.exact for amount in listed], round(rating.value * 100))
    parts, reached = [], 0.0
    for amount, shown in zip(listed, hundredths, strict=True):
        start, reached = reached, reached + amount.exact
        parts.append(
            Part(
                kind=amount.kind,
                hundredths=shown,
                exact=amount.exact,
                start=_percent(start) if amount.kind != "base" else 0.0,
                end=_percent(reached),
                turn=amount.turn,
                name=amount.name,
                count=amount.count,
            )
        )
    value = Part(kind="value", hundredths=sum(hundredths), exact=rating.value, start=0.0, end=_percent(rating.value))
    return (*parts, value)


def _largest(amounts: Sequence[_Amount]) -> list[_Amount]:
    """The amounts worth a row in their order, then the rest as one."""
    visible = [amount for amount in amounts if abs(amount.exact) >= SMALLEST]
    kept = {id(amount) for amount in sorted(visible, key=lambda amount: -abs(amount.exact))[:MAX_PARTS]}
    rest = [amount for amount in amounts if id(amount) not in kept]
    listed = [amount for amount in amounts if id(amount) in kept]
    if rest:
        exact = round(math.fsum(amount.exact for amount in rest), 4)
        listed.append(_Amount(kind="others", exact=exact, count=len(rest)))
    return listed


def _share_out(amounts: Sequence[float], target: int) -> list[int]:
    """Whole hundredths, each next to its amount, that sum to the target where the amounts do."""
    scaled = [round(amount * 100, 2) for amount in amounts]
    shares = [math.floor(amount) for amount in scaled]
    missing = max(0, min(target - sum(shares), len(shares)))
    by_remainder = sorted(range(len(shares)), key=lambda place: shares[place] - scaled[place])
    for place in by_remainder[:missing]:
        shares[place] += 1
    return shares


def _percent(value: float) -> float:
    return round(min(100.0, max(0.0, (value - 1) * 25)), 2)
