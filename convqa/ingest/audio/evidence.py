"""What speaks for and against voices having been told apart. Pure; no randomness."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convqa.ingest.audio.grouping import Labels, Pieces, centres, closeness, follow, grouped
from convqa.ingest.audio.prints import Array, Prints

__all__ = ["Evidence", "agreement", "steadiness", "weigh"]

_BLOCKS = (6, 12)
_FEWEST = 3

# From one call, altered in eight ways and cut into pieces, and from recordings of one voice: docs/audio.md.
_STEADY = 0.75
_ALIKE = 0.95
_LEAST = 0.05
_SPEECH_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How far it can be relied on who spoke when.

    Attributes:
        steady: how far two halves of the recording, each taken for itself, give the same voices: 1 the same, 0 no more
            than chance would. A single voice also falls into groups, but into others each time.
        alike: cosine of the centres of the two most similar voices.
        least: share of the speech that the voice heard least has.
        speech_s: how much speech there is.
    """

    steady: float
    alike: float
    least: float
    speech_s: float

    @property
    def sure(self) -> bool:
        """Whether nothing speaks against it."""
        return self.steady >= _STEADY and self.alike <= _ALIKE and self.least >= _LEAST and self.speech_s >= _SPEECH_S


def weigh(prints: Prints, middle: Array, said: Pieces, labels: Labels) -> Evidence:
    """What there is to say of `labels`, which `middle`, the centres of the voices, led to."""
    groups = len(middle)
    length = _lengths(said)
    return Evidence(
        steady=steadiness(prints, said, groups),
        alike=float((middle @ middle.T)[~np.eye(groups, dtype=bool)].max()),
        least=float((np.bincount(labels, weights=length, minlength=groups) / length.sum()).min()),
        speech_s=float(length.sum()),
    )


def steadiness(prints: Prints, said: Pieces, groups: int) -> float:
    """`Evidence.steady`: the halves take turns every few seconds, in two ways, of which the worse counts."""
    found = []
    for block in _BLOCKS:
        half = np.arange(len(prints)) // block % 2
        parts = [prints.values[half == number] for number in (0, 1)]
        if min(len(part) for part in parts) < groups * _FEWEST:
            return 0.0
        first, second = (
            follow(closeness(prints, centres(part, grouped(part, groups), groups), said), said) for part in parts
        )
        found.append(agreement(first, second, said, groups))
    return min(found)


def agreement(first: Labels, second: Labels, said: Pieces, groups: int) -> float:
    """Kappa of two labellings by time, whatever their labels are called; 0 where one of them has one voice only."""
    table = np.zeros((groups, groups))
    np.add.at(table, (first, second), _lengths(said))
    table /= table.sum()
    pairs = _paired(table)
    chance = float(sum(table[one].sum() * table[:, other].sum() for one, other in pairs))
    same = float(sum(table[one, other] for one, other in pairs))
    return 0.0 if chance > 1 - 1e-9 else (same - chance) / (1 - chance)


def _paired(table: Pieces) -> list[tuple[int, int]]:
    """Which label is which: those that share the most time first."""
    left = table.copy()
    pairs: list[tuple[int, int]] = []
    for _ in range(len(table)):
        one, other = divmod(int(left.argmax()), len(table))
        pairs.append((one, other))
        left[one], left[:, other] = -1, -1
    return pairs


def _lengths(said: Pieces) -> Pieces:
    """A word that the recogniser gives no length still counts a little."""
    return np.maximum(said[:, 1] - said[:, 0], 0.01)
