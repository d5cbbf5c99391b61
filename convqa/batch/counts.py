"""What a run into a store comes to, and who is told while it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from convqa.ingest.sources import Source

__all__ = ["Counts", "Watcher"]


@dataclass(slots=True, kw_only=True)
class Counts:
    """What a run came to, in conversations.

    Attributes:
        new: assessed.
        changed: those of them that were there with another content.
        apart: those of them of whose id there was another conversation.
        known: passed over, since they are there.
        failed: what could not be read or assessed.
        failed_before: what could not be in an earlier run, and was not tried again.
        left_out: what the call did not ask for.
        gone: what was erased, and stays away.
        purged: what was deleted since it was older than it is kept, and stays away too.
        outdated: what is older than the store keeps, as things are set now.
    """

    new: int = 0
    changed: int = 0
    apart: int = 0
    known: int = 0
    failed: int = 0
    failed_before: int = 0
    left_out: int = 0
    gone: int = 0
    purged: int = 0
    outdated: int = 0


class Watcher(Protocol):
    """Who is told how far a run is."""

    def reading(self, source: Source, share: float) -> None:
        """So much of a file, from 0 to 1, has been read."""

    def over(self, source: Source, *, was_read: bool) -> None:
        """A file was read to its end, or passed over."""

    def stored(self, counts: Counts) -> None:
        """A chunk was stored."""
