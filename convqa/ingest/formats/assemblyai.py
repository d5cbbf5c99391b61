"""AssemblyAI: a transcript as its API gives it.

Fields as in the reference of `GET /v2/transcript/{id}`. Times are whole **milliseconds**; only `audio_duration` is in
seconds. `utterances` are there with `speaker_labels` or `multichannel`; else the words are put together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from convqa.ingest.formats.access import (
    first,
    get,
    has,
    identifier,
    items,
    milliseconds,
    number,
    objects,
    probability,
    text,
)
from convqa.ingest.formats.format import Fault, Format, Reading, Skip
from convqa.ingest.formats.speech import (
    Segment,
    Word,
    confidence_of,
    nobody_named,
    person_of,
    segments_of,
    voice_of,
)
from convqa.ingest.formats.speech_turns import speech_messages

__all__ = ["ASSEMBLYAI"]

_DONE = "completed"
_SECOND_MS = 1000
_OF_SOUND: Mapping[str, type | tuple[type, ...]] = {
    "audio_url": str,
    "audio_duration": (int, float),
    "acoustic_model": str,
    "speech_model": str,
    "speech_models": list,
}
_OF_TEXT = ("utterances", "words", "text", "error")


def recognise(value: object) -> bool:
    """A transcript with an id and a state, that tells of the sound and of the text; or its bare rows: see `marks`."""
    if not isinstance(value, dict):
        return False
    if not has(value, id=str, status=str):
        return has(value, text=str, confidence=(int, float), language_code=str) and _in_milliseconds(value)
    of_sound = any(has(value, **{name: kind}) for name, kind in _OF_SOUND.items())
    return of_sound and any(name in value for name in _OF_TEXT) and not _in_fractions(value)


def read(value: object) -> Iterator[Reading | Fault]:
    """The one call of a file."""
    if (unfinished := _unfinished(text(get(value, "status")))) is not None:
        yield unfinished
        return
    rows = items(get(value, "utterances"))
    segments = [_utterance(row) for row in objects(rows)] or _rebuilt(get(value, "words"))
    if not segments and text(get(value, "text")):
        yield Fault(
            problem="this AssemblyAI transcript holds neither utterances nor words, only the text as one piece",
            remedy="fetch the whole transcript, not its text alone",
        )
        return
    if nobody_named(segments):
        yield Fault(
            problem="this AssemblyAI transcript does not say who speaks, so agent and customer cannot be told apart",
            remedy="transcribe the call again with speaker_labels, or with multichannel if each has a channel",
        )
        return
    people = {voice: person_of(row.get("speaker")) for row in _rows(value) if (voice := _voice(row)) is not None}
    messages, skipped = speech_messages(segments, people)
    skipped[Skip.NOT_UNDERSTOOD] += len(rows) - len(list(objects(rows)))
    about = {
        "conversation": identifier(get(value, "id")),
        "language": text(get(value, "language_code")),
        "channel": "phone",
    }
    yield Reading(about=about, messages=messages, skipped=+skipped)


def _rows(value: object) -> list[dict[str, object]]:
    return [*objects(get(value, "utterances")), *objects(get(value, "words"))]


def _in_milliseconds(value: object) -> bool:
    """Whether there are rows of speech, all with whole numbers for times, of which some are beyond a second's."""
    rows = _rows(value)
    whole = all(has(row, text=str, start=int, end=int) and "confidence" in row for row in rows)
    return whole and any((number(row.get("end")) or 0) >= _SECOND_MS for row in rows)


def _in_fractions(value: object) -> bool:
    """Whether somebody turned the times into seconds, so that they must not be divided again."""
    times = (row.get(name) for row in _rows(value) for name in ("start", "end"))
    return any(isinstance(time, float) and not time.is_integer() for time in times)


def _unfinished(status: str) -> Fault | None:
    if status == "error":
        return Fault(
            problem="AssemblyAI could not transcribe this recording",
            remedy="look up the reason there and transcribe it again, or leave the file out",
        )
    if status in ("queued", "processing"):
        return Fault(
            problem="AssemblyAI had not finished this transcript when it was fetched",
            remedy=f"fetch it again when its status is {_DONE}",
        )
    return None


def _voice(row: Mapping[str, object]) -> str | None:
    return voice_of(row.get("channel"), row.get("speaker"))


def _utterance(row: Mapping[str, object]) -> Segment:
    words = tuple(_word(word, row.get("channel")) for word in objects(row.get("words")))
    return Segment(
        text=text(row.get("text")),
        voice=_voice(row),
        start_s=milliseconds(row.get("start")),
        end_s=milliseconds(row.get("end")),
        words=words,
        confidence=confidence_of(words, row.get("confidence")),
    )


def _word(word: Mapping[str, object], channel: object) -> Word:
    speaker = word.get("speaker")
    return Word(
        text=text(word.get("text")),
        voice=None if speaker is None else voice_of(first(word.get("channel"), channel), speaker),
        start_s=milliseconds(word.get("start")),
        end_s=milliseconds(word.get("end")),
        confidence=probability(word.get("confidence")),
    )


def _rebuilt(words: object) -> list[Segment]:
    """Utterances from the words, each channel by itself: where two talk at once their words alternate."""
    channels: dict[str | None, list[Word]] = {}
    for word in objects(words):
        channels.setdefault(identifier(word.get("channel")), []).append(_word(word, None))
    return [
        replace(segment, voice=segment.voice or voice_of(channel, None))
        for channel, stream in channels.items()
        for segment in segments_of(stream)
    ]


ASSEMBLYAI = Format(
    name="assemblyai",
    title="AssemblyAI",
    marks="id and status, with audio_url, audio_duration or a speech model, beside utterances, words, text or error; "
    "or text, confidence and language_code beside rows with whole numbers for times",
    recognise=recognise,
    read=read,
)
