"""The folder of transcripts: what is in it already, and how a file gets into it whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from convqa.errors import UsageError
from convqa.report.holding import HeldError, hold
from convqa.report.writers import naming_trouble
from convqa.transcription.forms import Form
from convqa.transcription.origin import Origin, read_origin

__all__ = ["Folder"]

_LONGEST_NAME = 200  # bytes; most systems allow 255, and endings are added
_CODE_DIGITS = 8


class Folder:
    """Where the transcripts of a run go.

    A file is written under a hidden name beside its place, made safe on the disk, and then renamed. A run that is
    killed leaves at most one hidden file, which the next run removes.

    Args:
        path: created where it is missing.
        form: of the files.
        private: let only the user read them.

    Raises:
        UsageError: the folder cannot be used, or another run is using it.
    """

    def __init__(self, path: Path, form: Form, *, private: bool) -> None:
        self._path = path
        self._suffix = f".{form}"
        self._mode = 0o600 if private else 0o666  # the umask has its say, as for any file
        with naming_trouble(path):
            path.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(path)
            _remove_partials(path)
            self._places = {
                origin.name: (place, origin)
                for place in sorted(path.rglob(f"*{self._suffix}"))
                if (origin := read_origin(place)) is not None
            }

    def __contains__(self, origin: Origin) -> bool:
        """Whether there is a transcript of that origin."""
        return self._places.get(origin.name, (None, None))[1] == origin

    def knows(self, name: str) -> bool:
        """Whether there is a transcript of a recording of that name (`Origin.name`), whatever it was made from."""
        return name in self._places

    def write(self, name: str, origin: Origin, text: str) -> Path:
        """Put a transcript in its place; arguments and errors as of `open`."""
        with self.open(name, origin) as file:
            file.write(text)
        return self._places[origin.name][0]

    @contextmanager
    def open(self, name: str, origin: Origin) -> Iterator[TextIO]:
        """A file to write; as the block ends it gets its name, in the place of an older one of the same origin's name.

        Args:
            name: the redacted path that it is to have, without suffix.
            origin: is written by the caller.

        Raises:
            UsageError: it cannot be written (disk full, no permission); nothing is then under its name, nor where
                the block raises.
        """
        former = self._places.get(origin.name, (None, origin))[0]
        target = self._place(name, origin, former)
        with naming_trouble(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_name(f".{target.name}.partial")
            try:
                descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, self._mode)
                with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
                    yield file
                    file.flush()
                    os.fsync(file.fileno())
                partial.replace(target)
            except BaseException:
                with suppress(OSError):
                    partial.unlink(missing_ok=True)
                raise
            _sync(target.parent)
            if former is not None and former != target:
                former.unlink(missing_ok=True)
        self._places[origin.name] = (target, origin)

    def close(self) -> None:
        """Let another run have the folder."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _place(self, path: str, origin: Origin, former: Path | None) -> Path:
        """Where a transcript goes: never over a file that is not its own older self."""
        code = f"~{origin.name[-_CODE_DIGITS:]}"
        # An id can begin with a slash, where files of one name are told apart by their folders.
        *folders, name = [part for part in path.split("/") if part not in ("", ".", "..")] or [code]
        short = _cut(name)
        name = name if short == name else short + code
        target = self._path.joinpath(*map(_cut, folders)) / f"{name}{self._suffix}"
        if target == former or not os.path.lexists(target):
            return target
        return target.with_name(f"{name}{code}{self._suffix}")


def _cut(name: str) -> str:
    """A name of a file or folder, no longer than the system takes."""
    encoded = os.fsencode(name)
    return name if len(encoded) <= _LONGEST_NAME else encoded[:_LONGEST_NAME].decode(errors="ignore")


def _locked(folder: Path) -> int | None:
    """The folder, held by this process until it ends or closes it; `None` where the system has no such thing."""
    try:
        return hold(folder)
    except HeldError:
        raise UsageError(
            f"another run of convqa is writing to {folder}; wait for it, or choose another folder."
        ) from None


def _remove_partials(folder: Path) -> None:
    for form in Form:
        for partial in folder.rglob(f".*.{form}.partial"):
            partial.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Make a rename in a folder safe, where the system can."""
    with suppress(OSError), _opened(folder) as descriptor:
        os.fsync(descriptor)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
