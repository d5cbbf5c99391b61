"""What the voice encoder hears: the power of a sound in 40 mel bands, 100 times a second.

As Resemblyzer 0.1.4, whose weights the encoder has, reckons them with librosa 0.11: Hann windows of 25 ms every 10 ms,
centred, zeros beyond both ends, bands after Slaney with unit area, no logarithm.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convqa.ingest.audio.engine import RATE, Samples

__all__ = ["FRAMES", "MELS", "louder", "mel_bands"]

FRAMES = 100
"""Frames a second."""
MELS = 40

_HOP = RATE // FRAMES
_WINDOW = RATE // 40
_BLOCK = 5_000
_LOUDNESS_DB = -30.0
# Slaney's scale: linear up to 1 kHz, logarithmic above.
_LINEAR = 3 / 200
_KNEE = 15.0
_STEP = 27 / np.log(6.4)


def louder(samples: Samples, speech: NDArray[np.bool_] | None = None) -> Samples:
    """The samples, raised as a whole to -30 dB of full scale where they are softer; silence stays as it is.

    Args:
        samples: one channel.
        speech: (n,) which of the samples count; `None` for all.
    """
    heard = samples if speech is None else samples[speech]
    power = float(np.mean(np.square(heard), dtype=np.float64)) if heard.size else 0.0
    wanted = 10 ** (_LOUDNESS_DB / 10)
    return samples if not 0 < power < wanted else samples * np.float32(np.sqrt(wanted / power))


def mel_bands(samples: Samples) -> NDArray[np.float32]:
    """(frames, 40) power; frame i is centred on i hundredths of a second."""
    padded = np.pad(samples.astype(np.float32, copy=False), _WINDOW // 2)
    views = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP]
    shape = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)
    bands = _filters().T
    found = np.empty((len(views), MELS), np.float32)
    for first in range(0, len(views), _BLOCK):
        spectra = np.fft.rfft(views[first : first + _BLOCK] * shape)
        found[first : first + _BLOCK] = np.square(np.abs(spectra)) @ bands
    return found


def _filters() -> NDArray[np.float32]:
    """(40, 201) triangles over the frequencies of the transform."""
    frequencies = np.linspace(0, RATE / 2, _WINDOW // 2 + 1)
    corners = _hertz(np.linspace(0.0, _mel(RATE / 2), MELS + 2))
    widths = np.diff(corners)
    slopes = corners[:, None] - frequencies
    rising, falling = -slopes[:-2] / widths[:-1, None], slopes[2:] / widths[1:, None]
    area = 2 / (corners[2:] - corners[:-2])
    return (np.maximum(0, np.minimum(rising, falling)) * area[:, None]).astype(np.float32)


def _mel(hertz: float) -> float:
    """A frequency above 1 kHz on the scale."""
    return float(_KNEE + np.log(hertz / 1000) * _STEP)


def _hertz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(mel >= _KNEE, 1000 * np.exp((mel - _KNEE) / _STEP), mel / _LINEAR)
