"""Entries into the tables, many in one transaction, and each of them once however often it is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, Table

from convqa.rubric import Rubric
from convqa.store import rows, schema, scored_rows
from convqa.store.adding import Key, add, add_numbered
from convqa.store.entry import Entry
from convqa.store.opening import now
from convqa.store.places import latest_seen
from convqa.store.rubrics import keep_rubric

__all__ = ["ASSESSMENT_KEY", "Saved", "save"]

T = TypeVar("T")

_VERSION = ("conversation_id", "input_hash", "convqa", "redactor", "speech")
_READING = ("version_id", "model", "codebook")
ASSESSMENT_KEY = ("reading_id", "rubric_hash", "feedback_language")


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """Where an entry is now; `is_new` unless it was there before. Of equal entries the first alone is new."""

    version_id: int
    assessment_id: int
    is_new: bool


def save(connection: Connection, entries: Sequence[Entry], rubric: Rubric, *, run_id: int | None = None) -> list[Saved]:
    """Store what is not there yet; one result an entry, in their order.

    Nothing that is there is changed: an entry of the same conversation, input, convqa, redactor, recogniser, model,
    codebook, rubric and language of feedback is the same entry. Two programs may save the same at once.

    Args:
        connection: `Store.writing`; what is kept is kept when it ends.
        entries: any number; some tens at a time are quickest.
        rubric: of all of them.
        run_id: of the run that stores them.

    Raises:
        RubricError: the rubric was changed and kept its version.
        ValueError: an entry is of another rubric (a fault of the program).
    """
    if any(entry.assessment.provenance.rubric != rubric.reference for entry in entries):
        raise ValueError("entries of another rubric")
    at, code = now(), keep_rubric(connection, rubric)
    made = [rows.conversation_row(entry, at) for entry in entries]
    numbers, unknown = add_numbered(connection, schema.conversation, ("identity", "opening"), made)
    conversations = [numbers[row["identity"], row["opening"]] for row in made]

    latest = latest_seen(connection, {numbers[one] for one in numbers.keys() - unknown})

    def version_row(entry: Entry, conversation_id: int) -> rows.Row:
        latest[conversation_id] = seen = latest.get(conversation_id, -1) + 1
        return rows.version_row(entry, conversation_id, seen)

    versions, new = _level(connection, schema.version, _VERSION, version_row, entries, conversations)
    _below(connection, schema.turn, rows.turn_rows, entries, versions, new)

    readings, new = _level(connection, schema.reading, _READING, rows.reading_row, entries, versions)
    _below(connection, schema.turn_label, rows.label_rows, entries, readings, new)
    _below(connection, schema.rating, rows.rating_rows, entries, readings, new)
    _below(connection, schema.contribution, rows.contribution_rows, entries, readings, new)
    _below(connection, schema.absence, rows.absence_rows, entries, readings, new)

    def assessment_row(entry: Entry, reading_id: int) -> rows.Row:
        return scored_rows.assessment_row(
            entry.assessment, reading_id, code, entry.feedback_language, at, run_id=run_id
        )

    assessments, new = _level(connection, schema.assessment, ASSESSMENT_KEY, assessment_row, entries, readings)
    scored = [entry.assessment for entry in entries]
    _below(connection, schema.scorecard, scored_rows.scorecard_rows, scored, assessments, new)
    _below(connection, schema.flag, scored_rows.flag_rows, scored, assessments, new)
    _below(connection, schema.feedback, scored_rows.feedback_rows, scored, assessments, new)
    first = {assessment: number for number, assessment in reversed([*enumerate(assessments)]) if assessment in new}
    return [
        Saved(version_id=version, assessment_id=assessment, is_new=first.get(assessment) == number)
        for number, (version, assessment) in enumerate(zip(versions, assessments, strict=True))
    ]


def _level(
    connection: Connection,
    table: Table,
    key: Sequence[str],
    make: Callable[[Entry, int], rows.Row],
    entries: Sequence[Entry],
    parents: Sequence[int],
) -> tuple[list[int], set[int]]:
    """One numbered row an entry below its parent: the number of each, and which are new."""
    made = [make(entry, parent) for entry, parent in zip(entries, parents, strict=True)]
    numbers, missing = add_numbered(connection, table, key, made)
    keys: list[Key] = [tuple(row[name] for name in key) for row in made]
    return [numbers[one] for one in keys], {numbers[one] for one in missing}


def _below(
    connection: Connection,
    table: Table,
    make: Callable[[T, int], list[rows.Row]],
    entries: Sequence[T],
    parents: Sequence[int],
    new: set[int],
) -> None:
    """The rows below those parents that are new; of equal entries the first speaks for all."""
    first = {parent: entry for entry, parent in reversed(list(zip(entries, parents, strict=True))) if parent in new}
    add(connection, table, [row for parent in sorted(first) for row in make(first[parent], parent)])
