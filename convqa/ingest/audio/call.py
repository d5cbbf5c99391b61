"""A recording to messages: each channel heard by itself, or one channel and the voices in it told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from convqa.conversation import Doubt, Language, Role
from convqa.ingest.audio.crosstalk import Levels, levels, same_sound, without_crosstalk
from convqa.ingest.audio.engine import RATE, Samples, SpeechEngine
from convqa.ingest.audio.sound import decode, probe
from convqa.ingest.formats.format import Reading, Skip
from convqa.ingest.formats.speech import Person, Segment, Word
from convqa.ingest.formats.speech_turns import left_out, speech_messages
from convqa.ingest.options import SpeechOptions
from convqa.ingest.sources import Source

__all__ = ["hear"]

_CHANNELS = ("1", "2")
_SHORTEST_S = 1.0
_HEAD_S = 600
_ONE_SPEAKER = (
    "only one speaker is heard, so there is no agent and customer to tell apart",
    "if the call has two, record both sides: agent and customer as the two channels of one file",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Channel:
    """What is kept of a channel while the other one is decoded: its first minutes, and how loud it is."""

    head: Samples = field(repr=False)
    loudness: Levels = field(repr=False)
    complete: bool


def hear(source: Source, engine: SpeechEngine, speech: SpeechOptions, language: Language | None) -> Reading:
    """What is said in a recording, and by whom.

    Args:
        source: the sound file.
        engine: recognises the speech.
        speech: what the user says of the recording.
        language: that the user states; `None` to recognise it, once for the whole call.

    Raises:
        InputError: it cannot be read, has more than two channels, or fewer than two people are heard in it.
        ModelError, MissingExtraError: what tells voices apart is not there.
        OSError: the file cannot be read.
    """
    sound = probe(source)
    if sound.channels > len(_CHANNELS):
        problem = f"the recording has {sound.channels} channels, and convqa reads one or two"
        raise source.error(problem, "export agent and customer as the two channels of one file")
    channels = [_survey(source, number) for number in range(sound.channels)]
    spoken = language or engine.detect(_mixed(channels))
    doubts = frozenset() if all(channel.complete for channel in channels) else frozenset({Doubt.BROKEN_OFF})
    call = _Call(source=source, engine=engine, speech=speech, language=spoken)
    if len(channels) == 2 and not same_sound(channels[0].loudness, channels[1].loudness):
        return call.of_two_channels(channels, doubts)
    speech.diarizer()  # if it is not there, an hour of hearing would be for nothing
    return call.of_one_channel(0, call.heard(0, 1.0), doubts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """One recording, and all that it is heard with."""

    source: Source
    engine: SpeechEngine
    speech: SpeechOptions
    language: Language | None

    def of_two_channels(self, channels: Sequence[_Channel], doubts: frozenset[Doubt]) -> Reading:
        """One speaker a channel."""
        found = [self.heard(number, 1 / len(channels)) for number in range(len(channels))]
        speaking = [number for number, segments in enumerate(found) if _speech_s(segments) > 0]
        if len(speaking) == 1:  # the whole call in one channel of two
            return self.of_one_channel(speaking[0], found[speaking[0]], doubts)
        loudness = [channel.loudness for channel in channels]
        first, cut_first = without_crosstalk(found[0], found[1], loudness[0], loudness[1])
        second, cut_second = without_crosstalk(found[1], first, loudness[1], loudness[0])
        both = [
            replace(one, voice=voice) for voice, part in zip(_CHANNELS, (first, second), strict=True) for one in part
        ]
        return self._reading(both, doubts, cut_first + cut_second, self._people())

    def of_one_channel(self, number: int, segments: Sequence[Segment], doubts: frozenset[Doubt]) -> Reading:
        """Several speakers in a channel, told apart by their voices."""
        self._check_speech(segments)
        samples = decode(self.source, number).samples
        voices = self.speech.diarizer().separate(samples, _spans(segments), self.speech.speakers)
        voiced = [_voiced(segment, voices.label_at) for segment in segments]
        return self._reading(voiced, doubts | (frozenset() if voices.sure else {Doubt.SPEAKERS}), 0, {})

    def heard(self, number: int, share: float) -> list[Segment]:
        """What is said in a channel; `share`: how much of the work the channel is."""
        samples = decode(self.source, number).samples
        return list(_watched(self.engine.transcribe(samples, self.language), len(samples) / RATE, self._told(share)))

    def _told(self, share: float) -> Callable[[float], None]:
        progress = self.speech.progress
        return (lambda seconds: progress(seconds * share)) if progress else (lambda _: None)

    def _people(self) -> Mapping[str, Person]:
        if self.speech.agent_channel is None:
            return {}
        agent = str(self.speech.agent_channel)
        return {voice: Person(role=Role.AGENT if voice == agent else Role.CUSTOMER) for voice in _CHANNELS}

    def _check_speech(self, segments: Sequence[Segment]) -> None:
        spoken_s = _speech_s(segments)
        if not spoken_s:
            raise self.source.error(
                "no speech is heard in the recording", "check that it holds the call, not its silence"
            )
        if spoken_s < _SHORTEST_S:
            raise self.source.error("less than a second of speech is heard in the recording", "leave it out")

    def _reading(
        self, segments: Sequence[Segment], doubts: frozenset[Doubt], crosstalk: int, people: Mapping[str, Person]
    ) -> Reading:
        self._check_speech(segments)
        messages, skipped = speech_messages(segments, people)
        skipped[Skip.CROSSTALK] += crosstalk
        if len({message.voice for message in messages}) < 2:
            raise self.source.error(*_ONE_SPEAKER)
        return Reading(
            about={"channel": "phone"},
            messages=messages,
            skipped=+Counter(skipped),
            doubts=doubts,
            speech=self.engine.name,
        )


def _survey(source: Source, number: int) -> _Channel:
    decoded = decode(source, number)
    return _Channel(
        head=decoded.samples[: _HEAD_S * RATE].copy(),  # the rest is let go
        loudness=levels(decoded.samples),
        complete=decoded.complete,
    )


def _mixed(channels: Sequence[_Channel]) -> Samples:
    """The first minutes with everybody in them: who speaks first may be either."""
    if len(channels) == 1:
        return channels[0].head
    size = min(len(channel.head) for channel in channels)
    mixed: Samples = (channels[0].head[:size] + channels[1].head[:size]) / np.float32(2)
    return mixed


def _speech_s(segments: Sequence[Segment]) -> float:
    """How much is said, without what is heard where nobody speaks."""
    return sum((one.end_s or 0.0) - (one.start_s or 0.0) for one in segments if left_out(one) is None)


def _watched(segments: Iterator[Segment], length_s: float, told: Callable[[float], None]) -> Iterator[Segment]:
    """The segments, telling how far hearing them has come."""
    at = 0.0
    for segment in segments:
        now = min(max(at, segment.end_s or 0.0), length_s)
        told(now - at)
        at = now
        yield segment
    told(length_s - at)


def _spans(segments: Sequence[Segment]) -> list[tuple[float, float]]:
    """When something is said: the times of words, or of a segment that has none."""
    said: list[Segment | Word] = []
    for segment in segments:
        if left_out(segment) is None:
            said += segment.words or (segment,)
    return sorted((one.start_s, one.end_s) for one in said if one.start_s is not None and one.end_s is not None)


def _voiced(segment: Segment, label_at: Callable[[float, float], str | None]) -> Segment:
    """The segment with whose voice each word is in."""
    if segment.start_s is None or segment.end_s is None:
        return segment
    words = tuple(
        word if word.start_s is None or word.end_s is None else replace(word, voice=label_at(word.start_s, word.end_s))
        for word in segment.words
    )
    return replace(segment, words=words, voice=None if words else label_at(segment.start_s, segment.end_s))
