"""Sound files to samples, by PyAV (FFmpeg's decoders in a package); nothing else imports it."""

from __future__ import annotations

from dataclasses import dataclass

from convqa.ingest.audio.engine import Samples
from convqa.ingest.sources import Source

__all__ = ["Decoded", "Sound", "decode", "probe"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """What a sound file says of itself.

    Attributes:
        duration_s: its stated length; `None` where it states none.
        channels: at least 1.
        codec: FFmpeg's name, e.g. ``"pcm_mulaw"``.
        rate: samples a second.
    """

    duration_s: float | None
    channels: int
    codec: str
    rate: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """One channel of a sound file; `complete`: it is as long as the file states, and nothing of it was damaged."""

    samples: Samples
    complete: bool


def probe(source: Source) -> Sound:
    """What the head of a sound file says; takes milliseconds.

    Raises:
        InputError: it is no sound that can be read, holds none, or the extra `audio` is not installed.
        OSError: it cannot be opened.
    """
    raise NotImplementedError


def decode(source: Source, channel: int) -> Decoded:
    """One channel (from 0) at 16 kHz; an hour is about 230 MB.

    Raises:
        InputError: nothing of it can be decoded, or the extra `audio` is not installed.
        OSError: it cannot be opened.
    """
    raise NotImplementedError
