"""Voices in one channel told apart, by the encoder that convqa carries (docs/adr/0005-voices-in-one-channel.md).

Voices are compared within one recording only. Nothing is kept of them but who speaks when.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from string import ascii_uppercase

import numpy as np

from convqa.ingest.audio.engine import Samples, Voices
from convqa.ingest.audio.evidence import Evidence, weigh
from convqa.ingest.audio.grouping import (
    Labels,
    Pieces,
    centres,
    closeness,
    follow,
    grouped,
    pieces,
    pure,
)
from convqa.ingest.audio.prints import Array, Prints, VoiceEncoder

__all__ = ["PrintDiarizer", "load_diarizer", "spans_of"]

_LONG = (1.6, 0.4)
_SHORT = (0.8, 0.2)
_ROUNDS = 3
_FEWEST = 3
_TOUCHING_S = 1e-6


class PrintDiarizer:
    """Groups prints of voices, then follows who speaks from word to word."""

    def __init__(self, encoder: VoiceEncoder) -> None:
        self._encoder = encoder

    def separate(self, samples: Samples, spans: Sequence[tuple[float, float]], speakers: int) -> Voices:
        """As `Diarizer` says."""
        said = pieces(spans)
        labels, evidence = self.follow(samples, spans, said, speakers)
        return Voices(spans=spans_of(said, labels), sure=evidence is not None and evidence.sure)

    def follow(
        self, samples: Samples, spans: Sequence[tuple[float, float]], said: Pieces, speakers: int
    ) -> tuple[Labels, Evidence | None]:
        """Each piece's voice, and how far it can be relied on.

        Where too little is said to tell, all are one voice, without evidence.
        """
        mels = self._encoder.mels(samples, spans)
        long = self._encoder.prints(mels, spans, *_LONG)
        if len(long) < speakers * _FEWEST:
            return np.zeros(len(said), np.int64), None
        middle = centres(long.values, grouped(long.values, speakers), speakers)
        labels = follow(closeness(long, middle, said), said)
        short = self._encoder.prints(mels, spans, *_SHORT)
        for _ in range(_ROUNDS):
            renewed = _renewed(short, said, labels, speakers)
            if renewed is None:
                break
            middle = renewed
            labels = follow(closeness(short, middle, said), said)
        return labels, weigh(long, middle, said, labels)


def load_diarizer(folder: Path) -> PrintDiarizer:
    """The diarizer with the encoder in a folder.

    Raises:
        ModelError: the encoder cannot be loaded.
    """
    return PrintDiarizer(VoiceEncoder(folder))


def spans_of(said: Pieces, labels: Labels) -> tuple[tuple[float, float, str], ...]:
    """(start_s, end_s, letter) of pieces, without overlap; letters in order of who speaks first."""
    letters: dict[int, str] = {}
    spans: list[tuple[float, float, str]] = []
    until = 0.0
    for (start, end), label in zip(said.tolist(), labels.tolist(), strict=True):
        letter = letters.setdefault(label, ascii_uppercase[len(letters)])
        begin, until = max(start, until), max(end, until)
        if spans and spans[-1][2] == letter and begin <= spans[-1][1] + _TOUCHING_S:
            spans[-1] = (spans[-1][0], until, letter)
        else:
            spans.append((begin, until, letter))
    return tuple(spans)


def _renewed(prints: Prints, said: Pieces, labels: Labels, groups: int) -> Array | None:
    """The centres from the prints that hold one voice only; `None` where a voice has too few."""
    only, whose = pure(prints, said, labels, groups)
    if np.bincount(whose[only], minlength=groups).min() < _FEWEST:
        return None
    return centres(prints.values[only], whose[only], groups)
