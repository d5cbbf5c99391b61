"""The conversations of vendors' documents: what lies in one list is parted, and what lies apart is joined.

The same for a document in memory, for the lines of JSON Lines, and for a document that streams by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from convqa.ingest.formats import Format, Place

__all__ = ["Gatherer", "Part", "Unit", "frame_of", "parts_of", "place_of", "split"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One item of a document, or a document that has no list.

    Attributes:
        vendor: of which format it is; `None` where it is of none.
        frame: the document without its list, what lies beside it prepared; the whole document where there is none.
        place: where the item belongs; `None` where there is no list.
        item: the item.
        key: of the conversation that it is a part of, within the source; `None` where it is one by itself.
        line: where it begins; `None` where only the whole file can be named.
    """

    vendor: Format | None
    frame: object = field(repr=False)
    place: Place | None = None
    item: object = field(default=None, repr=False)
    key: str | None = field(default=None, repr=False)
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One conversation: a document for `Format.read`, its number in the source from 1, and its first line."""

    vendor: Format | None
    value: object = field(repr=False)
    number: int
    line: int | None


def place_of(vendor: Format, document: object) -> Place | None:
    """Where a document has its list; `None` where it has none."""
    for place in vendor.places:
        if place.alone(document) or (isinstance(document, dict) and isinstance(document.get(place.path), list)):
            return place
    return None


def parts_of(vendor: Format, document: object, number: int, line: int | None) -> Iterator[Part]:
    """The parts of a document in memory, the `number`th of its source."""
    place = place_of(vendor, document)
    if place is None or not isinstance(document, dict):
        yield Part(vendor=vendor, frame=document, line=line)
    elif place.alone(document):
        yield from split(vendor, place, {}, [document], number, line)
    else:
        frame = frame_of(place, document, lambda name: document[name])
        yield from split(vendor, place, frame, document[place.path], number, line)


def frame_of(
    place: Place, document: Mapping[str, object], items: Callable[[str], Iterable[object]]
) -> dict[str, object]:
    """A document without its list, with what the format must know beside it prepared.

    Args:
        place: where the list is.
        document: its other lists may be cut short.
        items: all items of such a list, by its key.
    """
    frame = {key: value for key, value in document.items() if key != place.path}
    for name, prepare in place.beside.items():
        if isinstance(frame.get(name), list):
            frame[name] = prepare(items(name))
    return frame


def split(
    vendor: Format,
    place: Place,
    frame: Mapping[str, object],
    items: Iterable[object],
    number: int,
    line: int | None,
) -> Iterator[Part]:
    """The parts that the items of a list are; where none holds anything, the document with an empty list.

    An item that does not say which conversation it is a part of belongs to the one above, as in a table.
    """
    key = None
    found = False
    for item in items:
        if not place.holds(item):
            continue
        found = True
        if place.part_of is not None:
            name = place.part_of(frame, item)
            key = (key or f"document {number}") if name is None else f"{vendor.name} {name}"
        yield Part(vendor=vendor, frame=frame, place=place, item=item, key=key, line=line)
    if not found:
        yield Part(vendor=vendor, frame=_filled(frame, place, []), line=line)


def _filled(frame: object, place: Place, items: list[object]) -> object:
    return {**frame, place.path: items} if isinstance(frame, dict) else {place.path: items}


def _joined(first: object, second: object, place: Place) -> object:
    """Two documents that hold parts of one conversation as one; the later one says how it ends."""
    if not isinstance(first, dict) or not isinstance(second, dict):
        return first
    joined = {**first, **second}
    for name in place.beside:
        one, other = first.get(name), second.get(name)
        if isinstance(one, dict) and isinstance(other, dict):
            joined[name] = one | other
        elif other is None:
            joined[name] = one
    return joined


class Gatherer:
    """Puts the parts of a conversation together; held are the parts of those that are open, normally one.

    Args:
        parts: all of them, for a first look; beside a number for each conversation nothing is kept.
    """

    def __init__(self, parts: Iterable[Part]) -> None:
        self._last: dict[str, int] = {}
        self._added = self._numbered = 0
        self._open: dict[str, tuple[Unit, Part, list[object]]] = {}
        alone = 0
        for position, part in enumerate(parts, start=1):
            if part.key is None:
                alone += 1
            else:
                self._last[part.key] = position
        self.count = alone + len(self._last)
        """How many conversations there are."""

    def add(self, part: Part) -> Unit | None:
        """Take the parts again in the same order: the conversation that is whole with this one, if one is."""
        self._added += 1
        if part.key is None or part.place is None:
            self._numbered += 1
            value = part.frame if part.place is None else _filled(part.frame, part.place, [part.item])
            return Unit(vendor=part.vendor, value=value, number=self._numbered, line=part.line)
        if part.key not in self._open:
            self._numbered += 1
            begun = Unit(vendor=part.vendor, value=None, number=self._numbered, line=part.line)
            self._open[part.key] = (begun, part, [])
        begun, whole, items = self._open[part.key]
        items.append(part.item)
        if part.frame is not whole.frame:
            whole = replace(whole, frame=_joined(whole.frame, part.frame, part.place))
            self._open[part.key] = (begun, whole, items)
        if self._added < self._last[part.key]:
            return None
        del self._open[part.key]
        return replace(begun, value=_filled(whole.frame, part.place, items))
