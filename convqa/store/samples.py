"""The samples that were drawn, so that anybody who has the conversations can see that none was picked by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from convqa.store import gone
from convqa.store.audit import AuditLog
from convqa.store.opening import now
from convqa.store.schema import sample, sample_group, sample_member

__all__ = ["Drawn", "find_sample", "keep_sample"]

Members = Mapping[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A sample.

    Attributes:
        seed: whoever has it can draw the same again.
        size: how many of each agent were asked for.
        population: agent to how many conversations there were to draw from, each content of an id once.
        members: agent to identity and input hash of those drawn.
    """

    seed: str
    size: int
    population: Mapping[str, int]
    members: Members

    @property
    def all(self) -> frozenset[tuple[str, str]]:
        """All members, whoever's they are."""
        return frozenset(one for group in self.members.values() for one in group)


def find_sample(connection: Connection, drawn: Drawn) -> str | None:
    """When the same sample was drawn first; `None` where it never was."""
    asked = select(sample.c.id, sample.c.drawn_at).where(sample.c.seed == drawn.seed, sample.c.size == drawn.size)
    for row in connection.execute(asked.order_by(sample.c.id)).all():
        groups = connection.execute(select(sample_group).where(sample_group.c.sample_id == row.id)).mappings()
        members = connection.execute(select(sample_member).where(sample_member.c.sample_id == row.id)).mappings()
        if {one["agent_id"]: one["population"] for one in groups} == drawn.population and {
            (one["agent_id"], one["identity"], one["input_hash"]) for one in members
        } == _rows(drawn):
            return str(row.drawn_at)
    return None


def keep_sample(
    connection: Connection, log: AuditLog, drawn: Drawn, tombstones: int, *, seed_given: bool = False
) -> bool:
    """Note a sample before any of it is scored; one that is there is the same.

    Whether it may stand: not if somebody was erased, or something purged, since it was begun, or their codes would be
    there again. Then draw anew.

    Args:
        connection: of `Store.writing`.
        log: tells of it.
        drawn: the sample.
        tombstones: `gone.how_many` when it was begun.
        seed_given: whether somebody chose the seed, who may have tried others before; the log tells of that.
    """
    gone.hold(connection, shared=True)
    if gone.how_many(connection) != tombstones:
        return False
    log.hold(connection)
    if find_sample(connection, drawn) is not None:
        return True
    made = connection.execute(insert(sample), {"seed": drawn.seed, "size": drawn.size, "drawn_at": now()})
    key = made.inserted_primary_key
    assert key is not None  # noqa: S101 - the table has one
    groups = [{"sample_id": key[0], "agent_id": one, "population": n} for one, n in sorted(drawn.population.items())]
    names = ("agent_id", "identity", "input_hash")
    members = [{"sample_id": key[0], **dict(zip(names, one, strict=True))} for one in sorted(_rows(drawn))]
    if groups:
        connection.execute(insert(sample_group), groups)
        connection.execute(insert(sample_member), members)
    detail = {"size": drawn.size, "agents": len(groups), "members": len(drawn.all), "seed_given": int(seed_given)}
    log.append(connection, "sample.draw", detail)
    return True


def _rows(drawn: Drawn) -> set[tuple[str, str, str]]:
    return {(agent, *member) for agent, group in drawn.members.items() for member in group}
