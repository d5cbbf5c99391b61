"""WebVTT and SRT: cues with times, and the speaker in a voice tag or before a colon.

Own parser on purpose: both formats are blocks of lines under a line with ``-->``. The libraries
(webvtt-py, srt) keep no line numbers, stop at or drop a damaged block, and leave voice tags of
several speakers in one cue and "Name: text" to us.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import dropwhile, takewhile

from convqa.ingest.labels import Labelled, fold, match_label, speaker_labels
from convqa.ingest.messages import Message, clean
from convqa.ingest.names import person, plain_name
from convqa.ingest.times import parse_seconds

__all__ = ["Captions", "Cue", "by_labels", "carry_on", "is_voiced", "labels_of", "parse_captions", "voices"]

_TIMING = re.compile(r"\s{0,9}(-?[\d:.,]{1,20})\s{0,9}-->\s{0,9}(-?[\d:.,]{1,20})(?:\s.{0,200})?")
_VOICE = re.compile(r"<v(?:\.[^\s>]{0,100})?[ \t]{1,9}([^>\n]{1,200})>")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>|<\d[\d:.]{0,20}>|\{\\[^{}\n]{0,50}\}")
_NUMBER_LABEL = re.compile(r"\s{0,9}(\+?[\d*][\d* ()-]{4,20}[\d*])\s?:\s")
_ASIDE = ("NOTE", "STYLE", "REGION", "WEBVTT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One cue.

    Attributes:
        line: 1-based, of its text.
        id: the line above its times, where it stands alone; empty where there is none.
        clock: its beginning as written; `start_s`, `end_s` as read, `None` where that is no time.
        lines: its text, with tags.
        payload: the JSON object that its text is; `None` where it is text.
    """

    line: int
    id: str
    clock: str
    start_s: float | None
    end_s: float | None
    lines: Sequence[str] = field(default=(), repr=False)
    payload: dict[str, object] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Captions:
    """A file of cues; `webvtt`: it says that it is WebVTT; `note`: what its first note says, line by line."""

    webvtt: bool
    cues: tuple[Cue, ...] = field(repr=False)
    note: tuple[str, ...] = field(default=(), repr=False)


def parse_captions(text: str) -> Captions:
    """The cues in order; later notes and styles left out; a block without times goes on with the cue before it."""
    lines = text.split("\n")
    webvtt = text.startswith("WEBVTT")
    return Captions(webvtt=webvtt, cues=tuple(_cues(lines)), note=tuple(_first_note(lines)) if webvtt else ())


def is_voiced(cue: Cue) -> bool:
    """Whether the text of a cue begins with a voice tag."""
    return bool(cue.lines) and _VOICE.match(cue.lines[0].lstrip()[:400]) is not None


def voices(cue: Cue) -> Iterator[Message]:
    """One message for each voice of a cue, tags taken out."""
    text = "\n".join(cue.lines)
    parts = _VOICE.split(text)  # before, name, text, name, text, …
    for written, part in zip([None, *parts[1::2]], parts[::2], strict=True):
        spoken = clean(html.unescape(_TAG.sub("", part)))
        if spoken:
            who = person(clean(html.unescape(written or "")))
            yield Message(
                text=spoken, name=who.name, voice=who.voice, start_s=cue.start_s, end_s=cue.end_s, line=cue.line
            )


def labels_of(messages: Iterable[Message]) -> frozenset[str]:
    """The folded labels before a colon that name speakers, judged over the messages whose speaker is not known."""
    nameless = [message.text for message in messages if message.name is None and message.voice is None]
    found = [_label(line) for text in nameless for line in text.split("\n")]
    numbers = Counter(match[1] for text in nameless if (match := _NUMBER_LABEL.match(text[:100])))
    return speaker_labels(label for label in found if label is not None) | {
        # A number before a colon may be anything; one of a telephone recurs, or is written as one.
        number
        for number, count in numbers.items()
        if count > 1 or number.startswith("+") or "*" in number
    }


def by_labels(message: Message, speakers: frozenset[str]) -> Iterator[Message]:
    """Cut the text of a cue at the lines that open with a speaker's label."""
    if message.name is not None or message.voice is not None:
        yield message
        return
    written = ""
    pieces: list[str] = []
    for index, line in enumerate(message.text.split("\n")):
        label = _label(line)
        number = _NUMBER_LABEL.match(line[:100]) if index == 0 else None
        if number is not None and number[1] in speakers:
            written, pieces = number[1], [line[number.end() :].strip()]
        elif label is not None and fold(label.label) in speakers:
            if pieces:
                yield _said(message, written, pieces)
            written, pieces = label.label, [line[label.rest_at :].strip()]
        else:
            pieces.append(line)
    yield _said(message, written, pieces)


def carry_on(messages: Iterable[Message]) -> list[Message]:
    """Give messages that name nobody the speaker of the one before; leave out what is only a label."""
    carried: list[Message] = []
    name: str | None = None
    voice: str | None = None
    for message in messages:
        if message.name is not None or message.voice is not None:
            name, voice = message.name, message.voice
        if message.text.strip():
            carried.append(replace(message, name=name, voice=voice, text=message.text.strip()))
    return carried


def _cues(lines: Sequence[str]) -> Iterator[Cue]:
    cue: Cue | None = None
    block: list[str] = []
    aside = False
    for number, line in enumerate([*lines, ""], start=1):
        timing = _TIMING.fullmatch(line[:300]) if "-->" in line[:60] else None
        if timing is not None:
            named = _is_id_above(lines, number)
            if cue is not None:
                yield _whole(cue, block[:-1] if named and block and block[-1] == lines[number - 2] else block)
            cue = Cue(
                line=number + 1,
                id=lines[number - 2].strip() if named else "",
                clock=timing[1],
                start_s=parse_seconds(timing[1]),
                end_s=parse_seconds(timing[2]),
            )
            block, aside = [], False
        elif not line.strip():
            aside = False
        elif line.startswith(_ASIDE) and (cue is None or not lines[number - 2].strip()):
            aside = True
        elif cue is not None and not aside:
            block.append(line)
    if cue is not None:
        yield _whole(cue, block)


def _first_note(lines: Sequence[str]) -> Iterator[str]:
    """The lines of a note that is the first thing after the head."""
    block = dropwhile(lambda line: line.strip(), lines)
    note = takewhile(lambda line: line.strip(), dropwhile(lambda line: not line.strip(), block))
    first = next(note, "")
    if first.startswith("NOTE"):
        yield first.removeprefix("NOTE").strip()
        yield from (line.strip() for line in note)


def _is_id_above(lines: Sequence[str], number: int) -> bool:
    """Whether the line before the times in line `number`, under a blank one, is the cue's number or name."""
    return number > 1 and bool(lines[number - 2].strip()) and (number < 3 or not lines[number - 3].strip())


def _whole(cue: Cue, lines: Sequence[str]) -> Cue:
    return replace(cue, lines=lines, payload=_payload("\n".join(lines).strip()))


def _payload(text: str) -> dict[str, object] | None:
    if not (text.startswith("{") and text.endswith("}")):
        return None
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):  # a tag of SRT; a number of thousands of digits; thousands of nested lists
        return None
    return value if isinstance(value, dict) else None


def _label(line: str) -> Labelled | None:
    """A label before a colon, without what a meeting system adds to a name."""
    found = match_label(line)
    return None if found is None else replace(found, label=plain_name(found.label))


def _said(message: Message, written: str, pieces: Sequence[str]) -> Message:
    who = person(written)
    return replace(message, name=who.name, voice=who.voice, text="\n".join(pieces))
