"""A labelled conversation cut into pieces of text, each personal data of one kind or none."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from convqa.conversation import Language
from convqa.redaction.find import find
from convqa.redaction.findings import SEPARATOR, Kind, Reading, read

__all__ = [
    "PERSON",
    "UNSURE",
    "Passage",
    "Segment",
    "Span",
    "Turns",
    "batch",
    "cut",
    "doubted",
    "join",
    "segments",
    "windows",
]

PERSON = "person"
UNSURE = "unsure"
"""A kind beside those of the corpus: initials and first names with which agents sign, which nobody marked."""
MOST_TURNS = 4
UNMARKED_SHARE = 0.6
MIN_PART = 3

_PART = re.compile(rf"[^\W\d_]{{{MIN_PART},}}(?:-[^\W\d_]+)*")
_SIGNED = re.compile(r"[*^/–-] ?([A-Z][A-Za-z]{0,11})(?=\s{0,2}$)")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a turn.

    Attributes:
        kind: a type of the corpus's marks, `UNSURE`, or "" for what is no personal data.
        origin: where a name that was filled in comes from (`training.pii.lists.Name`), else "".
    """

    text: str
    kind: str = ""
    origin: str = ""


Turns = tuple[tuple[Segment, ...], ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Personal data at `text[start:end]` of a passage, without white space at its ends."""

    start: int
    end: int
    kind: str
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Turns as the finders read them, and where the personal data is.

    Attributes:
        spans: in order of place, disjoint.
    """

    reading: Reading
    spans: tuple[Span, ...]


def batch(record: Mapping[str, Any]) -> str:
    """Who wrote a conversation of the corpus: the first part of its id."""
    return str(record["id"]).partition("-")[0]


def segments(record: Mapping[str, Any]) -> Turns:
    """The turns of a record of the corpus, cut at its marks.

    Every place counts where a marked string stands as whole words, and every place where a capitalised part of a
    person's name stands alone ("Mette" where "Mette Holm" is marked).
    """
    marks = sorted({(mark["text"], mark["type"]) for mark in record["pii"]}, key=lambda mark: (-len(mark[0]), mark))
    patterns = [(re.compile(rf"(?<!\w){re.escape(text)}(?!\w)"), kind) for text, kind in marks]
    parts = {part for text, kind in marks if kind == PERSON for part in _PART.findall(text) if part[0].isupper()}
    patterns += [(re.compile(rf"(?<!\w){re.escape(part)}(?=s?(?!\w))"), PERSON) for part in sorted(parts)]
    return tuple(tuple(_cut(turn["text"], patterns)) for turn in record["turns"])


def _cut(text: str, patterns: Iterable[tuple[re.Pattern[str], str]]) -> Iterator[Segment]:
    """The pieces of one turn; of two patterns that overlap, the first has its way."""
    taken = bytearray(len(text))
    found: list[tuple[int, int, str]] = []
    signed = _SIGNED.search(text)
    matches = [(match.span(), kind) for pattern, kind in patterns for match in pattern.finditer(text)]
    for (start, end), kind in [*matches, *([(signed.span(1), UNSURE)] if signed else [])]:
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            found.append((start, end, kind))
    position = 0
    for start, end, kind in sorted(found):
        if start > position:
            yield Segment(text[position:start])
        yield Segment(text[start:end], kind)
        position = end
    if position < len(text):
        yield Segment(text[position:])


def cut(texts: Sequence[str], marks: Iterable[tuple[int, int, int, str]]) -> Turns:
    """Turns cut at marks of places.

    Args:
        texts: of the turns.
        marks: (turn, start, end, kind), characters of the turn's text, disjoint, in any order.
    """
    turns: list[list[Segment]] = []
    ordered = sorted(marks)
    for number, text in enumerate(texts):
        pieces, position = [], 0
        for turn, start, end, kind in ordered:
            if turn == number:
                pieces += [Segment(text[position:start]), Segment(text[start:end], kind)]
                position = end
        turns.append([piece for piece in (*pieces, Segment(text[position:])) if piece.text])
    return tuple(map(tuple, turns))


def doubted(turns: Turns, language: Language) -> Turns:
    """The turns with what rules take for a number and nobody marked as `UNSURE`: marks of the corpus leave out some."""
    passage = join(turns, language)
    marked = bytearray(len(passage.reading.text))
    for span in passage.spans:
        marked[span.start : span.end] = b"\1" * (span.end - span.start)
    doubts = (
        Span(found.start, found.end, UNSURE)
        for found in find(passage.reading)
        if found.kind is not Kind.PERSON and not any(marked[found.start : found.end])
    )
    starts = passage.reading.starts
    marks = []
    for place in (*passage.spans, *doubts):
        turn = bisect_right(starts, place.start) - 1
        marks.append((turn, place.start - starts[turn], place.end - starts[turn], place.kind))
    return cut([*passage.reading.text.split(SEPARATOR)], marks)


def windows(turns: Turns, generator: np.random.Generator) -> Iterator[Turns]:
    """One to `MOST_TURNS` turns in a row, over and over to the end; of those without personal data only some."""
    position = 0
    while position < len(turns):
        count = int(generator.integers(1, MOST_TURNS + 1))
        window = turns[position : position + count]
        position += count
        if any(segment.kind for turn in window for segment in turn) or generator.random() < UNMARKED_SHARE:
            yield window


def join(turns: Sequence[Sequence[Segment]], language: Language) -> Passage:
    """Segments laid side by side."""
    texts, spans, position = [], [], 0
    for turn in turns:
        pieces = []
        for segment in turn:
            bare = segment.text.strip()
            if segment.kind and bare:
                start = position + segment.text.index(bare)
                spans.append(Span(start, start + len(bare), segment.kind, segment.origin))
            pieces.append(segment.text)
            position += len(segment.text)
        position += 1  # the separator between turns
        texts.append("".join(pieces))
    return Passage(reading=read(texts, language), spans=tuple(spans))
