"""How long a store keeps a conversation, which ones are older, and which are too old to be stored at all.

A conversation's age counts from its start; where that is not known, or cannot be, from the day it was first stored.
Unlike a tombstone this holds for as long as the site wants it: once the retention is longer, what it barred may come.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, Select, case, func, or_, select

from convqa.store.rows import start_day
from convqa.store.schema import conversation, setting, version

__all__ = ["first_kept", "older", "retention_days", "too_old"]


def retention_days(connection: Connection) -> int | None:
    """How long a conversation is kept after its start, in days; `None` where the site sets no end."""
    stored = connection.execute(select(setting.c.value).where(setting.c.name == "retention_days")).scalar()
    return int(stored) if stored is not None and stored.isdecimal() else None


def first_kept(days: int) -> date:
    """The first day whose conversations are kept, where they are for so many days; of very many the first there is."""
    try:
        return datetime.now(UTC).date() - timedelta(days=days)
    except OverflowError:  # no calendar goes back as far
        return date.min


def older(before: date) -> Select[int]:
    """The ids of conversations all of whose versions are older than the first day that is kept."""
    seen = func.substr(conversation.c.first_seen_at, 1, 10)
    # None begins after it was stored: such a start is a mistake of the source.
    day = case((or_(version.c.day.is_(None), version.c.day > seen), seen), else_=version.c.day)
    return (
        select(conversation.c.id)
        .join(version, version.c.conversation_id == conversation.c.id)
        .group_by(conversation.c.id)
        .having(func.max(day) < before.isoformat())
        .order_by(conversation.c.id)
    )


def too_old(connection: Connection, starts: Iterable[str | None]) -> list[bool]:
    """Which conversations of these starts are older than the store keeps any; none of unknown start is."""
    days = retention_days(connection)
    oldest = "" if days is None else first_kept(days).isoformat()
    return ["" < start_day(one) < oldest for one in starts]
