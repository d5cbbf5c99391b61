"""Where what a run makes is gathered, and stored a chunk at a time."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Protocol

from convqa.assessment import Assessment
from convqa.conversation import Language
from convqa.errors import InputError
from convqa.grounds import Supplement
from convqa.ingest.sources import Source
from convqa.redaction import mask_path
from convqa.store.entry import Entry
from convqa.store.known import Asked, FileKey, Found
from convqa.store.writer import Chunk, Failure, FinishedFile, Writer

__all__ = ["CHUNK", "CHUNK_S", "Counts", "File", "Sink", "Ticket", "Watcher"]

CHUNK = 64
CHUNK_S = 1.0
"""A chunk is stored when it holds so many, or when so many seconds have passed since the first of them."""


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
    """

    new: int = 0
    changed: int = 0
    apart: int = 0
    known: int = 0
    failed: int = 0
    failed_before: int = 0
    left_out: int = 0
    gone: int = 0


class Watcher(Protocol):
    """Who is told how far a run is."""

    def reading(self, source: Source, share: float) -> None:
        """So much of a file, from 0 to 1, has been read."""

    def over(self, source: Source, *, was_read: bool) -> None:
        """A file was read to its end, or passed over."""

    def stored(self, counts: Counts) -> None:
        """A chunk was stored."""


@dataclass(slots=True, kw_only=True, eq=False)
class File:
    """A file that is being read.

    Attributes:
        source: what is read.
        key: by what the store knows it.
        open: conversations of it that are not settled yet.
        kept, left_out: of those that are, how many are stored, and how many the call did not ask for.
        failed: the lines of what failed.
        is_over: whether all of it has been read.
    """

    source: Source
    key: FileKey
    open: int = 0
    kept: int = 0
    left_out: int = 0
    failed: set[int] = field(default_factory=set)
    is_over: bool = False


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

    def fail(self, file: File | None, error: InputError) -> None:
        """Take what could not be read or assessed; what names no file is only counted."""
        self.counts.failed += 1
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

    def leave_out(self, file: File) -> None:
        """Take one that the call does not ask for."""
        self.counts.left_out += 1
        file.left_out += 1
        self._settle(file)

    def stay_away(self, file: File) -> None:
        """Take one that was erased."""
        self.counts.gone += 1
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
            self._refuse(self.writer.write(chunk, asdict(self.counts)).refused)
        self._chunk, self._entered = Chunk(), []
        self.watcher.stored(self.counts)

    def beat(self) -> None:
        """Note that the run is at work, though there is nothing to store; raises as `flush`."""
        if self.writer is not None:
            self.writer.write(Chunk(), asdict(self.counts))

    def _refuse(self, entries: Iterable[int]) -> None:
        """Count what was erased while it was assessed as that, and no longer as new."""
        for found in (self._entered[number] for number in entries):
            self.counts.gone += 1
            self.counts.new -= 1
            self.counts.changed -= found.is_changed
            self.counts.apart -= found.is_other

    def _open_chunk(self) -> Chunk:
        if not len(self._chunk):
            self._since = time.monotonic()
        return self._chunk

    def _settle(self, file: File) -> None:
        file.open -= 1
        self._finish(file)

    def _finish(self, file: File) -> None:
        """Note that a file is done, once all of it is."""
        if file.is_over and not file.open:
            finished = FinishedFile(
                file=file.key,
                conversations=file.kept,
                is_whole=not file.left_out and bool(file.key.bytes),
                failed=frozenset(file.failed),
            )
            self._open_chunk().finished.append(finished)
