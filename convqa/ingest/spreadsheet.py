"""XLSX: the sheet with the header that is understood best, and those with the same, one row a message."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from itertools import islice
from typing import TYPE_CHECKING

from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.ingest.options import IngestOptions
from convqa.ingest.sources import Source, refusal
from convqa.ingest.tables import Line, match_header, read_table

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["is_spreadsheet", "read_spreadsheet", "sheet_count", "sheet_rows"]

_TITLE_ROWS = 10
_BATCH = 500
_MAX_UNPACKED = 2 * 2**30


def is_spreadsheet(source: Source) -> bool:
    """Whether the content is an XLSX workbook."""
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError) as error:
        if refused := refusal(error):
            raise refused from None
        return False


def read_spreadsheet(source: Source, options: IngestOptions) -> Iterator[Transcript | InputError]:
    """Yield the conversations of a workbook.

    Raises:
        InputError: the file is empty, damaged or locked, or no sheet has a header that is understood.
        OSError: it cannot be read.
    """
    with source.open() as stream:
        head = stream.read(8)
    if not head:
        raise source.error("the file is empty", "remove it or export it again")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise source.error("the workbook is locked with a password or of the old .xls kind", "save it as plain .xlsx")
    for sheet, start in _find_headers(source, options):
        yield from read_table(lambda at=(sheet, start): sheet_rows(source, *at), source, options)  # type: ignore[misc]


def sheet_count(source: Source) -> int:
    """How many sheets a workbook has; raises as `read_spreadsheet`."""
    with _workbook(source) as book:
        return len(book.worksheets)


def _find_headers(source: Source, options: IngestOptions) -> list[tuple[int, int]]:
    """Sheet (from 0) and row (from 1) of the header with most columns recognised; titles may stand above it.

    And of those like it on other sheets, unless nothing stands below them: an export may fill a sheet for each month.
    """
    heads: list[tuple[int, int, Sequence[str]]] = []
    for sheet in range(sheet_count(source)):
        rows = list(islice(sheet_rows(source, sheet, 1), _TITLE_ROWS + 1))
        heads += [(sheet, number, cells) for number, cells in rows[:_TITLE_ROWS]]
    if not heads:
        return [(0, 1)]
    best = max(heads, key=lambda head: len(match_header(head[2], options)))  # the first of them
    alike = {sheet: number for sheet, number, cells in reversed(heads) if cells == best[2] and sheet != best[0]}
    filled = [
        (sheet, number) for sheet, number in alike.items() if any(islice(sheet_rows(source, sheet, number), 1, 2))
    ]
    return sorted([best[:2], *filled])


def sheet_rows(source: Source, sheet: int, start: int) -> Iterator[Line]:
    """The rows of a sheet from row `start` on, as text, blank ones left out; memory: the shared strings."""
    with _workbook(source) as book:
        page = book.worksheets[sheet]
        page.reset_dimensions()  # some programs state too small ones
        rows = enumerate(page.iter_rows(values_only=True), start=1)
        while batch := _take(rows):
            for number, values in batch:
                cells = [_cell(value) for value in values]
                if number >= start and any(cells):
                    yield number, cells


def _take(rows: Iterator[tuple[int, tuple[object, ...]]]) -> list[tuple[int, tuple[object, ...]]]:
    """The next rows, read with the library's remarks on styles and validations silenced: they do not matter here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(islice(rows, _BATCH))


@contextmanager
def _workbook(source: Source) -> Iterator[Workbook]:
    from openpyxl import load_workbook  # a fifth of a second, and most runs read no workbook

    try:
        with source.open() as stream:
            with zipfile.ZipFile(stream) as archive:
                if sum(member.file_size for member in archive.infolist()) > _MAX_UNPACKED:
                    raise source.error("the workbook is too large", "export it as CSV")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = load_workbook(stream, read_only=True, data_only=True)
            yield book
            book.close()
    except InputError:
        raise
    except Exception as error:  # a damaged workbook can make the library fail in any way
        if refused := refusal(error):
            raise refused from None
        raise source.error("the workbook is damaged or is none", "open it, save it again as .xlsx") from None


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # ids come as 12.0
    return value.isoformat() if isinstance(value, datetime | time) else str(value)
