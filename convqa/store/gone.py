"""What was erased or purged and does not come back, though the folder that it came from is read again.

A tombstone (table `gone`) holds codes and the day, nothing else of the person. Whoever stores conversations asks twice:
`barred` before a model runs, and `admitted` in the transaction of `save`, since somebody may erase in between.

A conversation with an erased customer that begins after the day of the erasure is a new one, and is stored; so are the
cards of an agent. Of one whose start nobody knows it is assumed that it was before.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, func, select

from convqa.conversation import UNKNOWN_AGENT
from convqa.store import schema
from convqa.store.adding import add
from convqa.store.entry import Arriving, Entry
from convqa.store.opening import now
from convqa.store.retention import too_old
from convqa.store.rows import start_day
from convqa.store.slices import slices

__all__ = [
    "Why",
    "admitted",
    "barred",
    "barred_reviews",
    "buried",
    "bury",
    "content",
    "conversation",
    "erased_agents",
    "hold",
    "how_many",
    "is_before",
    "unknown",
]

Why = Literal["erase", "purge"]
"""Why something is deleted: a person is erased, or it is older than it is kept."""

_ADVISORY = 0x636F6E76716102  # "convqa", 2: who deletes in a PostgreSQL database, and who stores, wait for each other


def barred(connection: Connection, arriving: Sequence[Arriving]) -> list[bool]:
    """Which conversations are not to be stored: `buried` ones, and those that are `too_old`; arguments as there."""
    old = too_old(connection, [one.started_at for one in arriving])
    return [one is not None or other for one, other in zip(buried(connection, arriving), old, strict=True)]


def buried(connection: Connection, arriving: Sequence[Arriving]) -> list[Why | None]:
    """Why each conversation was deleted earlier, and so stays away for ever; `None` of those that were not.

    What was purged and erased too counts as erased.

    Args:
        connection: of `Store.reading` or `Store.writing`.
        arriving: some hundreds at a time are quickest.
    """
    tombs = {one: _tombs(one) for one in arriving}
    found = _find(connection, {tomb for some in tombs.values() for tomb in some})
    return [_why([tomb for tomb in tombs[one] if tomb in found], found, one.started_at) for one in arriving]


def admitted(connection: Connection, entries: Sequence[Entry]) -> list[Entry | None]:
    """The entries as they may be stored: `None` for those of `barred`, no word of who was erased as an agent.

    Nobody erases anything before the transaction ends.

    Args:
        connection: of `Store.writing`, the transaction in which they are saved.
        entries: in any number.
    """
    hold(connection, shared=True)
    out = barred(connection, [entry.arriving for entry in entries])
    days = _find(connection, {("agent", one) for entry in entries for one in _agents(entry)})
    found: list[Entry | None] = []
    for entry, is_out in zip(entries, out, strict=True):
        started_at = entry.assessment.conversation.started_at
        erased = {
            key for kind, key in days if key in _agents(entry) and _holds((kind, key), days[kind, key].day, started_at)
        }
        found.append(None if is_out else _without(entry, erased) if erased else entry)
    return found


def barred_reviews(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """The keys of those rows of `review` that are not to be stored: deleted ones, and those of agents who were erased.

    Args:
        connection: of `Store.writing`, after `hold`.
        rows: in any number.
    """
    tombs: dict[str, list[_Tomb]] = {}
    starts: dict[str, str | None] = {}
    for row in rows:
        agent = [] if row["agent_id"] is None else [("agent", row["agent_id"])]
        tombs[row["key"]] = [("review", row["key"]), *agent]
        starts[row["key"]] = _moment(row["at"])
    found = _find(connection, {tomb for some in tombs.values() for tomb in some})
    return {
        key
        for key, some in tombs.items()
        if any(tomb in found and _holds(tomb, found[tomb].day, starts[key]) for tomb in some)
    }


def erased_agents(connection: Connection) -> dict[str, str]:
    """The ids of agents who were erased, each with the day."""
    chosen = select(schema.gone.c.key, schema.gone.c.at).where(schema.gone.c.kind == "agent")
    return {row.key: row.at[:10] for row in connection.execute(chosen)}


def is_before(started_at: str | None, day: str) -> bool:
    """Whether a conversation of that start began until a day, or may have: nobody knows its start."""
    return start_day(started_at) <= day


def how_many(connection: Connection) -> int:
    """How many tombstones there are; they only ever become more."""
    return int(connection.execute(select(func.count()).select_from(schema.gone)).scalar_one())


def bury(connection: Connection, kind: str, keys: Iterable[str], why: Why) -> None:
    """Set tombstones; one that is there stays as it is.

    Args:
        connection: of `Store.writing`, the transaction of the deed, after `hold`.
        kind: `"customer"`, `"agent"`, `"review"`, `"input"` (an `input_hash`), `"conversation"` or `"content"`.
        keys: of that kind: codes, never text that somebody wrote.
        why: is kept with them.
    """
    at = now()
    add(connection, schema.gone, [{"kind": kind, "key": key, "at": at, "why": why} for key in sorted(set(keys))])


def conversation(identity: str, opening: str) -> str:
    """The key of a conversation whatever its content, for those whose id the source gives."""
    return _code(identity, opening)


def content(identity: str, opening: str, input_hash: str) -> str:
    """The key of one content of a conversation."""
    return _code(identity, opening, input_hash)


def unknown() -> str:
    """The id of an agent of whom nothing says who it was: by chance, so that no key leads back to anybody."""
    return f"{UNKNOWN_AGENT}{secrets.token_hex(8)}"


def hold(connection: Connection, *, shared: bool = False) -> None:
    """Let nobody else delete before this transaction ends, nor, unless `shared`, store. On SQLite it alone writes.

    Comes before `AuditLog.hold` where a transaction needs both.
    """
    if connection.dialect.name == "postgresql":
        function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        connection.exec_driver_sql(f"SELECT {function}({_ADVISORY})")


_Tomb = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stone:
    """What stands on a tombstone: the day, and why."""

    day: str
    why: Why


def _tombs(one: Arriving) -> list[_Tomb]:
    """All under which it may lie."""
    tombs = [("input", one.input_hash), ("content", content(one.identity, one.opening, one.input_hash))]
    if one.opening:
        tombs.append(("conversation", conversation(one.identity, one.opening)))
    if one.customer_key is not None:
        tombs.append(("customer", one.customer_key))
    return tombs


def _find(connection: Connection, tombs: Iterable[_Tomb]) -> dict[_Tomb, _Stone]:
    """Those that there are."""
    wanted = set(tombs)
    keys = sorted({key for _, key in wanted})
    found: dict[_Tomb, _Stone] = {}
    for some in slices(keys):
        rows = connection.execute(select(schema.gone).where(schema.gone.c.key.in_(some)))
        found |= {
            (row.kind, row.key): _Stone(day=row.at[:10], why=row.why) for row in rows if (row.kind, row.key) in wanted
        }
    return found


def _why(tombs: Iterable[_Tomb], found: Mapping[_Tomb, _Stone], started_at: str | None) -> Why | None:
    """Why a conversation that lies under these was deleted."""
    whys = {found[tomb].why for tomb in tombs if _holds(tomb, found[tomb].day, started_at)}
    return "erase" if "erase" in whys else "purge" if whys else None


def _holds(tomb: _Tomb, day: str, started_at: str | None) -> bool:
    """Whether a tombstone is about a conversation of that start: one of a person is not about what comes later."""
    return tomb[0] not in ("customer", "agent") or is_before(started_at, day)


def _moment(at: float | None) -> str | None:
    try:
        return None if at is None else datetime.fromtimestamp(at, UTC).isoformat()
    except (ValueError, OverflowError, OSError):  # a time that no calendar has
        return None


def _code(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _agents(entry: Entry) -> set[str]:
    turns = {turn.agent_id for turn in entry.assessment.turns if turn.agent_id is not None}
    return turns | {card.agent_id for card in entry.assessment.scorecards}


def _without(entry: Entry, agents: set[str]) -> Entry:
    """An entry with nothing of some agents but their turns, which are the customer's too, as unknown ones."""
    others = {key: unknown() for key in sorted(agents)}
    one = entry.assessment
    turns = tuple(replace(turn, agent_id=others.get(turn.agent_id or "", turn.agent_id)) for turn in one.turns)
    cards = tuple(card for card in one.scorecards if card.agent_id not in agents)
    return replace(entry, assessment=replace(one, turns=turns, scorecards=cards))
