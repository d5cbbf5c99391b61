"""The encoder: turns of a conversation to one feature vector each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from convqa.classify.inputs import IdArray, Packing, Tokens, Window, pack, tokenize
from convqa.conversation import Turn
from convqa.runtime import Graph, read_tokenizer

__all__ = ["Encoder"]

FeatureArray = NDArray[np.float32]


class Encoder:
    """Tokenizer, packing and the encoder graph.

    A window is run by itself, never padded and never with others: a result cannot depend on its neighbours, and
    int8 scales, which the runtime takes over a whole tensor, are those of this window alone.
    """

    def __init__(self, folder: Path, packing: Packing) -> None:
        self._tokenizer = read_tokenizer(folder / "tokenizer.json")
        self._graph = Graph(folder / "encoder.onnx")
        self.packing = packing

    def tokenize(self, turns: Sequence[Turn]) -> Tokens:
        """The tokens of a conversation's turns."""
        return tokenize(self._tokenizer, turns, self.packing.longest_turn)

    def windows(self, tokens: Tokens) -> list[Window]:
        """The windows in which they are encoded."""
        return pack(tokens.ids, self.packing)

    def run(self, ids: IdArray) -> FeatureArray:
        """Token states (t, d) of one window's ids (t,): the read-out layers and the cues side by side."""
        return self._graph.run({"ids": ids[None, :]})["states"]

    def features(self, tokens: Tokens) -> FeatureArray:
        """(n, 2 d): the mean and the maximum of the token states of each of n turns, side by side."""
        return self.read(tokens, np.zeros(0, dtype=np.float32))[0]

    def read(self, tokens: Tokens, direction: NDArray[np.float32]) -> tuple[FeatureArray, NDArray[np.float32]]:
        """The `features`, and (t,) the first states of all t tokens along a direction (k,), k <= d."""
        count = len(tokens.ids)
        total = most = None
        along = []
        lengths = np.zeros(count, dtype=np.float32)
        for window in self.windows(tokens):
            states = self.run(window.ids)[:-1]
            along.append(states[window.first :, : len(direction)] @ direction)
            if total is None or most is None:
                total = np.zeros((count, states.shape[1]), dtype=np.float32)
                most = np.full((count, states.shape[1]), -np.inf, dtype=np.float32)
            ends = np.append(window.starts[1:], len(states))
            # One span after the other, while it lies in the cache: `reduceat` takes four times as long.
            for turn, start, end in zip(window.turns.tolist(), window.starts.tolist(), ends.tolist(), strict=True):
                span = states[start:end]
                total[turn] += span.sum(axis=0)
                np.maximum(most[turn], span.max(axis=0), out=most[turn])
                lengths[turn] += end - start
        if total is None or most is None:
            raise ValueError("a conversation has at least one turn")
        return np.concatenate((total / lengths[:, None], most), axis=1), np.concatenate(along)
