"""Everything on one person and nothing of another, as JSON can hold it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from convqa.assessment import Scorecard
from convqa.errors import UsageError
from convqa.report.records import to_record
from convqa.store import Store
from convqa.store.audit import newest_entries
from convqa.store.erase import erase_agent, erase_customer
from convqa.store.export import Kind, export
from convqa.store.listed import Listed
from convqa.store.names import keep_names
from convqa.store.people import keep_people
from tests.report.conftest import make as make
from tests.report.conftest import make_card as make_card
from tests.store.entries import RUBRIC
from tests.store.life import LOG, MakeAssessment, Said, agent, customer, entry, fill, words

SAID = [
    Said(id="a", agents=(1, 2)),
    Said(id="a", agents=(1, 2), content=2, customer=None),
    Said(id="b", customer=2, agents=(2,)),
]


@pytest.fixture
def filled(store: Store, make: MakeAssessment, make_card: Callable[..., Scorecard]) -> Store:
    fill(store, [entry(one, make, make_card) for one in SAID], SAID)
    people = [Listed(kind="agent", key=agent(1), name="Mette Holm", team="Nord", active=True)]
    people += [Listed(kind="agent", key=agent(2), name="Jonas Lind", team="Syd", active=True)]
    keep_names(store, LOG, people)
    with store.writing() as connection:
        keep_people(connection, LOG, people)
    return store


def lines(store: Store, kind: Kind, key: str) -> list[dict[str, Any]]:
    return [json.loads(json.dumps(line)) for line in export(store, LOG, kind, key)]


def of(found: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [line for line in found if line["kind"] == kind]


def test_all_versions_of_a_customers_conversations(
    filled: Store, make: MakeAssessment, make_card: Callable[..., Scorecard]
) -> None:
    found = lines(filled, "customer", customer(1))
    assert found[0]["of"] == "customer"
    assert [one["assessment"] for one in of(found, "assessment")] == [
        to_record(entry(one, make, make_card).assessment) for one in SAID[:2]
    ]
    assert RUBRIC.reference in repr(found)
    (first, *rest) = of(found, "review")
    assert (first["conversation"], first["clarity"], first["scores"], len(rest)) == ("a", 4.0, {"clarity": 4}, 3)
    (deed,) = of(found, "log")
    assert (deed["action"], "actor" in deed, "hash" in deed) == ("export", False, False)
    assert words(SAID[2]) not in repr(found)
    assert {one["kind"] for one in found} == {"export", "assessment", "review", "log"}


def test_an_agents_own_turns_and_cards(filled: Store) -> None:
    found = lines(filled, "agent", agent(1))
    assessments = [one["assessment"] for one in of(found, "assessment")]
    assert [one["conversation"]["id"] for one in assessments] == ["a", "a"]
    assert [[turn["agent_id"] for turn in one["turns"]] for one in assessments] == [[agent(1)], [agent(1)]]
    assert [[card["agent_id"] for card in one["scorecards"]] for one in assessments] == [[agent(1)], [agent(1)]]
    assert of(found, "name") == [{"kind": "name", "name": "Mette Holm"}]
    assert [one["name"] for one in of(found, "team")] == ["Nord"]
    assert [one["agent_id"] for one in of(found, "review")] == [agent(1)] * 2
    for other in (agent(2), customer(1), "Flagged2", "Jonas", "Syd"):
        assert other not in repr(found)


def test_whoever_was_erased_is_only_in_the_log(filled: Store) -> None:
    erase_customer(filled, LOG, customer(2))
    erase_agent(filled, LOG, agent(1))
    erased: list[tuple[Kind, str]] = [("customer", customer(2)), ("agent", agent(1))]
    for kind, key in erased:
        found = lines(filled, kind, key)
        told = ["log"] * (3 if kind == "agent" and filled.address.path is not None else 2)  # a file for the name
        assert [one["kind"] for one in found] == ["export", "erased", *told]


def test_the_log_tells_first(filled: Store) -> None:
    next(export(filled, LOG, "agent", agent(1)))
    with filled.reading() as connection:
        (last,) = newest_entries(connection, 1)
    assert (last["action"], last["subject_kind"], last["subject_key"]) == ("export", "agent", agent(1))
    with pytest.raises(UsageError):
        next(export(filled, LOG, "agent", "Mette"))
