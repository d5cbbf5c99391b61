"""Another rubric applied to all that a store holds: no model, and of texts only those that are needed.

Of each conversation the newest reading is judged anew. What was made of it before stays; whoever asks the views sees
the new. A part of some hundreds is judged while nobody is held up, then kept in one transaction: after a kill the same
call goes on behind the last part that was kept. Feedback quotes the text and takes longest, so it is made when an
assessment is read (`load`).
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import Connection, text

from convqa.rubric import Rubric
from convqa.store import schema, scored_rows
from convqa.store.adding import add, add_numbered
from convqa.store.audit import AuditLog
from convqa.store.engine import Store
from convqa.store.gone import hold
from convqa.store.judging import AT_ONCE, Judged, judged, still_there
from convqa.store.opening import now
from convqa.store.rubrics import keep_rubric
from convqa.store.save import ASSESSMENT_KEY

__all__ = ["Todo", "find_todo", "rescore_all"]

_CURRENT = text(
    "SELECT a.id, a.rubric_hash, (SELECT o.id FROM assessment o WHERE o.reading_id = a.reading_id "
    "AND o.rubric_hash = :hash AND o.feedback_language = a.feedback_language) AS done "
    "FROM v_current c JOIN assessment a ON a.id = c.assessment_id ORDER BY a.id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """What a rubric would be applied to.

    Attributes:
        assessment_ids: the newest of each conversation that was not yet scored with the rubric.
        known: how many were; `overtaken` of them were scored with another one since, which is what the views show.
    """

    assessment_ids: tuple[int, ...]
    known: int
    overtaken: int


def find_todo(connection: Connection, rubric: Rubric) -> Todo:
    """Look what is there."""
    found = connection.execute(_CURRENT, {"hash": rubric.hash}).all()
    known = [row for row in found if row.done is not None]
    return Todo(
        assessment_ids=tuple(row.id for row in found if row.done is None),
        known=len(known),
        overtaken=sum(row.rubric_hash != rubric.hash for row in known),
    )


def rescore_all(
    store: Store, log: AuditLog, rubric: Rubric, *, at_once: int = AT_ONCE, workers: int = 1
) -> Generator[bool]:
    """Score with the rubric what was not yet scored with it, a part at a time.

    Yields of each conversation, once its part is kept, whether it is new; it is not where another call was quicker, or
    somebody deleted it meanwhile. The log tells when it began and, once the last part is kept, that it ended.

    Args:
        store: is read and written.
        log: two entries.
        rubric: the new one.
        at_once: how many conversations are judged and kept at a time.
        workers: as for `judged`; what is kept, and in which order, does not depend on it.

    Raises:
        RubricError: another rubric of the same name and version is in the store.
        StoreError: as `Store.writing`.
    """
    with store.reading() as connection:
        todo = find_todo(connection, rubric)
    with store.writing() as connection:
        code = keep_rubric(connection, rubric)
        detail = {"conversations": len(todo.assessment_ids), "known": todo.known}
        log.append(connection, "rescore.begin", detail, kind="rubric", subject=code)
    new = 0
    with closing(judged(store, todo.assessment_ids, rubric, at_once=at_once, workers=workers)) as parts:
        for part in parts:
            with store.writing() as connection:
                fresh = _keep(connection, part, code)
            new += len(fresh)
            yield from (one.assessment_id in fresh for one in part)
    with store.writing() as connection:
        log.append(connection, "rescore.end", {"new": new}, kind="rubric", subject=code)


def _keep(connection: Connection, part: Sequence[Judged], rubric_hash: str) -> set[int]:
    """Store what is not there yet, of what nobody has deleted since; the former assessments of what is new."""
    hold(connection, shared=True)  # nobody erases between looking what is there and the end
    at = now()
    made = [
        (
            scored_rows.assessment_row(
                one.scores, one.reading_id, rubric_hash, one.feedback_language, at, coached=False
            ),
            one,
        )
        for one in still_there(connection, part)
    ]
    numbers, new = add_numbered(connection, schema.assessment, ASSESSMENT_KEY, [row for row, _ in made])
    keyed = [(tuple(row[name] for name in ASSESSMENT_KEY), one) for row, one in made]
    fresh = [(numbers[key], one) for key, one in keyed if key in new]
    cards = [row for number, one in fresh for row in scored_rows.scorecard_rows(one.scores, number)]
    add(connection, schema.scorecard, cards)
    add(connection, schema.flag, [row for number, one in fresh for row in scored_rows.flag_rows(one.scores, number)])
    return {one.assessment_id for _, one in fresh}
