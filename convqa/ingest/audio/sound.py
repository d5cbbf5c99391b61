"""Sound files to samples, by PyAV (FFmpeg's decoders in a package); nothing else imports it.

A file may hold anything: only decoders of sound are let near it, and nothing it points to is opened.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from convqa.ingest.audio.engine import RATE, Samples
from convqa.ingest.sources import Source

if TYPE_CHECKING:
    from av import AudioFrame, AudioStream
    from av.container import InputContainer

__all__ = ["LONGEST_S", "Decoded", "Sound", "decode", "probe"]

LONGEST_S = 12 * 3600
"""A recording that is longer is refused: it is no call, or a file made to fill the memory."""

_CONTAINERS = "wav,w64,mp3,mov,ogg,flac,matroska,aac,amr,aiff,au"
_TOLERANCE_S = 1.0  # encoders fill up the last frame, and cutters cut between two
_HEAD = 1 << 18
_NO_OFFSET = 1e-3
_OGG_PAGE = 1 << 16  # at most 65,307 bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """What a sound file says of itself.

    Attributes:
        duration_s: its length; `None` where that is not known.
        exact: whether it states its length; otherwise `duration_s` is an estimate.
        channels: at least 1.
        codec: FFmpeg's name, e.g. ``"pcm_mulaw"``.
        rate: samples a second.
    """

    duration_s: float | None
    exact: bool
    channels: int
    codec: str
    rate: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """One channel of a sound file; `complete`: nothing shows that some of it is missing or damaged."""

    samples: Samples
    complete: bool


def probe(source: Source) -> Sound:
    """What the head of a sound file says; takes milliseconds.

    Raises:
        InputError: it is no sound that can be read, or the extra `audio` is not installed.
        OSError: it cannot be opened.
    """
    with source.open() as file, _opened(source, file) as (_, stream):
        return _described(source, stream)


def decode(source: Source, channel: int) -> Decoded:
    """One channel (from 0) at 16 kHz; an hour is about 230 MB.

    Raises:
        InputError: nothing of it can be decoded, it is too long, or the extra `audio` is not installed.
        OSError: it cannot be opened.
    """
    with source.open() as file, _opened(source, file) as (container, stream):
        sound = _described(source, stream)
        growing = _Growing(sound.duration_s or 60.0)
        for piece in _pieces(container, stream, channel):
            growing.add(piece)
            if growing.seconds > LONGEST_S:
                problem = f"the recording is longer than {LONGEST_S // 3600} hours"
                raise source.error(problem, "cut it into its calls")
    if not growing.seconds:
        raise source.error("nothing of the recording can be decoded", "export it again, or convert it to WAV")
    stated = sound.duration_s if sound.exact else None
    if (share := _share_there(source)) is not None:
        stated = growing.seconds / share
    short = stated is not None and stated - growing.seconds > max(_TOLERANCE_S, stated / 100)
    return Decoded(samples=_centred(growing.samples), complete=not short)


def _centred(samples: Samples) -> Samples:
    """The samples without what is the same throughout: faulty lines add it, and it makes silence look loud."""
    offset = samples.mean(dtype=np.float64)
    if abs(offset) > _NO_OFFSET:
        samples -= np.float32(offset)
    return samples


class _Growing:
    """Samples that are not known in number before all have come."""

    def __init__(self, seconds: float) -> None:
        self._buffer: Samples = np.empty(round(min(seconds, 3600.0) * RATE) + RATE, dtype=np.float32)
        self._size = 0

    @property
    def seconds(self) -> float:
        return self._size / RATE

    @property
    def samples(self) -> Samples:
        return self._buffer[: self._size]

    def add(self, piece: Samples) -> None:
        end = self._size + len(piece)
        if end > len(self._buffer):
            larger = np.empty(end + end // 2, dtype=np.float32)
            larger[: self._size] = self.samples
            self._buffer = larger
        self._buffer[self._size : end] = piece
        self._size = end


@contextmanager
def _opened(source: Source, file: BinaryIO) -> Iterator[tuple[InputContainer, AudioStream]]:
    try:
        import av
    except ImportError:
        raise source.error("reading recordings needs an optional part", "run: pip install 'convqa[audio]'") from None
    if not file.read(1):
        raise source.error("the file is empty", "remove it or export it again")
    file.seek(0)
    options = {"format_whitelist": _CONTAINERS, "protocol_whitelist": ""}
    try:
        with av.open(file, mode="r", options=options, metadata_errors="ignore") as container:
            if not container.streams.audio:
                raise source.error("there is no sound in the file", "export the call's recording")
            yield container, container.streams.audio[0]
    except av.FFmpegError:
        problem = "this is no recording that can be read, or it is damaged or cut off at its beginning"
        raise source.error(problem, "export it again, as WAV, MP3, M4A, OGG, OPUS or FLAC") from None


def _described(source: Source, stream: AudioStream) -> Sound:
    context = stream.codec_context
    if context is None or not context.layout.nb_channels or not context.sample_rate:
        raise source.error("the kind of sound in it is not known", "convert it to WAV")
    stated = None if stream.duration is None or stream.time_base is None else float(stream.duration * stream.time_base)
    known = stated is not None and stated > 0
    return Sound(
        duration_s=stated if known else None,
        exact=known and (not context.name.startswith("mp3") or _counts_frames(source)),
        channels=context.layout.nb_channels,
        codec=context.name,
        rate=context.sample_rate,
    )


def _pieces(container: InputContainer, stream: AudioStream, channel: int) -> Iterator[Samples]:
    """The channel's samples, piece by piece; what is damaged in between is left out, and so is what follows an end."""
    import av

    resampler: av.AudioResampler | None = None
    shape: tuple[str, str, int] | None = None
    for frame in _frames(container, stream):
        now = (frame.format.name, frame.layout.name, frame.sample_rate)
        if resampler is None or now != shape:  # some files change in the middle
            resampler, shape = av.AudioResampler(format="fltp", layout=frame.layout, rate=RATE), now
        frame.pts = None  # a hole in the file would upset the resampler
        for part in resampler.resample(frame):
            yield _one(part, channel)
    if resampler is not None:
        for part in resampler.resample(None):
            yield _one(part, channel)


