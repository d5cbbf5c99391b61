"""JSON (read whole) and JSON Lines (a line at a time)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.ingest.decoding import Encoding, read_lines, read_text
from convqa.ingest.exported import transcripts
from convqa.ingest.formats import Format, match
from convqa.ingest.formats.transcribed import stated, stated_facts, with_stated, with_stated_facts
from convqa.ingest.grouping import Row, group_rows
from convqa.ingest.json_shapes import (
    Shape,
    conversation_values,
    find_conversations,
    is_internal,
    is_message,
    message_values,
    turns_of,
)
from convqa.ingest.messages import Message, Values, assemble, clean, made_id, read_facts, read_message
from convqa.ingest.options import IngestOptions
from convqa.ingest.plain_text import split_messages
from convqa.ingest.sources import Source

__all__ = ["read_json", "read_json_lines"]

_FORM = "each conversation is an object with a list of turns; see docs/formats.md, or name the places with --map"


class _Parsed(NamedTuple):
    line: int
    value: object


def read_json(source: Source, encoding: Encoding, options: IngestOptions) -> Iterator[Transcript | InputError]:
    """Yield the conversations of a JSON document, or of JSON Lines under a .json name.

    Raises:
        InputError: it is not valid JSON, or holds no conversation.
        OSError: the file cannot be read.
    """
    if _is_json_lines(source, encoding):
        yield from read_json_lines(source, encoding, options)
        return
    document = _parse(read_text(source, encoding), source, 1)
    if (vendor := _vendor(document, options)) is not None:
        yield from _exported(vendor, document, source, options, line=None)
        return
    found = find_conversations(document, options)
    if found is None:
        raise source.error(_no_conversation(options), _FORM)
    for number, value in enumerate(found, start=1):
        fallback_id = made_id(source, number if len(found) > 1 else None)
        yield from _conversation(value, source, options, fallback_id=fallback_id, line=None, number=number)


def read_json_lines(source: Source, encoding: Encoding, options: IngestOptions) -> Iterator[Transcript | InputError]:
    """Yield the conversations of JSON Lines: one a line, or one message a line; a bad line becomes an error.

    Raises:
        OSError: the file cannot be read.
    """
    first = next((parsed.value for parsed in _parse_lines(source, encoding) if isinstance(parsed, _Parsed)), None)
    guessed = "turns" not in options.map and _vendor(first, options) is None and turns_of(first, options) is None
    if guessed and _is_row(first, options):
        yield from group_rows(lambda: _rows(source, encoding, options), source, options, strict_role=_strict(options))
        return
    for parsed in _parse_lines(source, encoding):
        if isinstance(parsed, InputError):
            yield parsed
        elif (vendor := _vendor(parsed.value, options)) is not None:
            yield from _exported(vendor, parsed.value, source, options, line=parsed.line)
        else:
            fallback_id = made_id(source, parsed.line)
            yield from _conversation(parsed.value, source, options, fallback_id=fallback_id, line=parsed.line)


def _vendor(value: object, options: IngestOptions) -> Format | None:
    """The vendor format of a value, or of a list's members; a column map says that the user knows better.

    Members that are of no format count as of the others' one: what is no message there must not be guessed to be one.
    """
    if options.map:
        return None
    if isinstance(value, list) and value:
        kinds = {match(item) for item in value} - {None}
        return kinds.pop() if len(kinds) == 1 else None
    return match(value)


def _exported(
    vendor: Format, value: object, source: Source, options: IngestOptions, *, line: int | None
) -> Iterator[Transcript | InputError]:
    """The conversations of a vendor's export."""
    found = [one for part in (value if isinstance(value, list) else [value]) for one in vendor.read(part)]
    if not found:
        yield source.error(f"this looks like {vendor.title}, but holds no conversation", "export it again", line)
    yield from transcripts(found, vendor, source, options, line=line)


def _is_json_lines(source: Source, encoding: Encoding) -> bool:
    """Whether the first line is a whole object and more follows."""
    lines = (line for line in read_lines(source, encoding) if not line.isspace())
    first = next(lines, "")
    if not first.lstrip().startswith("{") or next(lines, None) is None:
        return False
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return False
    return True


def _parse(text: str, source: Source, line: int) -> object:
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        at = line + error.lineno - 1
        problem = f"this is not valid JSON (at column {error.colno})"
        raise source.error(problem, "correct it or export it again", at) from None
    except (ValueError, RecursionError):  # a number of thousands of digits; thousands of nested lists
        raise source.error("this JSON goes beyond all bounds", "export it again", line) from None
    return value


