"""The audit log: who saw and changed what. Each entry is sealed with the site's key and tied to the one before it.

One entry is one deed (a run, an import, a look-up), never a row; it holds counts, keys and hashes, never text. It is
written in the transaction of the deed, or before it where that spans several or shows something: no deed is there
without its entry. Whoever has the database and not the key can destroy the log, and cannot change it unseen. What an
end that was cut off held cannot be seen from the rest of the log: for that the newest hash is kept elsewhere
(`verify`'s `head`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, insert, select, text

from convqa.errors import UsageError
from convqa.redaction import SiteKey
from convqa.store.keys import own_key
from convqa.store.opening import now
from convqa.store.schema import audit

__all__ = ["FIRST", "AuditLog", "Break", "Deed", "Verdict", "missing_guards", "newest_entries", "verify"]

Deed = Literal[
    "erase", "erase.begin", "export", "figures.show", "load.begin", "load.end", "names.import", "names.show",
    "people.import", "purge", "rescore.begin", "rescore.compare", "rescore.end", "reviews.import", "sample.draw",
    "score.begin", "score.end", "setting.change", "store.backup", "store.copy", "store.init", "store.upgrade",
]  # fmt: skip
"""What is told of. `docs/store.md` lists the same."""

FIRST = ""
"""What the first entry has as `previous`."""

_MAKING: Deed = "store.init"
_SEALED = ("seq", "at", "actor", "action", "subject_kind", "subject_key", "detail", "previous")
_ADVISORY = 0x636F6E76716101  # "convqa", 1: who appends to the log of one PostgreSQL database waits for the others
_AT_ONCE = 1_000
_HEAD = re.compile(r"[0-9a-f]{64}")
_GUARDS = {"sqlite": {"audit_no_update", "audit_no_delete", "audit_no_replace"}, "postgresql": {"audit_no_change"}}
_ASK_GUARDS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit'::regclass AND tgenabled IN ('O', 'A')",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLog:
    """Who writes, and with what.

    Attributes:
        key: the site's.
        actor: the `user_key` of whoever does it.
    """

    key: SiteKey
    actor: str

    @classmethod
    def own(cls, key: SiteKey) -> AuditLog:
        """That of whoever runs this program."""
        return cls(key=key, actor=own_key(key))

    def hold(self, connection: Connection) -> None:
        """Let nobody else append before this transaction ends. On SQLite it alone writes from its beginning."""
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY})")

    def append(
        self, connection: Connection, action: Deed, detail: Mapping[str, int], *, kind: str = "", subject: str = ""
    ) -> str:
        """Write an entry; the log's new head, which is its hash.

        From here on nobody else can append before the transaction ends: a long one appends last, or where it changes
        what two programs may change at once, calls `hold` first.

        Args:
            connection: of `Store.writing`, the transaction of the deed.
            action: the deed.
            detail: counts, and values of settings.
            kind: of what it was done to, e.g. `"agent"`; `""` where it is no single thing.
            subject: its key; never text that somebody wrote.
        """
        self.hold(connection)
        last = connection.execute(select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).first()
        entry: dict[str, int | str] = {
            "seq": 1 if last is None else last.seq + 1,
            "at": now(),
            "actor": self.actor,
            "action": action,
            "subject_kind": kind,
            "subject_key": subject,
            "detail": json.dumps(dict(detail), sort_keys=True),
            "previous": FIRST if last is None else last.hash,
        }
        code = _seal(entry, self.key)
        connection.execute(insert(audit), entry | {"hash": code})
        return code


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Where the log is not as it was written, and why: the first such entry."""

    seq: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What looking through the log came to.

    Attributes:
        entries: how many were looked at, up to the break.
        head: the hash of the last of them; `FIRST` of none.
        broken: `None` where every entry is as it was written.
        holds_head: whether one of them is the head that was kept elsewhere; `None` where none was given.
    """

    entries: int
    head: str
    broken: Break | None
    holds_head: bool | None


def verify(connection: Connection, key: SiteKey, *, head: str | None = None) -> Verdict:
    """Look through the whole log.

    Args:
        connection: of `Store.reading`.
        key: the site's.
        head: an earlier head that was kept elsewhere; without it an end that was cut off cannot be seen.

    Raises:
        UsageError: `head` is not what a head is, as where the file that held it was lost.
    """
    if head is not None and not _HEAD.fullmatch(head):
        raise UsageError(
            "--head is no head of a log: that is 64 digits (0-9, a-f), as 'convqa audit verify' prints it; "
            "see that what you kept is there, and whole."
        )
    entries, previous, holds_head = 0, FIRST, None if head is None else False
    broken = None
    statement = select(audit).order_by(audit.c.seq)
    with connection.execute(statement, execution_options={"yield_per": _AT_ONCE}) as found:
        for entry in found.mappings():
            why = _fault(entry, entries + 1, previous, key)
            if why is not None:
                broken = Break(seq=min(entries + 1, entry["seq"]), why=why)
                break
            entries, previous = entries + 1, entry["hash"]
            holds_head = None if head is None else holds_head or previous == head
    if not entries and broken is None:
        broken = Break(seq=1, why="it is missing: a store is made with an entry, so somebody emptied the log")
    return Verdict(entries=entries, head=previous, broken=broken, holds_head=holds_head)


def missing_guards(connection: Connection) -> list[str]:
    """The triggers that refuse to change and delete entries, and that somebody took away or switched off."""
    engine = connection.dialect.name
    return sorted(_GUARDS[engine] - set(connection.execute(text(_ASK_GUARDS[engine])).scalars()))


def newest_entries(connection: Connection, last: int) -> list[dict[str, Any]]:
    """The last so many entries with all their columns, the oldest of them first."""
    found = connection.execute(select(audit).order_by(audit.c.seq.desc()).limit(last)).mappings().all()
    return [dict(entry) for entry in reversed(found)]


def _fault(entry: RowMapping, expected: int, previous: str, key: SiteKey) -> str | None:
    """What is wrong with an entry that should have this number and follow that hash; `None` if nothing is."""
    if entry["seq"] > expected:
        return "it is missing: somebody took it out"
    if entry["seq"] < expected:
        return "it was put in: the log begins with entry 1"
    if entry["hash"] != _seal(entry, key):
        return "it is not as it was written: somebody changed it, or put it here without the site's key"
    if entry["previous"] != previous:
        return (
            "it does not follow the entry before it: the two are of different histories of this log, as when a backup "
            "was put in place and entries of later were added to it"
        )
    if expected == 1 and entry["action"] != _MAKING:
        return f"it is not {_MAKING}, with which every log begins: somebody emptied the log, and it was begun anew"
    return None


def _seal(entry: Mapping[str, int | str] | RowMapping, key: SiteKey) -> str:
    values = [entry[name] for name in _SEALED]
    return key.hmac("audit", json.dumps(values, default=repr))  # somebody may have put in what no log holds
