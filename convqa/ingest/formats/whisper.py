"""The Whisper family: OpenAI's Whisper, faster-whisper and WhisperX, as they write JSON.

Fields as in the code of the three. Whisper and faster-whisper hear words but no speakers; WhisperX (and tools built on
any of them) adds a `speaker` to segments and words. Times are in seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import exp

from convqa.ingest.formats.access import first, get, has, items, number, objects, probability, seconds, text
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

__all__ = ["WHISPER", "call_of", "labels_of", "nobody"]

_OWN_NUMBERS = ("avg_logprob", "no_speech_prob", "compression_ratio", "seek")


def recognise(value: object) -> bool:
    """Segments in Whisper's shape beside a language or a list of all words: see `marks`."""
    if not has(value, segments=list):
        return False
    listed = has(value, word_segments=list)
    language = has(value, language=str) or has(get(value, "info"), language=str)
    if not items(get(value, "segments")):
        return language and (listed or has(value, text=str))
    return (language or listed) and any(_is_ours(row) for row in objects(get(value, "segments")))


def read(value: object) -> Iterator[Reading | Fault]:
    """The one call of a file."""
    rows = items(get(value, "segments"))
    segments = [_segment(row) for row in objects(rows)] or segments_of(_words(get(value, "word_segments")))
    if nobody_named(segments):
        yield nobody("Whisper")
        return
    words = {"words": get(value, "word_segments")}
    language = text(first(get(value, "language"), get(value, "info.language")))
    yield call_of(rows, segments, labels_of((*objects(rows), words)), {"language": language})


def nobody(maker: str) -> Fault:
    """What to say where no segment names a speaker."""
    return Fault(
        problem=f"this {maker} transcript does not say who speaks, so agent and customer cannot be told apart",
        remedy="transcribe it with speakers (WhisperX with --diarize), or give the recording with a channel for each "
        "side: convqa score call.wav (needs convqa[audio]), or join one transcript a channel, speakers named",
    )


def labels_of(rows: Iterable[Mapping[str, object]]) -> Iterator[object]:
    """What rows and their words call the speakers."""
    for row in rows:
        yield row.get("speaker")
        yield from (word.get("speaker") for word in objects(row.get("words")))


def call_of(
    rows: list[object], segments: list[Segment], labels: Iterable[object], about: Mapping[str, object]
) -> Reading:
    """A call from its segments; what of the rows they come from is no object is counted."""
    voices = {voice: label for label in labels if (voice := voice_of(None, label)) is not None}
    messages, skipped = speech_messages(segments, {voice: person_of(label) for voice, label in voices.items()})
    skipped[Skip.NOT_UNDERSTOOD] += len(rows) - len(list(objects(rows)))
    return Reading(about={**about, "channel": "phone"}, messages=messages, skipped=+skipped)


def _is_ours(row: Mapping[str, object]) -> bool:
    """Start, end and text are anybody's; one thing more is Whisper's own."""
    if not has(row, start=(int, float), end=(int, float), text=str):
        return False
    own = any(has(row, **{name: (int, float)}) for name in _OWN_NUMBERS)
    return own or has(row, words=list) or text(row.get("speaker")).startswith("SPEAKER_")


def _segment(row: Mapping[str, object]) -> Segment:
    words = tuple(_words(row.get("words")))
    log_probability = number(row.get("avg_logprob"))
    sure = None if log_probability is None or log_probability > 0 else exp(log_probability)
    return Segment(
        text=text(row.get("text")),
        voice=voice_of(None, row.get("speaker")),
        start_s=seconds(row.get("start")),
        end_s=seconds(row.get("end")),
        words=words,
        confidence=confidence_of(words, sure),
        no_speech=number(row.get("no_speech_prob")),
        log_probability=log_probability,
        compression=number(row.get("compression_ratio")),
    )


def _words(value: object) -> Iterator[Word]:
    """Words; numbers and signs that WhisperX could not align have no times and no speaker."""
    for word in objects(value):
        yield Word(
            text=text(first(word.get("word"), word.get("text"))),
            voice=voice_of(None, word.get("speaker")),
            start_s=seconds(word.get("start")),
            end_s=seconds(word.get("end")),
            # Whisper's own is `probability`; WhisperX has a `score` of how well its alignment fits the sound.
            confidence=probability(first(word.get("probability"), word.get("score"))),
        )


WHISPER = Format(
    name="whisper",
    title="Whisper, faster-whisper and WhisperX",
    marks="segments with start, end and text, and with words, avg_logprob, no_speech_prob or a SPEAKER_ label, beside "
    "language or word_segments",
    recognise=recognise,
    read=read,
)
