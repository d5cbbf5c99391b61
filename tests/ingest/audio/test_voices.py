from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from convqa.errors import ModelError
from convqa.ingest.audio.engine import RATE, Samples
from convqa.ingest.audio.mel import louder, mel_bands
from convqa.ingest.audio.prints import VoiceEncoder
from convqa.ingest.audio.voices import PrintDiarizer, load_diarizer
from convqa.models import find_voices

VOWELS = ((730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (530, 1840, 2480), (570, 840, 2410))
SYLLABLE_S = 0.2
Spans = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Voice:
    pitch: float
    tract: float
    """How far the formants lie above those of a man."""


MAN, WOMAN, CHILD = Voice(105, 1.0), Voice(215, 1.18), Voice(330, 1.42)


def speak(voice: Voice, seconds: float, random: np.random.Generator) -> Samples:
    """Vowels after a source-filter model: a train of pulses through three resonances."""
    size = round(SYLLABLE_S * RATE)
    frequencies = np.fft.rfftfreq(2 * size, 1 / RATE)
    made = np.zeros(round(seconds * RATE) + 2 * size)
    for start in range(0, round(seconds * RATE), size):
        period = RATE / (voice.pitch * random.uniform(0.85, 1.15))
        pulses = np.zeros(2 * size)
        pulses[np.arange(0, size, period).astype(int)] = 1
        response = np.ones_like(frequencies)
        for formant in VOWELS[random.integers(len(VOWELS))]:
            response /= np.abs(1 - (frequencies / (formant * voice.tract)) ** 2 + 0.08j * frequencies / formant)
        sound = np.fft.irfft(np.fft.rfft(pulses) * response / (1 + frequencies / 500))
        made[start : start + 2 * size] += sound * random.uniform(0.7, 1.3)
    cut = made[: round(seconds * RATE)]
    spoken: Samples = (0.1 * cut / np.sqrt(np.mean(cut**2))).astype(np.float32)
    return spoken


def talk(turns: Sequence[tuple[Voice, float]]) -> tuple[Samples, Spans, list[int]]:
    """Turns of so many seconds with pauses: the sound, its words of 0.4 s, and the turn of each."""
    random = np.random.default_rng(1)
    parts: list[NDArray[np.float32]] = []
    spans: list[tuple[float, float]] = []
    whose: list[int] = []
    at = 0.0
    for number, (voice, seconds) in enumerate(turns):
        parts += [speak(voice, seconds, random), np.zeros(round(0.4 * RATE), np.float32)]
        starts = np.arange(0, seconds - 1e-6, 0.4)
        spans += [(at + start, at + min(start + 0.4, seconds)) for start in starts.tolist()]
        whose += [number] * len(starts)
        at += seconds + 0.4
    noise = 1e-4 * random.standard_normal(sum(map(len, parts)))
    return (np.concatenate(parts) + noise).astype(np.float32), spans, whose


@pytest.fixture(scope="module")
def diarizer() -> PrintDiarizer:
    return load_diarizer(find_voices())


def chirp(loudness: float) -> Samples:
    t = np.arange(32000) / RATE
    sound = 0.2 * np.sin(2 * np.pi * (150 * t + 20 * t * t)) + 0.05 * np.sign(np.sin(2 * np.pi * 210 * t))
    return sound.astype(np.float32) * np.float32(loudness)


# What Resemblyzer 0.1.4 with librosa 0.11 and PyTorch gives for the same sounds.
BANDS = {
    1.0: [1.40374, 0.00503505, 0.000263145, 0.000117705, 0.00222071, 0.000108944, 0.000717436, 0.00025392],
    0.01: [0.0604502, 0.000216828, 1.1332e-05, 5.06882e-06, 9.5632e-05, 4.69153e-06, 3.08955e-05, 1.09347e-05],
}
LARGEST = {
    1.0: {215: 0.2279, 151: 0.2088, 238: 0.2, 87: 0.1863, 203: 0.1797, 130: 0.1783, 74: 0.1714, 45: 0.1572},
    0.01: {92: 0.2582, 130: 0.2151, 19: 0.1894, 180: 0.1884, 49: 0.1816, 189: 0.181, 72: 0.1795, 124: 0.1712},
}


@pytest.mark.parametrize("loudness", BANDS)
def test_bands_and_prints_are_those_of_the_original(loudness: float) -> None:
    bands = mel_bands(louder(chirp(loudness)))
    assert bands.shape == (201, 40)
    np.testing.assert_allclose(bands[[0, 150]][:, [0, 5, 20, 39]].ravel(), BANDS[loudness], rtol=1e-4)
    (values,) = VoiceEncoder(find_voices()).prints(bands, [(0.0, 1.6)], 1.6, 0.4).values
    assert {int(one): pytest.approx(values[one], abs=2e-3) for one in np.argsort(-values)[:8]} == LARGEST[loudness]


def test_only_what_is_too_soft_is_made_louder() -> None:
    loud = chirp(1.0)
    assert louder(loud) is loud
    assert np.sqrt(np.mean(louder(chirp(0.01)) ** 2)) == pytest.approx(10 ** (-30 / 20), rel=1e-3)
    silence = np.zeros(100, np.float32)
    assert louder(silence) is silence


@pytest.mark.parametrize(
    ("people", "seconds"),
    [((MAN, WOMAN), (4.0, 3.0, 3.4, 5.0, 2.6)), ((MAN, WOMAN, CHILD), (4.0, 3.0, 3.4, 5.0, 2.6))],
)
def test_voices_are_told_apart(diarizer: PrintDiarizer, people: Sequence[Voice], seconds: Sequence[float]) -> None:
    turns = [(people[number % len(people)], seconds[number % len(seconds)]) for number in range(12)]
    samples, spans, whose = talk(turns)
    voices = diarizer.separate(samples, spans, len(people))
    right = [voices.label_at(*span) == "ABC"[turn % len(people)] for span, turn in zip(spans, whose, strict=True)]
    assert np.mean(right) > 0.95
    assert voices.sure


def test_one_voice_is_not_two(diarizer: PrintDiarizer) -> None:
    samples, spans, _ = talk([(WOMAN, 4.0)] * 8)
    assert not diarizer.separate(samples, spans, 2).sure


def test_a_voice_that_hardly_speaks_is_doubtful(diarizer: PrintDiarizer) -> None:
    samples, spans, _ = talk([(MAN, 14.0), (WOMAN, 1.2), (MAN, 14.0)])
    assert not diarizer.separate(samples, spans, 2).sure


@pytest.mark.parametrize(
    "spans",
    [
        [],
        [(0.0, 0.1)],
        [(0.0, 1.0)],
        [(2.0, 2.0), (2.0, 2.5)],
        [(9.0, 99.0)],
        [(float(at), at + 0.5) for at in range(9)],
    ],
)
@pytest.mark.parametrize("loudness", [0.0, 0.1])
def test_too_little_to_tell_by_is_unsure_and_no_fault(diarizer: PrintDiarizer, spans: Spans, loudness: float) -> None:
    noise = (loudness * np.random.default_rng(2).standard_normal(10 * RATE)).astype(np.float32)
    voices = diarizer.separate(noise, spans, 2)
    assert not voices.sure
    assert all(voices.label_at(*span) is not None for span in spans)


def test_spans_that_overlap_come_out_in_order(diarizer: PrintDiarizer) -> None:
    samples, spans, _ = talk([(MAN, 2.0), (WOMAN, 2.0)] * 2)
    longer = [(start, end + 0.2) for start, end in spans]
    found = diarizer.separate(samples, longer, 2).spans
    assert found == diarizer.separate(samples, longer, 2).spans
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    assert found[0][2] == "A"


def test_a_damaged_encoder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "voices.onnx").write_bytes(b"no network")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_diarizer(tmp_path)
