"""JSON and JSON Lines: a document is read whole or, large or damaged, a piece at a time; lines always one at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.ingest.decoding import Encoding, read_heads, read_lines, read_text
from convqa.ingest.exported import export, one_of, vendor_of
from convqa.ingest.grouping import Row, group_rows
from convqa.ingest.json_conversations import FORM, conversation, no_conversation, strict
from convqa.ingest.json_large import read_large
from convqa.ingest.json_shapes import find_conversations, is_message, message_values, turns_of
from convqa.ingest.json_stream import BEYOND
from convqa.ingest.messages import clean, made_id
from convqa.ingest.options import IngestOptions
from convqa.ingest.parts import Gatherer, Part, parts_of
from convqa.ingest.sources import Source
from convqa.ingest.unseen import is_internal

__all__ = ["read_json", "read_json_lines"]

_LONGEST_LINE = 8 * 2**20
"""More signs than a line of JSON Lines under a .json name has; a document may be one line of any length."""


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
    if source.size() > options.whole_json:
        large = read_large(source, encoding, options)
        if large is not None:
            yield from large
            return
    try:
        document = _parse(read_text(source, encoding), source, 1)
    except InputError:
        # A piece at a time, what stands before the damage can be read.
        before = read_large(source, encoding, options)
        if before is None:
            raise
        yield from before
        return
    if (vendor := vendor_of(document, options)) is not None:
        documents = document if isinstance(document, list) else [document]

        def parts() -> Iterator[Part]:
            for number, one in enumerate(documents, start=1):
                yield from parts_of(vendor, one, number, None)

        yield from export(parts, source, options)
        return
    found = find_conversations(document, options)
    if found is None:
        raise source.error(no_conversation(options), FORM)
    for number, value in enumerate(found, start=1):
        fallback_id = made_id(source, number if len(found) > 1 else None)
        yield from conversation(value, source, options, fallback_id=fallback_id, line=None, number=number)


def read_json_lines(source: Source, encoding: Encoding, options: IngestOptions) -> Iterator[Transcript | InputError]:
    """Yield the conversations of JSON Lines: one a line, or one message a line; a bad line becomes an error.

    Lines of a vendor's format that are parts of one conversation (pages of it, single comments) are joined.

    Raises:
        OSError: the file cannot be read.
    """
    first = next((parsed.value for parsed in _parse_lines(source, encoding) if isinstance(parsed, _Parsed)), None)
    guessed = "turns" not in options.map and vendor_of(first, options) is None and turns_of(first, options) is None
    if guessed and _is_row(first, options):
        yield from group_rows(lambda: _rows(source, encoding, options), source, options, strict_role=strict(options))
        return

    def parts() -> Iterator[Part | InputError | _Parsed]:
        number = 0
        for parsed in _parse_lines(source, encoding):
            vendor = vendor_of(parsed.value, options) if isinstance(parsed, _Parsed) else None
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
            values = find_conversations(part.value, options) or [part.value]
            for number, value in enumerate(values, start=1):
                made = made_id(source, part.line) + (f".{number}" if len(values) > 1 else "")
                yield from conversation(value, source, options, fallback_id=made, line=part.line)


def _is_json_lines(source: Source, encoding: Encoding) -> bool:
    """Whether the first line is a whole object and more follows."""
    lines = (line for line in read_heads(source, encoding, _LONGEST_LINE) if not line.isspace())
    first = next(lines, "")
    if not first.lstrip().startswith("{") or len(first) == _LONGEST_LINE or next(lines, None) is None:
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
        raise source.error(BEYOND, "export it again", line) from None
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
        elif isinstance(parsed.value, dict):
            unseen = is_internal(parsed.value)
            yield Row(line=parsed.line, values=message_values(parsed.value, options), unseen=unseen)
        else:
            yield source.error("this line is not a message", "each line is an object with a text", parsed.line)


def _is_row(value: object, options: IngestOptions) -> bool:
    return is_message(value) or bool(clean(message_values(value, options).get("text")) and "text" in options.map)
