"""Which conversations the HTML report shows in full, chosen while they stream by.

A page with thousands of transcripts opens in no browser, so at most `limit` are shown. Where there
are more, four in five places go to flagged conversations, dealt round over the kinds of flag so that
rare ones (the exemplary among them) are not crowded out, and the rest to unflagged ones. Among
equals the choice is random but fixed: the smallest hashes of id and content win, so that neither
the order of the input nor a second run changes it.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from convqa.assessment import Assessment
from convqa.report.records import from_record, to_line

__all__ = ["Place", "Sample"]

_UNFLAGGED = ""  # no flag has an empty name


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where a conversation lies in the temporary file; ordered by position in the run."""

    position: int
    offset: int
    length: int
    flagged: bool


class Sample:
    """Keeps candidates in an unnamed temporary file that vanishes with the process; memory is bounded.

    Args:
        limit: how many conversations are drawn at most, at least 1.
        folder: where the temporary file lies.
    """

    def __init__(self, *, limit: int, folder: Path) -> None:
        self._limit = limit
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by `close`
        self._heaps: dict[str, list[tuple[int, Place]]] = {}
        self._count = {True: 0, False: 0}

    def offer(self, assessment: Assessment) -> None:
        """Consider one more conversation."""
        cards = (flag for card in assessment.scorecards for flag in card.flags)
        names = {flag.name for flag in (*assessment.flags, *cards)}
        position = sum(self._count.values())
        self._count[bool(names)] += 1
        info = assessment.conversation
        digest = hashlib.sha256(f"{info.id}\n{info.content_hash}".encode(errors="replace")).digest()
        rank = -int.from_bytes(digest[:8], "big")  # the heap's first is the first to go
        heaps = [self._heaps.setdefault(name, []) for name in sorted(names) or [_UNFLAGGED]]
        heaps = [heap for heap in heaps if len(heap) < self._limit or heap[0][0] < rank]
        if not heaps:
            return
        line = to_line(assessment).encode()
        place = Place(position=position, offset=self._file.seek(0, 2), length=len(line), flagged=bool(names))
        self._file.write(line)
        for heap in heaps:
            if len(heap) < self._limit:
                heapq.heappush(heap, (rank, place))
            else:
                heapq.heapreplace(heap, (rank, place))

    def draw(self) -> list[Place]:
        """The chosen conversations in the order of the run."""
        room = min(self._count[False], max(self._limit // 5, self._limit - self._count[True]))
        ordinary = [place for _, place in sorted(self._heaps.get(_UNFLAGGED, []), reverse=True)[:room]]
        return sorted([*self._deal(self._limit - len(ordinary)), *ordinary])

    def read(self, place: Place) -> Assessment:
        """A chosen conversation."""
        self._file.seek(place.offset)
        return from_record(json.loads(self._file.read(place.length)))

    def close(self) -> None:
        """Let the temporary file go; what could not be written to it (disk full) no longer matters. Never raises."""
        with suppress(OSError):
            self._file.close()

    def _deal(self, room: int) -> list[Place]:
        """Flagged conversations, the kinds of flag taking turns."""
        queues: list[Iterator[tuple[int, Place]]] = [
            iter(sorted(heap, reverse=True)) for name, heap in sorted(self._heaps.items()) if name != _UNFLAGGED
        ]
        chosen: set[Place] = set()
        while queues and len(chosen) < room:
            for queue in list(queues):
                fresh = next((place for _, place in queue if place not in chosen), None)
                if fresh is None:
                    queues.remove(queue)
                elif len(chosen) < room:
                    chosen.add(fresh)
        return list(chosen)
