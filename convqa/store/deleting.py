"""Taking conversations out of a store, with all that is kept of them; and no trace of them left in its file.

SQLite overwrites what it deletes (`secure_delete`), but its write-ahead log holds it until that is emptied; and where
some other program wrote without that setting, only writing the file anew helps. A deed that deletes notes that this is
due; `scrub` does it afterwards.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, delete, select, tuple_

from convqa.errors import StoreError
from convqa.store import schema
from convqa.store.adding import add
from convqa.store.engine import Store
from convqa.store.faults import told
from convqa.store.gone import Why, bury
from convqa.store.names import names_file
from convqa.store.slices import slices

__all__ = ["Deleted", "delete_conversations", "delete_reviews", "note_scrub", "scrub"]

_DUE = {"name": "scrub_due", "value": "1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """How many conversations and reviews there were, or would be."""

    conversations: int
    reviews: int


def delete_conversations(connection: Connection, ids: Sequence[int], why: Why) -> Deleted:
    """Delete conversations with all below them, their reviews, their places in samples, and files with nothing left.

    Args:
        connection: of `Store.writing`, after `gone.hold`.
        ids: of conversations.
        why: `"erase"` takes reviews along that may as well be of a conversation of the same id that stays; `"purge"`
            leaves those.
    """
    reviews = 0
    for some in slices(ids):
        version = schema.version
        rows = connection.execute(
            select(version.c.id, version.c.input_hash, version.c.shown_id, schema.conversation.c.identity)
            .join(schema.conversation)
            .where(version.c.conversation_id.in_(some))
        ).all()
        linked = schema.file_version
        files = connection.execute(
            select(linked.c.file_id).distinct().where(linked.c.version_id.in_([row.id for row in rows]))
        ).scalars().all()  # fmt: skip
        members = schema.sample_member
        drawn = sorted({(row.identity, row.input_hash) for row in rows})
        connection.execute(delete(members).where(tuple_(members.c.identity, members.c.input_hash).in_(drawn)))
        connection.execute(delete(schema.conversation).where(schema.conversation.c.id.in_(some)))
        _delete_empty(connection, files)
        reviews += _delete_theirs(connection, sorted({row.shown_id for row in rows}), why)
    note_scrub(connection)
    return Deleted(conversations=len(ids), reviews=reviews)


def delete_reviews(connection: Connection, chosen: ColumnElement[bool], why: Why) -> int:
    """Delete reviews so that they do not come back when they are read again; how many."""
    keys = connection.execute(select(schema.review.c.key).where(chosen)).scalars().all()
    bury(connection, "review", keys, why)
    for some in slices(keys):
        connection.execute(delete(schema.review).where(schema.review.c.key.in_(some)))
    return len(keys)


def note_scrub(connection: Connection) -> None:
    """Note that something was deleted, and `scrub` is due. PostgreSQL keeps house by itself."""
    if connection.dialect.name == "sqlite":
        add(connection, schema.setting, [_DUE])


def scrub(store: Store, *, rewrite: bool) -> bool:
    """Empty the write-ahead log of a SQLite store from which something was deleted, and of its names.

    Args:
        store: nothing is done where nothing was deleted since the last time.
        rewrite: write the files anew too (`VACUUM`), which gives space back, and for a while needs as much again.

    Returns:
        Whether nothing is due any more; `False` where another program was in the way, or the disk has no room. The same
        may go well later.

    Raises:
        StoreError: what will not pass.
    """
    if store.address.path is None:
        return True
    is_due = select(schema.setting).where(schema.setting.c.name == _DUE["name"])
    with store.reading() as connection:
        if connection.execute(is_due).first() is None:
            return True
    try:
        with names_file(store) as names:
            done = (names is None or _empty(names, rewrite)) and _empty(store, rewrite)
        if done:
            with store.writing() as connection:
                connection.execute(delete(schema.setting).where(schema.setting.c.name == _DUE["name"]))
    except StoreError as error:
        if not error.passing:
            raise
        return False
    return done


def _empty(store: Store, rewrite: bool) -> bool:
    with told(store.address.shown), closing(store.engine.raw_connection()) as borrowed:
        connection = borrowed.driver_connection
        assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - a file is SQLite's
        if rewrite:
            connection.execute("VACUUM")
        is_busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not is_busy


def _delete_empty(connection: Connection, files: Sequence[int]) -> None:
    """Of some files those that hold no conversation any more, and nothing that failed."""
    for some in slices(files):
        is_left = (
            select(schema.file_version.c.file_id).where(schema.file_version.c.file_id == schema.file.c.id).exists()
        )
        has_failed = select(schema.failure.c.file_id).where(schema.failure.c.file_id == schema.file.c.id).exists()
        connection.execute(delete(schema.file).where(schema.file.c.id.in_(some), ~is_left, ~has_failed))


def _delete_theirs(connection: Connection, shown_ids: Sequence[str], why: Why) -> int:
    """The reviews, after the conversations; how many."""
    count = 0
    for some in slices(shown_ids):
        chosen: ColumnElement[bool] = schema.review.c.conversation.in_(some)
        if why == "purge":
            stays = select(schema.version.c.shown_id).where(schema.version.c.shown_id.in_(some))
            chosen = and_(chosen, schema.review.c.conversation.not_in(stays))
        count += delete_reviews(connection, chosen, why)
    return count
