"""Plain text transcripts: labelled lines, continuation lines, several conversations in one file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from convqa.conversation import Role, Transcript
from convqa.errors import InputError
from convqa.ingest.labels import fold, match_heading, match_label, speaker_labels
from convqa.ingest.messages import Facts, Message, assemble, clean, made_id
from convqa.ingest.options import IngestOptions
from convqa.ingest.sources import Source
from convqa.ingest.times import parse_moment

__all__ = ["read_plain_text", "split_messages"]

_SEPARATOR = re.compile(r"\s{0,20}(?:[-–—=*_#~]\s?){3,200}\s*")
_HASH_ID = re.compile(r"\s{0,9}#{1,4}\s{1,9}(\S[^\n]{0,100})")
_HEADER = re.compile(
    r"\W{0,9}(?:conversation|chat|call|case|ticket|transcript|dialogue|samtale|samtal|sag|sak|ärende|henvendelse|opkald)"
    r"(?:\s?(?:id|nr\.?|no\.?|nummer|number))?\s?[:#]?\s{0,4}#?((?=[\w./-]{0,40}\d)[\w./-]{1,40})\W{0,9}",
    re.IGNORECASE,
)
_NOTICE = re.compile(r"\s{0,9}(?:\[[^\[\]]{3,300}\]|\*{2,3}\s[^*]{3,300}\*{2,3}|-{2,3}\s[^-]{3,300}-{2,3})\s*")
_TOKEN = re.compile(r"[\w.:/-]{1,80}")
_FEW_WORDS = 8
_MAX_HEADINGS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opening:
    """A line that opens a message."""

    name: str
    stamp: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """The lines of one conversation: 1-based number and text; `id` of ``# id``, `part` the number of its heading."""

    lines: Sequence[tuple[int, str]]
    id: str | None = None
    part: str | None = None


def read_plain_text(text: str, source: Source, options: IngestOptions) -> Iterator[Transcript | InputError]:
    """Yield the conversations of a plain text.

    Raises:
        InputError: no line names a speaker.
    """
    lines = text.split("\n")
    openings = _openings(lines)
    if not openings:
        raise source.error("no line names a speaker", "begin each message with its speaker, as in Kunde: …")
    sections = _sections(lines, openings)
    for number, section in enumerate(sections, start=1):
        part = section.part or (str(number) if len(sections) > 1 else None)
        fallback_id = made_id(source) if part is None else f"{made_id(source)}#{part}"
        messages = _messages(section.lines, openings)
        try:
            facts = Facts(id=section.id)
            line = section.lines[0][0] if section.lines else None
            yield assemble(messages, facts, source, fallback_id=fallback_id, options=options, line=line)
        except InputError as error:
            yield error


def split_messages(text: str) -> list[Message]:
    """The messages of one conversation that is a plain text by itself; empty where no line names a speaker."""
    lines = text.split("\n")
    openings = _openings(lines)
    return _messages(list(enumerate(lines, start=1)), openings) if openings else []


def _openings(lines: Sequence[str]) -> dict[int, _Opening]:
    """The lines that open a message, by position from 0."""
    matched = [match_label(line) for line in lines]
    speakers = speaker_labels(match for match in matched if match is not None)
    openings = {
        at: _Opening(name=match.label, stamp=match.stamp, text=lines[at][match.rest_at :])
        for at, match in enumerate(matched)
        if match is not None and fold(match.label) in speakers
    }
    if openings:
        return openings
    headings = {at: heading for at, line in enumerate(lines) if (heading := match_heading(line)) is not None}
    if len(headings) < 2:
        return {}
    return {at: _Opening(name=name, stamp=stamp, text="") for at, (name, stamp) in headings.items()}


