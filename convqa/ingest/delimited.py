"""CSV and TSV: the separator is told from the header; rows are read as they come."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice

from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.ingest.decoding import Encoding, read_lines
from convqa.ingest.options import IngestOptions
from convqa.ingest.sources import Source
from convqa.ingest.tables import Line, match_header, read_table

__all__ = ["SEPARATORS", "delimited_rows", "read_delimited", "sniff_separator"]

SEPARATORS = ",;\t|"

_MAX_CELL = 64 * 2**20
_HEAD_LINES = 50
_HEAD_CHARS = 1 << 16


def read_delimited(source: Source, encoding: Encoding, options: IngestOptions) -> Iterator[Transcript | InputError]:
    """Yield the conversations of a CSV or TSV file; a row that cannot be read becomes an error.

    Raises:
        InputError: the header is missing or not understood.
        OSError: the file cannot be read.
    """
    head = "".join(line[:_HEAD_CHARS] for line in islice(read_lines(source, encoding), _HEAD_LINES))
    separator = sniff_separator(head, options)
    return read_table(lambda: delimited_rows(source, encoding, separator), source, options)


def sniff_separator(head: str, options: IngestOptions) -> str:
    """The separator with which most columns of the header are recognised; then the one that gives most cells."""

    def rank(separator: str) -> tuple[int, int]:
        header = next((cells for cells in csv.reader(head[:_HEAD_CHARS].split("\n"), delimiter=separator) if cells), [])
        return len(match_header(header, options)), len(header)

    if head[:4].casefold() == "sep=" and len(head) > 4:  # a line that some spreadsheets write first
        return head[4]
    return max(SEPARATORS, key=rank)


def delimited_rows(source: Source, encoding: Encoding, separator: str) -> Iterator[Line | InputError]:
    """The rows of a file as cells, blank ones left out; an error for each that cannot be read."""
    csv.field_size_limit(_MAX_CELL)  # the library's own limit, 128 kB, is smaller than a message may be
    pending: list[str] = []  # the lines of the row that is being read

    def feed() -> Iterator[str]:
        for line in read_lines(source, encoding):
            pending.append(line)
            yield line

    # strict: a quote that is never closed must be an error, not one giant message
    reader = csv.reader(feed(), delimiter=separator, strict=True)
    while True:
        first = reader.line_num + 1
        pending.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            repaired = _lenient(pending, separator)
            if repaired is None:
                problem = "a quotation mark in this row is not closed as it should be"
                last = first + len(pending) - 1
                remedy = (
                    f"correct the row; lines {first} to {last} were not read" if last > first else "correct the row"
                )
                yield source.error(problem, remedy, first)
                continue
            cells = repaired
        if any(cell.strip() for cell in cells) and not (first == 1 and cells[0].casefold().startswith("sep=")):
            yield first, cells


def _lenient(pending: list[str], separator: str) -> list[str] | None:
    """The cells of a row on one line with text after a closing quote (``"Tak" sagde hun``); else `None`."""
    if len(pending) != 1 or pending[0].count('"') % 2:
        return None
    try:
        return next(csv.reader(pending, delimiter=separator))
    except (csv.Error, StopIteration):
        return None
