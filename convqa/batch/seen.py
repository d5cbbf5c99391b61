"""What came before, told without holding all that came."""

from __future__ import annotations

import sqlite3
from types import TracebackType
from typing import Self

from convqa.errors import StoreError

__all__ = ["Seen"]


class Seen:
    """Codes that came, in an unnamed temporary file of SQLite that vanishes with the process; memory is bounded.

    The file is begun once there are some tens of thousands of them, and takes some 25 bytes each.
    """

    def __init__(self) -> None:
        self._file = sqlite3.connect("", isolation_level=None)
        self._file.execute("CREATE TABLE seen (code BLOB PRIMARY KEY) WITHOUT ROWID")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, code: bytes) -> bool:
        """Note a code; whether it is new.

        Raises:
            StoreError: there is no room for temporary files.
        """
        try:
            return self._file.execute("INSERT OR IGNORE INTO seen VALUES (?)", (code,)).rowcount == 1
        except sqlite3.Error:
            raise StoreError(
                "what was read so far does not fit into the folder for temporary files; free some space there, "
                "or name another one in SQLITE_TMPDIR.",
                passing=True,
            ) from None
