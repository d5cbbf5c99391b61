"""Transcripts of Teams and Zoom meetings: WebVTT, with the marks by which either system's files are known.

Both are read like any WebVTT or SRT (`read_captions`). Fields of Teams' metadata as in Microsoft's description of
`callTranscript`; the form of Zoom's cues is as users show it, the maker does not describe it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from convqa.ingest.captions import Captions, Cue, by_labels, carry_on, is_voiced, labels_of, voices
from convqa.ingest.formats.access import has, text
from convqa.ingest.formats.format import Fault, Format, Reading, Skip
from convqa.ingest.messages import Message
from convqa.ingest.names import person
from convqa.ingest.times import parse_moment

__all__ = ["TEAMS_VTT", "ZOOM_VTT", "read_captions"]

_TEAMS_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/\d{1,9}-\d{1,9}", re.IGNORECASE)
_CLOCK = re.compile(r"\d{2,3}:\d{2}:\d{2}\.\d{3}")
_SHORT_CLOCK = re.compile(r"\d{1,3}:\d{1,2}:\d{1,2}\.\d{1,3}")


def read_captions(captions: Captions) -> Reading:
    """The one conversation of a file of cues: each cue is said by whom it names, else by whom the one before names."""
    spoken = {index: list(voices(cue)) for index, cue in enumerate(captions.cues) if cue.payload is None}
    speakers = labels_of(message for messages in spoken.values() for message in messages)
    metadata = any(_is_metadata(cue) for cue in captions.cues)
    skipped: Counter[Skip] = Counter()
    messages: list[Message] = []
    for index, cue in enumerate(captions.cues):
        if cue.payload is not None and not _is_metadata(cue):
            skipped[Skip.NOT_TEXT] += 1
        elif cue.payload is not None:
            messages.append(_from_metadata(cue))
            skipped[Skip.EMPTY] += not messages[-1].text
        elif metadata and cue.lines and cue.lines[0].lstrip().startswith("{"):
            skipped[Skip.NOT_UNDERSTOOD] += 1  # metadata, damaged
        else:
            messages += (part for message in spoken[index] for part in by_labels(message, speakers))
    languages = {text(cue.payload.get("spokenLanguage")) for cue in captions.cues if cue.payload and _is_metadata(cue)}
    about = {"language": languages.pop() if len(languages) == 1 else None}
    return Reading(about=about, messages=tuple(carry_on(messages)), skipped=+skipped)


def _is_metadata(cue: Cue) -> bool:
    return has(cue.payload, spokenText=str) and (
        has(cue.payload, speakerName=str) or has(cue.payload, startDateTime=str, endDateTime=str)
    )


def _from_metadata(cue: Cue) -> Message:
    payload = cue.payload or {}
    who = person(text(payload.get("speakerName")))
    return Message(
        text=text(payload.get("spokenText")),
        name=who.name,
        voice=who.voice,
        moment=parse_moment(payload.get("startDateTime")),
        start_s=cue.start_s,
        end_s=cue.end_s,
        line=cue.line,
    )


def _is_teams(value: object) -> bool:
    if not isinstance(value, Captions) or not value.webvtt:
        return False
    if any(_is_metadata(cue) for cue in value.cues):
        return True
    cues = [cue for cue in value.cues if cue.lines]
    if not cues or not all(map(is_voiced, cues)):
        return False
    short = all(_SHORT_CLOCK.fullmatch(cue.clock) for cue in cues) and not all(
        _CLOCK.fullmatch(cue.clock) for cue in cues
    )
    return short or all(_TEAMS_ID.fullmatch(cue.id) for cue in cues)


def _is_zoom(value: object) -> bool:
    if not isinstance(value, Captions) or not value.webvtt:
        return False
    cues = value.cues
    numbered = [cue.id for cue in cues] == [str(number) for number in range(1, len(cues) + 1)]
    if len(cues) < 2 or not numbered or any(cue.payload is not None or is_voiced(cue) for cue in cues):
        return False
    if not all(len(cue.lines) <= 1 and _CLOCK.fullmatch(cue.clock) for cue in cues):
        return False
    messages = [message for cue in cues for message in voices(cue)]
    speakers = labels_of(messages)
    parts = [next(by_labels(message, speakers)) for message in messages]
    named = [part.name is not None or part.voice is not None for part in parts]
    return bool(named) and named[0] and 2 * sum(named) >= len(named)


def _read(value: object) -> Iterator[Reading | Fault]:
    if isinstance(value, Captions):
        yield read_captions(value)


TEAMS_VTT = Format(
    name="teams-vtt",
    title="Microsoft Teams, transcript of a meeting or call (WebVTT)",
    marks="WebVTT whose cues are JSON with speakerName and spokenText, or all open with a voice tag and have ids or "
    "times as only Teams writes them",
    recognise=_is_teams,
    read=_read,
)
ZOOM_VTT = Format(
    name="zoom-vtt",
    title="Zoom, audio transcript of a cloud recording (WebVTT)",
    marks="WebVTT of cues numbered from 1, of one line each, most of which open with a name and a colon",
    recognise=_is_zoom,
    read=_read,
    documented=False,
)
