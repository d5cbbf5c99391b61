"""Figures on agents, and the least number of conversations before one is given.

Each figure rests on its own number of conversations: a rating that applied in few of them is withheld, while the total
of the same agent is given. What was read twice, as under two names of its source, is one of them. Means have intervals
from resampling the agent's conversations, shares after Wilson.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, insert, select, text, update

from convqa.codebook import RATINGS
from convqa.conversation import is_unknown
from convqa.errors import UsageError
from convqa.evaluation.measures import RESAMPLES, Figure, figure, ratio, weights
from convqa.redaction.leak import wilson
from convqa.store.audit import AuditLog
from convqa.store.engine import Store
from convqa.store.keys import check_person
from convqa.store.opening import MINIMUM_N
from convqa.store.schema import UNITS, setting

__all__ = ["LEAST_N", "AgentFigures", "Figures", "agent_figures", "change_minimum_n", "minimum_n"]

LEAST_N = 5
"""What no site may go below: of fewer conversations a figure tells of single ones."""

_DECIMALS = 3
_AT_ONCE = 2_000
_NAMES = ("total", *RATINGS)

_OF_CONTENT = (
    "FROM v_scorecard s JOIN scorecard c ON c.assessment_id = s.assessment_id AND c.agent_id = s.agent_id "
    "JOIN assessment a ON a.id = s.assessment_id JOIN reading r ON r.id = a.reading_id "
    "JOIN version v ON v.id = r.version_id "
)
_COUNTS = text(
    "SELECT s.agent_id, s.rubric, count(DISTINCT CASE WHEN c.total IS NOT NULL THEN v.input_hash END) AS n "
    f"{_OF_CONTENT}GROUP BY s.agent_id, s.rubric"
)
_CARDS = text(
    f"SELECT s.assessment_id, s.agent_id, s.rubric, s.team, c.total, v.input_hash {_OF_CONTENT}"
    "WHERE c.total IS NOT NULL ORDER BY s.assessment_id"
)
_RATINGS = text(
    "SELECT s.assessment_id, s.agent_id, m.name, m.value FROM v_scorecard s "
    "JOIN assessment a ON a.id = s.assessment_id "
    "JOIN rating m ON m.reading_id = a.reading_id AND m.agent_id = s.agent_id WHERE s.total IS NOT NULL"
)
_FLAGS = text(
    "SELECT DISTINCT f.assessment_id, f.agent_id, f.name FROM v_flag f "
    "WHERE f.severity = 'look' AND f.agent_id IS NOT NULL"
)

Card = tuple[int, str]
"""An assessment and an agent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentFigures:
    """Of one agent under one rubric.

    Attributes:
        agent_id: the agent's key. team: its name; `None` where the site lists none.
        rubric: the reference of the rubric. Totals under two of them are not compared.
        conversations: with a total; at least `minimum_n`.
        total: mean, in [0, 100].
        ratings: name -> mean, in [1, 5]; those that rest on fewer than `minimum_n` are left out.
        flagged: name of a flag that asks for a look -> the share of conversations with it, in [0, 1].
    """

    agent_id: str
    team: str | None
    rubric: str
    conversations: int
    total: Figure
    ratings: Mapping[str, Figure]
    flagged: Mapping[str, Figure]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All that may be given: `minimum_n` that held, and how many `withheld` known agents have fewer conversations."""

    minimum_n: int
    agents: tuple[AgentFigures, ...]
    withheld: int


def minimum_n(connection: Connection) -> int:
    """The least number of conversations before any figure on an agent is given; never below `LEAST_N`."""
    stored = connection.execute(select(setting.c.value).where(setting.c.name == "minimum_n")).scalar()
    return MINIMUM_N if stored is None or not stored.isdecimal() else max(LEAST_N, int(stored))


def change_minimum_n(connection: Connection, log: AuditLog, number: int) -> None:
    """Change it; the log tells from what to what.

    Raises:
        UsageError: it is below `LEAST_N`.
    """
    if number < LEAST_N:
        raise UsageError(f"figures on agents rest on at least {LEAST_N} conversations; give {LEAST_N} or more.")
    log.hold(connection)
    before = minimum_n(connection)
    chosen = setting.c.name == "minimum_n"
    if connection.execute(update(setting).where(chosen).values(value=str(number))).rowcount == 0:
        connection.execute(insert(setting), {"name": "minimum_n", "value": str(number)})
    detail = {"before": before, "after": number}
    log.append(connection, "setting.change", detail, kind="setting", subject="minimum_n")


def agent_figures(store: Store, log: AuditLog, *, agent_id: str | None = None) -> Figures:
    """The figures of all agents, or of one; the log tells who asked before anybody sees them.

    Args:
        store: which is read first and then written to: what is computed holds nobody up.
        log: one entry, also where nothing may be given.
        agent_id: the key of the only one.

    Raises:
        StoreError: as `Store.writing`.
        UsageError: something else than a key was asked for.
    """
    if agent_id is not None:
        check_person(agent_id)
    with store.reading() as connection:
        found = _read(connection, agent_id)
    detail = {"agents": len(found.agents), "withheld": found.withheld, "minimum_n": found.minimum_n}
    with store.writing() as connection:
        log.append(connection, "figures.show", detail, kind="agent", subject=agent_id or "")
    return found


def _read(connection: Connection, agent_id: str | None) -> Figures:
    least = minimum_n(connection)
    wanted = {
        (row.agent_id, row.rubric): row.n
        for row in connection.execute(_COUNTS)
        if not is_unknown(row.agent_id) and agent_id in (None, row.agent_id)
    }
    enough = {group for group, n in wanted.items() if n >= least}
    agents = tuple(_figures(connection, enough, least)) if enough else ()
    given = {agent for agent, _ in enough}
    withheld = len({agent for agent, _ in wanted} - given)
    return Figures(minimum_n=least, agents=agents, withheld=withheld)


def _figures(connection: Connection, enough: set[tuple[str, str]], least: int) -> Iterator[AgentFigures]:
    groups: dict[tuple[str, str], dict[str, Any]] = {group: {} for group in sorted(enough)}
    for row in connection.execute(_CARDS):
        if (row.agent_id, row.rubric) in groups:
            groups[row.agent_id, row.rubric][row.input_hash] = row  # the newest
    values: dict[Card, dict[str, float]] = {}
    for row in connection.execute(_RATINGS):
        values.setdefault((row.assessment_id, row.agent_id), {})[row.name] = row.value
    flags: dict[Card, set[str]] = {}
    for row in connection.execute(_FLAGS):
        flags.setdefault((row.assessment_id, row.agent_id), set()).add(row.name)
    for (agent_id, rubric), by_content in groups.items():
        rows = [*by_content.values()]
        cards = [(row.assessment_id, agent_id) for row in rows]
        of = [{"total": row.total} | values.get(card, {}) for row, card in zip(rows, cards, strict=True)]
        means = _means([[one.get(name, math.nan) / UNITS for name in _NAMES] for one in of])
        seen = [flags.get(card, set()) for card in cards]
        yield AgentFigures(
            agent_id=agent_id,
            team=rows[0].team,
            rubric=rubric,
            conversations=len(rows),
            total=means[0],
            ratings={name: mean for name, mean in zip(RATINGS, means[1:], strict=True) if mean.n >= least},
            flagged={name: _share(sum(name in one for one in seen), len(seen)) for name in sorted(set().union(*seen))},
        )


def _means(rows: Sequence[Sequence[float]]) -> list[Figure]:
    """The mean of each column, of what is known in it, with the interval of the resamples in which any of it is."""
    values = np.array(rows)
    known = ~np.isnan(values)
    both = np.hstack([np.where(known, values, 0.0), known])
    sums = np.vstack([drawn @ both for drawn in _draws(len(rows))])
    width = values.shape[1]
    sample = ratio(sums[:, :width], sums[:, width:])
    return [figure(sample[:, at], int(known[:, at].sum())) for at in range(width)]


def _draws(n: int) -> Iterator[NDArray[np.float64]]:
    """The rows of `weights`, of many conversations in parts that are drawn one after the other: they are large."""
    parts = 1 + n // _AT_ONCE
    for part in range(parts):
        drawn = weights.__wrapped__(n, math.ceil(RESAMPLES / parts), seed=part)
        yield drawn[1:] if part else drawn


def _share(hits: int, n: int) -> Figure:
    low, high = (round(one, _DECIMALS) for one in wilson(hits, n))
    return Figure(value=round(hits / n, _DECIMALS), low=low, high=high, n=n)
