"""What all output files share: a file appears under its name only when it is whole.

While a run goes on, output lies in a neighbour `NAME.partial`; closing renames it. A run that is
killed leaves the neighbour and, untouched, whatever a former run had written under the name. For
tables and pages the neighbour is of no use and the next run overwrites it; for JSON Lines it is the
journal of the run (`json_lines`).
"""

from __future__ import annotations

import errno
import os
import stat
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from convqa.assessment import Assessment
from convqa.errors import UsageError
from convqa.report.holding import HeldError, hold

__all__ = [
    "FileWriter",
    "Writer",
    "held",
    "let_go",
    "naming_trouble",
    "partial_path",
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
            self._let_go = weakref.finalize(self, let_go, held(self.partial, path))

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


def held(partial: Path, path: Path) -> int | None:
    """The neighbour of a file, held until `let_go`; see `hold`.

    Raises:
        UsageError: another run writes there.
    """
    try:
        return hold(partial)
    except HeldError:
        raise UsageError(f"another run of convqa is writing to {path}; wait for it, or choose another place.") from None


def let_go(descriptor: int | None) -> None:
    """Let another run have what was held; nothing where nothing was."""
    if descriptor is not None:
        os.close(descriptor)
