"""Whether ids come more than once in a run: parts of one conversation in several files, or one that came twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b

from convqa.conversation import Transcript
from convqa.errors import InputError

__all__ = ["Repeats"]


class Repeats:
    """Passes on what is read, and counts conversations whose id, as their source gives it, came before.

    Of each id only eight bytes are kept.

    Attributes:
        count: conversations whose id came before.
        first: where the first of them lies (`Transcript.source`); `None` while there is none.
    """

    def __init__(self) -> None:
        self.count = 0
        self.first: str | None = None
        self._seen: set[bytes] = set()

    def watch(self, items: Iterable[Transcript | InputError]) -> Iterator[Transcript | InputError]:
        """The same items."""
        for item in items:
            if isinstance(item, Transcript) and item.id_given:
                self._look_at(item)
            yield item

    def _look_at(self, transcript: Transcript) -> None:
        mark = blake2b(transcript.id.encode(errors="replace"), digest_size=8).digest()
        if mark in self._seen:
            self.count += 1
            self.first = self.first or transcript.source
        self._seen.add(mark)
