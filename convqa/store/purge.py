"""How long a site keeps conversations, and deleting those that are older: so many at a time, each time as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, Connection, Select, and_, case, delete, func, insert, or_, select, update

from convqa.errors import UsageError
from convqa.store import gone, schema
from convqa.store.audit import AuditLog
from convqa.store.deleting import delete_conversations, delete_reviews, note_scrub
from convqa.store.engine import Store
from convqa.store.retention import older, retention_days
from convqa.store.slices import slices

__all__ = ["PART", "Purged", "change_retention", "count_older", "purge"]

PART = 500
"""How many conversations one transaction deletes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """What is older, or was deleted: conversations, reviews, and reports of what could not be read."""

    conversations: int = 0
    reviews: int = 0
    failures: int = 0


def change_retention(connection: Connection, log: AuditLog, days: int | None) -> None:
    """Set how many days a conversation is kept; `None` sets no end. The log tells from what to what, 0 being no end.

    Raises:
        UsageError: it is less than a day.
    """
    if days is not None and days < 1:
        raise UsageError("a conversation is kept for a day at least; give 1 or more.")
    log.hold(connection)
    before = retention_days(connection)
    chosen = schema.setting.c.name == "retention_days"
    if days is None:
        connection.execute(delete(schema.setting).where(chosen))
    elif connection.execute(update(schema.setting).where(chosen).values(value=str(days))).rowcount == 0:
        connection.execute(insert(schema.setting), {"name": "retention_days", "value": str(days)})
    detail = {"before": before or 0, "after": days or 0}
    log.append(connection, "setting.change", detail, kind="setting", subject="retention_days")


def count_older(connection: Connection, before: date) -> Purged:
    """What `purge` would delete.

    Args:
        connection: of `Store.reading`.
        before: the first day that is kept.
    """
    old = older(before)
    shown = select(schema.version.c.shown_id).where(schema.version.c.conversation_id.in_(old))
    young = select(schema.version.c.shown_id).where(schema.version.c.conversation_id.not_in(old))
    theirs = and_(schema.review.c.conversation.in_(shown), schema.review.c.conversation.not_in(young))

    def counted(chosen: Select[int]) -> int:
        return connection.execute(chosen).scalar_one()

    return Purged(
        conversations=counted(select(func.count()).select_from(old.subquery())),
        reviews=counted(select(func.count()).select_from(schema.review).where(or_(theirs, _loose_reviews(before)))),
        failures=counted(select(func.count()).select_from(schema.failure).where(_old_failures(before))),
    )


def purge(store: Store, log: AuditLog, before: date, *, part: int = PART) -> Iterator[Purged]:
    """Delete what is older, in transactions of bounded size; what each deleted, once it is done.

    What is deleted does not come back: the same content of the same conversation is not stored again. The log has an
    entry for each transaction. Whoever breaks off keeps what was done, and goes on by calling again.

    Args:
        store: `deleting.scrub` it afterwards.
        log: of whoever asked for it.
        before: the first day that is kept.
        part: how many conversations a transaction deletes.

    Raises:
        StoreError: as `Store.writing`.
    """
    with store.reading() as connection:
        ids = connection.execute(older(before)).scalars().all()
    for at in range(0, len(ids), part):
        yield _purge_part(store, log, before, ids[at : at + part])
    with store.writing() as connection:
        gone.hold(connection)
        log.hold(connection)
        done = _purge_loose(connection, before)
        _tell(connection, log, before, done)
    yield done


def _purge_part(store: Store, log: AuditLog, before: date, ids: Sequence[int]) -> Purged:
    """Those of some conversations that are still there and still old."""
    with store.writing() as connection:
        gone.hold(connection)
        log.hold(connection)
        old = connection.execute(older(before).where(schema.conversation.c.id.in_(ids))).scalars().all()
        _bury(connection, old)
        deleted = delete_conversations(connection, old, "purge")
        done = Purged(conversations=deleted.conversations, reviews=deleted.reviews)
        _tell(connection, log, before, done)
    return done


def _tell(connection: Connection, log: AuditLog, before: date, done: Purged) -> None:
    if done != Purged():
        detail = {"conversations": done.conversations, "reviews": done.reviews, "failures": done.failures}
        log.append(connection, "purge", detail | {"before": int(f"{before:%Y%m%d}")})


def _bury(connection: Connection, ids: Sequence[int]) -> None:
    """So that the same content does not come back; another content of the same id is another thing, and new."""
    version, conversation = schema.version, schema.conversation
    for some in slices(ids):
        rows = connection.execute(
            select(conversation.c.identity, conversation.c.opening, version.c.input_hash)
            .join(version, version.c.conversation_id == conversation.c.id)
            .where(conversation.c.id.in_(some))
        )
        gone.bury(connection, "content", [gone.content(*row) for row in rows], "purge")


def _purge_loose(connection: Connection, before: date) -> Purged:
    """What is old and belongs to no conversation of the store."""
    reviews = delete_reviews(connection, _loose_reviews(before), "purge")
    failures = connection.execute(delete(schema.failure).where(_old_failures(before))).rowcount
    if reviews or failures:
        note_scrub(connection)
    return Purged(reviews=reviews, failures=failures)


def _loose_reviews(before: date) -> ColumnElement[bool]:
    review = schema.review
    start = datetime(before.year, before.month, before.day, tzinfo=UTC).timestamp()
    is_old = case((review.c.at.is_(None), review.c.stored_at < before.isoformat()), else_=review.c.at < start)
    return and_(review.c.conversation.not_in(select(schema.version.c.shown_id)), is_old)


def _old_failures(before: date) -> ColumnElement[bool]:
    return schema.failure.c.last_at < before.isoformat()
