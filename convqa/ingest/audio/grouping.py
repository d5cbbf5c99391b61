"""Which prints are of one voice, and whose each stretch of speech is. Pure; no randomness."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from convqa.ingest.audio.mel import FRAMES
from convqa.ingest.audio.prints import Array, Prints, unit

__all__ = ["Labels", "Pieces", "centres", "closeness", "follow", "grouped", "pieces", "pure"]

Pieces = NDArray[np.float64]
"""(n, 2) start and end in seconds of what is said by one voice, in order of time."""
Labels = NDArray[np.int64]

_MOST = 600
_PIECE_S = 0.6
_REACH_S = 0.2
_NEIGHBOURS = 4
_PURE = 0.95
# A print of the right voice is about 0.1 closer than one of the other; a change of voice costs as much as two words.
_SCALE = 40.0
_CHANGE = 8.0
_PAUSE_S = 0.3


def pieces(spans: Sequence[tuple[float, float]]) -> Pieces:
    """The spans, longer ones cut evenly into pieces of at most 0.6 s."""
    found = [np.zeros((0, 2))]
    for start, end in spans:
        count = max(1, int(np.ceil((end - start) / _PIECE_S)))
        borders = np.linspace(start, max(start, end), count + 1)
        found.append(np.stack((borders[:-1], borders[1:]), axis=1))
    return np.concatenate(found)


def grouped(values: Array, groups: int) -> Labels:
    """(n,) each print's group, by Ward's method: unlike k-means it does not want groups of one size.

    Of more than 600 prints, 600 spread evenly are grouped; the rest go to the closest centre.
    """
    some = np.unique(np.round(np.linspace(0, len(values) - 1, min(len(values), _MOST))).astype(np.int64))
    labels = _ward(values[some], groups)
    if len(some) == len(values):
        return labels
    closest: Labels = (values @ centres(values[some], labels, groups).T).argmax(axis=1)
    return closest


def centres(values: Array, labels: Labels, groups: int) -> Array:
    """(groups, 256) the mean of each group, of length 1; zeros for a group that is empty."""
    sums = np.zeros((groups, values.shape[1]), np.float32)
    np.add.at(sums, labels, values)
    return unit(sums)


def closeness(prints: Prints, middle: Array, said: Pieces) -> NDArray[np.float64]:
    """(pieces, groups) how close what is heard around the middle of each piece is to each centre (cosine)."""
    close = (prints.values @ middle.T).astype(np.float64)
    at = (prints.starts + prints.ends) / (2 * FRAMES)
    here = said.mean(axis=1)
    around = np.searchsorted(at, here)[:, None] + np.arange(-_NEIGHBOURS, _NEIGHBOURS)
    inside = (around >= 0) & (around < len(at))
    around = np.clip(around, 0, len(at) - 1)
    weight = np.exp(-0.5 * np.square((at[around] - here[:, None]) / _REACH_S)) + 1e-9
    weight *= inside
    found: NDArray[np.float64] = np.einsum("pn,png->pg", weight / weight.sum(axis=1, keepdims=True), close[around])
    return found


def follow(close: NDArray[np.float64], said: Pieces) -> Labels:
    """(pieces,) the most likely course of voices: a change is rare, and rarer within a breath than over a pause."""
    gaps = np.maximum(said[1:, 0] - said[:-1, 1], 0.0)
    costs = _CHANGE / (1 + gaps / _PAUSE_S)
    scores = close * _SCALE
    others = 1 - np.eye(close.shape[1])
    best = scores[0]
    came_from = np.zeros((len(scores), close.shape[1]), np.int64)
    for number, cost in enumerate(costs, start=1):
        reached = best - cost * others
        came_from[number] = reached.argmax(axis=1)
        best = reached.max(axis=1) + scores[number]
    course = np.zeros(len(scores), np.int64)
    course[-1] = best.argmax()
    for number in range(len(scores) - 1, 0, -1):
        course[number - 1] = came_from[number, course[number]]
    return course


def pure(prints: Prints, said: Pieces, labels: Labels, groups: int) -> tuple[NDArray[np.bool_], Labels]:
    """Which prints hold one voice only, as far as `labels` goes, and whose each is for the most part."""
    spoken = np.zeros((groups, max(int(prints.ends.max()), round(said[:, 1].max() * FRAMES)) + 1))
    for (start, end), label in zip(np.round(said * FRAMES).astype(np.int64), labels, strict=True):
        spoken[label, start:end] = 1
    total = np.concatenate((np.zeros((groups, 1)), spoken.cumsum(axis=1)), axis=1)
    held = (total[:, prints.ends] - total[:, prints.starts]).T
    share = held.max(axis=1) / np.maximum(held.sum(axis=1), 1)
    return share >= _PURE, held.argmax(axis=1)


def _ward(values: Array, groups: int) -> Labels:
    """(n,) groups by the merges that make the sum of squares grow the least (Lance and Williams' formula)."""
    count = len(values)
    far = np.maximum(2 - 2 * (values @ values.T).astype(np.float64), 0)
    np.fill_diagonal(far, np.inf)
    sizes = np.ones(count)
    labels = np.arange(count)
    for _ in range(count - groups):
        one, other = sorted(divmod(int(far.argmin()), count))
        between = far[one, other]
        joined = ((sizes[one] + sizes) * far[one] + (sizes[other] + sizes) * far[other] - sizes * between) / (
            sizes[one] + sizes[other] + sizes
        )
        joined[~np.isfinite(far[one])] = np.inf
        far[one], far[:, one] = joined, joined
        far[other], far[:, other] = np.inf, np.inf
        sizes[one] += sizes[other]
        labels[labels == other] = one
    found: Labels = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    return found
