"""Erasing one person, all at once: whoever of them is deleted stays away (`gone`), and the log tells how much it was.

Of a customer everything goes: the conversations with all that was said of them. Of an agent goes what is said about
them: cards with ratings, flags and feedback, reviews, team, name. Their turns stay, since the conversations are the
customers', and so do the labels of these turns; but as those of an unknown agent, another one in each conversation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, exists, or_, select, update

from convqa.store import gone, schema
from convqa.store.audit import AuditLog
from convqa.store.deleting import delete_conversations, delete_reviews, note_scrub
from convqa.store.engine import Store
from convqa.store.keys import check_person
from convqa.store.names import forget_name, forget_name_in_file
from convqa.store.slices import slices

__all__ = ["Erased", "erase_agent", "erase_customer", "reviews_of_agent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was erased: conversations (of an agent: those in which they stood), reviews, names."""

    conversations: int
    reviews: int
    names: int = 0


def erase_customer(store: Store, log: AuditLog, key: str) -> Erased:
    """Erase a customer; one of whom nothing is there stays away all the same.

    Args:
        store: `deleting.scrub` it afterwards.
        log: of whoever asked for it; one entry.
        key: the `customer_key`.

    Raises:
        StoreError: as `Store.writing`.
        UsageError: it is no key.
    """
    check_person(key)
    version, conversation = schema.version, schema.conversation
    with store.writing() as connection:
        gone.hold(connection)
        log.hold(connection)
        asked = select(version.c.conversation_id).distinct().where(version.c.customer_key == key)
        ids = connection.execute(asked.order_by(version.c.conversation_id)).scalars().all()
        for some in slices(ids):
            rows = connection.execute(
                select(conversation.c.identity, conversation.c.opening, version.c.input_hash)
                .join(version, version.c.conversation_id == conversation.c.id)
                .where(conversation.c.id.in_(some))
            ).all()
            gone.bury(connection, "input", [row.input_hash for row in rows], "erase")
            given = [gone.conversation(row.identity, row.opening) for row in rows if row.opening]
            gone.bury(connection, "conversation", given, "erase")
        deleted = delete_conversations(connection, ids, "erase")
        erased = Erased(conversations=deleted.conversations, reviews=deleted.reviews)
        _tell(connection, log, "customer", key, erased)
    return erased


def erase_agent(store: Store, log: AuditLog, key: str) -> Erased:
    """Erase what is said about an agent; one of whom nothing is there stays away all the same.

    It is done as a whole or not at all, but for a name in a file of its own: that goes first, so that a call which is
    killed in between can be made again and does the rest.

    Args:
        store: `deleting.scrub` it afterwards.
        log: of whoever asked for it; one entry, and one before it where a name goes from a file of its own.
        key: the `agent_id`.

    Raises:
        StoreError: as `Store.writing`.
        UsageError: it is no key.
    """
    check_person(key)
    names = forget_name_in_file(store, log, "agent", key)
    with store.writing() as connection:
        gone.hold(connection)
        log.hold(connection)
        names += forget_name(connection, "agent", key)
        reviews = delete_reviews(connection, reviews_of_agent(key), "erase")
        versions = connection.execute(_versions(key)).all()
        for table in (schema.rating, schema.contribution, schema.absence, schema.scorecard, schema.sample_member,
                      schema.sample_group, schema.agent):  # fmt: skip
            connection.execute(delete(table).where(table.c.agent_id == key))
        turn = schema.turn
        for row in versions:
            mine = (turn.c.version_id == row.id, turn.c.agent_id == key)
            connection.execute(update(turn).where(*mine).values(agent_id=gone.unknown()))
        note_scrub(connection)
        erased = Erased(conversations=len({row.conversation_id for row in versions}), reviews=reviews, names=names)
        _tell(connection, log, "agent", key, erased)
    return erased


def _tell(connection: Connection, log: AuditLog, kind: str, key: str, erased: Erased) -> None:
    """The tombstone of the person, and the log's entry."""
    gone.bury(connection, kind, [key], "erase")
    detail = {"conversations": erased.conversations, "reviews": erased.reviews, "names": erased.names}
    log.append(connection, "erase", detail, kind=kind, subject=key)


def _versions(key: str) -> Select[tuple[int, int]]:
    """Those in which an agent stands: with turns, or by a card."""
    version = schema.version
    speaks = select(schema.turn.c.version_id).where(schema.turn.c.agent_id == key)
    cards = schema.scorecard.join(schema.assessment).join(schema.reading)
    carded = select(schema.reading.c.version_id).select_from(cards).where(schema.scorecard.c.agent_id == key)
    return select(version.c.id, version.c.conversation_id).where(
        or_(version.c.id.in_(speaks), version.c.id.in_(carded))
    )


def reviews_of_agent(key: str) -> ColumnElement[bool]:
    """Those that name an agent, and those that name nobody and can be of nobody else (as `v_review_pair`)."""
    review, version, mine = schema.review, schema.version, schema.scorecard
    others = mine.alias()
    cards: Any = mine.join(schema.assessment).join(schema.reading).join(version)
    alone = ~exists().where(others.c.assessment_id == mine.c.assessment_id, others.c.agent_id != key)
    shown = select(version.c.shown_id).select_from(cards).where(mine.c.agent_id == key, alone)
    return or_(review.c.agent_id == key, review.c.agent_id.is_(None) & review.c.conversation.in_(shown))
