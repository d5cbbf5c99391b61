"""The conversations of a large JSON document of a vendor's format, an item of its list at a time."""

from __future__ import annotations

from collections.abc import Iterator

from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.ingest.exported import export
from convqa.ingest.formats import Format, match
from convqa.ingest.json_document import Document, Whole
from convqa.ingest.json_stream import Path
from convqa.ingest.options import IngestOptions
from convqa.ingest.parts import Part, frame_of, parts_of, place_of, split

__all__ = ["exported"]


def exported(
    document: Document, kinds: set[Format], options: IngestOptions
) -> Iterator[Transcript | InputError] | None:
    """The conversations of a vendor's export; `None` where it is none.

    Args:
        document: after `look`.
        kinds: what `look` found.
        options: a column map says that the user knows better.

    Raises:
        Whole: it has no list to read an item at a time.
    """
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
    document.parted = place.part_of is not None
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
