"""Prints of voices: 256 numbers for a short window of speech, close together where it is the same voice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from convqa.ingest.audio.engine import RATE, Samples
from convqa.ingest.audio.mel import FRAMES, louder, mel_bands
from convqa.runtime import Graph

__all__ = ["Array", "Prints", "VoiceEncoder", "unit"]

Array = NDArray[np.float32]

_BATCH = 64
_JOIN_S = 0.3
_SHORTEST_S = 0.3
_SILENCE = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Prints:
    """Windows of speech in order of time: `starts`, `ends` (n,) in frames, and `values` (n, 256), each of length 1."""

    starts: NDArray[np.int64] = field(repr=False)
    ends: NDArray[np.int64] = field(repr=False)
    values: Array = field(repr=False)

    def __len__(self) -> int:
        return len(self.starts)


class VoiceEncoder:
    """The network in a folder such as `models/voices-1`; says nothing of whose voice it is."""

    def __init__(self, folder: Path) -> None:
        """Load it.

        Raises:
            ModelError: the file cannot be loaded.
        """
        self._graph = Graph(folder / "voices.onnx")

    def mels(self, samples: Samples, spans: Sequence[tuple[float, float]]) -> Array:
        """(frames, 40): the sound as the network wants it, as loud in its speech as what it learnt from."""
        speech = np.zeros(len(samples), bool)
        for start, end in spans:
            speech[int(start * RATE) : int(end * RATE)] = True
        return mel_bands(louder(samples, speech))

    def prints(self, mels: Array, spans: Sequence[tuple[float, float]], length_s: float, step_s: float) -> Prints:
        """One print for each window of `length_s`, at most every `step_s` within speech; shorter where speech is."""
        starts, ends = _windows(_joined(spans), len(mels), int(length_s * FRAMES), int(step_s * FRAMES))
        audible = _audible(mels, starts, ends)
        starts, ends = starts[audible], ends[audible]
        values = np.zeros((len(starts), 256), np.float32)
        lengths = ends - starts
        for length in np.unique(lengths):
            same = np.flatnonzero(lengths == length)
            for first in range(0, len(same), _BATCH):
                part = same[first : first + _BATCH]
                batch = mels[starts[part, None] + np.arange(length)]
                values[part] = self._graph.run({"mels": batch})["prints"]
        return Prints(starts=starts, ends=ends, values=unit(np.nan_to_num(values)))


def unit(values: Array) -> Array:
    """Rows of length 1; a row of zeros stays one."""
    scaled: Array = values / np.maximum(np.linalg.norm(values, axis=-1, keepdims=True), np.float32(1e-9))
    return scaled


def _joined(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Stretches of speech without a pause."""
    stretches: list[tuple[float, float]] = []
    for start, end in spans:
        if stretches and start - stretches[-1][1] <= _JOIN_S:
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], end))
        else:
            stretches.append((start, end))
    return stretches


def _windows(
    stretches: Sequence[tuple[float, float]], frames: int, length: int, step: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where windows start and end, in frames: spread evenly over each stretch."""
    starts: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    ends: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    for start, end in stretches:
        first, last = round(start * FRAMES), min(round(end * FRAMES), frames)
        if last - first < _SHORTEST_S * FRAMES:
            continue
        size = min(length, last - first)
        count = -(-(last - first - size) // step) + 1
        own = np.round(np.linspace(first, last - size, count)).astype(np.int64)
        starts.append(own)
        ends.append(own + size)
    return np.concatenate(starts), np.concatenate(ends)


def _audible(mels: Array, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(n,) which windows are not silent for the most part: a recogniser's words may reach into a pause."""
    power = mels.sum(axis=1)
    loud = power > _SILENCE * np.percentile(power, 95) if len(power) else np.zeros(0, bool)
    total = np.concatenate((np.zeros(1, np.int64), np.cumsum(loud)))
    audible: NDArray[np.bool_] = 2 * (total[ends] - total[starts]) > ends - starts
    return audible
