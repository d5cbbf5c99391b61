"""JSON Lines, and what else comes as one value after the other: conversations, or messages, in bounded memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import NamedTuple

from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.ingest.decoding import Encoding, read_lines
from convqa.ingest.exported import one_of, vendor_of
from convqa.ingest.grouping import Row, group_rows
from convqa.ingest.json_conversations import conversation, strict
from convqa.ingest.json_shapes import find_conversations, is_message, message_values, turns_of
from convqa.ingest.json_stream import BEYOND
from convqa.ingest.messages import clean, made_id
from convqa.ingest.options import IngestOptions
from convqa.ingest.parts import Gatherer, Part, parts_of
from convqa.ingest.sources import Source
from convqa.ingest.unseen import is_internal

__all__ = [
    "Form",
    "Parsed",
    "Values",
    "form_of",
    "keys_of",
    "parse",
    "parse_lines",
    "read_json_lines",
    "read_values",
]


class Form(StrEnum):
    """What one of the values of a source is."""

    CONVERSATION = "conversation"
    MESSAGE = "message"


class Parsed(NamedTuple):
    """A value and its line or row, from 1."""

    line: int
    value: object


Values = Callable[[], Iterator[Parsed | InputError]]
"""Starts reading the values of a source from the first one, the same each time."""


def read_json_lines(
    source: Source, encoding: Encoding, options: IngestOptions, form: Form | None = None
) -> Iterator[Transcript | InputError]:
    """Yield the conversations of JSON Lines: one a line, or one message a line; a bad line becomes an error.

    Args:
        source: the file, or a range of its lines.
        encoding: how to decode it.
        options: the map and the overrides.
        form: what a line is; `None`: as the first one says.

    Raises:
        OSError: the file cannot be read.
    """

    def values() -> Iterator[Parsed | InputError]:
        return parse_lines(source, encoding)

    return read_values(values, source, options, form or form_of(values, options))


def form_of(values: Values, options: IngestOptions) -> Form:
    """What the values are, by the first that can be read."""
    first = next((parsed.value for parsed in values() if isinstance(parsed, Parsed)), None)
    guessed = "turns" not in options.map and vendor_of(first, options) is None and turns_of(first, options) is None
    return Form.MESSAGE if guessed and _is_row(first, options) else Form.CONVERSATION


def read_values(
    values: Values, source: Source, options: IngestOptions, form: Form
) -> Iterator[Transcript | InputError]:
    """Yield the conversations of the values; one that cannot be read becomes an error.

    Values of a vendor's format that are parts of one conversation (pages of it, single comments) are joined.
    """
    if form is Form.MESSAGE:
        yield from group_rows(lambda: _rows(values(), source, options), source, options, strict_role=strict(options))
        return

    def parts() -> Iterator[Part | InputError | Parsed]:
        number = 0
        for parsed in values():
            vendor = vendor_of(parsed.value, options) if isinstance(parsed, Parsed) else None
            if vendor is None or isinstance(parsed, InputError):
                yield parsed
                continue
            for document in parsed.value if isinstance(parsed.value, list) else [parsed.value]:
                number += 1
                yield from parts_of(vendor, document, number, parsed.line)

    gatherer = Gatherer(part for part in parts() if isinstance(part, Part))
    for part in parts():
        if isinstance(part, InputError):
            yield part
        elif isinstance(part, Part):
            yield from one_of(gatherer, part, source, options)
        else:
            found = find_conversations(part.value, options) or [part.value]
            for number, value in enumerate(found, start=1):
                made = made_id(source, part.line) + (f".{number}" if len(found) > 1 else "")
                yield from conversation(value, source, options, fallback_id=made, line=part.line)


def keys_of(values: Values, options: IngestOptions, form: Form) -> Iterator[tuple[int, str] | None]:
    """Line and conversation of each message, as far as lines belong together; `None` where the rest tells the whole.

    Of conversations, each on its line, there are none. `None` comes of a message that names no conversation, and of
    a vendor's format, whose conversations may go on in another line and are counted through the file.
    """
    for parsed in values():
        if isinstance(parsed, InputError):
            continue
        if form is Form.MESSAGE:
            if not isinstance(parsed.value, dict):  # an error, whose place is its own
                continue
            key = clean(message_values(parsed.value, options).get("conversation"))
            yield (parsed.line, key) if key else None
        elif vendor_of(parsed.value, options) is not None:
            yield None


def parse(text: str, source: Source, line: int) -> object:
    """The value of a JSON text that begins in a line.

    Raises:
        InputError: it is not valid.
    """
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        at = line + error.lineno - 1
        problem = f"this is not valid JSON (at column {error.colno})"
        raise source.error(problem, "correct it or export it again", at) from None
    except (ValueError, RecursionError):  # a number of thousands of digits; thousands of nested lists
        raise source.error(BEYOND, "export it again", line) from None
    return value


def parse_lines(source: Source, encoding: Encoding) -> Iterator[Parsed | InputError]:
    """The values of JSON Lines; an error for each line that is none."""
    for number, line in enumerate(read_lines(source, encoding), start=source.first_line):
        if line.isspace():
            continue
        try:
            yield Parsed(line=number, value=parse(line.strip(), source, number))
        except InputError as error:
            yield error


def _is_row(value: object, options: IngestOptions) -> bool:
    """Whether a value is one message of a table."""
    return is_message(value) or bool(clean(message_values(value, options).get("text")) and "text" in options.map)


def _rows(values: Iterator[Parsed | InputError], source: Source, options: IngestOptions) -> Iterator[Row | InputError]:
    for parsed in values:
        if isinstance(parsed, InputError):
            yield parsed
        elif isinstance(parsed.value, dict):
            unseen = is_internal(parsed.value)
            yield Row(line=parsed.line, values=message_values(parsed.value, options), unseen=unseen)
        else:
            yield source.error("this line is not a message", "each line is an object with a text", parsed.line)
