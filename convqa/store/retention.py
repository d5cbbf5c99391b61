"""How long a store keeps a conversation, and which ones began too long ago to be stored at all.

Unlike a tombstone this holds for as long as the site wants it: once the retention is longer, what it barred may come.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from convqa.store.rows import start_day
from convqa.store.schema import setting

__all__ = ["retention_days", "too_old"]


def retention_days(connection: Connection) -> int | None:
    """How long a conversation is kept after its start, in days; `None` where the site sets no end."""
    stored = connection.execute(select(setting.c.value).where(setting.c.name == "retention_days")).scalar()
    return int(stored) if stored is not None and stored.isdecimal() else None


def too_old(connection: Connection, starts: Iterable[str | None]) -> list[bool]:
    """Which conversations of these starts are older than the store keeps any; none of unknown start is."""
    days = retention_days(connection)
    oldest = "" if days is None else (datetime.now(UTC).date() - timedelta(days=days)).isoformat()
    return ["" < start_day(one) < oldest for one in starts]
