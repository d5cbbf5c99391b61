"""The options of every command that works with a store, and opening the one they name."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from convqa.cli.reading import READ_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convqa.redaction import SiteKey
    from convqa.store import Store
    from convqa.store.audit import AuditLog

__all__ = ["Opened", "StoreRequest", "opened", "site_key", "store_options"]

F = TypeVar("F", bound=Callable[..., Any])

_BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a file that is open

_OPTIONS = (
    click.option("--store", "where", envvar="CONVQA_STORE", metavar="FILE|URL",
                 help="The store: a file, or postgresql://USER@HOST/DATABASE. [default: in your data folder]"),
    click.option("--key-file", type=READ_FILE, metavar="FILE", help="Your site's key, with which the store was made."),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreRequest:
    """Which store is meant, as click has read it; `where` is `--store`."""

    where: str | None
    key_file: Path | None

    def files(self) -> list[Path]:
        """What no output may overwrite: the file of the store, that of its names, what lies beside them, and the key.

        Raises:
            UsageError, MissingExtraError: as `convqa.store.address.find_address`.
        """
        from convqa.store.address import find_address
        from convqa.store.names import names_path

        path = find_address(self.where).path
        stores = [path, names_path(path)] if path is not None and path.name else []
        real = [os.path.realpath(one) for one in stores]  # SQLite's files lie where a link leads
        kept = [Path(f"{one}{ending}") for one in real for ending in ("", *_BESIDE)]
        return kept if self.key_file is None else [*kept, self.key_file]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A store, and what is needed to write to it."""

    store: Store
    key: SiteKey
    log: AuditLog


def store_options(command: F) -> F:
    """Add `--store` and `--key-file` to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def site_key(key_file: Path | None) -> SiteKey:
    """The key of the call; the published one where none is given.

    Raises:
        UsageError: the file is not what it should be.
    """
    from convqa.redaction import SiteKey

    return SiteKey.load(key_file) if key_file else SiteKey.default()


@contextmanager
def opened(request: StoreRequest, *, writable: bool = True) -> Iterator[Opened]:
    """Open the store with the key of the call.

    Raises:
        StoreError, UsageError, MissingExtraError: as `convqa.store.open_store`, and `site_key`.
    """
    from convqa.store import open_store
    from convqa.store.audit import AuditLog
    from convqa.store.keys import key_check

    key = site_key(request.key_file)
    with open_store(request.where, key_check=key_check(key), writable=writable) as store:
        yield Opened(store=store, key=key, log=AuditLog.own(key))
