"""What was promised before the model was made, and whether it holds: bars that are not moved afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["BARS", "bars"]

BARS: Mapping[str, float] = {
    "mean rating kappa": 0.75,
    "ratings within one": 0.95,
    "contact F1": 0.90,
    "discover F1": 0.90,
    "respond F1": 0.90,
    "shown and broken macro-F1": 0.60,
    "signals macro-F1": 0.65,
    "sentiment macro-F1": 0.80,
    "resolution accuracy": 0.72,
    "touchpoint accuracy": 0.75,
    "process_failure accuracy": 0.70,
    "process_failure macro-F1": 0.50,
}
"""Headline figure -> the least value."""

REAL = "en, real threads"
REAL_KAPPA = 0.50
BEHIND = 0.08
"""No language's interval may lie wholly further below the mean than this."""

COVERAGE = (0.88, 0.93)
"""Between these an interval holds the gold rating, pooled over ratings, as it says 0.90."""


def bars(part: Mapping[str, Any]) -> dict[str, Any]:
    """Each bar with the figure of this part, what it should be and whether the value reaches it.

    Args:
        part: as made by `evaluation.report.report`.
    """
    head = part["headline"]
    out = {name: _bar(head[name], f"at least {least:.2f}", _least(head[name], least)) for name, least in BARS.items()}
    mean = head["mean rating kappa"]["value"]
    for name, group in part["per language"].items():
        kappa = group["headline"]["mean rating kappa"]
        if name == REAL:
            out[f"{name}: mean rating kappa"] = _bar(kappa, f"at least {REAL_KAPPA:.2f}", _least(kappa, REAL_KAPPA))
        else:
            near = kappa["high"] is not None and mean is not None and kappa["high"] >= mean - BEHIND
            out[f"{name}: mean rating kappa"] = _bar(kappa, f"interval not wholly {BEHIND:.2f} below the mean", near)
    if "intervals" in part:
        hold, (low, high) = part["intervals"]["hold"], COVERAGE
        inside = hold["value"] is not None and low <= hold["value"] <= high
        out["intervals hold"] = _bar(hold, f"{low:.2f} to {high:.2f}", inside)
    return out


def _least(figure: Mapping[str, Any], least: float) -> bool:
    return figure["value"] is not None and figure["value"] >= least


def _bar(figure: Mapping[str, Any], wanted: str, holds: bool) -> dict[str, Any]:
    return {**figure, "bar": wanted, "holds": holds}
