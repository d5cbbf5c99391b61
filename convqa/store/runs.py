"""The runs that store: when each began, when it was last seen at work, and how it ended."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from convqa.redaction import SiteKey
from convqa.store.opening import now
from convqa.store.schema import run

__all__ = ["beat", "begin_run", "end_run", "others_since"]

_SILENT = timedelta(minutes=2)
_HOST_DIGITS = 16


def begin_run(connection: Connection, command: str, options: str, key: SiteKey) -> int:
    """Note that a run begins; its number.

    Args:
        connection: of `Store.writing`.
        command: its name, e.g. ``"score"``.
        options: an HMAC of what it was told.
        key: the site's; the machine's name is kept as a code.
    """
    row = {
        "command": command,
        "options": options,
        "host": key.hmac("host", platform.node())[:_HOST_DIGITS],
        "pid": os.getpid(),
        "started_at": now(),
        "heartbeat_at": now(),
        "state": "running",
        "counts": "{}",
    }
    number = connection.execute(insert(run), row).inserted_primary_key
    assert number is not None  # noqa: S101 - the table has a key
    return int(number[0])


def beat(connection: Connection, run_id: int, counts: Mapping[str, int]) -> None:
    """Note that it is at work, and how far."""
    _change(connection, run_id, heartbeat_at=now(), state="running", counts=json.dumps(dict(counts)))


def end_run(connection: Connection, run_id: int, state: str, counts: Mapping[str, int]) -> None:
    """Note that it ended: `"finished"` or `"stopped"`. One that was killed stays running, and its heartbeat old."""
    _change(connection, run_id, heartbeat_at=now(), ended_at=now(), state=state, counts=json.dumps(dict(counts)))


def others_since(connection: Connection, run_id: int) -> str | None:
    """Since when another run has been at work, in UTC; `None` where none was within the last two minutes."""
    lately = (datetime.now(UTC) - _SILENT).strftime("%Y-%m-%dT%H:%M:%SZ")
    at_work = (run.c.id != run_id, run.c.state == "running", run.c.heartbeat_at >= lately)
    found = connection.execute(select(run.c.started_at).where(*at_work).order_by(run.c.started_at).limit(1))
    return found.scalar()


def _change(connection: Connection, run_id: int, **values: str) -> None:
    connection.execute(update(run).where(run.c.id == run_id).values(**values))
