"""JSON documents that are too large to be held: read a few times from end to end, an item of their lists at a time.

First the frame: the document with its lists cut short, which is enough to tell what it is. Then a look at all items,
which settles what reading the whole would have settled. Then the conversations. So the result is that of reading the
whole, and what is held is one conversation, what a vendor's format needs beside its list, and a number for each
conversation that has parts.
"""

from __future__ import annotations

from collections.abc import Iterator

from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.ingest.decoding import Encoding
from convqa.ingest.exported import export
from convqa.ingest.formats import Format, match
from convqa.ingest.json_document import Document, Whole, look
from convqa.ingest.json_guessed import guessed
from convqa.ingest.json_stream import Path
from convqa.ingest.options import IngestOptions
from convqa.ingest.parts import Part, frame_of, parts_of, place_of, split
from convqa.ingest.sources import Source

__all__ = ["read_large"]

_CORRECT = "correct it or export it again"


def read_large(source: Source, encoding: Encoding, options: IngestOptions) -> Iterator[Transcript | InputError] | None:
    """The conversations of a JSON document; `None` where it must be read whole.

    Raises:
        InputError: it holds no conversation, or its bytes do not fit the encoding.
        OSError: the file cannot be read.
    """
    document = Document(source=source, encoding=encoding)
    try:
        kinds = look(document, options)
        found = _vendors(document, kinds, options) or guessed(document, options)
    except Whole:
        return None
    return _all(document, found)


def _all(document: Document, found: Iterator[Transcript | InputError]) -> Iterator[Transcript | InputError]:
    """What was found, and last what keeps the rest from being read."""
    none = True
    for one in found:
        none = False
        yield one
    if document.broken is not None:
        rest = "" if none else ", so only the conversations before that were read"
        yield document.source.error(document.broken.problem + rest, _CORRECT, document.broken.line)


def _vendors(
    document: Document, kinds: set[Format], options: IngestOptions
) -> Iterator[Transcript | InputError] | None:
    """The conversations of a vendor's export; `None` where it is none."""
    if options.map:
        return None
    if isinstance(document.frame, list):
        if len(kinds) != 1:
            return None
        return export(lambda: _of_list(document, next(iter(kinds))), document.source, options)
    vendor = match(document.frame) or _vendor_further_on(document)
    if vendor is None:
        return None
    place = place_of(vendor, document.frame)
    if place is None or not isinstance(document.frame, dict) or place.alone(document.frame):
        raise Whole
    frame = frame_of(place, document.frame, lambda name: document.items((name,)))
    return export(lambda: split(vendor, place, frame, document.items((place.path,)), 1, None), document.source, options)


def _of_list(document: Document, vendor: Format) -> Iterator[Part]:
    for number, item in enumerate(document.items(()), start=1):
        yield from parts_of(vendor, item, number, None)


def _vendor_further_on(document: Document) -> Format | None:
    """The format of a document whose first items do not show it; nothing of such a one may be guessed."""
    for piece in document.pieces():
        if piece.member and (vendor := match(_framed(document.frame, piece.path, [piece.value]))) is not None:
            return vendor
    return None


def _framed(frame: object, path: Path, items: list[object]) -> object:
    """The frame with other items in one of its lists."""
    if not path:
        return items
    inner = frame.get(path[0]) if isinstance(frame, dict) else None
    return {**frame, path[0]: _framed(inner, path[1:], items)} if isinstance(frame, dict) else frame
