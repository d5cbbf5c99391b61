"""Results of a large run into a store, as if they had been scored into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from convqa.batch.result_files import Result
from convqa.batch.results import all_finished, read_results
from convqa.errors import InputError, UsageError
from convqa.rubric import Rubric
from convqa.store import Store
from convqa.store.audit import AuditLog
from convqa.store.entry import LONGEST_ID, Entry
from convqa.store.gone import admitted
from convqa.store.keys import key_check
from convqa.store.patience import patiently
from convqa.store.save import Saved, save

__all__ = ["Loaded", "load_results"]

_AT_ONCE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """How many assessments are new, how many were there, and what was left out.

    Attributes:
        others: how many were of another rubric.
        gone: how many were erased or purged.
        problems: of each that no store can hold, why.
    """

    new: int
    known: int
    others: int
    gone: int
    problems: tuple[InputError, ...] = ()


def load_results(store: Store, log: AuditLog, folder: str, rubric: Rubric) -> Loaded:
    """Save the results of all finished pieces of a folder; once, however often it is loaded.

    What is saved stays saved when it is broken off: loading again goes on. The log tells of the beginning, so that
    nothing is saved without it.

    Args:
        store: that takes them.
        log: is told when it begins and when it ends.
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
    with store.writing() as connection:
        log.append(connection, "load.begin", {})
    new = known = others = gone = 0
    problems: list[InputError] = []
    for some in _chunks(read_results(folder)):
        asked = [one.entry for one in some if one.rubric_hash == rubric.hash]
        others += len(some) - len(asked)
        entries = [one for one in asked if len(one.assessment.conversation.id) <= LONGEST_ID]
        problems += _too_long(asked)
        saved = patiently(partial(_save, store, entries, rubric))
        gone += len(entries) - len(saved)
        new += sum(one.is_new for one in saved)
        known += sum(not one.is_new for one in saved)
    with store.writing() as connection:
        log.append(connection, "load.end", {"new": new, "known": known, "others": others, "gone": gone})
    return Loaded(new=new, known=known, others=others, gone=gone, problems=tuple(problems))


def _too_long(entries: Iterable[Entry]) -> Iterator[InputError]:
    """Those whose id no index holds: stored with others, it would take all of them along."""
    for info in (one.assessment.conversation for one in entries):
        if len(info.id) > LONGEST_ID:
            problem = f"a conversation was left out, since its id has more than {LONGEST_ID} characters"
            remedy = "score it anew with --map naming another field as the id"
            yield InputError(source=info.source, problem=problem, remedy=remedy)


def _save(store: Store, entries: Sequence[Entry], rubric: Rubric) -> list[Saved]:
    """Store what may be."""
    with store.writing() as connection:
        return save(connection, [one for one in admitted(connection, entries) if one is not None], rubric)


def _chunks(results: Iterator[Result]) -> Iterator[list[Result]]:
    while some := list(islice(results, _AT_ONCE)):
        yield some
