"""Results of a large run into a store, as if they had been scored into it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from convqa.batch.results import Result, all_finished, read_results
from convqa.errors import UsageError
from convqa.rubric import Rubric
from convqa.store import Store
from convqa.store.audit import AuditLog
from convqa.store.entry import Entry
from convqa.store.gone import admitted
from convqa.store.keys import key_check
from convqa.store.save import Saved, save
from convqa.store.writer import patiently

__all__ = ["Loaded", "load_results"]

_AT_ONCE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """How many assessments are new, how many were there, and how many were left out.

    Attributes:
        others: those of another rubric.
        gone: those that were erased or purged.
    """

    new: int
    known: int
    others: int
    gone: int


def load_results(store: Store, log: AuditLog, folder: str, rubric: Rubric) -> Loaded:
    """Save the results of all finished pieces of a folder; once, however often it is loaded.

    What is saved stays saved when it is broken off: loading again goes on.

    Args:
        store: that takes them.
        log: is told of it.
        folder: a path, or a place such as ``s3://…``.
        rubric: with which they were made.

    Raises:
        UsageError: there are no results, or they were made with another site key.
        RubricError, StoreError: as `save`.
        InputError, MissingExtraError, OSError: as `read_results`.
    """
    keys = {done["key"] for done in all_finished(folder)}
    if not keys:
        raise UsageError(f"{folder} holds no finished results of convqa score --engine ray; check the path.")
    if keys != {key_check(log.key)}:
        raise UsageError(f"The results in {folder} were made with another site key than the store; nothing was loaded.")
    new = known = others = gone = 0
    for some in _chunks(read_results(folder)):
        entries = [one.entry for one in some if one.rubric_hash == rubric.hash]
        others += len(some) - len(entries)
        saved = patiently(partial(_save, store, entries, rubric))
        gone += len(entries) - len(saved)
        new += sum(one.is_new for one in saved)
        known += sum(not one.is_new for one in saved)
    with store.writing() as connection:
        log.append(connection, "store.load", {"new": new, "known": known, "others": others, "gone": gone})
    return Loaded(new=new, known=known, others=others, gone=gone)


def _save(store: Store, entries: Sequence[Entry], rubric: Rubric) -> list[Saved]:
    """Store what may be."""
    with store.writing() as connection:
        return save(connection, [one for one in admitted(connection, entries) if one is not None], rubric)


def _chunks(results: Iterator[Result]) -> Iterator[list[Result]]:
    while some := list(islice(results, _AT_ONCE)):
        yield some