def _sections(lines: Sequence[str], openings: dict[int, _Opening]) -> list[_Section]:
    """Cut a file into its conversations at separators and headings, unless these only divide messages."""
    following = _next_with_text(lines)
    sections: list[_Section] = []
    current: list[tuple[int, str]] = []
    speakers: set[str] = set()
    counts: list[int] = []
    named = False
    given: str | None = None
    part: str | None = None

    def close() -> None:
        nonlocal current, speakers, given, part
        if speakers:
            sections.append(_Section(lines=current, id=given, part=part))
            counts.append(len(speakers))
            current, given, part = [], None, None
        speakers = set()

    for at, line in enumerate(lines):
        if at in openings:
            speakers.add(fold(openings[at].name))
        else:
            break_here, hash_id, number = _boundary(line, at, lines, openings, following)
            if break_here:
                close()
                given, part = hash_id or given, number or part
                named = named or bool(hash_id or number)
                continue
        current.append((at + 1, line))
    close()
    if not named and sum(count < 2 for count in counts) * 2 > len(counts):
        return [_Section(lines=[(at + 1, line) for at, line in enumerate(lines)])]
    return sections


def _boundary(
    line: str, at: int, lines: Sequence[str], openings: dict[int, _Opening], following: Sequence[int]
) -> tuple[bool, str | None, str | None]:
    """Whether a line ends a conversation, and the id or the number that it gives to the next one."""
    if len(line) > 200 or line.isspace() or not line:
        return False, None, None
    header = _HEADER.fullmatch(line)
    hash_id = _HASH_ID.fullmatch(line)
    if not (header or hash_id or _SEPARATOR.fullmatch(line)):
        return False, None, None
    # A rule or a number within a message is followed by more of it; one between conversations is not.
    after = following[at]
    for _ in range(_MAX_HEADINGS):
        if after == len(lines) or after in openings or not _is_heading(lines[after]):
            break
        after = following[after]
    if after < len(lines) and after not in openings:
        return False, None, None
    if header:
        return True, None, header[1]
    word = hash_id[1].strip() if hash_id else ""
    return True, word if _TOKEN.fullmatch(word) else None, None


def _is_heading(line: str) -> bool:
    """A line that may stand between a separator and the first message: another heading, a title, a fact."""
    label = match_label(line)
    if _SEPARATOR.fullmatch(line[:300]) or _HASH_ID.fullmatch(line[:300]) or _HEADER.fullmatch(line[:300]):
        return True
    if label is not None and label.spaced and len(line) <= 120:
        return True
    return len(line.split(maxsplit=_FEW_WORDS)) < _FEW_WORDS and not line.rstrip().endswith((".", "!", "?", ","))


def _next_with_text(lines: Sequence[str]) -> list[int]:
    """For each line the position of the next one that is not blank; `len(lines)` where there is none."""
    following = [len(lines)] * len(lines)
    after = len(lines)
    for at in range(len(lines) - 1, -1, -1):
        following[at] = after
        if lines[at].strip():
            after = at
    return following


def _messages(lines: Sequence[tuple[int, str]], openings: dict[int, _Opening]) -> list[Message]:
    """Join each opening line with the lines that go on. Headings before the first message are no message."""
    messages: list[Message] = []
    opening: _Opening | None = None
    number = lines[0][0] if lines else 1
    pieces: list[str] = []

    def close() -> None:
        text = clean("\n".join(piece.rstrip() for piece in pieces))
        if text and opening is not None:
            moment = parse_moment(opening.stamp)
            messages.append(Message(text=text, name=opening.name or None, moment=moment, line=number))
        elif text:
            messages.append(Message(text=text, line=number))

    for at, line in lines:
        if at - 1 in openings:
            close()
            opening = openings[at - 1]
            pieces, number = [opening.text], at
        elif len(line) <= 300 and _NOTICE.fullmatch(line) and " " in line.strip():
            close()
            messages.append(Message(text=clean(line.strip().strip("[]*- ")), role=Role.SYSTEM, line=at))
            pieces, number = [], at + 1
        elif opening is None and (not line.strip() or _is_heading(line)):
            continue
        elif line.strip():
            pieces.append(line)
    close()
    return messages
