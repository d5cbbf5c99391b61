"""What speech recognisers heard, as messages: shared by all readers of their files.

Channels are interleaved in order of time, back-channels kept from cutting what another says, and what the recogniser
heard in silence, or repeats, is left out and counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from convqa.ingest.formats.format import Skip
from convqa.ingest.formats.speech import (
    BACK_CHANNEL,
    Person,
    Segment,
    Word,
    asks,
    confidence_of,
    joined,
    segments_of,
)
from convqa.ingest.messages import Message

__all__ = ["left_out", "speech_messages"]

_LOOP = 3
_CROWD = 200
# Whisper's own thresholds: beyond them its decoder takes what it wrote for silence, or for a loop.
_NO_SPEECH, _LOG_PROBABILITY, _COMPRESSION = 0.6, -1.0, 2.4


def speech_messages(
    segments: Iterable[Segment], people: Mapping[str, Person] | None = None
) -> tuple[tuple[Message, ...], Counter[Skip]]:
    """The messages of a call in order of time, and what was left out.

    Args:
        segments: in the order of the file; a segment without a voice belongs to the voice before.
        people: what the file states of each voice; a voice that is not in it is somebody without a name.
    """
    skipped: Counter[Skip] = Counter()
    heard = [one for segment in _heard(segments, skipped) for one in _by_voice(segment)]
    ordered = _interleaved(heard)
    repeats = _repeats(ordered)
    skipped[Skip.REPEATED] += len(repeats)
    told = people or {}
    messages = tuple(
        _message(segment, told.get(segment.voice or "", Person()))
        for position, segment in enumerate(ordered)
        if position not in repeats
    )
    return messages, +skipped


def _message(segment: Segment, person: Person) -> Message:
    return Message(
        text=segment.text,
        name=person.name,
        role=person.role,
        identifier=person.identifier,
        voice=segment.voice,
        start_s=segment.start_s,
        end_s=segment.end_s,
        speech_confidence=confidence_of(segment.words, segment.confidence),
    )


def _heard(segments: Iterable[Segment], skipped: Counter[Skip]) -> list[Segment]:
    """The segments that hold speech, each with a voice where any is known."""
    kept = []
    for segment in segments:
        reason = left_out(segment)
        if reason is None:
            kept.append(segment)
        else:
            skipped[reason] += 1
    own = [segment.voice or _most_frequent(segment.words) for segment in kept]
    voice = next((one for one in own if one is not None), None)
    voiced = []
    for segment, one in zip(kept, own, strict=True):
        voice = one or voice
        voiced.append(replace(segment, voice=voice))
    return voiced


def left_out(segment: Segment) -> Skip | None:
    """Why a segment is nothing that anybody said; `None` where it is speech."""
    if not segment.text:
        return Skip.EMPTY
    silent = segment.no_speech is not None and segment.no_speech > _NO_SPEECH
    if silent and segment.log_probability is not None and segment.log_probability < _LOG_PROBABILITY:
        return Skip.NO_SPEECH
    if segment.compression is not None and segment.compression > _COMPRESSION:
        return Skip.REPEATED
    return None


def _most_frequent(words: Iterable[Word]) -> str | None:
    voices = Counter(word.voice for word in words if word.voice is not None)
    return voices.most_common(1)[0][0] if voices else None


def _by_voice(segment: Segment) -> list[Segment]:
    """A segment, cut where its words say that another speaks."""
    words = _aligned(segment)
    if len({word.voice for word in words if word.voice is not None} | {segment.voice}) < 2:
        return [segment]
    first = replace(words[0], voice=words[0].voice or segment.voice)
    return _as_sure_as(segment, segments_of((first, *words[1:])))


def _as_sure_as(whole: Segment, parts: Iterable[Segment]) -> list[Segment]:
    """Parts of a segment; where the recogniser is not asked of single words, each is as sure as the whole."""
    return [replace(part, confidence=whole.confidence) if part.confidence is None else part for part in parts]


def _aligned(segment: Segment) -> tuple[Word, ...]:
    """The words with the spelling of the text; none where they are not the same words, so that a cut loses nothing."""
    spelled = segment.text.split()
    if len(spelled) != len(segment.words):
        return ()
    return tuple(replace(word, text=text) for word, text in zip(segment.words, spelled, strict=True))


def _interleaved(segments: list[Segment]) -> list[Segment]:
    """All in order of their starts; what another says inside a segment, beyond a back-channel, cuts it in two."""
    ordered = _by_start(segments)
    parts: list[Segment] = []
    for position, host in enumerate(ordered):
        words = _aligned(host)
        # Hundreds of segments on top of each other are no talk; the bound keeps such a file from taking for ever.
        cuts = _cuts(host, words, islice(ordered, position + 1, position + _CROWD)) if words else []
        parts += _as_sure_as(host, _cut(words, host.voice, cuts)) if cuts else [host]
    return _by_start(parts)


def _cuts(host: Segment, words: Sequence[Word], following: Iterable[Segment]) -> list[float]:
    """Where others begin to say something, and end, while the host goes on: more than a back-channel, or an answer."""
    cuts: list[float] = []
    if host.start_s is None or host.end_s is None:
        return cuts
    for one in following:
        if one.start_s is None or one.end_s is None or one.voice == host.voice:
            continue
        if one.start_s >= host.end_s:
            break
        inside = host.start_s < one.start_s and one.end_s < host.end_s
        if inside and (len(one.text.split()) > BACK_CHANNEL or _asked(words, one.start_s)):
            cuts.append(one.start_s)
    return cuts


def _asked(words: Sequence[Word], at: float) -> bool:
    """Whether the last word that began before a time ended a question."""
    before = (word for word in reversed(words) if word.start_s is not None and word.start_s < at)
    last = next(before, None)
    return last is not None and asks(last)


def _cut(words: Sequence[Word], voice: str | None, cuts: Sequence[float]) -> list[Segment]:
    """Words in parts, each beginning with the first word at or after a cut."""
    parts: list[list[Word]] = [[]]
    waiting = list(cuts)
    for word in words:
        if word.start_s is not None and waiting and word.start_s >= waiting[0]:
            waiting = [at for at in waiting if at > word.start_s]
            parts.append([])
        parts[-1].append(replace(word, voice=voice))
    return [joined(part) for part in parts if part]


def _by_start(segments: Sequence[Segment]) -> list[Segment]:
    """In order of start; one without a start stays behind the one before it."""
    last = 0.0
    keyed: list[tuple[float, Segment]] = []
    for segment in segments:
        last = last if segment.start_s is None else segment.start_s
        keyed.append((last, segment))
    return [segment for _, segment in sorted(keyed, key=lambda pair: pair[0])]


def _repeats(segments: Sequence[Segment]) -> set[int]:
    """Positions of lines that say again what one voice says three times or more in a row.

    "Yes." may well be said three times while another explains, so such short lines count only where nobody else speaks
    in between.
    """
    plain = [" ".join(re.findall(r"\w+", segment.text.casefold())) for segment in segments]
    runs: list[list[int]] = []
    latest: dict[str | None, list[int]] = {}
    for position, segment in enumerate(segments):
        run = latest.get(segment.voice)
        short = plain[position].count(" ") < BACK_CHANNEL
        if run and plain[run[-1]] == plain[position] != "" and not (short and run[-1] != position - 1):
            run.append(position)
        else:
            latest[segment.voice] = [position]
            runs.append(latest[segment.voice])
    return {position for run in runs if len(run) >= _LOOP for position in run[1:]}
