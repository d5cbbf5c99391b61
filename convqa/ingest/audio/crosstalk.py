"""What of a channel is only the other one's voice, heard in it: echoes of a loudspeaker, lines that leak."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from convqa.ingest.audio.engine import RATE, Samples
from convqa.ingest.formats.speech import Segment, Word, joined

__all__ = ["Levels", "levels", "same_sound", "without_crosstalk"]

Levels = NDArray[np.float32]
"""Loudness in dB, `FRAMES_S` a second."""

FRAMES_S = 50

_SILENT_DB = -100.0
_AUDIBLE_DB = -60.0
_SAME = 0.98
_LOUDER_DB = 3.0
_QUIET_DB = 6.0
_GAIN_DB = 15.0  # two channels are recorded at levels so far apart, hardly more
_LATE_S = 0.5  # an echo is later, and the same word is not heard at quite the same time twice
_MOSTLY = 0.5
_WORD = re.compile(r"\w+")


def levels(samples: Samples) -> Levels:
    """How loud a channel is, moment by moment."""
    size = RATE // FRAMES_S
    frames = samples[: len(samples) // size * size].reshape(-1, size)
    power = np.einsum("ij,ij->i", frames, frames) / size
    loudness: Levels = np.maximum(10 * np.log10(np.maximum(power, 1e-10)), _SILENT_DB).astype(np.float32)
    return loudness


def same_sound(one: Levels, other: Levels) -> bool:
    """Whether two channels are louder and quieter at the same moments throughout: a recording of one channel, twice."""
    size = min(len(one), len(other))
    first, second = one[:size], other[:size]
    audible = (first > _AUDIBLE_DB) | (second > _AUDIBLE_DB)
    if audible.sum() < FRAMES_S:
        return False
    first, second = np.maximum(first[audible], _AUDIBLE_DB), np.maximum(second[audible], _AUDIBLE_DB)
    if min(float(first.std()), float(second.std())) < 1e-3:
        return bool(np.abs(first - second).max() < 1.0)
    return bool(np.corrcoef(first, second)[0, 1] > _SAME)


def without_crosstalk(
    segments: Sequence[Segment], others: Sequence[Segment], own: Levels, other: Levels
) -> tuple[list[Segment], int]:
    """The segments of one channel without what the other channel says at the same time, in the same words, louder.

    Args:
        segments: of this channel, in order of time.
        others: of the other channel, likewise.
        own: how loud this channel is.
        other: how loud the other one is.

    Returns:
        What is left, and how many segments were left out in whole or in part.
    """
    gain, other_gain = _gains(own, other)
    louder = other[: len(own)] - other_gain - (own[: len(other)] - gain)
    said = sorted((word.start_s, _plain(word)) for one in others for word in one.words if word.start_s is not None)
    kept: list[Segment] = []
    cut = 0
    for segment in segments:
        left = _own_words(segment.words, said, louder)
        if left is None:
            kept.append(segment)
            continue
        cut += 1
        if left:
            kept.append(_with_words(segment, left))
    return kept, cut


def _own_words(
    words: Sequence[Word], said: Sequence[tuple[float, str]], louder: NDArray[np.float32]
) -> list[Word] | None:
    """The words that are this channel's own; `None` where the segment is no crosstalk, so that all of them are."""
    if not words:
        return None
    by = [_louder_by(word, louder) for word in words]
    echoes = [gap >= _LOUDER_DB and _is_said(word, said) for word, gap in zip(words, by, strict=True)]
    if sum(echoes) < _MOSTLY * len(words):
        return None
    # What is misheard of an echo is no word of the other channel, but as quiet.
    return [word for word, echo, gap in zip(words, echoes, by, strict=True) if not echo and gap < _QUIET_DB]


def _with_words(segment: Segment, words: Sequence[Word]) -> Segment:
    rest = joined(words)
    return replace(
        segment, text=rest.text, words=rest.words, start_s=rest.start_s, end_s=rest.end_s, confidence=rest.confidence
    )


def _is_said(word: Word, said: Sequence[tuple[float, str]]) -> bool:
    """Whether the other channel says the word at that time."""
    if word.start_s is None:
        return False
    plain = _plain(word)
    for position in range(bisect_left(said, (word.start_s - _LATE_S, "")), len(said)):
        start, text = said[position]
        if start > word.start_s + _LATE_S:
            return False
        if text == plain:
            return True
    return False


def _louder_by(word: Word, louder: NDArray[np.float32]) -> float:
    """How much louder the other channel is while the word is said, in dB."""
    if word.start_s is None:
        return 0.0
    begin = round(word.start_s * FRAMES_S)
    end = max(begin + 1, round((word.end_s or word.start_s) * FRAMES_S))
    part = louder[begin:end]
    return float(part.mean()) if len(part) else 0.0


def _gains(own: Levels, other: Levels) -> tuple[float, float]:
    """How loud speech is in each channel, so that one recorded louder is not taken for the one who speaks.

    A channel with nothing but an echo has no speech of its own to go by, hence the limit.
    """
    first, second = (float(np.percentile(one, 95)) if len(one) else _SILENT_DB for one in (own, other))
    return max(first, second - _GAIN_DB), max(second, first - _GAIN_DB)


def _plain(word: Word) -> str:
    return "".join(_WORD.findall(word.text.casefold()))
