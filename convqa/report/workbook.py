"""The rows of `tables` as an XLSX workbook."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from convqa.assessment import Assessment
from convqa.report.tables import COLUMNS, Value, rows
from convqa.report.writers import FileWriter, naming_trouble

__all__ = ["XlsxWriter"]

_SHEET_ROWS = 1_048_576  # of an XLSX sheet, header included
_CELL_CHARACTERS = 32_767
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


class XlsxWriter(FileWriter):
    """An XLSX workbook, streamed; header in bold and frozen, filters on; a second sheet where one is full.

    Every text is stored as text, so none is ever a formula. Without times of making in it, the same
    rows give the same bytes.
    """

    def __init__(self, path: Path, *, sheet_rows: int = _SHEET_ROWS) -> None:
        super().__init__(path)
        self._sheet_rows = sheet_rows
        self._book = Workbook(write_only=True)
        self._count = 0
        with naming_trouble(path):
            self._new_sheet()

    def _new_sheet(self) -> None:
        number = len(self._book.sheetnames) + 1
        self._sheet: Any = self._book.create_sheet("Conversations" if number == 1 else f"Conversations {number}")
        self._sheet.freeze_panes = "B2"
        for place, name in enumerate(COLUMNS, start=1):
            self._sheet.column_dimensions[get_column_letter(place)].width = max(11, len(name) + 3)
        self._sheet.append([self._header(name) for name in COLUMNS])
        self._count = 1

    def _header(self, name: str) -> WriteOnlyCell:
        cell = WriteOnlyCell(self._sheet, value=name)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F4E5A")
        cell.alignment = Alignment(vertical="center")
        return cell

    def _write(self, assessment: Assessment) -> None:
        for row in rows(assessment):
            if self._count >= self._sheet_rows:
                self._filter()
                self._new_sheet()
            self._sheet.append([self._cell(value) for value in row.values()])
            self._count += 1

    def _cell(self, value: Value) -> Value | WriteOnlyCell:
        if not isinstance(value, str):
            return value
        cell = WriteOnlyCell(self._sheet, value="")
        cell.value = _NOT_IN_XML.sub("\ufffd", value)[:_CELL_CHARACTERS]
        cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula
        return cell

    def _filter(self) -> None:
        self._sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{self._count}"

    def _finish(self) -> None:
        self._filter()
        raw = self.partial.with_name(f"{self.partial.name}.zip")
        try:
            with raw.open("wb", buffering=0) as made:
                self._book.save(_Tried(made))
            with raw.open("rb") as saved, self.partial.open("wb", buffering=0) as kept:
                _without_times(saved, _Tried(kept))
        finally:
            raw.unlink(missing_ok=True)

    def _release(self) -> None:
        try:
            self._sheet.close()  # ends openpyxl's temporary file
        except Exception:
            return


class _Tried:
    """A file that is written until that fails: an archive that was not finished tries again when nobody listens."""

    def __init__(self, file: io.FileIO) -> None:
        self._file = file
        self._failed = False

    def write(self, data: bytes) -> int:
        if self._failed:
            return len(data)
        view = memoryview(data)
        try:
            while view:  # a disk may take a part
                view = view[self._file.write(view) :]
        except OSError:
            self._failed = True
            raise
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0 if self._failed else self._file.seek(offset, whence)

    def tell(self) -> int:
        return 0 if self._failed else self._file.tell()

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Who opened the file closes it."""


def _without_times(raw: BinaryIO, target: _Tried) -> None:
    """Copy a workbook, leaving out when it was made."""
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in sorted(made.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            if name == "docProps/core.xml":
                kept.writestr(
                    entry, re.sub(rb"(<dcterms:\w+ [^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", made.read(name))
                )
                continue
            with made.open(name) as source, kept.open(entry, "w", force_zip64=True) as sink:
                while block := source.read(1 << 20):
                    sink.write(block)
