"""JSON: a document is read whole or, large or damaged, a piece at a time; under its name may be JSON Lines too."""

from __future__ import annotations

import json
from collections.abc import Iterator

from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.ingest.decoding import Encoding, read_heads, read_text
from convqa.ingest.exported import export, vendor_of
from convqa.ingest.json_conversations import FORM, conversation, no_conversation
from convqa.ingest.json_large import read_large
from convqa.ingest.json_lines import parse, read_json_lines
from convqa.ingest.json_shapes import find_conversations
from convqa.ingest.messages import made_id
from convqa.ingest.options import IngestOptions
from convqa.ingest.parts import Part, parts_of
from convqa.ingest.sources import Source

__all__ = ["read_json"]

_LONGEST_LINE = 8 * 2**20
"""More signs than a line of JSON Lines under a .json name has; a document may be one line of any length."""


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
        document = parse(read_text(source, encoding), source, 1)
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
