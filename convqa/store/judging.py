"""What a rubric makes of a part of what is stored: read and judged, and nothing kept.

A part is some hundreds of conversations, read in one transaction. Parts depend on nothing but the store, so other
processes can do them (`convqa.hosts`), each with connections of its own; they come in their order, whoever did them.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection, select

from convqa.assessment import Scores
from convqa.coaching import word_flags
from convqa.conversation import Language
from convqa.hosts import DiedError, Host, NotBegunError
from convqa.rubric import Rubric
from convqa.scoring import cited_ratings, judge, missing_phrases
from convqa.store import schema
from convqa.store.address import Address
from convqa.store.cited import with_parts
from convqa.store.engine import Store, connect
from convqa.store.kept import Kept, load_kept

__all__ = ["AT_ONCE", "Judged", "judged", "still_there"]

AT_ONCE = 500
"""How many conversations are judged and kept at a time."""

_WORTH = 8
"""From so many parts on processes are begun: with fewer it is done sooner than they are."""
_MOST = 4
"""Of processes: more would wait for the one that keeps what they make, which takes a quarter of the time."""
_AHEAD = 2  # parts in flight a process, so that none waits while a part is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a rubric makes of one assessment: all that is kept of it or compared with it, and little to send.

    Attributes:
        assessment_id, reading_id: its rows.
        rubric_hash: of the rubric that it was made with.
        language: of the conversation. feedback_language: of the reasons of its flags.
        values: of the ratings, by agent and name.
        scores: without the ratings themselves, which no rubric moves, and without feedback.
    """

    assessment_id: int
    reading_id: int
    rubric_hash: str
    language: Language
    feedback_language: Language
    values: Mapping[str, Mapping[str, float]]
    scores: Scores


def judged(
    store: Store, assessment_ids: Sequence[int], rubric: Rubric, *, at_once: int = AT_ONCE, workers: int = 1
) -> Generator[list[Judged]]:
    """What the rubric makes of each, but for the feedback; so many at a time, in the order of the ids as given.

    Args:
        store: is read, a transaction a part.
        assessment_ids: those that are not there any more when their part is read are left out.
        rubric: the new one.
        at_once: how many are a part.
        workers: processes that judge beside this one, where there is enough to do, and no more than help; 1: this one
            does it.

    Raises:
        StoreError: as `Store.reading`.
    """
    parts = [assessment_ids[start : start + at_once] for start in range(0, len(assessment_ids), at_once)]
    if workers > 1 and len(parts) >= _WORTH:
        yield from _in_processes(store, rubric, parts, workers)
        return
    for part in parts:
        yield _judge(store, rubric, part)


def still_there(connection: Connection, part: Sequence[Judged]) -> list[Judged]:
    """Those that are in the store, without cards of agents who have none there any more, since they were erased."""
    a, card = schema.assessment, schema.scorecard
    asked = (
        select(a.c.id, card.c.agent_id)
        .outerjoin(card, card.c.assessment_id == a.c.id)
        .where(a.c.id.in_([one.assessment_id for one in part]))
    )
    agents: dict[int, set[str | None]] = {}
    for number, agent_id in connection.execute(asked).all():
        agents.setdefault(number, set()).add(agent_id)
    return [_of(one, agents[one.assessment_id]) for one in part if one.assessment_id in agents]


def _of(one: Judged, agents: set[str | None]) -> Judged:
    cards = tuple(card for card in one.scores.scorecards if card.agent_id in agents)
    if len(cards) == len(one.scores.scorecards):
        return one
    return replace(one, scores=replace(one.scores, scorecards=cards))


def _in_processes(
    store: Store, rubric: Rubric, parts: Sequence[Sequence[int]], workers: int
) -> Generator[list[Judged]]:
    """A thread a process waits for what it makes of a part. What no process can do is done here."""
    waiting: deque[Future[list[Judged]]] = deque()
    with ExitStack() as stack:
        hosts = [Host(partial(_load, store.address, rubric), 1) for _ in range(min(workers, _MOST))]
        for host in hosts:
            stack.callback(host.end)
        idle = deque(hosts)

        def ask(part: Sequence[int]) -> list[Judged]:
            host = idle.pop()
            try:
                return host.ask(0, part)
            except (DiedError, NotBegunError):
                return _judge(store, rubric, part)
            finally:
                idle.append(host)

        pool = ThreadPoolExecutor(max_workers=len(hosts), thread_name_prefix="judge")
        stack.callback(pool.shutdown, cancel_futures=True)
        for part in parts:
            waiting.append(pool.submit(ask, part))
            if len(waiting) >= _AHEAD * len(hosts):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _load(address: Address, rubric: Rubric) -> partial[list[Judged]]:
    """What judges in another process."""
    return partial(_judge, connect(address, writable=False), rubric)


def _judge(store: Store, rubric: Rubric, assessment_ids: Sequence[int]) -> list[Judged]:
    with _not_collecting(), store.reading() as connection:
        return _judged(connection, rubric, assessment_ids)


@contextmanager
def _not_collecting() -> Iterator[None]:
    """A part is many small things without circles: looking for some would take a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _judged(connection: Connection, rubric: Rubric, assessment_ids: Sequence[int]) -> list[Judged]:
    """First without what the ratings are made of: no total or flag depends on it, and only flags of cards cite it."""
    kept = load_kept(connection, assessment_ids, texts=bool(rubric.phrases))
    found = {one.assessment_id: (one, judge(one.grounds, rubric, missing_phrases(one, rubric))) for one in kept}
    for one in with_parts(connection, _citing(found.values(), rubric)):
        found[one.assessment_id] = one, judge(one.grounds, rubric, missing_phrases(one, rubric))
    return [_result(one, word_flags(scores, rubric, one.feedback_language)) for one, scores in found.values()]


def _citing(part: Iterable[tuple[Kept, Scores]], rubric: Rubric) -> Iterator[tuple[Kept, dict[str, frozenset[str]]]]:
    """Those of which a flag names turns that the parts of a rating choose, and these ratings by agent."""
    for one, scores in part:
        cited = {card.agent_id: names for card in scores.scorecards if (names := cited_ratings(card, rubric))}
        if cited:
            yield one, cited


def _result(one: Kept, scores: Scores) -> Judged:
    cards = tuple(replace(card, ratings={}) for card in scores.scorecards)
    return Judged(
        assessment_id=one.assessment_id,
        reading_id=one.reading_id,
        rubric_hash=one.rubric_hash,
        language=one.language,
        feedback_language=one.feedback_language,
        values={
            agent: {name: rating.value for name, rating in of.items()} for agent, of in one.grounds.ratings.items()
        },
        scores=replace(scores, scorecards=cards),
    )
