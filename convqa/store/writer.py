"""Chunks of a run into the tables: each in one transaction, and the same however often it is written.

What is committed is done, all else is not: there is no other state that a killed run could leave behind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from sqlalchemy import Connection, bindparam, select, update

from convqa.rubric import Rubric
from convqa.store.adding import add_numbered, put
from convqa.store.engine import Store
from convqa.store.entry import Entry
from convqa.store.gone import admitted, buried, hold
from convqa.store.known import WHOLE, FileKey
from convqa.store.opening import now
from convqa.store.patience import PATIENCE_S, patiently
from convqa.store.places import keep_current
from convqa.store.rows import holdable
from convqa.store.runs import beat
from convqa.store.save import Saved, save
from convqa.store.schema import assessment, failure, file, file_version, version

__all__ = ["Chunk", "Failure", "FinishedFile", "Writer", "Written"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What could not be read or assessed. No sentence quotes the file; `shown` is its path with names masked."""

    file: FileKey
    line: int
    shown: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedFile:
    """A file that was read to its end.

    Attributes:
        file: which.
        conversations: how many of it are stored.
        is_whole: `False` where some of it is left for a later run.
        failed: the lines of what failed.
        tried: of those at which something failed earlier, which were tried again: what did not fail anew at these is
            solved. `None` for all.
    """

    file: FileKey
    conversations: int
    is_whole: bool
    failed: frozenset[int]
    tried: frozenset[int] | None = None


