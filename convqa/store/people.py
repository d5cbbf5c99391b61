"""Agents, teams and users as the site lists them. No name of a person is kept here: see `names`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from convqa.store.audit import AuditLog
from convqa.store.keys import team_key
from convqa.store.listed import Listed
from convqa.store.schema import agent, site_user, team

__all__ = ["People", "keep_people"]

_LEAST = "agent"  # the role of a user of whom the list says none: who sees only their own


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """How many of each the list has, and how many rows of the store are new or changed by it."""

    agents: int
    teams: int
    users: int
    changed: int


def keep_people(connection: Connection, log: AuditLog, people: Iterable[Listed]) -> People:
    """Take over a list: who is new is added, of whom something else is said is changed, all others stay as they are.

    What the list has no column for stays as it is; a blank cell takes an agent out of the team.

    Args:
        connection: of `Store.writing`.
        log: tells of it if anything changed.
        people: of the list.
    """
    listed = list(people)
    log.hold(connection)
    names = {team_key(one.team, log.key): one.team for one in listed if one.kind == "agent" and one.team}
    agents = {one.key: _agent(one, log) for one in listed if one.kind == "agent"}
    users = {one.key: {"role": one.role} if one.role else {} for one in listed if one.kind == "user"}
    counts = {"agents": len(agents), "teams": len(names), "users": len(users)}
    changed = _keep(connection, team, "id", {code: {"name": name} for code, name in names.items()}, {})
    changed += _keep(connection, agent, "agent_id", agents, {"team_id": None, "active": 1})
    changed += _keep(connection, site_user, "user_key", users, {"role": _LEAST})
    if changed:
        log.append(connection, "people.import", counts | {"changed": changed})
    return People(**counts, changed=changed)


def _agent(one: Listed, log: AuditLog) -> Mapping[str, Any]:
    said: dict[str, Any] = {} if one.active is None else {"active": int(one.active)}
    if one.team is not None:
        said["team_id"] = team_key(one.team, log.key) if one.team else None
    return said


def _keep(
    connection: Connection,
    table: Table,
    key: str,
    rows: Mapping[str, Mapping[str, Any]],
    default: dict[str, Any],
) -> int:
    """Add and change rows, each by its key; how many. `default`: of what a new row does not say."""
    there = {row[key]: row for row in connection.execute(select(table)).mappings()}
    new = [default | dict(row) | {key: code} for code, row in rows.items() if code not in there]
    other = {
        code: row
        for code, row in rows.items()
        if code in there and any(there[code][name] != value for name, value in row.items())
    }
    if new:
        connection.execute(insert(table), new)
    for code, row in other.items():
        connection.execute(update(table).where(table.c[key] == code).values(**row))
    return len(new) + len(other)
