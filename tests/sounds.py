"""Sounds made for tests, and what hears them: a tone stands for a line, its pitch says which.

So nothing needs a speech model or a recording, and what is tested is real all the same: that the right channel is
decoded, at the right time, from every kind of file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from convqa.conversation import Language
from convqa.ingest.audio.engine import RATE, Samples, Voices
from convqa.ingest.formats.speech import Segment, Word

_LOWEST, _STEP = 300.0, 60.0
_WORD_S = 0.3
_FRAME = RATE // 50
_HEARD = 0.01

LINES = (
    "Welcome to Nordlys, this is Astrid speaking, how can I help you today?",
    "Hi, my router has been blinking red since this morning and I cannot work.",
    "I am sorry to hear that, let me look at the line for you right away.",
    "Thank you, I have already switched it off and on twice.",
    "I can see the fault, I have restarted the port, could you check it now?",
    "Yes, it works again, that was quick.",
    "Lovely, is there anything else that I can help you with?",
    "No, that was all, thank you very much.",
)
"""Lines of the agent (even) and the customer (odd)."""

CODECS = {
    ".wav": "pcm_s16le",
    ".mp3": "libmp3lame",
    ".m4a": "aac",
    ".ogg": "libopus",
    ".opus": "libopus",
    ".flac": "flac",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """Line `line` of the script, said in `channel` (from 0) from `start_s` on; `level` is its loudness."""

    line: int
    start_s: float
    channel: int = 0
    level: float = 0.3

    @property
    def end_s(self) -> float:
        return self.start_s + _WORD_S * len(LINES[self.line].split())


def talk(*, stereo: bool = True, lines: Sequence[int] = range(len(LINES)), pause_s: float = 0.5) -> list[Tone]:
    """The lines one after the other, the agent's in the left channel and the customer's in the right."""
    tones: list[Tone] = []
    at = pause_s
    for line in lines:
        tones.append(Tone(line=line, start_s=at, channel=line % 2 if stereo else 0))
        at = tones[-1].end_s + pause_s
    return tones


def samples_of(tones: Sequence[Tone], *, channels: int = 1, rate: int = RATE, tail_s: float = 0.5) -> Samples:
    """[channels, samples] of the tones."""
    length = max((tone.end_s for tone in tones), default=0.0) + tail_s
    sound = np.zeros((channels, round(length * rate)), dtype=np.float32)
    for tone in tones:
        begin, end = round(tone.start_s * rate), round(tone.end_s * rate)
        times = np.arange(end - begin) / rate
        sound[tone.channel, begin:end] += tone.level * np.sin(2 * np.pi * (_LOWEST + _STEP * tone.line) * times)
    return sound


def encoded(sound: Samples, *, suffix: str = ".wav", rate: int = 8000, codec: str | None = None) -> bytes:
    """A sound file of [channels, samples] at `rate`."""
    names = {1: "mono", 2: "stereo", 3: "2.1", 4: "quad"}
    layout = names[len(sound)]
    file = io.BytesIO()
    container_format = {".m4a": "mp4"}.get(suffix, suffix[1:])
    with av.open(file, "w", format=container_format) as container:
        stream = container.add_stream(codec or CODECS[suffix], rate=rate, layout=layout)
        assert isinstance(stream, av.AudioStream)
        resampler = av.AudioResampler(format=stream.format, layout=layout, rate=rate)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound), format="fltp", layout=layout)
        frame.sample_rate = rate
        frame.time_base = Fraction(1, rate)
        frame.pts = 0
        fifo = av.AudioFifo()
        for part in resampler.resample(frame):
            fifo.write(part)
        size = stream.codec_context.frame_size or 1024
        while (piece := fifo.read(size, partial=True)) is not None:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return file.getvalue()


def write_call(
    path: Path, tones: Sequence[Tone], *, channels: int = 2, rate: int = 8000, codec: str | None = None
) -> Path:
    """A recording of the tones; its kind follows the suffix."""
    own = 48_000 if (codec or CODECS[path.suffix]) == "libopus" else rate
    path.write_bytes(encoded(samples_of(tones, channels=channels, rate=own), suffix=path.suffix, rate=own, codec=codec))
    return path


class FakeEngine:
    """A speech recogniser that hears tones; `confidence`: of every word."""

    def __init__(self, *, confidence: float = 0.9, language: Language | None = Language.EN) -> None:
        self.confidence = confidence
        self.language = language
        self.asked: list[Language | None] = []

    @property
    def name(self) -> str:
        return "fake-speech@1 tones"

    def detect(self, samples: Samples) -> Language | None:  # noqa: ARG002
        return self.language

    def transcribe(self, samples: Samples, language: Language | None) -> Iterator[Segment]:
        self.asked.append(language)
        for start, end in bursts(samples):
            texts = LINES[line_at(samples, start, end)].split()
            step = (end - start) / len(texts) / RATE
            begin = start / RATE
            words = tuple(
                Word(text=text, start_s=begin + n * step, end_s=begin + (n + 1) * step, confidence=self.confidence)
                for n, text in enumerate(texts)
            )
            yield Segment(
                text=" ".join(texts),
                start_s=begin,
                end_s=end / RATE,
                words=words,
                no_speech=0.01,
                log_probability=-0.2,
                compression=1.2,
            )


class FakeDiarizer:
    """Tells voices apart by the pitch of their lines."""

    def __init__(self, *, sure: bool = True) -> None:
        self.sure = sure

    def separate(self, samples: Samples, spans: Sequence[tuple[float, float]], speakers: int) -> Voices:
        labelled = []
        seen: dict[int, str] = {}
        for start_s, end_s in spans:
            voice = line_at(samples, round(start_s * RATE), round(end_s * RATE)) % speakers
            labelled.append((start_s, end_s, seen.setdefault(voice, "ABCDEFGH"[len(seen)])))
        return Voices(spans=tuple(labelled), sure=self.sure)


def bursts(samples: Samples) -> list[tuple[int, int]]:
    """Where a tone begins and ends, in samples."""
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    loud = np.concatenate(([False], np.sqrt((frames**2).mean(axis=1)) > _HEARD, [False]))
    edges = np.flatnonzero(loud[1:] != loud[:-1]) * _FRAME
    return [(int(begin), int(end)) for begin, end in edges.reshape(-1, 2) if end - begin > RATE // 5]


def line_at(samples: Samples, begin: int, end: int) -> int:
    """Which line is said there."""
    spectrum = np.abs(np.fft.rfft(samples[begin:end]))
    pitch = float(np.argmax(spectrum)) * RATE / (end - begin)
    return min(max(round((pitch - _LOWEST) / _STEP), 0), len(LINES) - 1)