def _parse_lines(source: Source, encoding: Encoding) -> Iterator[_Parsed | InputError]:
    for number, line in enumerate(read_lines(source, encoding), start=1):
        if line.isspace():
            continue
        try:
            yield _Parsed(line=number, value=_parse(line.strip(), source, number))
        except InputError as error:
            yield error


def _rows(source: Source, encoding: Encoding, options: IngestOptions) -> Iterator[Row | InputError]:
    for parsed in _parse_lines(source, encoding):
        if isinstance(parsed, InputError):
            yield parsed
        elif is_internal(parsed.value):
            continue
        elif isinstance(parsed.value, dict):
            yield Row(line=parsed.line, values=message_values(parsed.value, options))
        else:
            yield source.error("this line is not a message", "each line is an object with a text", parsed.line)


def _is_row(value: object, options: IngestOptions) -> bool:
    return is_message(value) or bool(clean(message_values(value, options).get("text")) and "text" in options.map)


def _strict(options: IngestOptions) -> bool:
    return "role" in options.map


def _no_conversation(options: IngestOptions) -> str:
    if "turns" in options.map:
        return "the map's place of the turns holds no list"
    return "this is valid JSON but no conversation was recognised in it"


def _conversation(
    value: object,
    source: Source,
    options: IngestOptions,
    *,
    fallback_id: str,
    line: int | None,
    number: int | None = None,
) -> Iterator[Transcript | InputError]:
    """The transcript of one object; several where its messages carry different conversation ids."""
    shape = turns_of(value, options)
    if not isinstance(value, dict) or shape is None:
        place = "" if number is None else f"item {number}: "
        if isinstance(value, dict) and "turn_labels" in value:
            problem = f"{place}this is the codebook's stand-off form, which holds labels but no text"
            yield source.error(problem, "join it with the text first", line)
        else:
            yield source.error(place + _no_conversation(options), _FORM, line)
        return
    whole = conversation_values(value, options)
    turns = split_messages(shape.turns) if isinstance(shape.turns, str) else shape.turns
    turns = [turn for turn in turns if not is_internal(turn)]
    rows = [turn if isinstance(turn, Message) else message_values(turn, options) for turn in turns]
    if shape.codebook:
        whole = {**whole, **stated_facts(value)}
        rows = [
            row if isinstance(row, Message) else {**row, **stated(turn)} for row, turn in zip(rows, turns, strict=True)
        ]
    parts = _parts(rows, whole)
    for part in parts:
        try:
            yield _transcript(part, whole, shape, source, options, fallback_id=fallback_id, line=line)
        except InputError as error:
            yield error


def _parts(turns: list[Message | Values], whole: Values) -> list[list[Message | Values]]:
    """The turns by conversation id, where the conversation itself has none but its turns have."""
    if whole.get("conversation") is not None:
        return [turns]
    parts: dict[str, list[Message | Values]] = {}
    for turn in turns:
        key = "" if isinstance(turn, Message) else clean(turn.get("conversation"))
        parts.setdefault(key, []).append(turn)
    return list(parts.values()) or [[]]


def _transcript(
    turns: list[Message | Values],
    whole: Values,
    shape: Shape,
    source: Source,
    options: IngestOptions,
    *,
    fallback_id: str,
    line: int | None,
) -> Transcript:
    rows = [turn for turn in turns if not isinstance(turn, Message)]
    facts = read_facts([whole, *rows], source, line, options)
    if "conversation" in options.map and facts.id is None:
        raise source.error("the map's place of the conversation id is empty", "correct the map", line)
    messages: list[Message] = []
    for index, turn in enumerate(turns, start=1):
        strict_role = shape.codebook or _strict(options)
        message = turn if isinstance(turn, Message) else read_message(turn, source, line, strict_role=strict_role)
        if message is not None:
            messages.append(message if isinstance(turn, Message) else with_stated(message, turn))
        elif shape.codebook:
            raise source.error(
                f"turn {index} has no text, so that the turns cannot be kept one to one", "fill it in", line
            )
    if messages and not any(message.name or message.role or message.identifier for message in messages):
        raise source.error("no message says who speaks", 'name the place, e.g. --map "speaker=author"', line)
    made = assemble(
        messages, facts, source, fallback_id=fallback_id, options=options, turns_given=shape.codebook, line=line
    )
    return with_stated_facts(made, whole)
