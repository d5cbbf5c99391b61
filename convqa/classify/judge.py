"""The judge graph: turn features of a conversation to logits, outcome and the parts of ratings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from convqa.classify.encoder import FeatureArray
from convqa.runtime import Graph

__all__ = ["Judge", "Outputs"]

Outputs = dict[str, NDArray[np.float32]]

PER_TURN = ("phases", "behaviours", "sentiment", "signals", "evidence", "absences")
AT_THE_END = ("resolution", "loyalty", "satisfaction")

SEGMENT = 384
"""Turns judged at once: memory grows with their square. Longer conversations are judged in segments."""

OVERLAP = 48
"""Turns before and after a segment that are given as context and not read out."""


class Judge:
    """Runs the heads over whole conversations of any length."""

    def __init__(self, folder: Path, segment: int = SEGMENT) -> None:
        self._graph = Graph(folder / "judge.onnx")
        self._segment = segment

    def run(self, features: FeatureArray, roles: NDArray[np.int64]) -> Outputs:
        """Features (n, d) and role indices (n,) -> every output of the network by name, without a batch axis.

        Of a conversation longer than a segment, how it ended is read from the last segment, and what it was about
        (touchpoint, process failure, review) from the mean over segments.
        """
        count = len(features)
        parts = []
        for begin in range(0, count, self._segment):
            first, last = max(0, begin - OVERLAP), min(count, begin + self._segment + OVERLAP)
            out = self._graph.run({"features": features[None, first:last], "roles": roles[None, first:last]})
            part = {name: value[0] for name, value in out.items()}
            keep = slice(begin - first, min(begin + self._segment, count) - first)
            parts.append(part | {name: part[name][keep] for name in PER_TURN})
        if len(parts) == 1:
            return parts[0]
        whole = {name: np.concatenate([part[name] for part in parts]) for name in PER_TURN}
        whole |= {name: parts[-1][name] for name in AT_THE_END}
        rest = set(parts[0]) - set(whole)
        return whole | {name: np.mean([part[name] for part in parts], axis=0) for name in sorted(rest)}
