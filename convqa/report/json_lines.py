"""Records, one a line: in a file, or to standard output.

The neighbour of the file (`writers`) is the journal of the run: every line is handed to the system as it is written, so
that a kill costs at most the line being written, and `JsonLinesWriter(path, resume=True)` goes on after the last whole
one (`unfinished` reads them).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from convqa.assessment import Assessment
from convqa.errors import InputError
from convqa.report.records import from_record, to_line
from convqa.report.writers import FileWriter, held, let_go, naming_trouble, partial_path

__all__ = ["JsonLinesWriter", "StreamWriter", "unfinished"]


class JsonLinesWriter(FileWriter):
    """Records, one a line (`docs/assessment.md`).

    Args:
        path: the file to write.
        resume: go on with the unfinished file of a killed run, after cutting off a torn last line. Without it,
            that file is kept under another name.

    Attributes:
        kept: where the records of a killed run were put; `None` where there were none.
    """

    def __init__(self, path: Path, *, resume: bool = False) -> None:
        self.kept: Path | None = None
        if not resume:
            with naming_trouble(path):
                self.kept = _set_aside(partial_path(path), path)
        super().__init__(path)
        with naming_trouble(path):
            if resume:
                with self.partial.open("r+b") as former:
                    former.truncate(_whole_bytes(former))
            self._file = self.partial.open("ab" if resume else "wb")

    def _write(self, assessment: Assessment) -> None:
        self._file.write(_encoded(assessment))
        self._file.flush()

    def _finish(self) -> None:
        self._file.close()

    def _release(self) -> None:
        _close_quietly(self._file)

    def discard(self) -> None:
        """Stop; the whole lines, if any, stay in the neighbour for a run with `resume`."""
        self._release()
        with suppress(OSError):
            if not self.partial.stat().st_size:
                self.partial.unlink()
        self._let_go()


class StreamWriter:
    """Records, one a line, to a stream that somebody else opened and closes (standard output)."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._path = Path("standard output")

    def write(self, assessment: Assessment) -> None:
        """Add one line and hand it on at once."""
        with naming_trouble(self._path):
            self._stream.write(_encoded(assessment))
            self._stream.flush()

    def close(self) -> None:
        """Nothing is held back: every line has been handed on."""

    def discard(self) -> None:
        """Nothing is held back: every line has been handed on."""


def unfinished(path: Path) -> Iterator[Assessment]:
    """What a killed run had written for `path`: its whole lines, in order; nothing where there is none.

    Raises:
        InputError: a line is not a record of this version; the message names file and line.
    """
    partial = partial_path(path)
    if not partial.is_file():
        return
    with partial.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                return
            try:
                record = json.loads(line)
            except ValueError:
                record = None
            if not isinstance(record, dict):
                problem, remedy = "this line is not a JSON object", "delete the file and start the run afresh"
                raise InputError(source=str(partial), line=number, problem=problem, remedy=remedy)
            yield from_record(record, source=str(partial), line=number)


def _set_aside(partial: Path, path: Path) -> Path | None:
    """Give the records of a killed run a name that no run writes to: hours of scoring may be in them."""
    try:
        if not partial.stat().st_size:
            return None
        own = held(partial, path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        number = 1
        while os.path.lexists(kept := partial.with_name(f"{partial.name}.{number}")):
            number += 1
        return partial.rename(kept)
    finally:
        let_go(own)


def _encoded(assessment: Assessment) -> bytes:
    return to_line(assessment).encode() + b"\n"


def _whole_bytes(file: BinaryIO) -> int:
    """How many bytes of the file belong to whole lines, reading backwards in blocks."""
    end = file.seek(0, 2)
    while end:
        start = max(0, end - 65536)
        file.seek(start)
        found = file.read(end - start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


def _close_quietly(file: BinaryIO) -> None:
    try:
        file.close()
    except OSError:
        return