def _frames(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    import av

    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
            yield from packet.decode()
        except StopIteration:
            return
        except av.EOFError:
            return
        except av.InvalidDataError:
            continue
        except av.FFmpegError:
            return


def _one(frame: AudioFrame, channel: int) -> Samples:
    channels = np.asarray(frame.to_ndarray(), dtype=np.float32)
    one: Samples = channels[min(channel, len(channels) - 1)]
    return one


def _counts_frames(source: Source) -> bool:
    """Whether an MP3 file says how many frames it has; of others the length is an estimate by their first frames."""
    with source.open() as file:
        head = file.read(_HEAD)
    return any(mark in head for mark in (b"Xing", b"Info", b"VBRI"))


def _share_there(source: Source) -> float | None:
    """Which share of a WAV or Ogg file is there by its own account; `None` where it gives none, or is of another kind.

    FFmpeg takes what is left of such a file for the whole.
    """
    with source.open() as file:
        head = file.read(12)
        size = file.seek(0, 2)
        if head[:4] == b"RIFF" and head[8:] == b"WAVE":
            stated: int = struct.unpack("<I", head[4:8])[0] + 8
            return size / stated if 8 < stated < 0xFFFFFFF0 and size < stated else None
        if head[:4] == b"OggS":
            file.seek(max(0, size - _OGG_PAGE))
            tail = file.read()
            last = tail.rfind(b"OggS")
            return None if last >= 0 and tail[last + 5 : last + 6] and tail[last + 5] & 4 else 0.5
    return None
