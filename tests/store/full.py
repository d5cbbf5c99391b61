"""A store that has something in every table, all of which adds up."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert

from convqa.assessment import Flag
from convqa.conversation import Language
from convqa.redaction import SiteKey
from convqa.store import Store, schema
from convqa.store.audit import AuditLog
from convqa.store.save import save
from tests.report.conftest import _assessment as assessment_of
from tests.report.conftest import _card as card_of
from tests.store.entries import RUBRIC, entry_of, under

KEY = SiteKey(b"key of the tests, 32 bytes long.")
LOG = AuditLog(key=KEY, actor="actor-1")
SAID = "Min pakke er væk: 100 % 'sikkert' \N{GRINNING FACE}"

_AT = "2026-11-27T20:00:00Z"
_LOOK = Flag(name="risk", severity="look", turns=(1,), reason="Se her.")
_GOOD = Flag(name="exemplary", severity="good", turns=(2,), reason="Flot.", detail="d")


def fill(store: Store, log: AuditLog = LOG) -> None:
    """Store three conversations, one of them in two versions, and what a site adds."""
    made = [
        assessment_of("c1", text=SAID, flags=[_LOOK], cards=[card_of("aa11", flags=[_GOOD]), card_of("bb22")]),
        assessment_of("c2", speech="whisper@1", confidence=0.87, confidences={1: 0.4}, language=Language.SV),
        assessment_of("c3", cards=[card_of("aa11", total=None, rating=None)]),
    ]
    started = replace(made[0].conversation, started_at="2026-11-01T09:30:00+01:00", customer_key="cc33")
    made[0] = replace(made[0], conversation=started)
    entries = [under(entry_of(one, input_hash=f"input-{one.conversation.id}"), RUBRIC) for one in made]
    with store.writing() as connection:
        run = {"command": "score", "options": "o1", "host": "h1", "pid": 1, "started_at": _AT, "heartbeat_at": _AT}
        (run_id,) = _add(connection, schema.run, run | {"state": "finished", "ended_at": _AT, "counts": "{}"})
        save(connection, [*entries, replace(entries[0], input_hash="input-1b")], RUBRIC, run_id=run_id)
        _site(connection)
        log.append(connection, "store.init", {})
        log.append(connection, "setting.change", {"before": 20, "after": 21}, kind="setting", subject="minimum_n")


def _site(connection: Connection) -> None:
    file = {"place": "p1", "bytes": "b1", "options": "o1", "seen": 0, "conversations": 1, "state": "whole"}
    (file_id,) = _add(connection, schema.file, file)
    _add(connection, schema.file_version, {"file_id": file_id, "ordinal": 0, "version_id": 1})
    told = {"shown": "calls/c9.vtt", "problem": "it is empty", "remedy": "leave it out", "tries": 1}
    _add(connection, schema.failure, told | {"file_id": file_id, "line": 0, "first_at": _AT, "last_at": _AT})
    (sample_id,) = _add(connection, schema.sample, {"seed": "s1", "size": 1, "drawn_at": _AT})
    of = {"sample_id": sample_id, "agent_id": "aa11"}
    _add(connection, schema.sample_group, of | {"population": 2})
    _add(connection, schema.sample_member, of | {"identity": "c1", "input_hash": "input-c1"})
    _add(connection, schema.gone, {"kind": "customer", "key": "dd44", "at": _AT, "why": "erase"})
    _add(connection, schema.team, {"id": "t1", "name": "Nord"})
    _add(connection, schema.agent, {"agent_id": "aa11", "team_id": "t1", "active": 1})
    _add(connection, schema.agent, {"agent_id": "bb22", "team_id": None, "active": 0})
    _add(connection, schema.site_user, {"user_key": "u1", "role": "trainer"})
    review = {"key": "r1", "conversation": "c1", "agent_id": "aa11", "at": 1.5, "session": 0, "clarity": 40_000}
    told = {"scores": '{"clarity": 4}', "choices": "{}", "turn_labels": "[]", "source": "r.csv", "stored_at": _AT}
    _add(connection, schema.review, review | told)


def _add(connection: Connection, table: Table, row: dict[str, Any]) -> Sequence[Any]:
    key = connection.execute(insert(table), row).inserted_primary_key
    assert key is not None
    return key if len(key) == 1 else ()


def damage(path: Path) -> None:
    """Spoil the pages of one index, and nothing that opening looks at."""
    with sqlite3.connect(path) as plain:
        (page,) = plain.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_version_shown_id'").fetchone()
        (size,) = plain.execute("PRAGMA page_size").fetchone()
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    plain.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size + 100)
        file.write(b"\xff" * (size - 100))
