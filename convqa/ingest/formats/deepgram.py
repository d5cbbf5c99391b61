"""Deepgram: the answer to a request about a recording.

Fields as in the reference of its "listen" API. `results.utterances` is there only where it was asked for; else the
words of each channel are put together. `speaker` (with `diarize`) is counted in each channel anew. Times are seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from convqa.ingest.formats.access import first, get, has, identifier, items, objects, probability, seconds, text
from convqa.ingest.formats.format import Fault, Format, Reading, Skip
from convqa.ingest.formats.speech import (
    Segment,
    Word,
    confidence_of,
    nobody_named,
    segments_of,
    voice_of,
)
from convqa.ingest.formats.speech_turns import speech_messages

__all__ = ["DEEPGRAM"]

_MIXED = "multi"


def recognise(value: object) -> bool:
    """The metadata of a request beside results by channel: see `marks`."""
    metadata, results = get(value, "metadata"), get(value, "results")
    if not has(metadata, request_id=str) or not has(results, channels=list):
        return False
    channels = objects(get(results, "channels"))
    return has(results, utterances=list) or any(has(one, alternatives=list) for one in channels)


def read(value: object) -> Iterator[Reading | Fault]:
    """The one call of a file."""
    channels = items(get(value, "results.channels"))
    spoken = items(get(value, "results.utterances"))
    segments = [_utterance(row, many=_many(value)) for row in objects(spoken)]
    if not segments:
        for position, channel in enumerate(channels):
            segments += _rebuilt(get(channel, "alternatives.0.words"), position if _many(value) else None)
    if not segments and any(text(get(channel, "alternatives.0.transcript")) for channel in channels):
        yield Fault(
            problem="this Deepgram transcript holds neither utterances nor words, only the text as one piece",
            remedy="transcribe the call again with utterances=true, and with diarize=true or multichannel=true",
        )
        return
    if nobody_named(segments):
        yield Fault(
            problem="this Deepgram transcript does not say who speaks, so agent and customer cannot be told apart",
            remedy="transcribe the call again with diarize=true, or with multichannel=true if each has a channel",
        )
        return
    messages, skipped = speech_messages(segments)
    skipped[Skip.NOT_UNDERSTOOD] += len(spoken) - len(list(objects(spoken)))
    about = {
        "conversation": identifier(get(value, "metadata.request_id")),
        "language": _language(channels),
        "channel": "phone",
    }
    yield Reading(about=about, messages=messages, skipped=+skipped)


def _many(value: object) -> bool:
    """Whether the channels of the sound were transcribed apart."""
    heard = {identifier(row.get("channel")) for row in objects(get(value, "results.utterances"))}
    return len(items(get(value, "results.channels"))) > 1 or len(heard - {None}) > 1


def _utterance(row: Mapping[str, object], *, many: bool) -> Segment:
    channel = row.get("channel") if many else None
    words = tuple(_words(row.get("words"), channel))
    return Segment(
        text=text(row.get("transcript")),
        voice=voice_of(channel, row.get("speaker")),
        start_s=seconds(row.get("start")),
        end_s=seconds(row.get("end")),
        words=words,
        confidence=confidence_of(words, row.get("confidence")),
    )


def _rebuilt(words: object, channel: object) -> list[Segment]:
    """Utterances from the words of a channel; without diarization the channel is the voice."""
    whole = voice_of(channel, None)
    return [replace(one, voice=one.voice or whole) for one in segments_of(_words(words, channel))]


def _words(value: object, channel: object) -> Iterator[Word]:
    for word in objects(value):
        speaker = word.get("speaker")
        yield Word(
            text=text(first(word.get("punctuated_word"), word.get("word"))),
            voice=None if speaker is None else voice_of(channel, speaker),
            start_s=seconds(word.get("start")),
            end_s=seconds(word.get("end")),
            confidence=probability(word.get("confidence")),
        )


def _language(channels: list[object]) -> str:
    """The language that was found, where all channels agree; what was asked for is not in the answer."""
    found = {text(get(channel, "detected_language")) for channel in channels} - {"", _MIXED}
    return found.pop() if len(found) == 1 else ""


DEEPGRAM = Format(
    name="deepgram",
    title="Deepgram",
    marks="metadata.request_id beside results.channels with alternatives, or with utterances",
    recognise=recognise,
    read=read,
)
