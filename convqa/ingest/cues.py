"""WebVTT and SRT: cues with times, and the speaker in a voice tag or before a colon.

Own parser on purpose: both formats are blocks of lines under a line with ``-->``. The libraries
(webvtt-py, srt) keep no line numbers, stop at or drop a damaged block, and leave voice tags of
several speakers in one cue and "Name: text" to us.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.ingest.labels import fold, match_label, speaker_labels
from convqa.ingest.messages import Facts, Message, assemble, clean, made_id
from convqa.ingest.options import IngestOptions
from convqa.ingest.sources import Source
from convqa.ingest.times import parse_seconds

__all__ = ["read_cues"]

_TIMING = re.compile(r"\s{0,9}([\d:.,]{1,20})\s{0,9}-->\s{0,9}([\d:.,]{1,20})(?:\s.{0,200})?")
_VOICE = re.compile(r"<v(?:\.[^\s>]{0,100})?[ \t]{1,9}([^>\n]{1,200})>")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>|<\d[\d:.]{0,20}>|\{\\[^{}\n]{0,50}\}")
_ASIDE = ("NOTE", "STYLE", "REGION", "WEBVTT")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cue:
    line: int
    start_s: float | None
    end_s: float | None
    lines: Sequence[str]


def read_cues(text: str, source: Source, options: IngestOptions) -> Iterator[Transcript | InputError]:
    """Yield the one conversation of a WebVTT or SRT text. A cue that names nobody belongs to the speaker before.

    Raises:
        InputError: there is no cue with text.
    """
    pieces = [message for cue in _cues(text.split("\n")) for message in _voices(cue)]
    if not pieces:
        raise source.error("there is no cue with text", "each cue is a line with --> and the text below it")
    labels = [match_label(line) for message in pieces if message.name is None for line in message.text.split("\n")]
    speakers = speaker_labels(label for label in labels if label is not None)
    messages = _carry_on(part for message in pieces for part in _by_label(message, speakers))
    yield assemble(messages, Facts(), source, fallback_id=made_id(source), options=options)


def _cues(lines: Sequence[str]) -> Iterator[_Cue]:
    """The cues in order; notes and styles left out; a block without times goes on with the cue before it."""
    cue: _Cue | None = None
    block: list[str] = []
    aside = False
    for number, line in enumerate([*lines, ""], start=1):
        timing = _TIMING.fullmatch(line[:300]) if "-->" in line[:60] else None
        if timing is not None:
            if cue is not None:
                yield replace(cue, lines=block[:-1] if block and _is_cue_id(block, lines, number) else block)
            start_s, end_s = parse_seconds(timing[1]), parse_seconds(timing[2])
            cue, block, aside = _Cue(line=number + 1, start_s=start_s, end_s=end_s, lines=()), [], False
        elif not line.strip():
            aside = False
        elif line.startswith(_ASIDE) and (cue is None or not lines[number - 2].strip()):
            aside = True
        elif cue is not None and not aside:
            block.append(line)
    if cue is not None:
        yield replace(cue, lines=block)


def _is_cue_id(block: Sequence[str], lines: Sequence[str], number: int) -> bool:
    """Whether the last line before the times, under a blank one, is the cue's number or name and not text."""
    return lines[number - 2] == block[-1] and (number < 3 or not lines[number - 3].strip())


def _voices(cue: _Cue) -> Iterator[Message]:
    """One message for each voice of a cue, tags taken out."""
    text = "\n".join(cue.lines)
    parts = _VOICE.split(text)  # before, name, text, name, text, …
    for name, part in zip([None, *parts[1::2]], parts[::2], strict=True):
        spoken = clean(html.unescape(_TAG.sub("", part)))
        if spoken:
            yield Message(
                text=spoken,
                name=clean(html.unescape(name)) or None if name else None,
                start_s=cue.start_s,
                end_s=cue.end_s,
                line=cue.line,
            )


def _by_label(message: Message, speakers: frozenset[str]) -> Iterator[Message]:
    """Cut the text of a cue at the lines that open with a speaker's label."""
    if message.name is not None:
        yield message
        return
    name: str | None = None
    pieces: list[str] = []
    for line in message.text.split("\n"):
        match = match_label(line)
        if match is not None and fold(match.label) in speakers:
            if pieces:
                yield replace(message, name=name, text="\n".join(pieces))
            name, pieces = match.label, [line[match.rest_at :].strip()]
        else:
            pieces.append(line)
    yield replace(message, name=name, text="\n".join(pieces))


def _carry_on(messages: Iterator[Message]) -> list[Message]:
    """Give messages without a name the name of the one before; leave out what is only a label."""
    carried: list[Message] = []
    name: str | None = None
    for message in messages:
        name = message.name or name
        if message.text.strip():
            carried.append(replace(message, name=name, text=message.text.strip()))
    return carried
