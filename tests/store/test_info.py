"""What a store says of itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, update

from convqa.assessment import Scorecard
from convqa.store import Store, create_store, open_store
from convqa.store.info import Info, LastRun, info
from convqa.store.keys import key_check
from convqa.store.purge import count_older
from convqa.store.retention import first_kept
from convqa.store.schema import conversation, failure, setting
from tests.report.conftest import make as make
from tests.report.conftest import make_card as make_card
from tests.store.conftest import KEY_CHECK
from tests.store.full import KEY, fill
from tests.store.life import MakeAssessment, Said, entry
from tests.store.life import fill as fill_life


def look(place: str) -> Info:
    with open_store(place, writable=False) as store:
        return info(store)


def test_a_store_that_is_new(place: str) -> None:
    found = look(place)
    is_file = "://" not in place
    assert found.engine.startswith("SQLite 3." if is_file else "PostgreSQL ")
    assert (found.place, found.schema, found.minimum_n) == (place, "0003", "20")
    assert set(found.counts.values()) == {0}
    assert (found.models, found.rubrics, found.days, found.stored, found.last_run) == ((), (), None, None, None)
    assert (found.retention_days, found.overdue, found.unsolved, found.undated) == (None, 0, 0, 0)
    assert found.has_names is (False if is_file else None)
    assert found.size > 100_000
    assert found.made_at is not None


def test_a_store_with_something_in_it(bare_place: str) -> None:
    with create_store(bare_place, key_check=key_check(KEY)) as store:
        fill(store)
        _keep(store, "retention_days", "3")
        with store.writing() as connection:
            solved = {"file_id": 1, "line": 2, "shown": "s", "problem": "p", "remedy": "r", "tries": 2}
            times = dict.fromkeys(("first_at", "last_at", "solved_at"), "x")
            connection.execute(insert(failure), solved | times)
    found = look(bare_place)
    assert found.counts == {
        "conversation": 3, "version": 4, "reading": 4, "assessment": 4, "scorecard": 6,
        "review": 1, "agent": 2, "team": 1, "audit": 2,
    }  # fmt: skip
    assert (found.models, found.rubrics) == (("small@1",), ("service@2",))
    assert (found.days, found.undated) == (("2026-11-01", "2026-11-01"), 2)
    assert (found.retention_days, found.overdue) == (3, 1)
    assert (found.unsolved, found.gone) == (1, None)
    with open_store(bare_place, writable=False) as store:
        assert [info(store, there).gone for there in ({"p1"}, {"p2"}, ())] == [0, 1, 1]
    at = "2026-11-27T20:00:00Z"
    assert found.last_run == LastRun(command="score", state="finished", started_at=at, heartbeat_at=at)
    assert found.stored is not None
    assert found.stored[0] <= found.stored[1]


def test_overdue_is_what_a_purge_deletes(
    store: Store, make: MakeAssessment, make_card: Callable[..., Scorecard]
) -> None:
    """Also where nobody says when it began, or says a day that lay ahead; not what has a younger version."""
    today = datetime.now(UTC).date()
    old = [Said(id="undated", started_at=None), Said(id="ahead", started_at="2999-01-01")]
    grown = [Said(id="grown", started_at="2020-03-01"), Said(id="grown", content=2, started_at=f"{today}")]
    fill_life(store, [entry(one, make, make_card) for one in [*old, *grown]], [*old, *grown])
    _keep(store, "retention_days", "30")
    assert info(store).overdue == 0
    with store.writing() as connection:
        long_ago = update(conversation).values(first_seen_at=f"{today - timedelta(days=31)}T08:00:00Z")
        connection.execute(long_ago.where(conversation.c.identity.in_(["identity-undated", "identity-ahead"])))
    with store.reading() as connection:
        assert count_older(connection, first_kept(30)).conversations == 2
    assert info(store).overdue == 2


def test_no_retention_is_too_long(store: Store) -> None:
    _keep(store, "retention_days", "999999999")
    assert (info(store).retention_days, info(store).overdue) == (999_999_999, 0)


def test_an_end_that_is_no_number_is_none(store: Store) -> None:
    _keep(store, "retention_days", "soon")
    assert info(store).retention_days is None


def test_what_is_free_in_a_file(place: str) -> None:
    with open_store(place, key_check=KEY_CHECK) as store:
        _keep(store, "much", "x" * 200_000)
        with store.writing() as connection:
            connection.execute(setting.delete().where(setting.c.name == "much"))
    found = look(place)
    if "://" not in place:
        assert found.free > 150_000
        assert found.size > found.free


def _keep(store: Store, name: str, value: str) -> None:
    with store.writing() as connection:
        connection.execute(insert(setting), {"name": name, "value": value})
