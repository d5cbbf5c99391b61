"""All that a store holds on one person, for the person: one thing a line, each with its kind.

Of a customer these are the conversations as their records have them, in every version that is kept. Of an agent they
are their own turns and cards of each conversation, and nothing of the customer or of other agents.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Table, or_, select

from convqa.codebook import RATINGS
from convqa.report.records import to_record
from convqa.store import schema
from convqa.store.audit import AuditLog
from convqa.store.engine import Store
from convqa.store.erase import reviews_of_agent
from convqa.store.keys import check_person
from convqa.store.load import load
from convqa.store.names import find_name
from convqa.store.opening import now
from convqa.store.schema import UNITS

__all__ = ["Kind", "export"]

Kind = Literal["customer", "agent"]
Line = dict[str, Any]

_AT_ONCE = 50
_OWN = ("conversation", "provenance", "turns", "scorecards")  # of a record: what can be an agent's own
_JSON = ("scores", "choices", "turn_labels")
_AMOUNTS = (*RATINGS, "satisfaction", "total")
_HIDDEN = ("actor", "hash", "kind", "previous")


def export(store: Store, log: AuditLog, kind: Kind, key: str) -> Iterator[Line]:
    """Everything, as what JSON can hold; the log tells of it before anybody sees the first of it.

    Args:
        store: read as it is at one moment.
        log: one entry, also where there is nothing.
        kind: whether it is a customer or an agent.
        key: `customer_key` or `agent_id`.

    Raises:
        StoreError: as `Store.writing`.
        UsageError: it is no key.
    """
    check_person(key)
    with store.writing() as connection:
        log.append(connection, "export", {}, kind=kind, subject=key)
    yield {"kind": "export", "of": kind, "key": key, "at": now()}
    if kind == "agent":
        name = find_name(store, kind, key)
        if name is not None:
            yield {"kind": "name", "name": name}
    with store.reading() as connection:
        yield from _assessments(connection, kind, key)
        for one, table, chosen in _others(kind, key):
            for row in connection.execute(select(table).where(chosen).order_by(*table.primary_key)).mappings():
                yield {"kind": one, **_plain(row)}


def _assessments(connection: Connection, kind: Kind, key: str) -> Iterator[Line]:
    ids = connection.execute(_ids(kind, key)).scalars().all()
    stored = schema.assessment
    for at in range(0, len(ids), _AT_ONCE):
        some = ids[at : at + _AT_ONCE]
        asked = select(stored.c.id, stored.c.stored_at).where(stored.c.id.in_(some))
        days = {row.id: row.stored_at for row in connection.execute(asked)}
        for number, entry in zip(some, load(connection, some), strict=True):
            record = to_record(entry.assessment)
            yield {
                "kind": "assessment",
                "stored_at": days[number],
                "assessment": record if kind == "customer" else _own(record, key),
            }


def _ids(kind: Kind, key: str) -> Select[int]:
    """Of all assessments, the newest last."""
    version = schema.version
    joined = schema.assessment.join(schema.reading).join(version)
    if kind == "customer":
        theirs = select(version.c.conversation_id).where(version.c.customer_key == key)
        chosen: ColumnElement[bool] = version.c.conversation_id.in_(theirs)
    else:
        spoken = select(schema.turn.c.version_id).where(schema.turn.c.agent_id == key)
        carded = select(schema.scorecard.c.assessment_id).where(schema.scorecard.c.agent_id == key)
        chosen = or_(version.c.id.in_(spoken), schema.assessment.c.id.in_(carded))
    return select(schema.assessment.c.id).select_from(joined).where(chosen).order_by(schema.assessment.c.id)


def _own(record: Mapping[str, Any], key: str) -> Line:
    """What of a record is the agent's."""
    kept = {name: record[name] for name in _OWN}
    kept["conversation"] = {name: value for name, value in record["conversation"].items() if name != "customer_key"}
    kept["turns"] = [turn for turn in record["turns"] if turn["agent_id"] == key]
    kept["scorecards"] = [card for card in record["scorecards"] if card["agent_id"] == key]
    return kept


def _others(kind: Kind, key: str) -> Sequence[tuple[str, Table, ColumnElement[bool]]]:
    """What there is besides assessments: the kind of line, the table, and which of its rows."""
    version, review = schema.version, schema.review
    about = ("log", schema.audit, (schema.audit.c.subject_kind == kind) & (schema.audit.c.subject_key == key))
    erased = ("erased", schema.gone, (schema.gone.c.kind == kind) & (schema.gone.c.key == key))
    if kind == "customer":
        theirs = select(version.c.conversation_id).where(version.c.customer_key == key)
        shown = select(version.c.shown_id).where(version.c.conversation_id.in_(theirs))
        return [("review", review, review.c.conversation.in_(shown)), erased, about]
    return [
        ("agent", schema.agent, schema.agent.c.agent_id == key),
        (
            "team",
            schema.team,
            schema.team.c.id.in_(select(schema.agent.c.team_id).where(schema.agent.c.agent_id == key)),
        ),
        ("review", review, reviews_of_agent(key)),
        ("sample", schema.sample_group, schema.sample_group.c.agent_id == key),
        ("sample_member", schema.sample_member, schema.sample_member.c.agent_id == key),
        erased,
        about,
    ]


def _plain(row: RowMapping) -> Line:
    """A row as the docs speak of it: amounts with decimals, lists as lists; no seals, and nobody of the staff."""
    return {name: _value(name, row[name]) for name in map(str, row) if name not in _HIDDEN}


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    return json.loads(value) if name in _JSON else value / UNITS if name in _AMOUNTS else value
