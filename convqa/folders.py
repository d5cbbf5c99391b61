"""Files below a folder, whether it lies on a disk or at a place such as ``s3://…``: what a large run writes and reads.

All raise as `filesystems.list_files`.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from convqa.filesystems import Place, is_uri, join, list_files, on_disk, open_file, write_file

__all__ = ["get", "names", "open_below", "put", "shown"]


def names(folder: str, below: str) -> list[str]:
    """The names of the files in `below` of a folder, sorted; none where it is not there."""
    if (local := on_disk(folder)) is not None:
        found = local / below
        return sorted(path.name for path in found.iterdir() if not path.name.startswith(".")) if found.is_dir() else []
    try:
        return [place.name for place in list_files(join(folder, below))]
    except FileNotFoundError:
        return []


def open_below(folder: str, name: str) -> BinaryIO:
    """Open a file of a folder for reading."""
    local = on_disk(folder)
    return open_file(join(folder, name)) if local is None else (local / name).open("rb")


def get(folder: str, name: str) -> bytes:
    """The bytes of a file of a folder."""
    with open_below(folder, name) as stream:
        return stream.read()


def put(folder: str, name: str, data: bytes) -> None:
    """Write a file of a folder at once, in the place of another: it is there whole, or as it was."""
    if (local := on_disk(folder)) is not None:
        _put_on_disk(local / name, data)
    else:
        write_file(join(folder, name), data)


def shown(folder: str, name: str) -> str:
    """A file of a folder, for people: `Path` would take a slash from `s3://`."""
    return Place(uri=join(folder, name), name=name).shown if is_uri(folder) else str(Path(folder) / name)


def _put_on_disk(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
