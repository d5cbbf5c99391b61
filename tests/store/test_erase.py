"""Who was erased is gone from every table and from the file, does not come back, and nobody else is touched."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import insert, select

from convqa.assessment import Scorecard
from convqa.conversation import is_unknown
from convqa.errors import UsageError
from convqa.redaction import agent_key
from convqa.rescoring import rescore
from convqa.reviews import Review
from convqa.store import Store, open_store, schema
from convqa.store.audit import newest_entries, verify
from convqa.store.deleting import scrub
from convqa.store.entry import Entry
from convqa.store.erase import Erased, erase_agent, erase_customer
from convqa.store.gone import admitted, barred
from convqa.store.listed import Listed
from convqa.store.load import load
from convqa.store.names import find_name, keep_names, names_path
from convqa.store.people import keep_people
from convqa.store.reviews import keep_reviews
from tests.report.conftest import make as make
from tests.report.conftest import make_card as make_card
from tests.store.conftest import NewPlace
from tests.store.contents import Contents, dump
from tests.store.entries import RUBRIC
from tests.store.life import KEY, LOG, MOST, MakeAssessment, Said, agent, customer, entry, fill, review, words
from tests.store.life import begun as begun

MakeCard = Callable[..., Scorecard]

TWO = [Said(id="a", agents=(1, 2)), Said(id="b", customer=2, agents=(2,)), Said(id="c", customer=None)]


@pytest.fixture
def told(make: MakeAssessment, make_card: MakeCard) -> Callable[[Iterable[Said]], list[Entry]]:
    return lambda said: [entry(one, make, make_card) for one in said]


LEFT_OUT = ("gone", "rubric", "sample", "sample_group")  # what stays of everybody

Told = Callable[[Iterable[Said]], list[Entry]]


@contextmanager
def made(place: str, said: list[Said], told: Told) -> Iterator[Store]:
    with open_store(place) as store:
        fill(store, told(said), said)
        yield store


def contents(store: Store) -> Contents:
    return {name: rows for name, rows in dump(store).items() if name not in LEFT_OUT}


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=MOST)
def test_a_store_is_as_if_the_customer_had_never_been(new_place: NewPlace, told: Told, said: list[Said]) -> None:
    theirs = {one.id for one in said if one.customer == 1}
    with (
        made(new_place(), said, told) as store,
        made(new_place(), [one for one in said if one.id not in theirs], told) as other,
    ):
        erased = erase_customer(store, LOG, customer(1))
        assert scrub(store, rewrite=True)
        assert erased.conversations == len(theirs)
        assert erased.reviews == sum(len(one.agents) for one in said if one.id in theirs)
        assert contents(store) == contents(other)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=MOST)
def test_nothing_of_an_agent_is_left_and_all_else_is(new_place: NewPlace, told: Told, said: list[Said]) -> None:
    with made(new_place(), said, told) as store:
        before = contents(store)
        erased = erase_agent(store, LOG, agent(1))
        assert scrub(store, rewrite=True)
        after = contents(store)
        assert agent(1) not in repr(dump(store)["sample_group"])
        assert erased.conversations == len({one.id for one in said if 1 in one.agents})
    assert not any(mark in repr(after) for mark in (agent(1), "Flagged1.", "Try1.", "Judged1"))
    for name, rows in before.items():
        if name != "turn":
            kept = [row for row in rows if not any(mark in repr(row) for mark in (agent(1), "Flagged1.", "Try1."))]
            assert after[name] == kept, name
    fresh = {value for row in after["turn"] for key, value in row if key == "agent_id" and value and is_unknown(value)}
    assert len(fresh) == sum(1 in one.agents for one in said)
    assert len(after["turn"]) == len(before["turn"])


def test_an_assessment_without_an_agent_can_be_loaded(store: Store, told: Told) -> None:
    saved = fill(store, told(TWO), TWO)
    assert erase_agent(store, LOG, agent(1)) == Erased(conversations=2, reviews=2)
    with store.reading() as connection:
        back = load(connection, [one.assessment_id for one in saved])
    assert [[card.agent_id for card in one.assessment.scorecards] for one in back] == [[agent(2)], [agent(2)], []]
    assert [card.flags[0].reason for card in back[0].assessment.scorecards] == ["Flagged2."]
    assert words(TWO[0]) in back[0].assessment.turns[2].text
    again = rescore(back[0].assessment, back[0].supplement, RUBRIC)
    assert [is_unknown(card.agent_id) for card in again.scorecards] == [True, False]
    assert again.scorecards[0].total is None


def test_a_review_that_names_nobody_is_of_the_only_agent(store: Store, told: Told) -> None:
    fill(store, told(TWO), [replace(one, review=False) for one in TWO])
    with store.writing() as connection:
        connection.execute(insert(schema.review), [review(one, None) for one in TWO])
    assert erase_agent(store, LOG, agent(2)).reviews == 1
    with store.reading() as connection:
        assert sorted(connection.execute(select(schema.review.c.conversation)).scalars()) == ["a", "c"]


def test_the_log_tells_how_much_it_was_and_no_more(begun: Store, told: Told) -> None:
    store = begun
    fill(store, told(TWO), TWO)
    for _ in range(2):
        erase_customer(store, LOG, customer(1))
    erase_agent(store, LOG, agent(2))
    with store.reading() as connection:
        assert verify(connection, KEY).broken is None
        entries = newest_entries(connection, 9)[1:]
    assert [(one["action"], one["subject_kind"], one["subject_key"], json.loads(one["detail"])) for one in entries] == [
        ("erase", "customer", customer(1), {"conversations": 1, "names": 0, "reviews": 2}),
        ("erase", "customer", customer(1), {"conversations": 0, "names": 0, "reviews": 0}),
        ("erase", "agent", agent(2), {"conversations": 1, "names": 0, "reviews": 1}),
    ]
    assert "Planted" not in repr(entries)


def test_a_name_goes_with_the_agent(store: Store) -> None:
    people = [
        Listed(kind="agent", key=agent(number), name=f"Person{number}", team="Nord", active=True) for number in (1, 2)
    ]
    assert erase_agent(store, LOG, agent(1)).names == 0
    keep_names(store, LOG, people)
    with store.writing() as connection:
        keep_people(connection, LOG, people)
    assert erase_agent(store, LOG, agent(1)) == Erased(conversations=0, reviews=0, names=1)
    assert (find_name(store, "agent", agent(1)), find_name(store, "agent", agent(2))) == (None, "Person2")
    with store.reading() as connection:
        assert connection.execute(select(schema.agent.c.agent_id)).scalars().all() == [agent(2)]


def test_no_name_goes_that_the_log_does_not_tell_of(store: Store, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store, told(TWO), TWO)
    keep_names(store, LOG, [Listed(kind="agent", key=agent(1), name="Person1")])

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    def deeds() -> list[tuple[str, str, str]]:
        with store.reading() as connection:
            entries = newest_entries(connection, 9)
        return [(one["action"], one["subject_key"], one["detail"]) for one in entries[1:]]  # after names.import

    is_file = store.address.path is not None
    begun = [("erase.begin", agent(1), '{"names": 1}')] if is_file else []
    with monkeypatch.context() as patch:
        patch.setattr("convqa.store.erase._tell", killed)
        with pytest.raises(KeyboardInterrupt):
            erase_agent(store, LOG, agent(1))
    assert (find_name(store, "agent", agent(1)) is None, deeds()) == (is_file, begun)
    assert agent(1) in repr(contents(store)["scorecard"])
    assert erase_agent(store, LOG, agent(1)) == Erased(conversations=2, reviews=2, names=int(not is_file))
    assert find_name(store, "agent", agent(1)) is None
    assert [deed for deed, _, _ in deeds()] == [*(deed for deed, _, _ in begun), "erase"]
    assert erase_agent(store, LOG, agent(1)) == Erased(conversations=0, reviews=0)
    assert [deed for deed, _, _ in deeds()].count("erase.begin") == len(begun)


@pytest.mark.parametrize("erase", [erase_customer, erase_agent])
def test_only_a_key_is_taken(store: Store, erase: Callable[..., Erased]) -> None:
    with pytest.raises(UsageError, match="the key of a person is 16 digits"):
        erase(store, LOG, "Mette Holm")
    assert dump(store)["gone"] == []


def test_who_was_erased_does_not_come_back(store: Store, told: Told) -> None:
    fill(store, told(TWO), TWO)
    erase_customer(store, LOG, customer(1))
    before = contents(store)
    again, other, _ = told(TWO)
    moved = replace(again, identity="elsewhere", opening="")
    unnamed = replace(
        again, input_hash="changed",
        assessment=replace(again.assessment, conversation=replace(again.assessment.conversation, customer_key=None)),
    )  # fmt: skip
    (missed,) = told([replace(TWO[0], id="missed")])
    (undated,) = told([replace(TWO[0], id="undated", started_at=None)])
    (later,) = told([replace(TWO[0], id="later", started_at="2999-01-01")])
    coming = [again, moved, unnamed, missed, undated, later, other]
    with store.writing() as connection:
        assert barred(connection, [one.arriving for one in coming]) == [True] * 5 + [False] * 2
        assert admitted(connection, coming) == [None] * 5 + [later, other]
    assert contents(store) == before


def test_an_erased_agent_gets_no_new_card(store: Store, told: Told) -> None:
    fill(store, told(TWO), TWO)
    erase_agent(store, LOG, agent(2))
    first, second, third = told(TWO)
    (later,) = told([replace(TWO[0], started_at="2999-01-01")])
    with store.writing() as connection:
        one, two, *rest = admitted(connection, [first, second, third, later])
    assert rest == [third, later]
    assert one is not None
    assert two is not None
    assert [card.agent_id for card in one.assessment.scorecards] == [agent(1)]
    assert two.assessment.scorecards == ()
    agents = [turn.agent_id for turn in one.assessment.turns if turn.agent_id]
    assert agents[0] == agent(1)
    assert is_unknown(agents[1])
    assert [turn.text for turn in one.assessment.turns] == [turn.text for turn in first.assessment.turns]


def test_reviews_that_went_do_not_come_back(store: Store, told: Told) -> None:
    fill(store, told(TWO), [replace(one, review=False) for one in TWO])
    mette = agent_key("Mette", KEY)

    def keep(*reviews: Review) -> tuple[int, int, int]:
        with store.writing() as connection:
            kept = keep_reviews(connection, LOG, reviews)
        return kept.new, kept.known, kept.gone

    def said(conversation: str, **values: Any) -> Review:
        return Review(source="a.csv", conversation=conversation, scores={"clarity": 4.0}, **values)

    of_a, of_b, old = said("a", at=1.0), said("b", at=1.0), said("b", at=2.0, agent="Mette")
    assert keep(of_a, of_b, old) == (3, 0, 0)
    erase_customer(store, LOG, customer(1))
    assert keep(of_a, of_b, old) == (0, 2, 1)
    erase_agent(store, LOG, mette)
    unread = [said("b", at=at, agent="Mette") for at in (3.0, None, 1e300)]
    assert keep(of_b, old, *unread) == (0, 1, 4)
    assert keep(said("b", at=32_472_144_000.0, agent="Mette")) == (1, 0, 0)
    with store.reading() as connection:
        assert len(connection.execute(select(schema.review)).all()) == 2


def test_whoever_stores_waits_for_whoever_erases(new_database: NewPlace) -> None:
    place = new_database()
    with open_store(place) as first, open_store(place, wait_s=0.1) as second, first.writing() as connection:
        admitted(connection, [])
        with second.writing() as other:
            admitted(other, [])
        with pytest.raises(Exception, match="another program has held it for too long"):
            erase_customer(second, LOG, customer(1))


def bytes_of(place: str) -> bytes:
    path = Path(place)
    return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.stem}*"))


@pytest.mark.parametrize("rewrite", [True, False])
def test_no_word_of_it_is_left_in_any_file(new_file: NewPlace, told: Told, rewrite: bool) -> None:
    said = [Said(id=f"n{number}", customer=number % 3, agents=(number % 4,)) for number in range(240)]
    place = new_file()
    with made(place, said, told) as store:
        keep_names(
            store, LOG, [Listed(kind="agent", key=agent(number), name=f"Person{number}.") for number in range(4)]
        )
        assert b"of1x1" in bytes_of(place)
        erase_customer(store, LOG, customer(1))
        erase_agent(store, LOG, agent(2))
        assert scrub(store, rewrite=rewrite)
        left = bytes_of(place)  # while it is open, with what lies beside it
        erased = (b"of1x1", customer(1).encode() + b"x", b"Flagged2.", b"Try2.", b"Judged2", b"Person2.")
        assert [one for one in erased if one in left] == []
        assert all(one in left for one in (b"of2x1", b"of0x1", b"Flagged3.", b"Try3.", b"Judged3", b"Person3."))
        assert names_path(Path(place)).exists()
    left = bytes_of(place)
    assert [one for one in erased if one in left] == []


def test_a_file_that_is_held_is_written_anew_another_time(new_file: NewPlace, told: Told) -> None:
    place = new_file()
    with made(place, TWO, told) as filled:
        erase_customer(filled, LOG, customer(1))
    with open_store(place, wait_s=0.05) as store, closing(sqlite3.connect(place, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM turn").fetchone()
        assert not scrub(store, rewrite=True)
        other.execute("COMMIT")
        other.execute("BEGIN IMMEDIATE")
        assert not scrub(store, rewrite=True)
        other.execute("COMMIT")
        assert scrub(store, rewrite=True)
        assert words(TWO[0]).encode() not in bytes_of(place)
        assert scrub(store, rewrite=True)
