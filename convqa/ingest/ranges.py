"""Parts of a large file that can be read by themselves, so that together they give what the whole file gives.

Only JSON Lines and Parquet are cut, and only where no conversation goes on: after a line of JSON Lines, between row
groups of Parquet. What only the whole file tells (what a line is, how to decode it, the number of the first line)
goes with each part.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.ingest.decoding import Encoding, find_encoding
from convqa.ingest.json_lines import Form, Parsed, form_of, keys_of, parse_lines, read_json_lines
from convqa.ingest.options import IngestOptions
from convqa.ingest.parquet import Groups, groups_of, read_parquet, row_keys
from convqa.ingest.reading import guarded, named
from convqa.ingest.sources import Source

__all__ = ["LineRange", "Range", "cut", "read_range"]

_BLOCK = 1 << 20
_ASCII = bytes(range(128))


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRange:
    """Lines of JSON Lines that are read by themselves.

    Attributes:
        start, stop: their bytes, half-open.
        first_line: the number of the first, from 1.
        encoding, form: as the whole file says.
    """

    start: int
    stop: int
    first_line: int
    encoding: Encoding
    form: Form


Range = LineRange | Groups


class _Span(NamedTuple):
    """Lines or rows between which must not be cut, first and last included."""

    first: int
    last: int


def cut(source: Source, options: IngestOptions, size: int) -> list[Range]:
    """Cut a file into parts of about `size` bytes (of Parquet: unpacked), in its order.

    The file is read from end to end, once or twice. For each conversation whose messages lie on several lines, its
    id is held meanwhile.

    Returns:
        At least two parts; or nothing, where the file must be read whole: it is small, or of another kind, cannot be
        read, is of a vendor's format, has messages that name no conversation, or conversations that lie scattered
        over all of it.

    Raises:
        OSError: it cannot be opened.
    """
    if source.kind not in ("jsonl", "parquet") or source.size() <= size:
        return []
    try:
        found = list(_cut_lines(source, options, size) if source.kind == "jsonl" else _cut_rows(source, options, size))
    except InputError:  # who reads the whole file will tell
        return []
    return found if len(found) > 1 else []


def read_range(source: Source, part: Range, options: IngestOptions) -> Iterator[Transcript | InputError]:
    """What `read_sources` gives of the conversations in one part of a file."""
    if isinstance(part, Groups):
        return guarded(source, lambda: named("parquet", read_parquet(source, options, part)))
    lines = replace(source, window=(part.start, part.stop), first_line=part.first_line)
    return guarded(source, lambda: named("jsonl", read_json_lines(lines, part.encoding, options, part.form)))


def _cut_lines(source: Source, options: IngestOptions, size: int) -> Iterator[Range]:
    encoding = find_encoding(source, options.encoding)
    if not _is_ascii_at_heart(encoding.name):
        return

    def values() -> Iterator[Parsed | InputError]:
        return parse_lines(source, encoding)

    form = form_of(values, options)
    spans = _spans(keys_of(values, options, form))
    if spans is None:
        return
    start, first = 0, 1
    end = 0
    for end, line in _line_ends(source):
        if end - start >= size and _is_between(spans, line):
            yield _line_range(start, end, first, encoding, form)
            start, first = end, line
    if end > start:
        yield _line_range(start, end, first, encoding, form)


def _line_range(start: int, stop: int, first_line: int, encoding: Encoding, form: Form) -> LineRange:
    # A byte order mark stands at the beginning of a file and nowhere else.
    if start and encoding.name == "utf-8-sig":
        encoding = replace(encoding, name="utf-8")
    return LineRange(start=start, stop=stop, first_line=first_line, encoding=encoding, form=form)


def _is_ascii_at_heart(encoding: str) -> bool:
    """Whether a byte below 128 is always the sign that it is in ASCII, so that ends of lines are told by bytes."""
    return _ASCII.decode(encoding, "replace") == _ASCII.decode("ascii")


def _line_ends(source: Source) -> Iterator[tuple[int, int]]:
    r"""Where lines end in ``\n``, and the file, in bytes; and the number of the line that follows.

    A lone ``\r`` ends a line too, as it does for who reads text, but nothing is cut there.
    """
    position, line, after_return = 0, 1, False
    with source.open() as stream:
        while block := stream.readline(_BLOCK):
            lone = block.count(b"\r") - block.count(b"\r\n")
            line += block.count(b"\n") + lone - (after_return and block.startswith(b"\n"))
            position += len(block)
            after_return = block.endswith(b"\r")
            if block.endswith(b"\n"):
                yield position, line
    yield position, line


def _cut_rows(source: Source, options: IngestOptions, size: int) -> Iterator[Range]:
    form, keys = row_keys(source, options)
    spans = _spans(keys)
    if spans is None:
        return
    groups = groups_of(source)
    start, row, held = 0, 1, 0
    for at, (rows, taken) in enumerate(groups, start=1):
        row += rows
        held += taken
        if at == len(groups) or (held >= size and _is_between(spans, row)):
            yield Groups(start=start, stop=at, form=form)
            start, held = at, 0


def _spans(keys: Iterable[tuple[int, str] | None]) -> list[_Span] | None:
    """The lines that belong together, where they overlap as one, in their order; `None` where only the whole tells."""
    found: dict[str, _Span] = {}
    for one in keys:
        if one is None:
            return None
        line, key = one
        found[key] = _Span(found[key].first if key in found else line, line)
    spans: list[_Span] = []
    for span in sorted(found.values()):
        if spans and span.first <= spans[-1].last:
            spans[-1] = _Span(spans[-1].first, max(spans[-1].last, span.last))
        elif span.first < span.last:
            spans.append(span)
    return spans


def _is_between(spans: Sequence[_Span], line: int) -> bool:
    """Whether a part may begin with a line."""
    at = bisect_left(spans, line, key=lambda span: span.last)
    return at == len(spans) or spans[at].first >= line
