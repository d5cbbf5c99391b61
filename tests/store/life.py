"""Conversations of customers and agents for tests of what is erased, purged and exported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import strategies as st
from sqlalchemy import Connection, insert

from convqa.assessment import Assessment, Feedback, Flag, Scorecard
from convqa.redaction import SiteKey
from convqa.store import Store, schema
from convqa.store.audit import AuditLog
from convqa.store.entry import Entry
from convqa.store.save import Saved, save
from tests.store.entries import RUBRIC, entry_of, under

KEY = SiteKey(b"key of the tests, 32 bytes long.")
LOG = AuditLog(key=KEY, actor="actor-1")

MakeAssessment = Callable[..., Assessment]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A conversation: which, with whom, by whom, when; `content` tells its versions apart."""

    id: str
    customer: int | None = 1
    agents: tuple[int, ...] = (1,)
    started_at: str | None = "2026-03-01T10:00:00"
    content: int = 1
    review: bool = True


@pytest.fixture
def begun(store: Store) -> Store:
    """An empty store, opened, whose log tells that it was made; as `store` in the tests that look the log through."""
    with store.writing() as connection:
        LOG.append(connection, "store.init", {})
    return store


def customer(number: int) -> str:
    """Its `customer_key`."""
    return f"c{number:015d}"


def agent(number: int) -> str:
    """Its `agent_id`."""
    return f"a{number:015d}"


def words(one: Said) -> str:
    """What only this conversation says."""
    return f"Planted{one.id}of{one.customer}x{one.content}"


def entry(one: Said, make: MakeAssessment, make_card: Callable[..., Scorecard]) -> Entry:
    """As it is saved: every agent has a card with a flag and feedback that name the agent's number."""
    plain = make(one.id, text=words(one))
    own = [replace(plain.turns[0], agent_id=agent(number), text=f"{words(one)} agent") for number in one.agents]
    turns = [*own[:1], plain.turns[1], *own[-1:], *own[1:-1], plain.turns[3]]
    assessment = replace(
        plain,
        conversation=replace(
            plain.conversation,
            started_at=one.started_at,
            customer_key=None if one.customer is None else customer(one.customer),
        ),
        turns=tuple(replace(turn, index=index) for index, turn in enumerate(turns)),
        scorecards=tuple(_card(make_card(agent(number)), number) for number in one.agents),
    )
    return under(entry_of(assessment, identity=f"identity-{one.id}", input_hash=KEY.hmac("input", words(one))), RUBRIC)


def _card(card: Scorecard, number: int) -> Scorecard:
    flag = Flag(name="critical", severity="look", turns=(0,), reason=f"Flagged{number}.", detail=None)
    return replace(
        card, flags=(flag,), feedback=(Feedback(kind="try", about="clarity", text=f"Try{number}.", turns=(0,)),)
    )


def fill(store: Store, entries: Sequence[Entry], said: Sequence[Said]) -> list[Saved]:
    """Save conversations, each in a file of its own, with a review of each agent's work."""
    with store.writing() as connection:
        saved = save(connection, entries, RUBRIC)
        _draw(connection, entries)
        for one, where in zip(said, saved, strict=True):
            file = {
                "place": one.id,
                "bytes": KEY.hmac("bytes", words(one)),
                "options": "",
                "seen": 0,
                "conversations": 1,
                "state": "whole",
            }
            key = connection.execute(insert(schema.file), file).inserted_primary_key
            assert key is not None
            link = {"file_id": key[0], "ordinal": 0, "version_id": where.version_id}
            connection.execute(insert(schema.file_version), link)
            if one.review and one.agents:
                connection.execute(insert(schema.review), [review(one, number) for number in one.agents])
    return saved


def _draw(connection: Connection, entries: Sequence[Entry]) -> None:
    """Every conversation of every agent is drawn."""
    drawn = connection.execute(insert(schema.sample), {"seed": "s", "size": 9, "drawn_at": "2026-03-01"})
    key = drawn.inserted_primary_key
    assert key is not None
    members = [
        {"sample_id": key[0], "agent_id": card.agent_id, "identity": one.identity, "input_hash": one.input_hash}
        for one in entries
        for card in one.assessment.scorecards
    ]
    members = list({(one["agent_id"], one["identity"]): one for one in members}.values())
    groups = {one["agent_id"]: {"sample_id": key[0], "agent_id": one["agent_id"], "population": 9} for one in members}
    for table, rows in ((schema.sample_group, list(groups.values())), (schema.sample_member, members)):
        if rows:
            connection.execute(insert(table), rows)


def review(one: Said, number: int | None, *, at: float | None = None) -> dict[str, object]:
    """A row of what a person said of an agent's work."""
    return {
        "key": KEY.hmac("review", f"{words(one)}-{number}"), "conversation": one.id,
        "agent_id": None if number is None else agent(number),
        "reviewer": "reviewer-1", "at": at, "session": 0, "clarity": 40_000, "scores": '{"clarity": 4}',
        "choices": f'{{"q": "Judged{number}"}}', "turn_labels": "[]", "source": "reviews.csv", "line": 2,
        "stored_at": "2026-03-02T08:00:00Z",
    }  # fmt: skip


MOST = st.lists(
    st.builds(
        Said,
        id=st.sampled_from(["a", "b", "c", "d"]),
        customer=st.sampled_from([1, 2, None]),
        agents=st.sampled_from([(), (1,), (2,), (1, 2), (2, 1)]),
        started_at=st.sampled_from([None, "2026-01-31", "2026-03-01T10:00:00", "2026-03-02", "2999-01-01"]),
        content=st.integers(1, 2),
    ),
    min_size=3,
    max_size=7,
    unique_by=lambda one: (one.id, one.content, one.customer),
)
"""Any store: conversations in several versions, of one or several customers."""
