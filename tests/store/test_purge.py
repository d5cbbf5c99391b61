"""What is older goes, a part at a time, stays away, and leaves what is younger as it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import insert, select, update

from convqa.assessment import Scorecard
from convqa.errors import UsageError
from convqa.store import Store, open_store, schema
from convqa.store.audit import newest_entries
from convqa.store.deleting import scrub
from convqa.store.entry import Entry
from convqa.store.gone import admitted
from convqa.store.purge import Purged, change_retention, count_older, purge
from convqa.store.retention import retention_days
from tests.report.conftest import make as make
from tests.report.conftest import make_card as make_card
from tests.store.conftest import NewPlace
from tests.store.contents import Contents, dump
from tests.store.life import LOG, MOST, MakeAssessment, Said, entry, fill, review

BEFORE = date(2026, 3, 2)
OLD = ("2026-01-31", "2026-03-01T10:00:00")

LEFT_OUT = ("gone", "rubric", "sample", "sample_group")  # what stays of everybody

Told = Callable[[Iterable[Said]], list[Entry]]


@pytest.fixture
def told(make: MakeAssessment, make_card: Callable[..., Scorecard]) -> Told:
    return lambda said: [entry(one, make, make_card) for one in said]


def contents(store: Store) -> Contents:
    return {name: rows for name, rows in dump(store).items() if name not in LEFT_OUT}


def older(store: Store, before: date = BEFORE) -> Purged:
    with store.reading() as connection:
        return count_older(connection, before)


def ids(store: Store) -> list[str]:
    with store.reading() as connection:
        return sorted(connection.execute(select(schema.version.c.shown_id)).scalars())


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=MOST)
def test_a_store_is_as_if_nothing_older_had_been(new_place: NewPlace, told: Told, said: list[Said]) -> None:
    """A conversation is as old as its youngest version; what was first stored today is not."""
    young = {one.id for one in said if one.started_at not in OLD}
    rest = [one for one in said if one.id in young]
    with open_store(new_place()) as store, open_store(new_place()) as other:
        fill(store, told(said), said)
        fill(other, told(rest), rest)
        counted = older(store)
        parts = list(purge(store, LOG, BEFORE, part=2))
        assert scrub(store, rewrite=False)
        assert contents(store) == contents(other)
        assert (
            sum(part.conversations for part in parts) == counted.conversations == len({one.id for one in said} - young)
        )
        assert sum(part.reviews for part in parts) == counted.reviews
        assert max(part.conversations for part in parts) <= 2
        assert older(store) == Purged()
        assert list(purge(store, LOG, BEFORE)) == [Purged()]
        with store.writing() as connection:
            back = admitted(connection, told(said))
        assert [one is not None for one in back] == [one.id in young for one in said]


def test_who_breaks_off_goes_on_later(store: Store, told: Told) -> None:
    said = [Said(id=f"n{number}") for number in range(5)]
    fill(store, told(said), said)
    assert next(purge(store, LOG, BEFORE, part=2)) == Purged(conversations=2, reviews=2)
    assert ids(store) == ["n2", "n3", "n4"]
    assert [one.conversations for one in purge(store, LOG, BEFORE, part=2)] == [2, 1, 0]
    with store.reading() as connection:
        deeds = [(one["action"], json.loads(one["detail"])) for one in newest_entries(connection, 9)]
    assert deeds == [
        ("purge", {"before": 20260302, "conversations": number, "failures": 0, "reviews": number})
        for number in (2, 2, 1)
    ]


def test_what_is_stored_meanwhile_is_not_old(store: Store, told: Told) -> None:
    said = [Said(id="a"), Said(id="b")]
    fill(store, told(said), said)
    parts = purge(store, LOG, BEFORE, part=1)
    assert next(parts).conversations == 1
    newer = [Said(id="b", content=2, started_at="2026-03-05")]
    fill(store, told(newer), newer)
    assert [one.conversations for one in parts] == [0, 0]
    assert ids(store) == ["b", "b"]


def test_of_unknown_start_the_day_of_storing_counts(store: Store, told: Told) -> None:
    said = [Said(id="a", started_at=None), Said(id="b", started_at="2999-01-01"), Said(id="c", started_at="noon")]
    fill(store, told(said), said)
    assert older(store, datetime.now(UTC).date()) == Purged()
    with store.writing() as connection:
        connection.execute(update(schema.conversation).values(first_seen_at="2026-03-01T23:59:59Z"))
    assert older(store).conversations == 3
    assert older(store, date(2026, 3, 1)).conversations == 0


def test_another_content_of_the_same_id_is_new(store: Store, told: Told) -> None:
    said = [Said(id="a")]
    fill(store, told(said), said)
    list(purge(store, LOG, BEFORE))
    changed = told([Said(id="a", content=2, started_at=None)])
    with store.writing() as connection:
        assert admitted(connection, changed) == changed


def test_a_review_of_an_id_that_stays_stays(store: Store, told: Told) -> None:
    said = [Said(id="a"), Said(id="a", content=2, started_at="2026-03-05", review=False)]
    first, second = told(said)
    fill(store, [first, replace(second, opening="another")], said)
    assert older(store) == Purged(conversations=1)
    assert list(purge(store, LOG, BEFORE)) == [Purged(conversations=1), Purged()]
    assert len(dump(store)["review"]) == 1


def test_reviews_and_reports_that_belong_to_nothing_grow_old(store: Store) -> None:
    def at(day: date) -> float:
        return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()

    loose = [
        review(Said(id="old"), 1, at=at(BEFORE) - 1),
        review(Said(id="young"), 1, at=at(BEFORE)),
        review(Said(id="undated"), 1) | {"stored_at": "2026-03-01T10:00:00Z"},
    ]
    with store.writing() as connection:
        connection.execute(insert(schema.review), loose)
        file = {"place": "p", "bytes": "b", "options": "", "seen": 0, "conversations": 0, "state": "part"}
        key = connection.execute(insert(schema.file), file).inserted_primary_key
        assert key is not None
        row = {"file_id": key[0], "shown": "a.csv", "problem": "p", "remedy": "r", "tries": 1, "first_at": "2026-01-01"}
        days = {1: "2026-03-01T23:00:00Z", 2: "2026-03-02T00:00:00Z"}
        connection.execute(insert(schema.failure), [row | {"line": line, "last_at": day} for line, day in days.items()])
    assert older(store) == Purged(reviews=2, failures=1)
    assert list(purge(store, LOG, BEFORE)) == [Purged(reviews=2, failures=1)]
    assert [dict(row)["conversation"] for row in dump(store)["review"]] == ["young"]
    assert [dict(row)["line"] for row in dump(store)["failure"]] == [2]


def test_what_is_past_the_retention_is_not_stored(store: Store, told: Told) -> None:
    today = datetime.now(UTC).date()
    starts = [f"{today - timedelta(days=days)}T10:00:00" for days in (31, 30, 0)]
    entries = told([Said(id="a", started_at=start) for start in [*starts, None]])
    with store.writing() as connection:
        change_retention(connection, LOG, 30)
        assert admitted(connection, entries) == [None, *entries[1:]]
        change_retention(connection, LOG, 31)
        assert retention_days(connection) == 31
        assert admitted(connection, entries) == entries
        change_retention(connection, LOG, None)
        assert retention_days(connection) is None
        details = [json.loads(one["detail"]) for one in newest_entries(connection, 9)]
    assert details == [{"before": 0, "after": 30}, {"before": 30, "after": 31}, {"before": 31, "after": 0}]
    with pytest.raises(UsageError, match="a day at least"), store.writing() as connection:
        change_retention(connection, LOG, 0)
