"""Words and segments of speech recognisers, and whose they are; `speech_turns` makes messages of them.

Recognisers differ in what they give: whole utterances or single words, one stream for each channel of the sound or one
for all. Times are in seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from convqa.conversation import Role
from convqa.ingest.formats.access import identifier, probability

__all__ = [
    "BACK_CHANNEL",
    "Person",
    "Segment",
    "Word",
    "asks",
    "confidence_of",
    "joined",
    "mean",
    "mean_confidence",
    "nobody_named",
    "person_of",
    "segments_of",
    "voice_of",
]

BACK_CHANNEL = 2
"""So many words of another ("ja", "mm okay") are a sign of listening, not a turn."""

_GAP_S = 1.0
_MACHINE_LABEL = re.compile(
    r"(?:speaker|spkr?|channel|voice)[ _-]?(?:\d{1,3}|[a-z]|unknown)|s?\d{1,3}[a-z]?|[a-z]|unknown", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word as written; what is `None` is not known. `confidence`: in [0, 1], of the recogniser."""

    text: str = field(repr=False)
    voice: str | None = field(default=None, repr=False)
    start_s: float | None = None
    end_s: float | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """What the recogniser gives as one piece.

    Attributes:
        text: as written, with punctuation where there is any.
        voice: keeps speakers apart within the conversation (`voice_of`); `None` where the file does not say.
        words: the same as `text`, with times and perhaps voices of their own; may be empty or incomplete.
        confidence: in [0, 1], of the recogniser in the words on average; `None` where it does not say.
        no_speech: probability that nobody speaks; `None` where the recogniser does not say.
        log_probability: mean log-probability of what was written; `None` likewise.
        compression: how far the text can be compressed, high where it goes round in circles; `None` likewise.
    """

    text: str = field(repr=False)
    voice: str | None = field(default=None, repr=False)
    start_s: float | None = None
    end_s: float | None = None
    words: tuple[Word, ...] = field(default=(), repr=False)
    confidence: float | None = None
    no_speech: float | None = None
    log_probability: float | None = None
    compression: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What a file states of the one behind a voice."""

    name: str | None = field(default=None, repr=False)
    role: Role | None = None
    identifier: str | None = field(default=None, repr=False)


def voice_of(channel: object, speaker: object) -> str | None:
    """One key of a channel and a speaker's label: speaker 0 of two channels is two people. `None` of neither."""
    parts = (identifier(channel), identifier(speaker))
    return None if parts == (None, None) else "/".join(part or "" for part in parts)


def person_of(label: object) -> Person:
    """Who a speaker's label names: nobody where a machine gave it (`SPEAKER_00`, `A`, `1B`, `spk_0`)."""
    name = identifier(label)
    return Person(name=None if name is None or _MACHINE_LABEL.fullmatch(name) else name)


def nobody_named(segments: Iterable[Segment]) -> bool:
    """Whether there is text, but neither a segment nor a word says whose."""
    told = [segment for segment in segments if segment.text]
    voices = (voice for segment in told for voice in (segment.voice, *(word.voice for word in segment.words)))
    return bool(told) and all(voice is None for voice in voices)


def segments_of(words: Iterable[Word]) -> list[Segment]:
    """Utterances from the words of one channel, cut where the voice changes or falls silent for over a second.

    A back-channel of at most two words while another goes on does not cut the other's utterance; it comes after it. An
    answer is none: what follows a question cuts, however short.
    """
    done: list[list[Word]] = []
    host: list[Word] = []
    asides: list[list[Word]] = []
    for run in _runs(words):
        same = bool(host) and run[0].voice == host[0].voice
        if same and not _apart(host, run):
            host += run
        elif not same and len(host) > BACK_CHANNEL >= len(run) and not asks(host[-1]):
            asides.append(run)
        else:
            done += [host, *asides]
            host, asides = run, []
    return [joined(part) for part in (*done, host, *asides) if part]


def asks(word: Word) -> bool:
    """Whether a word ends a question."""
    return word.text.endswith("?")


def joined(words: Sequence[Word]) -> Segment:
    """The segment that words of one voice make up."""
    starts = [word.start_s for word in words if word.start_s is not None]
    ends = [word.end_s for word in words if word.end_s is not None]
    return Segment(
        text=" ".join(word.text for word in words if word.text),
        voice=words[0].voice,
        start_s=starts[0] if starts else None,
        end_s=ends[-1] if ends else None,
        words=tuple(words),
        confidence=mean_confidence(words),
    )


def mean_confidence(words: Iterable[Word]) -> float | None:
    """The mean over the words whose confidence is known; `None` where it is of none."""
    return mean(word.confidence for word in words)


def mean(confidences: Iterable[float | None]) -> float | None:
    """The mean of those that are known; `None` where none is."""
    known = [one for one in confidences if one is not None]
    return sum(known) / len(known) if known else None


def confidence_of(words: Iterable[Word], stated: object) -> float | None:
    """That of the words on average, else what the recogniser states of the whole; `None` where it says neither."""
    mean = mean_confidence(words)
    return probability(stated) if mean is None else mean


def _runs(words: Iterable[Word]) -> Iterator[list[Word]]:
    """Words of one voice in a row; a word without a voice or a time goes with the word before."""
    run: list[Word] = []
    for word in words:
        own = replace(word, voice=run[-1].voice) if run and word.voice is None else word
        if run and (own.voice != run[-1].voice or _apart(run[-1:], [own])):
            yield run
            run = []
        run.append(own)
    if run:
        yield run


def _apart(before: Sequence[Word], after: Sequence[Word]) -> bool:
    """Whether there is more than the gap between two runs; not where a time is missing."""
    end = before[-1].start_s if before[-1].end_s is None else before[-1].end_s
    start = after[0].start_s
    return end is not None and start is not None and start - end > _GAP_S
