"""What convqa asks of a speech recogniser and of what tells voices apart; each has one adapter, and tests their own.

Sound is handed over as samples: mono, 16 kHz, float32 in [-1, 1]. Times are in seconds from the start of the samples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from convqa.conversation import Language
from convqa.ingest.formats.speech import Segment

__all__ = ["RATE", "Diarizer", "Samples", "SpeechEngine", "Voices"]

RATE = 16_000
"""Samples a second."""

Samples: TypeAlias = NDArray[np.float32]


class SpeechEngine(Protocol):
    """A speech recogniser. It gives the same answer to the same samples, however many threads it has."""

    @property
    def name(self) -> str:
        """What goes into the record, e.g. ``"faster-whisper@1.2.1 base int8"``: library, version, model, precision."""

    def detect(self, samples: Samples) -> Language | None:
        """The language that is spoken; `None` where it is most likely none of the five, or nobody speaks."""

    def transcribe(self, samples: Samples, language: Language | None) -> Iterator[Segment]:
        """What is said, piece by piece as it is recognised, in order of time.

        A segment carries its words with their times and confidence, and where the recogniser has them `no_speech`,
        `log_probability` and `compression`. It has no voice.

        Args:
            samples: of one channel.
            language: what is spoken; `None` leaves it to the recogniser.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """Who speaks when.

    Attributes:
        spans: (start_s, end_s, label) in order of start, without overlap; the labels are "A", "B", … in order of
            their first word.
        sure: whether the voices are far enough apart to be told apart; if not, a person has to look.
    """

    spans: tuple[tuple[float, float, str], ...]
    sure: bool

    def label_at(self, start_s: float, end_s: float) -> str | None:
        """Whose the time from `start_s` to `end_s` is for the most part; `None` where no span touches it."""
        shares: dict[str, float] = {}
        for start, end, label in self.spans:
            if start <= end_s and end >= start_s:
                shares[label] = shares.get(label, 0.0) + min(end, end_s) - max(start, start_s)
        return max(shares, key=lambda label: shares[label], default=None)


class Diarizer(Protocol):
    """Tells voices in one channel apart."""

    def separate(self, samples: Samples, spans: Sequence[tuple[float, float]], speakers: int) -> Voices:
        """Say whose voice is heard when.

        Args:
            samples: of the whole recording.
            spans: (start_s, end_s) of what was recognised as speech, in order of time, best of single words: voices
                change between spans.
            speakers: how many there are, at least 2.
        """
