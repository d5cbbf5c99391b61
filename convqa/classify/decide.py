"""From logits to calibrated probabilities and decided labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convqa.assessment import Choice, Level, TurnLabels
from convqa.classify.artefact import Calibration
from convqa.classify.judge import Outputs
from convqa.codebook import (
    BEHAVIOURS,
    PHASES,
    RATINGS,
    SENTIMENTS,
    SIGNALS,
    AgentCodes,
    CustomerCodes,
    format_agent,
    format_customer,
)
from convqa.conversation import Role, Turn

__all__ = ["choice", "given", "level", "probabilities", "sigmoid", "softmax", "spread", "turn_labels"]

FloatArray = NDArray[np.float64]

SHOWN, BROKEN = 1, 2
"""Classes of a behaviour; 0 is not touched."""

DIGITS = 4
"""Decimals of what is told."""


def sigmoid(logits: NDArray[np.floating]) -> FloatArray:
    """1 / (1 + e^-x), without overflow."""
    return np.exp(-np.logaddexp(0.0, -logits.astype(np.float64)))


def softmax(logits: NDArray[np.floating], temperature: float) -> FloatArray:
    """Probabilities over the last axis."""
    scaled = logits.astype(np.float64) / temperature
    grown = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    shares: FloatArray = grown / grown.sum(axis=-1, keepdims=True)
    return shares


def turn_labels(turns: Sequence[Turn], out: Outputs, calibration: Calibration) -> tuple[TurnLabels, ...]:
    """The labels of every turn."""
    probable = probabilities(out, calibration)
    masks: dict[str, list[list[bool]]] = {name: mask.tolist() for name, mask in given(probable, calibration).items()}
    moods: list[int] = probable["sentiment"].argmax(axis=-1).tolist()
    shares: dict[str, list[Any]] = {name: rows.round(DIGITS).tolist() for name, rows in probable.items()}
    labels = []
    for i, turn in enumerate(turns):
        if turn.role is Role.AGENT:
            labels.append(_agent(shares["phases"][i], shares["behaviours"][i], {k: v[i] for k, v in masks.items()}))
        elif turn.role is Role.CUSTOMER:
            labels.append(
                _customer(SENTIMENTS[moods[i]], shares["sentiment"][i], shares["signals"][i], masks["signals"][i])
            )
        else:
            labels.append(TurnLabels())
    return tuple(labels)


def probabilities(out: Outputs, calibration: Calibration) -> dict[str, FloatArray]:
    """The calibrated probabilities of the labels of n turns.

    `phases` (n, 3) and `signals` (n, 6) stand each by itself; the last axis of `behaviours` (n, 5, 3) and of
    `sentiment` (n, 3) adds up to 1.
    """
    shares = {
        name: sigmoid(out[name] * np.array(calibration.slope[name]) + np.array(calibration.shift[name]))
        for name in ("phases", "signals")
    }
    return shares | {name: softmax(out[name], calibration.temperature[name]) for name in ("behaviours", "sentiment")}


def given(shares: Mapping[str, FloatArray], calibration: Calibration) -> dict[str, NDArray[np.bool_]]:
    """Which labels are given: `phases` (n, 3), `signals` (n, 6), `shown` (n, 5), `broken` (n, 5).

    Of shown and broken, both above their threshold, the one further above wins.
    """
    limits = {name: np.array(values) for name, values in calibration.thresholds.items()}
    shown = shares["behaviours"][..., SHOWN] / limits["shown"]
    broken = shares["behaviours"][..., BROKEN] / limits["broken"]
    broken[..., BEHAVIOURS.index("extra")] = 0.0  # the codebook knows no broken extra
    return {
        "phases": shares["phases"] >= limits["phases"],
        "signals": shares["signals"] >= limits["signals"],
        "shown": (shown >= 1) & (shown >= broken),
        "broken": (broken >= 1) & (broken > shown),
    }


def _agent(
    phases: Sequence[float], behaviours: Sequence[Sequence[float]], masks: Mapping[str, Sequence[bool]]
) -> TurnLabels:
    codes = AgentCodes(
        phases=_named(PHASES, masks["phases"]),
        shown=_named(BEHAVIOURS, masks["shown"]),
        broken=_named(BEHAVIOURS, masks["broken"]),
    )
    return TurnLabels(
        labels=format_agent(codes),
        phases=dict(zip(PHASES, phases, strict=True)),
        behaviours={
            name: {"shown": row[SHOWN]} if name == "extra" else {"shown": row[SHOWN], "broken": row[BROKEN]}
            for name, row in zip(BEHAVIOURS, behaviours, strict=True)
        },
    )


def _customer(mood: str, sentiment: Sequence[float], signals: Sequence[float], mask: Sequence[bool]) -> TurnLabels:
    return TurnLabels(
        labels=format_customer(CustomerCodes(sentiment=mood, signals=_named(SIGNALS, mask))),
        sentiment=dict(zip(SENTIMENTS, sentiment, strict=True)),
        signals=dict(zip(SIGNALS, signals, strict=True)),
    )


def _named(names: Sequence[str], mask: Sequence[bool]) -> frozenset[str]:
    return frozenset(compress(names, mask))


def choice(logits: NDArray[np.float32], values: Sequence[str | None], temperature: float) -> Choice:
    """The likeliest of a closed list of values."""
    shares = softmax(logits, temperature)
    best = int(shares.argmax())
    return Choice(value=values[best], probability=round(float(shares[best]), DIGITS))


def spread(out: Outputs) -> FloatArray:
    """(9,) > 0, the error that the model itself expects of each rating and of satisfaction; 1 where it expects none.

    Half the width of an interval is a calibrated multiple of it: normalised split conformal prediction
    (Papadopoulos, Gammerman and Vovk 2008; Lei et al. 2018, section 5.2). So an interval is wide where the model
    expects to err, and still holds as often as the calibration says.
    """
    return out["spread"].astype(np.float64) if "spread" in out else np.ones(len(RATINGS) + 1)


def level(value: float, half_width: float) -> Level:
    """A 1-5 judgement with its interval."""
    low, high = max(1.0, value - half_width), min(5.0, value + half_width)
    return Level(value=round(value, DIGITS), rating=_whole(value), interval=(_whole(low), _whole(high)))


def _whole(value: float) -> int:
    """Round half up: 2.5 is 3 for everyone, not 2 for the even."""
    return int(np.floor(value + 0.5))
