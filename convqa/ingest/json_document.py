"""A JSON document that is read again and again, a piece at a time; and its frame: the document, its lists cut short."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from convqa.ingest.decoding import Encoding, read_chunks
from convqa.ingest.formats import Format, match
from convqa.ingest.json_stream import BrokenError, Path, Piece, walk
from convqa.ingest.options import IngestOptions
from convqa.ingest.sources import Source

__all__ = ["Document", "Whole", "look"]

_DEPTH = 3
_HEAD = 20
_MOST_MEMBERS = 2_000


class Whole(Exception):  # noqa: N818 - no error: a way out
    """The document must be read whole: it is one conversation, or has no long list."""


@dataclass(slots=True, kw_only=True)
class Document:
    """A document that can be read again and again; where it is broken, it ends there.

    Attributes:
        broken: where that is; `None` where it is whole, or was not yet read through.
        frame: see above; filled in by `look`.
        parted: whether the items of its lists are parts of conversations, so that where it ends one may break off.
    """

    source: Source
    encoding: Encoding
    broken: BrokenError | None = None
    frame: object = field(default=None, repr=False)
    parted: bool = False

    def pieces(self) -> Iterator[Piece]:
        """All pieces, in their order."""
        try:
            yield from walk(read_chunks(self.source, self.encoding), _DEPTH)
        except BrokenError as error:
            self.broken = error

    def items(self, path: Path) -> Iterator[object]:
        """The members of the list at a path."""
        return (piece.value for piece in self.pieces() if piece.member and piece.path == path)


def look(document: Document, options: IngestOptions) -> set[Format]:
    """Fill in the frame; of a document that is a list, the formats of its items.

    Raises:
        Whole: the frame would be too large.
    """
    kinds: set[Format] = set()
    holders: dict[Path, object] = {}
    members = 0
    for path, value, member, opened in document.pieces():
        if member:
            items = holders[path]
            if isinstance(items, list) and len(items) < _HEAD:
                items.append(value)
            if not path and not options.map and (vendor := match(value)) is not None:
                kinds.add(vendor)
            continue
        if opened:
            holders[path] = value
        if not path:
            document.frame = value
            continue
        members += 1
        if members > _MOST_MEMBERS:  # conversations by their ids, perhaps: no list to go by
            raise Whole
        holder = holders[path[:-1]]
        if isinstance(holder, dict):
            holder[path[-1]] = value
    return kinds
