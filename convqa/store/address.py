"""Where a store lies: a file of SQLite, or a database of PostgreSQL."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import platformdirs
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from convqa.errors import MissingExtraError, UsageError

__all__ = ["Address", "default_path", "find_address", "remote_kind"]

_SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")
# File systems of other machines: what SQLite's write-ahead log shares between programs is not shared there.
_REMOTE = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "fuse.sshfs", "lustre"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Either a file or a URL.

    Attributes:
        path: of the SQLite file; `None` of PostgreSQL.
        url: of PostgreSQL; `None` of a file.
        shown: how messages call it: a URL without its password.
    """

    path: Path | None = None
    url: URL | None = None
    shown: str


def default_path() -> Path:
    """The store that is used where no other is named: a file in the user's data folder."""
    return platformdirs.user_data_path("convqa", appauthor=False) / "store.sqlite"


def find_address(where: str | Path | None = None) -> Address:
    """Read what the user wrote; `None` is `default_path`.

    Raises:
        UsageError: a URL that is none, or one of another database.
        MissingExtraError: PostgreSQL without its driver.
    """
    written = str(default_path() if where is None else where)
    if "://" not in written:
        return Address(path=Path(written), shown=written)
    try:
        url = make_url(written)
    except (ArgumentError, ValueError):
        raise UsageError(
            "the address of the store is no URL; write it as postgresql://USER@HOST/DATABASE, or give a file."
        ) from None
    if url.drivername not in _SCHEMES:
        raise UsageError(
            "the store's URL is of a database that convqa does not know; "
            "write postgresql://USER@HOST/DATABASE, or give a file for SQLite."
        )
    if find_spec("psycopg") is None:
        raise MissingExtraError(what="a store in PostgreSQL", extra="postgres")
    url = url.set(drivername="postgresql+psycopg")
    return Address(url=url, shown=url.set(drivername="postgresql", query={}).render_as_string(hide_password=True))


def remote_kind(path: Path, mounts: Path = Path("/proc/self/mounts")) -> str | None:
    """The kind of file system of another machine on which a file lies; `None` on a disk of this one.

    Only Linux says so; elsewhere the answer is `None`.
    """
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    whole = os.fspath(path.parent.resolve())
    best = max(
        (entry for entry in (line.split(" ") for line in lines) if len(entry) > 2 and _lies_in(whole, entry[1])),
        key=lambda entry: len(entry[1]),
        default=None,
    )
    return best[2] if best is not None and best[2] in _REMOTE else None


def _lies_in(path: str, mount: str) -> bool:
    folder = mount.replace("\\040", " ").rstrip("/")
    return path == folder or path.startswith(f"{folder}/")
