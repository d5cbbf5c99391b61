"""One file to read, whatever holds it."""

from __future__ import annotations

import errno
import io
import os
from dataclasses import dataclass, field
from typing import BinaryIO

from convqa import filesystems
from convqa.errors import InputError
from convqa.ingest.window import window

__all__ = ["STDIN", "SUFFIXES", "Source", "refusal", "unreadable"]

STDIN = "-"

SUFFIXES = {
    ".txt": "text",
    ".text": "text",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "table",
    ".tsv": "table",
    ".tab": "table",
    ".xlsx": "spreadsheet",
    ".xlsm": "spreadsheet",
    ".parquet": "parquet",
    ".vtt": "cues",
    ".srt": "cues",
    ".wav": "audio",
    ".mp3": "audio",
    ".m4a": "audio",
    ".ogg": "audio",
    ".oga": "audio",
    ".opus": "audio",
    ".flac": "audio",
}
"""What a folder is searched for. The content of ``text`` and ``json`` still decides what they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file to read.

    Attributes:
        label: path relative to the input folder, forward slashes, led as `apart.find_leads` says; becomes
            `Transcript.source`.
        shown: the path as the user named it, for messages.
        path: where it lies; `None` when `data` holds it, or `uri` says it. A text and no `Path`, which would take three
            times the memory of a call with a hundred thousand files.
        data: the bytes of standard input or a pipe, or of a file that was read before; else `None`.
        uri: where it lies, if not on a disk (`convqa.filesystems`); else `None`.
        kind: a value of `SUFFIXES`; `None` where the content must tell.
        window: only these bytes of it, half-open, are read; `None` for all.
        first_line: the number of its first line, from 1; above 1 where a window begins further on.
    """

    label: str
    shown: str
    path: str | None = None
    data: bytes | None = field(default=None, repr=False)
    uri: str | None = None
    kind: str | None = None
    window: tuple[int, int] | None = None
    first_line: int = 1

    def open(self) -> BinaryIO:
        """Open for reading from the start; may be called again.

        Raises:
            OSError: the file cannot be opened.
        """
        stream = self._open()
        return stream if self.window is None else window(stream, *self.window)

    def _open(self) -> BinaryIO:
        if self.data is not None or (self.uri is None and self.path is None):
            return io.BytesIO(self.data or b"")
        if self.uri is not None:
            return filesystems.open_file(self.uri)
        assert self.path is not None  # noqa: S101 - one of the three says where it is
        # By its number: a stopped program may warn of an open file, and would tell the path, which may hold a name.
        return os.fdopen(os.open(self.path, os.O_RDONLY | getattr(os, "O_BINARY", 0)), "rb")

    def size(self) -> int:
        """In bytes, of the whole file.

        Raises:
            OSError: the file is not there any more.
        """
        return self.stamp()[0]

    def stamp(self) -> tuple[int, int]:
        """Size in bytes, and when it was changed last, in nanoseconds since 1970 (0 for what is no file).

        Raises:
            OSError: the file is not there any more.
        """
        if self.uri is not None:
            return filesystems.stamp(self.uri)
        if self.path is None:
            return len(self.data or b""), 0
        found = os.stat(self.path)  # noqa: PTH116 - as it stands
        return found.st_size, found.st_mtime_ns

    def error(self, problem: str, remedy: str, line: int | None = None) -> InputError:
        """An error about this source."""
        return InputError(source=self.shown, problem=problem, remedy=remedy, line=line)


def unreadable(shown: str, error: OSError, label: str | None = None) -> InputError:
    """The operating system's reason as an input error, which may pass; `label` as there."""
    if isinstance(error, FileNotFoundError) and os.path.islink(shown):  # noqa: PTH114 - never raises
        problem, remedy = "the link leads nowhere", "restore its target or remove the link"
    elif isinstance(error, FileNotFoundError):
        problem, remedy, label = "it was here and is gone", "put it back, or leave it out", None
    elif isinstance(error, PermissionError):
        problem, remedy = "you may not read it", "change its permissions"
    else:
        reason = (error.strerror or "unknown reason").lower()
        problem, remedy = f"it cannot be read ({reason})", "check the disk and the path"
    passing = error.errno is not None  # else it is no word of the system's, but of a library on what it read
    return InputError(source=shown, problem=problem, remedy=remedy, label=label, passing=passing)


def refusal(error: BaseException) -> OSError | None:
    """What the system refused while a library read a file, also where the library calls the file damaged for it."""
    if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):  # EINVAL: a place before the beginning
        return error
    before = error.__cause__ or error.__context__
    return None if before is None else refusal(before)
