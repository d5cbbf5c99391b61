"""What is saved comes back as it was, once, however often and by however many it is saved."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import delete, func, select

from convqa.assessment import Assessment, Choice
from convqa.conversation import Channel, Language
from convqa.errors import RubricError
from convqa.report.records import to_line
from convqa.rubric import Rubric
from convqa.store import Store, open_store
from convqa.store.entry import Entry
from convqa.store.load import load
from convqa.store.save import Saved, save
from convqa.store.schema import conversation, metadata
from tests.drawing import drawn
from tests.report.conftest import make as make
from tests.report.conftest import make_card as make_card
from tests.store.conftest import NewPlace
from tests.store.contents import dump
from tests.store.entries import ENTRY, RUBRIC, entry_of, under

MakeAssessment = Callable[..., Assessment]


def kept(store: Store, *entries: Entry, rubric: Rubric = RUBRIC) -> list[Saved]:
    with store.writing() as connection:
        return save(connection, [under(entry, rubric) for entry in entries], rubric)


def loaded(store: Store, saved: list[Saved]) -> list[Entry]:
    with store.reading() as connection:
        return load(connection, [one.assessment_id for one in saved])


def count(store: Store, table: str) -> int:
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one()


@settings(max_examples=drawn(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entry=ENTRY)
def test_there_and_back_changes_nothing(store: Store, entry: Entry) -> None:
    (back,) = loaded(store, kept(store, entry))
    assert to_line(back.assessment) == to_line(entry.assessment).replace("\\u0000", "\ufffd")
    assert replace(back, assessment=entry.assessment) == entry


def test_many_come_back_in_the_order_that_is_asked_for(store: Store, make: MakeAssessment) -> None:
    entries = [entry_of(make(f"c{number}")) for number in range(5)]
    saved = kept(store, *entries)
    assert all(one.is_new for one in saved)
    assert [one.identity for one in loaded(store, saved[::-1])] == ["c4", "c3", "c2", "c1", "c0"]
    with pytest.raises(KeyError), store.reading() as connection:
        load(connection, [10_000])


def test_saving_again_changes_nothing(store: Store, make: MakeAssessment) -> None:
    entries = [entry_of(make(f"c{number}")) for number in range(3)]
    first = kept(store, *entries)
    before = dump(store)
    again = kept(store, *entries[::-1], entries[0])
    assert [one.is_new for one in again] == [False] * 4
    assert [one.assessment_id for one in again] == [first[k].assessment_id for k in (2, 1, 0, 0)]
    assert dump(store) == before
    assert len(before["turn"]) == 12
    other = entry_of(make("c4"))
    assert [one.is_new for one in kept(store, entries[0], other, other)] == [False, True, False]


def test_what_differs_is_kept_beside_what_is_there(store: Store, make: MakeAssessment) -> None:
    one = entry_of(make("c1"))
    provenance = one.assessment.provenance
    model = replace(one.assessment, provenance=replace(provenance, model="small@2"))
    redactor = replace(one.assessment, provenance=replace(provenance, redactor="rules@2"))
    kept(store, one)
    kept(store, replace(one, input_hash="input-2"))
    kept(store, replace(one, assessment=redactor))
    kept(store, replace(one, assessment=model))
    kept(store, replace(one, feedback_language=Language.EN))
    kept(store, replace(one, opening="opening-2"))
    assert [count(store, table) for table in ("conversation", "version", "reading", "assessment")] == [2, 4, 5, 6]
    assert count(store, "turn") == 4 * 4
    assert count(store, "turn_label") == 5 * 4


def test_another_rubric_adds_cards_and_no_ratings(store: Store, make: MakeAssessment) -> None:
    one = entry_of(make("c1"))
    kept(store, one)
    ratings = count(store, "rating")
    other = replace(RUBRIC, version=RUBRIC.version + 1)
    (saved,) = kept(store, one, rubric=other)
    assert saved.is_new
    assert (count(store, "reading"), count(store, "assessment"), count(store, "rating")) == (1, 2, ratings)
    assert loaded(store, [saved])[0].assessment.provenance.rubric == other.reference


def test_a_rubric_that_changed_without_its_version_is_refused(store: Store, make: MakeAssessment) -> None:
    kept(store, entry_of(make("c1")))
    before = dump(store)
    changed = replace(RUBRIC, weights=dict.fromkeys(RUBRIC.weights, 0.5))
    with pytest.raises(RubricError, match=f"write version = {RUBRIC.version + 1} into its file"):
        kept(store, entry_of(make("c2")), rubric=changed)
    assert dump(store) == before


def test_entries_of_another_rubric_are_a_fault(store: Store, make: MakeAssessment) -> None:
    other = replace(RUBRIC, version=RUBRIC.version + 1)
    with pytest.raises(ValueError, match="another rubric"), store.writing() as connection:
        save(connection, [under(entry_of(make("c1")), other)], RUBRIC)


def test_what_is_no_character_becomes_one_that_stands_for_it(store: Store, make: MakeAssessment) -> None:
    entry = entry_of(make("c1", text="før \ud83d midt \0 efter \N{GRINNING FACE}"))
    (back,) = loaded(store, kept(store, entry))
    assert back.assessment.turns[1].text == "før \ufffd midt \ufffd efter \N{GRINNING FACE}"


def test_numbers_of_numpy_are_numbers(store: Store, make: MakeAssessment) -> None:
    plain = make("c1")
    card = plain.scorecards[0]
    numpy = replace(
        plain,
        touchpoint=Choice(value="deliver", probability=np.float64(0.93)),
        customer_effort=replace(plain.customer_effort, handovers=cast(int, np.int64(3))),
        scorecards=(replace(card, total=np.float64(57.8)),),
    )
    entry = under(entry_of(numpy), RUBRIC)
    (back,) = loaded(store, kept(store, entry))
    assert to_line(back.assessment) == to_line(entry.assessment)


def test_an_enumeration_is_stored_as_what_it_stands_for(store: Store, make: MakeAssessment) -> None:
    kept(store, entry_of(make("c1", language=Language.NB)))
    with store.reading() as connection:
        row = connection.exec_driver_sql("SELECT language, channel, day FROM v_assessment").one()
    assert tuple(row) == ("nb", str(Channel.CHAT), None)


@pytest.mark.parametrize(
    ("started_at", "day"), [("2026-11-27T22:10:00+01:00", "2026-11-27"), ("2026-11-27", "2026-11-27"), ("22:10", None)]
)
def test_the_day_is_that_of_the_start(store: Store, make: MakeAssessment, started_at: str, day: str | None) -> None:
    one = make("c1")
    started = replace(one, conversation=replace(one.conversation, started_at=started_at))
    kept(store, entry_of(started))
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT day FROM v_assessment").scalar() == day


def test_what_belongs_to_a_conversation_goes_with_it(store: Store, make: MakeAssessment) -> None:
    kept(store, entry_of(make("c1")), entry_of(make("c2")))
    with store.writing() as connection:
        connection.execute(delete(conversation))
    assert {name: len(rows) for name, rows in dump(store).items() if rows} == {"rubric": 1, "setting": 2}


@pytest.fixture
def two(place: str) -> Iterator[tuple[Store, Store]]:
    with open_store(place) as first, open_store(place) as second:
        yield first, second


def test_two_writers_at_once_keep_everything_once(
    two: tuple[Store, Store], new_place: NewPlace, make: MakeAssessment
) -> None:
    entries = [entry_of(make(f"c{number}")) for number in range(40)]
    changed = [replace(entry, input_hash="input-2") for entry in entries[::3]]
    with open_store(new_place()) as alone:
        kept(alone, *entries, *changed)
        expected = dump(alone)
    faults: list[BaseException] = []

    def write(store: Store, order: list[Entry]) -> None:
        try:
            for start in range(0, len(order), 8):
                kept(store, *order[start : start + 8])
        except BaseException as error:
            faults.append(error)

    together = entries + changed
    orders = [together, together[::-1]]
    threads = [threading.Thread(target=write, args=pair) for pair in zip(two, orders, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert dump(two[0]) == expected
