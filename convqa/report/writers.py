"""What all output files share: a file appears under its name only when it is whole.

While a run goes on, output lies in a neighbour `NAME.partial`; closing renames it. A run that is
killed leaves the neighbour and, untouched, whatever a former run had written under the name. For
tables and pages the neighbour is of no use and the next run overwrites it. For JSON Lines it is the
journal of the run: every line is handed to the system as it is written, so that a kill costs at
most the line being written, and `JsonLinesWriter(path, resume=True)` goes on after the last whole
one (`unfinished` reads them).
"""

from __future__ import annotations

import errno
import json
import os
import stat
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from convqa.assessment import Assessment
from convqa.errors import InputError, UsageError
from convqa.report.holding import HeldError, hold
from convqa.report.records import from_record, to_line

__all__ = [
    "FileWriter",
    "JsonLinesWriter",
    "StreamWriter",
    "Writer",
    "naming_trouble",
    "partial_path",
    "unfinished",
    "write_lines",
    "write_text",
]

_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


class Writer(Protocol):
    """Something assessments are written to, one by one, in the order of the input."""

    def write(self, assessment: Assessment) -> None:
        """Add one assessment.

        Raises:
            UsageError: the file cannot be written (disk full, folder gone).
        """

    def close(self) -> None:
        """Finish; only now does a file appear under its name.

        Raises:
            UsageError: as `write`.
        """

    def discard(self) -> None:
        """Stop without finishing; a file of that name stays as it was. Never raises."""


def partial_path(path: Path) -> Path:
    """Where an unfinished file lies: beside the file, or beside the file that a link leads to."""
    target = _target(path)
    return target.with_name(f"{target.name}.partial")


def _target(path: Path) -> Path:
    return Path(os.path.realpath(path)) if os.path.islink(path) else path  # noqa: PTH114 - never raises


@contextmanager
def naming_trouble(path: Path | str) -> Iterator[None]:
    """Turn trouble of the file system into a `UsageError` that names the file, or the place such as ``s3://…``.

    A broken pipe passes as it is: the reader has seen enough, which is no fault of the call.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or "the system refused"
        space = "free some space or " if error.errno in _NO_SPACE else ""
        raise UsageError(f"cannot write {path}: {reason}; {space}choose another place.") from error


def write_text(path: Path, text: str) -> None:
    """Write a small file at once; a file of that name is replaced only by a whole one.

    Raises:
        UsageError: it cannot be written.
    """
    target, partial = _target(path), partial_path(path)
    with naming_trouble(path):
        _require_file(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            partial.write_text(text, encoding="utf-8", newline="\n")
            partial.replace(target)
        except OSError:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
            raise


def write_lines(path: Path, lines: Iterable[str]) -> int:
    """Write lines as they come, to a file that only its owner may read; how many. Replaces a file as `write_text`.

    Raises:
        UsageError: it cannot be written.
    """
    target, partial = _target(path), partial_path(path)
    count = 0
    with naming_trouble(path):
        _require_file(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        try:
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
                for line in lines:
                    file.write(f"{line}\n")
                    count += 1
            partial.replace(target)
        except BaseException:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
            raise
    return count


class FileWriter:
    """Base of writers to one file: opens the neighbour, renames it at `close`.

    Missing folders above the file are created. Where the name is a link, the file it leads to is written.

    Used with `with`, an exception discards the file instead of finishing it.

    Raises:
        UsageError: the name is a folder, a pipe or a device, or nothing can be written there.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.target = _target(path)
        self.partial = partial_path(path)
        with naming_trouble(path):
            _require_file(path)
            self.target.parent.mkdir(parents=True, exist_ok=True)
            self.partial.open("ab").close()  # refused now rather than after hours of scoring
            self._let_go = weakref.finalize(self, _close_descriptor, _held(self.partial, path))

    def write(self, assessment: Assessment) -> None:
        """Add one assessment; see `Writer.write`."""
        with naming_trouble(self.path):
            self._write(assessment)

    def close(self) -> None:
        """Finish the file and give it its name; see `Writer.close`."""
        with naming_trouble(self.path):
            self._finish()
            self.partial.replace(self.target)
        self._let_go()

    def discard(self) -> None:
        """Drop what was written; see `Writer.discard`."""
        self._release()
        with suppress(OSError):
            self.partial.unlink(missing_ok=True)
        self._let_go()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()

    def _write(self, assessment: Assessment) -> None:
        raise NotImplementedError

    def _finish(self) -> None:
        """Write what is still open and release the neighbour."""
        raise NotImplementedError

    def _release(self) -> None:
        """Let go of open files without caring for their content; must not raise."""
        raise NotImplementedError


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


def _require_file(path: Path) -> None:
    """Refuse what renaming a file over it would destroy: a folder, a pipe, a device."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise UsageError(f"cannot write {path}: it is a folder; name a file in it.")
    if not stat.S_ISREG(mode):
        raise UsageError(f"cannot write {path}: it is a pipe or a device; name a file, or use --output - and a pipe.")


def _set_aside(partial: Path, path: Path) -> Path | None:
    """Give the records of a killed run a name that no run writes to: hours of scoring may be in them."""
    try:
        if not partial.stat().st_size:
            return None
        held = _held(partial, path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        number = 1
        while os.path.lexists(kept := partial.with_name(f"{partial.name}.{number}")):
            number += 1
        return partial.rename(kept)
    finally:
        _close_descriptor(held)


def _held(partial: Path, path: Path) -> int | None:
    """The neighbour of a file, held; see `hold`."""
    try:
        return hold(partial)
    except HeldError:
        raise UsageError(f"another run of convqa is writing to {path}; wait for it, or choose another place.") from None


def _close_descriptor(descriptor: int | None) -> None:
    if descriptor is not None:
        os.close(descriptor)


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
