"""Where what a run makes is gathered, and stored a chunk at a time."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import asdict, dataclass, field

from convqa.assessment import Assessment
from convqa.batch.counts import Counts, Watcher
from convqa.conversation import Language
from convqa.errors import InputError
from convqa.grounds import Supplement
from convqa.ingest.sources import Source
from convqa.redaction import mask_path
from convqa.store.entry import Entry
from convqa.store.gone import Why
from convqa.store.known import Asked, FileKey, Found
from convqa.store.writer import Chunk, Failure, FinishedFile, Writer

__all__ = ["CHUNK", "CHUNK_S", "File", "Sink", "Ticket"]

CHUNK = 64
CHUNK_S = 1.0
"""A chunk is stored when it holds so many, or when so many seconds have passed since the first of them."""


@dataclass(slots=True, kw_only=True, eq=False)
class File:
    """A file that is being read.

    Attributes:
        source: what is read.
        key: by what the store knows it.
        failing: the lines at which something failed earlier, and did not go well since.
        open: conversations of it that are not settled yet.
        kept: of those that are, how many are stored.
        is_part: some of it is left for a later run: not asked for, older than the store keeps now, or just now not to
            be read.
        failed: the lines of what failed.
        tried, left: of `failing` those whose conversations are tried again, and those that are left.
        is_over: whether all of it has been read.
    """

    source: Source
    key: FileKey
    failing: frozenset[int] = frozenset()
    open: int = 0
    kept: int = 0
    is_part: bool = False
    failed: set[int] = field(default_factory=set)
    tried: set[int] = field(default_factory=set)
    left: set[int] = field(default_factory=set)
    is_over: bool = False

    def end(self) -> FinishedFile:
        """What is to be noted of it, once all of it is settled: what was left still counts as failed."""
        return FinishedFile(
            file=self.key,
            conversations=self.kept,
            is_whole=not self.is_part and bool(self.key.bytes),
            failed=frozenset(self.failed),
            tried=frozenset(self.tried - self.left) if self.is_part else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """Where an item comes from: what the workers give back does not say."""

    file: File
    ordinal: int
    asked: Asked
    found: Found


@dataclass(slots=True, kw_only=True)
class Sink:
    """Takes what is settled, and stores it.

    Attributes:
        writer: of the run; `None`: nothing is stored, all is counted.
        watcher: is told of each chunk.
        feedback_language: of all assessments; `None` for each conversation's own.
        counts: how far the run is.
    """

    writer: Writer | None
    watcher: Watcher
    feedback_language: Language | None
    counts: Counts = field(default_factory=Counts)
    _chunk: Chunk = field(default_factory=Chunk)
    _entered: list[Found] = field(default_factory=list)
    _since: float = 0.0

    def keep(self, ticket: Ticket, assessment: Assessment, supplement: Supplement) -> None:
        """Take what was assessed."""
        entry = Entry(
            assessment=assessment,
            supplement=supplement,
            identity=ticket.asked.identity,
            opening=ticket.asked.opening,
            input_hash=ticket.asked.input_hash,
            feedback_language=self.feedback_language or assessment.conversation.language,
        )
        self._open_chunk().entries.append((entry, ticket.file.key, ticket.ordinal))
        self._entered.append(ticket.found)
        self.count(ticket.found)
        ticket.file.kept += 1
        self._settle(ticket.file)

    def count(self, found: Found) -> None:
        """Count one that is to be assessed."""
        self.counts.new += 1
        self.counts.changed += found.is_changed
        self.counts.apart += found.is_other

    def fail(self, file: File | None, error: InputError, *, is_news: bool = True) -> None:
        """Take what could not be read or assessed; what names no file is only counted, and what is no news is not."""
        self.counts.failed += is_news
        if file is None:
            return
        line = error.line or 0
        failure = Failure(
            file=file.key,
            line=line,
            shown=mask_path(error.source),
            problem=error.problem,
            remedy=error.remedy,
        )
        self._open_chunk().failures.append(failure)
        file.failed.add(line)
        file.is_part |= error.passing
        self._settle(file)

    def link(self, file: File, ordinal: int, version_id: int) -> None:
        """Take one that is known."""
        self.counts.known += 1
        file.kept += 1
        self._open_chunk().links.append((version_id, file.key, ordinal))
        self._settle(file)

    def turn_back(self, file: FileKey) -> None:
        """Take a file that is known, and that was changed back to what it is."""
        self._open_chunk().back.append(file)

    def leave_out(self, file: File, line: int) -> None:
        """Take one that the call does not ask for."""
        self.counts.left_out += 1
        self._leave(file, line)

    def defer(self, file: File, line: int) -> None:
        """Take one that is older than the store keeps: it may come once that is set otherwise."""
        self.counts.outdated += 1
        self._leave(file, line)

    def stay_away(self, file: File, why: Why) -> None:
        """Take one that was deleted earlier."""
        if why == "erase":
            self.counts.gone += 1
        else:
            self.counts.purged += 1
        self._settle(file)

    def end(self, file: File) -> None:
        """Take that all of a file has been read."""
        file.is_over = True
        self._finish(file)

    def flush(self, *, unless_early: bool = False) -> None:
        """Store the chunk, if there is one; `unless_early`: and if it is large or old enough.

        Raises:
            StoreError, RubricError: as `Writer.write`; the chunk is kept, and may be tried again.
        """
        chunk = self._chunk
        if not len(chunk) or (unless_early and len(chunk) < CHUNK and time.monotonic() - self._since < CHUNK_S):
            return
        if self.writer is not None:
            written = self.writer.write(chunk, asdict(self.counts))
            self.counts.known += self._take_off(written.known)
            self.counts.gone += self._take_off(written.erased)
            self.counts.purged += self._take_off(written.purged)
            self.counts.outdated += self._take_off(written.outdated)
        self._chunk, self._entered = Chunk(), []
        self.watcher.stored(self.counts)

    def beat(self) -> None:
        """Note that the run is at work, though there is nothing to store; raises as `flush`."""
        if self.writer is not None:
            self.writer.write(Chunk(), asdict(self.counts))

    def _take_off(self, entries: Collection[int]) -> int:
        """Count what was not stored, though it was assessed, as new no longer; how many."""
        for found in (self._entered[number] for number in entries):
            self.counts.new -= 1
            self.counts.changed -= found.is_changed
            self.counts.apart -= found.is_other
        return len(entries)

    def _open_chunk(self) -> Chunk:
        if not len(self._chunk):
            self._since = time.monotonic()
        return self._chunk

    def _leave(self, file: File, line: int) -> None:
        file.is_part = True
        file.left |= {line} & file.failing
        self._settle(file)

    def _settle(self, file: File) -> None:
        file.open -= 1
        self._finish(file)

    def _finish(self, file: File) -> None:
        """Note that a file is done, once all of it is."""
        if file.is_over and not file.open:
            self._open_chunk().finished.append(file.end())