@dataclass(slots=True, kw_only=True)
class Chunk:
    """What is to be stored together.

    Attributes:
        entries: new ones, each with its file and its number in it.
        links: those that are there, likewise, by the number of their version.
        back: files that are known, and in whose place something else lay, or nothing that could be read.
        failures: what failed.
        finished: files, once all of theirs is in this chunk or an earlier one.
    """

    entries: list[tuple[Entry, FileKey, int]] = field(default_factory=list)
    links: list[tuple[int, FileKey, int]] = field(default_factory=list)
    back: list[FileKey] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    finished: list[FinishedFile] = field(default_factory=list)

    def __len__(self) -> int:
        """How many things are in it."""
        parts = self.entries, self.links, self.back, self.failures, self.finished
        return sum(len(part) for part in parts)

    def files(self) -> set[FileKey]:
        """All files that it speaks of."""
        found = {key for _, key, _ in self.entries} | {key for _, key, _ in self.links}
        return found | {*self.back} | {one.file for one in self.failures} | {one.file for one in self.finished}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of a chunk.

    Attributes:
        known: which of its entries were there by then: they came twice, or another run was quicker.
        erased, purged: which of its entries were deleted while they were assessed, and why.
        outdated: which are older by now than the store keeps any.
    """

    known: frozenset[int] = frozenset()
    erased: frozenset[int] = frozenset()
    purged: frozenset[int] = frozenset()
    outdated: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """What stores the chunks of one run; `rubric` is that of all its entries."""

    store: Store
    rubric: Rubric
    run_id: int
    patience_s: float = PATIENCE_S

    def write(self, chunk: Chunk, counts: Mapping[str, int]) -> Written:
        """Store a chunk, and how far the run is.

        Raises:
            StoreError: it cannot be stored, for as long as `patience_s` where that may pass; nothing of it is.
            RubricError: as `save`.
        """
        tries = count()
        return patiently(lambda: self._write(chunk, counts, is_again=next(tries) > 0), self.patience_s)

    def _write(self, chunk: Chunk, counts: Mapping[str, int], *, is_again: bool) -> Written:
        with self.store.writing() as connection:
            hold(connection, shared=True)  # before anything else is: whoever deletes waits, and so do we
            numbers = _keep_files(connection, chunk)
            written, links = self._save(connection, chunk, numbers, is_again=is_again)
            links |= _links(connection, chunk, numbers)
            keep_current(connection, {numbers[one]: one.place for one in numbers if one.bytes}, links)
            _keep_links(connection, links)
            _keep_failures(connection, chunk, numbers, self.run_id)
            for one in sorted(chunk.finished, key=lambda one: numbers[one.file]):
                _finish(connection, one, numbers[one.file])
            for key in sorted(chunk.back, key=numbers.__getitem__):
                _solve_former(connection, key, numbers[key])
            beat(connection, self.run_id, counts)
        return written

    def _save(
        self, connection: Connection, chunk: Chunk, numbers: Mapping[FileKey, int], *, is_again: bool
    ) -> tuple[Written, dict[tuple[int, int], int]]:
        """Store what may be (somebody may have erased meanwhile, or keep less), and which version lies where."""
        if not chunk.entries:
            return Written(), {}
        may = admitted(connection, [entry for entry, _, _ in chunk.entries])
        stored = [number for number, one in enumerate(may) if one is not None]
        saved = save(connection, [one for one in may if one is not None], self.rubric, run_id=self.run_id)
        links = {}
        for number, one in zip(stored, saved, strict=True):
            _, key, ordinal = chunk.entries[number]
            links[numbers[key], ordinal] = one.version_id
        mine = self._stored(connection, saved) if is_again else frozenset()
        refused = [number for number, one in enumerate(may) if one is None]
        whys = buried(connection, [chunk.entries[number][0].arriving for number in refused])
        by_why = {why: frozenset(n for n, other in zip(refused, whys, strict=True) if other == why) for why in whys}
        written = Written(
            known=_known(stored, saved, mine),
            erased=by_why.get("erase", frozenset()),
            purged=by_why.get("purge", frozenset()),
            outdated=by_why.get(None, frozenset()),
        )
        return written, links

    def _stored(self, connection: Connection, saved: Sequence[Saved]) -> frozenset[int]:
        """Which of these assessments this run stored: an earlier try may have ended well without being told so."""
        asked = assessment.c.id.in_({one.assessment_id for one in saved}), assessment.c.run_id == self.run_id
        return frozenset(connection.execute(select(assessment.c.id).where(*asked)).scalars())


def _known(numbers: Sequence[int], saved: Sequence[Saved], mine: frozenset[int]) -> frozenset[int]:
    """Those of the entries that were there: of what is `mine` all but the first."""
    both = list(zip(numbers, saved, strict=True))
    first = {one.assessment_id: number for number, one in reversed(both) if one.assessment_id in mine}
    return frozenset(number for number, one in both if not one.is_new and first.get(one.assessment_id) != number)


def _keep_files(connection: Connection, chunk: Chunk) -> dict[FileKey, int]:
    keys = chunk.files()
    rows = [
        {"place": key.place, "bytes": key.bytes, "options": key.options, "seen": 0, "conversations": 0, "state": "part"}
        for key in keys
    ]
    numbers, _ = add_numbered(connection, file, ("place", "bytes", "options"), rows)
    return {key: numbers[key.place, key.bytes, key.options] for key in keys}


def _links(connection: Connection, chunk: Chunk, numbers: Mapping[FileKey, int]) -> dict[tuple[int, int], int]:
    """Those whose version is still there: it was when it was looked up, and may have been erased since."""
    wanted = {version_id for version_id, _, _ in chunk.links}
    there = set(connection.execute(select(version.c.id).where(version.c.id.in_(wanted))).scalars()) if wanted else set()
    return {(numbers[key], ordinal): one for one, key, ordinal in chunk.links if one in there}


def _keep_links(connection: Connection, links: Mapping[tuple[int, int], int]) -> None:
    """Which version a place in a file holds now; another redactor or recogniser makes another one of it."""
    rows = {
        (file_id, ordinal): {"file_id": file_id, "ordinal": ordinal, "version_id": version_id}
        for (file_id, ordinal), version_id in links.items()
    }
    put(connection, file_version, rows)


def _keep_failures(connection: Connection, chunk: Chunk, numbers: Mapping[FileKey, int], run_id: int) -> None:
    at = now()
    rows = {
        (numbers[one.file], one.line): {
            "file_id": numbers[one.file],
            "line": one.line,
            "shown": holdable(one.shown),
            "problem": holdable(one.problem),
            "remedy": holdable(one.remedy),
            "tries": 1,
            "first_at": at,
            "last_at": at,
            "solved_at": None,
            "run_id": run_id,
        }
        for one in chunk.failures
    }
    put(connection, failure, rows, kept=("first_at",), counted={"tries": "run_id"})


def _finish(connection: Connection, one: FinishedFile, number: int) -> None:
    if one.is_whole:
        done = {"conversations": one.conversations, "state": WHOLE}
        connection.execute(update(file).where(file.c.id == number).values(**done))
    is_open = failure.c.solved_at.is_(None)
    lines = set(connection.execute(select(failure.c.line).where(failure.c.file_id == number, is_open)).scalars())
    tried = lines if one.tried is None else lines & one.tried
    solved = update(failure).values(solved_at=now())
    # A line at a time: a statement cannot name as many as may have failed.
    if mended := [{"mended": line} for line in sorted(tried - one.failed)]:
        connection.execute(solved.where(failure.c.file_id == number, failure.c.line == bindparam("mended")), mended)
    _solve_former(connection, one.file, number)


def _solve_former(connection: Connection, key: FileKey, number: int) -> None:
    """What lay at the same place before and failed is no more; should it come back, it is not whole but tried again."""
    others = file.c.place == key.place, file.c.options == key.options, file.c.id != number
    is_open = failure.c.solved_at.is_(None)
    asked = select(file.c.id).distinct().join(failure).where(*others, is_open)
    if former := connection.execute(asked).scalars().all():
        connection.execute(update(failure).where(failure.c.file_id.in_(former), is_open).values(solved_at=now()))
        connection.execute(update(file).where(file.c.id.in_(former)).values(state="part"))
