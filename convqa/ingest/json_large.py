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
from convqa.ingest.decoding import Encoding
from convqa.ingest.formats import Place
from convqa.ingest.json_conversations import FORM, conversation, no_conversation
from convqa.ingest.json_document import Document, Whole, look
from convqa.ingest.json_exports import exported
from convqa.ingest.json_shapes import (
    conversation_values,
    find_level,
    is_conversation,
    is_message,
    message_values,
    turns_of,
)
from convqa.ingest.json_stream import Path
from convqa.ingest.messages import clean, made_id
from convqa.ingest.options import IngestOptions
from convqa.ingest.parts import Gatherer, Part
from convqa.ingest.sources import Source
from convqa.ingest.unseen import is_internal

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
        found = exported(document, kinds, options) or _guessed(document, options)
    except Whole:
        return None
    return _all(document, found)


def _all(document: Document, found: Iterator[Transcript | InputError]) -> Iterator[Transcript | InputError]:
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


def _guessed(document: Document, options: IngestOptions) -> Iterator[Transcript | InputError]:
    """The conversations of a document whose form is guessed or mapped: those of the outermost level that has any.

    Raises:
        Whole: they cannot be told apart a piece at a time.
        InputError: there is none.
    """
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
        raise Whole
    lists = {path for path in survey.lists if len(path) == level}
    return _conversations(document, options, level, lists, many=survey.counts[level] > 1)


def _survey(document: Document, options: IngestOptions) -> _Survey:
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
    document: Document, options: IngestOptions, level: int, lists: set[Path], *, many: bool
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


def _messages(document: Document, path: Path, options: IngestOptions) -> Iterator[Transcript | InputError]:
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
        raise Whole

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
