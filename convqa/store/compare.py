"""What another rubric would change in a store, before anything is changed: totals, ratings that fall short, flags.

Of conversations, in all and by language; of no single agent, nor of so few conversations that they may be one's. Every
figure is of all conversations that are there, so its interval says what others like them may show.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import Connection, select

from convqa.assessment import Flag
from convqa.conversation import Language
from convqa.rubric import Rubric
from convqa.store import schema
from convqa.store.audit import AuditLog
from convqa.store.changes import Gathered, Group
from convqa.store.engine import Store
from convqa.store.figures import minimum_n
from convqa.store.judging import Judged, judged, still_there
from convqa.store.rescore import find_todo
from convqa.store.rubrics import check_rubric, kept_rubrics
from convqa.store.schema import UNITS

__all__ = ["Comparison", "compare"]

_WITH_DETAIL = ("critical", "missing_phrase", "unsure")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What would change.

    Attributes:
        before: reference of each rubric that scores were made with -> of how many conversations.
        after: reference of the new one.
        known: conversations that were scored with it already, and are left out.
        minimum_n: the least number of conversations of which anything is said.
        groups: `""` is all of them, the others are languages in order. withheld: those with fewer conversations.
    """

    before: Mapping[str, int]
    after: str
    known: int
    minimum_n: int
    groups: Mapping[str, Group]
    withheld: tuple[str, ...]


def compare(store: Store, log: AuditLog, rubric: Rubric, *, workers: int = 1) -> Comparison:
    """Judge all that is there and keep nothing; the log tells that somebody looked.

    Args:
        store: read a part at a time.
        log: one entry.
        rubric: the new one.
        workers: as for `judged`.

    Raises:
        RubricError: another rubric of the same name and version is in the store.
        StoreError: as `Store.writing`.
    """
    with store.reading() as connection:
        check_rubric(connection, rubric)
        todo, least = find_todo(connection, rubric), minimum_n(connection)
    groups: defaultdict[str, Gathered] = defaultdict(Gathered)
    made: Counter[str] = Counter()
    with closing(judged(store, todo.assessment_ids, rubric, workers=workers)) as parts:
        for part in parts:
            with store.reading() as connection:
                _gather(connection, still_there(connection, part), rubric, groups, made)
    detail = {"conversations": len(todo.assessment_ids), "known": todo.known}
    with store.writing() as connection:
        log.append(connection, "rescore.compare", detail, kind="rubric", subject=rubric.hash)
    there = [name for name in ("", *(str(one) for one in Language)) if name in groups]
    enough = [name for name in there if groups[name].conversations >= least]
    return Comparison(
        before=dict(made.most_common()),
        after=rubric.reference,
        known=todo.known,
        minimum_n=least,
        groups={name: groups[name].group() for name in enough},
        withheld=tuple(name for name in there if name not in enough),
    )


def _gather(
    connection: Connection, part: Sequence[Judged], rubric: Rubric, groups: Mapping[str, Gathered], made: Counter[str]
) -> None:
    """Count what is there against what would be."""
    numbers = [one.assessment_id for one in part]
    former = kept_rubrics(connection, {one.rubric_hash for one in part})
    totals = _totals(connection, numbers)
    flags = _flags(connection, numbers)
    for one in part:
        scores = one.scores
        old = former[one.rubric_hash]
        made[old.reference] += 1
        had = flags.get(one.assessment_id, set())
        has = {_named(flag) for flag in (*scores.flags, *(flag for card in scores.scorecards for flag in card.flags))}
        for group in (groups[""], groups[one.language]):
            group.conversations += 1
            for name in had | has:
                group.flags[name][name in had, name in has] += 1
            for card in scores.scorecards:
                total = totals.get((one.assessment_id, card.agent_id))
                if total is not None and card.total is not None:
                    group.changes.append((one.assessment_id, total, card.total))
                for name, value in one.values.get(card.agent_id, {}).items():
                    group.low[name][_is_low(value, name, old), _is_low(value, name, rubric)] += 1


def _is_low(value: float, name: str, rubric: Rubric) -> bool:
    """Whether feedback may suggest something about it."""
    return rubric.weights[name] > 0 and value < rubric.thresholds.low


def _totals(connection: Connection, assessment_ids: Sequence[int]) -> dict[tuple[int, str], float]:
    card = schema.scorecard
    asked = select(card.c.assessment_id, card.c.agent_id, card.c.total).where(
        card.c.assessment_id.in_(assessment_ids), card.c.total.is_not(None)
    )
    return {(row.assessment_id, row.agent_id): row.total / UNITS for row in connection.execute(asked)}


def _flags(connection: Connection, assessment_ids: Sequence[int]) -> dict[int, set[str]]:
    flag = schema.flag
    asked = select(flag.c.assessment_id, flag.c.name, flag.c.detail).where(flag.c.assessment_id.in_(assessment_ids))
    found: defaultdict[int, set[str]] = defaultdict(set)
    for row in connection.execute(asked):
        found[row.assessment_id].add(f"{row.name}: {row.detail}" if row.name in _WITH_DETAIL else row.name)
    return found


def _named(flag: Flag) -> str:
    return f"{flag.name}: {flag.detail}" if flag.name in _WITH_DETAIL else flag.name
