"""Files by place: ``s3://bucket/folder`` and the like, which this module alone knows, by pyarrow.

Who may read there is settled outside: by the environment, by files in the home folder, by the machine's role. A place
with a name and a password in it is refused, since places are shown in messages and handed on.
"""

from __future__ import annotations

import errno
import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from convqa.errors import MissingExtraError, UsageError

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

__all__ = ["Place", "is_uri", "join", "list_files", "on_disk", "open_file", "parts", "stamp", "write_file"]

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_ANSWER = re.compile(r"AWS Error ([A-Z_]+)")
_OPTIONS_DIGITS = 8
_KEPT = "/:?&=%#+@~!$'()*,;[]"


class Place(NamedTuple):
    """A file.

    Attributes:
        uri: where it lies.
        name: its path below the folder that was asked for; of a single file its name.
    """

    uri: str
    name: str

    @property
    def shown(self) -> str:
        """Where it lies, for people: `å` is not `%C3%A5`."""
        return unquote(self.uri)


def is_uri(text: str) -> bool:
    """Whether a text names a place by a scheme, as ``s3://…`` does; a path of Windows has none."""
    return _URI.match(text) is not None


def join(uri: str, name: str) -> str:
    """The place of a file below a folder; what follows ``?`` stays at the end."""
    folder, mark, options = uri.partition("?")
    return f"{folder.rstrip('/')}/{quote(name)}{mark}{options}"


def parts(uri: str) -> tuple[str, ...]:
    """What leads to a place, from the outside: a digest of its options if it has some, scheme, bucket, folders."""
    place = urlsplit(uri)
    options = sha256(place.query.encode()).hexdigest()[:_OPTIONS_DIGITS] if place.query else ""
    found = (options, f"{place.scheme}:", place.netloc, *unquote(place.path).split("/"))
    return tuple(part for part in found if part)


def on_disk(folder: str) -> Path | None:
    """The folder as a path, if it lies on a disk: it is named by its path, or by `file://`."""
    if not is_uri(folder):
        return Path(folder)
    return Path(unquote(urlsplit(folder).path)) if folder.lower().startswith("file://") else None


def list_files(uri: str) -> Iterator[Place]:
    """The file at a place, or all files of the folder there and of its folders, sorted by their paths.

    Raises:
        UsageError: the place holds a password, or no such scheme is known.
        MissingExtraError: pyarrow is not installed.
        OSError: nothing is there, or it may not be read.
    """
    system, path = _open(uri)
    from pyarrow.fs import FileSelector, FileType

    with _with_reason():
        found = system.get_file_info(path)
        if found.type == FileType.NotFound:
            raise FileNotFoundError
        if found.type == FileType.File:
            yield Place(uri=uri, name=unquote(urlsplit(uri).path).rpartition("/")[2])
            return
        base = found.path.rstrip("/") + "/"
        below = system.get_file_info(FileSelector(path, recursive=True))
    names = sorted(one.path.removeprefix(base) for one in below if one.type == FileType.File)
    yield from (Place(uri=join(uri, name), name=name) for name in names)


def open_file(uri: str) -> BinaryIO:
    """Open a file for reading; raises as `list_files`."""
    system, path = _open(uri)
    with _with_reason():
        return io.BufferedReader(_Reasoned(system.open_input_file(path)))


class _Reasoned(io.RawIOBase):
    """A file of the library's, whose trouble while it is read is told as all other is."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        with _with_reason():
            return int(self._file.readinto(buffer))

    def readall(self) -> bytes:
        with _with_reason():
            return bytes(self._file.read())

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def stamp(uri: str) -> tuple[int, int]:
    """Size in bytes, and when a file was changed last, in ns since 1970 (0: unknown); raises as `list_files`."""
    system, path = _open(uri)
    with _with_reason():
        found = system.get_file_info(path)
    if found.size is None:
        raise FileNotFoundError
    return found.size, found.mtime_ns or 0


def write_file(uri: str, data: bytes) -> None:
    """Write a file at once, in the place of another: it is there whole, or as it was. Raises as `list_files`."""
    system, path = _open(uri)
    with _with_reason():
        if system.type_name == "hdfs":  # the others have no folders
            system.create_dir(path.rpartition("/")[0], recursive=True)
        with system.open_output_stream(path) as stream:  # as it is closed, the store takes it
            stream.write(data)


@contextmanager
def _with_reason() -> Iterator[None]:
    """Give trouble of a store, which the library words at length and with the path, a reason in a word or two."""
    try:
        yield
    except OSError as error:
        if error.errno is not None or isinstance(error, FileNotFoundError):
            raise
        found = _ANSWER.search(str(error))
        reason = found[1].lower().replace("_", " ") if found else "the store did not answer as it should"
        raise OSError(errno.EIO, reason) from None


def _open(uri: str) -> tuple[FileSystem, str]:
    if "@" in urlsplit(uri).netloc:
        raise UsageError(
            "A place that is read or written must hold no name and password, since places are shown in messages; "
            "leave out what stands before the @ and give it in the environment (docs/formats.md)."
        )
    return _system(uri)


@lru_cache(maxsize=64)
def _system(uri: str) -> tuple[Any, str]:
    try:
        from pyarrow.fs import FileSystem
    except ImportError:
        raise MissingExtraError(
            what=f"Reading and writing {uri.partition(':')[0]}:// places", extra="parquet"
        ) from None
    try:
        system, path = FileSystem.from_uri(quote(uri, safe=_KEPT))
    except (ValueError, TypeError):
        scheme = uri.partition(":")[0]
        raise UsageError(
            f"{scheme}:// is no place that can be read; known are s3://, gs://, hdfs:// and file://."
        ) from None
    return system, str(path)
