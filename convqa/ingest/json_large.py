"""JSON documents that are too large to be held: read a few times from end to end, an item of their lists at a time.

First the frame: the document with its lists cut short, which is enough to tell what it is. Then a look at all items,
which settles what reading the whole would have settled. Then the conversations. So the result is that of reading the
whole, and what is held is one conversation, what a vendor's format needs beside its list, and a number for each
conversation that has parts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from convqa.conversation import Doubt, Transcript
from convqa.errors import InputError
from convqa.ingest.decoding import Encoding, read_chunks
from convqa.ingest.exported import export
from convqa.ingest.formats import Format, Place, match
from convqa.ingest.json_conversations import FORM, conversation, no_conversation
from convqa.ingest.json_shapes import (
    conversation_values,
    find_level,
    is_conversation,
    is_message,
    message_values,
    turns_of,
)
from convqa.ingest.json_stream import BrokenError, Path, Piece, walk
from convqa.ingest.messages import clean, made_id
from convqa.ingest.options import IngestOptions
from convqa.ingest.parts import Gatherer, Part, parts_of, place_of, split
from convqa.ingest.sources import Source
from convqa.ingest.unseen import is_internal

__all__ = ["read_large"]

_DEPTH = 3
_HEAD = 20
_MOST_MEMBERS = 2_000
_CORRECT = "correct it or export it again"


class _Whole(Exception):  # noqa: N818 - no error: a way out
    """The document must be read whole: it is one conversation, or has no long list."""


@dataclass(slots=True, kw_only=True)
class _Document:
    """A document that can be read again and again; where it is broken, it ends there.

    Attributes:
        frame: the document with its lists cut short.
        parted: whether the items of its lists are parts of conversations, so that where it ends one may break off.
    """

    source: Source
    encoding: Encoding
    broken: BrokenError | None = None
    frame: object = field(default=None, repr=False)
    parted: bool = False

    def pieces(self) -> Iterator[Piece]:
        try:
            yield from walk(read_chunks(self.source, self.encoding), _DEPTH)
        except BrokenError as error:
            self.broken = error

    def items(self, path: Path) -> Iterator[object]:
        """The members of the list at a path."""
        return (piece.value for piece in self.pieces() if piece.member and piece.path == path)


def read_large(source: Source, encoding: Encoding, options: IngestOptions) -> Iterator[Transcript | InputError] | None:
    """The conversations of a JSON document; `None` where it must be read whole.

    Raises:
        InputError: it holds no conversation, or its bytes do not fit the encoding.
        OSError: the file cannot be read.
    """
    document = _Document(source=source, encoding=encoding)
    try:
        kinds = _look(document, options)
        found = _vendors(document, kinds, options) or _guessed(document, options)
    except _Whole:
        return None
    return _all(document, found)


def _all(document: _Document, found: Iterator[Transcript | InputError]) -> Iterator[Transcript | InputError]:
    """What was found, and last what keeps the rest from being read."""
    last: Transcript | InputError | None = None
    for one in found:
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield _broken_off(last) if document.broken is not None and document.parted else last
    if document.broken is not None:
        rest = "" if last is None else ", so only the conversations before that were read"
        yield document.source.error(document.broken.problem + rest, _CORRECT, document.broken.line)


def _broken_off(one: Transcript | InputError) -> Transcript | InputError:
    """A conversation of which more may have stood behind the damage."""
    if isinstance(one, InputError):
        return one
    return replace(one, doubts=tuple(doubt for doubt in Doubt if doubt in {*one.doubts, Doubt.BROKEN_OFF}))


def _look(document: _Document, options: IngestOptions) -> set[Format]:
    """Fill in the frame; of a document that is a list, the formats of its items."""
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
            raise _Whole
        holder = holders[path[:-1]]
        if isinstance(holder, dict):
            holder[path[-1]] = value
    return kinds


def _vendors(
    document: _Document, kinds: set[Format], options: IngestOptions
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
        raise _Whole
    document.parted = place.part_of is not None
    frame = _beside(document, place)
    return export(lambda: split(vendor, place, frame, document.items((place.path,)), 1, None), document.source, options)


def _of_list(document: _Document, vendor: Format) -> Iterator[Part]:
    for number, item in enumerate(document.items(()), start=1):
        yield from parts_of(vendor, item, number, None)


def _beside(document: _Document, place: Place) -> dict[str, object]:
    """The frame with what the format must know beside its list, as a whole."""
    frame = {key: value for key, value in document.frame.items() if key != place.path}  # type: ignore[attr-defined]
    for name, prepare in place.beside.items():
        if isinstance(frame.get(name), list):
            frame[name] = prepare(document.items((name,)))
    return frame


def _vendor_further_on(document: _Document) -> Format | None:
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


@dataclass(slots=True)
class _Survey:
    """What a document holds, by the level (in how many containers it lies) on which it would be found.

    Attributes:
        counts: level -> how many conversations.
        lists: lists of conversations, all of whose items count, whatever they are.
        dialogues: lists of nothing but messages.
        open: levels on which an object that is opened is itself a conversation.
    """

    counts: Counter[int] = field(default_factory=Counter)
    lists: set[Path] = field(default_factory=set)
    dialogues: set[Path] = field(default_factory=set)
    open: set[int] = field(default_factory=set)


def _guessed(document: _Document, options: IngestOptions) -> Iterator[Transcript | InputError]:
    """The conversations of a document whose form is guessed or mapped: those of the outermost level that has any."""
    survey = _survey(document, options)
    level = min([*survey.counts, *survey.open, *map(len, survey.dialogues)], default=None)
    if level is None:
        if document.broken is None:
            raise document.source.error(no_conversation(options), FORM)
        return iter(())
    dialogues = [path for path in survey.dialogues if len(path) == level]
    if level in survey.open and (key := _messages_key(document.frame, options)) is not None:
        return _messages(document, (key,), options)
    if len(dialogues) == 1 and not survey.counts[level] and level not in survey.open:
        return _messages(document, dialogues[0], options)
    if dialogues or level in survey.open:
        raise _Whole
    lists = {path for path in survey.lists if len(path) == level}
    return _conversations(document, options, level, lists, many=survey.counts[level] > 1)


def _survey(document: _Document, options: IngestOptions) -> _Survey:
    survey = _Survey()
    sizes: Counter[Path] = Counter()
    others: set[Path] = set()  # lists with something else than messages
    for piece in document.pieces():
        if piece.opened:
            if isinstance(piece.value, dict) and is_conversation(_at(document.frame, piece.path), options):
                survey.open.add(len(piece.path))
            continue
        if piece.member:
            sizes[piece.path] += 1
            if is_conversation(piece.value, options):
                survey.lists.add(piece.path)
            if "turns" in options.map or not is_message(piece.value):
                others.add(piece.path)
        found = find_level(piece.value, options, above=len(piece.path) + piece.member)
        if found is not None:
            survey.counts[found.depth] += len(found.values)
    for path in survey.lists:
        survey.counts[len(path)] += sizes[path]
    survey.dialogues |= sizes.keys() - others - survey.lists
    return survey


def _conversations(
    document: _Document, options: IngestOptions, level: int, lists: set[Path], *, many: bool
) -> Iterator[Transcript | InputError]:
    """All that lies on a level, in the order of the document."""
    number = 0
    for piece in document.pieces():
        values: list[object] = []
        if piece.member and piece.path in lists:
            values = [piece.value]
        elif not piece.opened:
            found = find_level(piece.value, options, above=len(piece.path) + piece.member)
            values = found.values if found is not None and found.depth == level else []
        for value in values:
            number += 1
            fallback_id = made_id(document.source, number if many else None)
            yield from conversation(value, document.source, options, fallback_id=fallback_id, line=None, number=number)


def _messages_key(frame: object, options: IngestOptions) -> str | None:
    """Where a document that is itself the conversation has its messages, if these may be of several."""
    shape = turns_of(frame, options)
    if shape is None or not isinstance(frame, dict) or options.map or shape.codebook:
        return None
    if conversation_values(frame, options).get("conversation") is not None:
        return None
    return next((key for key, value in frame.items() if value is shape.turns), None)


def _messages(document: _Document, path: Path, options: IngestOptions) -> Iterator[Transcript | InputError]:
    """The conversations of a list of messages, by the id that each message has, in the order in which they end."""
    beside = document.frame if isinstance(document.frame, dict) and len(path) == 1 else {}
    frame = {key: value for key, value in beside.items() if not isinstance(value, list | dict)}
    place = Place(path=path[0] if path else "messages")

    def key_of(item: object) -> str:
        return clean(message_values(item, options).get("conversation"))

    spoken = {key_of(item) for item in document.items(path) if not is_internal(item)}

    def parts() -> Iterator[Part]:
        for item in document.items(path):
            if (key := key_of(item)) in spoken:
                yield Part(vendor=None, frame=frame, place=place, item=item, key=key)

    document.parted = True
    gatherer = Gatherer(parts())
    if gatherer.count < 2:
        raise _Whole

    def all_of_them() -> Iterator[Transcript | InputError]:
        for part in parts():
            unit = gatherer.add(part)
            if unit is not None:
                made = made_id(document.source)
                yield from conversation(unit.value, document.source, options, fallback_id=made, line=None, number=1)

    return all_of_them()


def _at(frame: object, path: Path) -> object:
    for key in path:
        frame = frame.get(key) if isinstance(frame, dict) else None
    return frame
