"""Stores are made, opened and refused, on both engines."""

from __future__ import annotations

import stat
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import insert, inspect, select, table, text

from convqa.errors import StoreError
from convqa.store import Store, create_store, open_store, upgrade_store
from convqa.store.address import find_address
from convqa.store.engine import connect
from convqa.store.schema import metadata, setting, team
from convqa.store.schema.views import VIEWS
from tests.store.conftest import KEY_CHECK, NewPlace


def test_what_is_made_is_there_with_all_tables_and_views(bare_place: str) -> None:
    with create_store(bare_place, key_check=KEY_CHECK) as store, store.reading() as connection:
        found = inspect(connection)
        assert set(found.get_table_names()) == {*metadata.tables, "convqa_schema"}
        assert set(found.get_view_names()) == set(VIEWS)
        for view in VIEWS:
            assert connection.execute(select(text("*")).select_from(table(view))).all() == []
        settings = {row.name: row.value for row in connection.execute(select(setting))}
    assert settings["key_check"] == KEY_CHECK
    assert settings["minimum_n"] == "20"


def test_what_is_there_is_not_made_again(place: str) -> None:
    with pytest.raises(StoreError, match="it is there already; use it as it is"):
        create_store(place, key_check="another")
    open_store(place, key_check=KEY_CHECK).close()


def test_something_else_is_left_alone(bare_place: str) -> None:
    address = find_address(bare_place)
    if address.path is not None:
        address.path.touch()
    other = connect(address)
    with other.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE turn (a INTEGER)")
    with pytest.raises(StoreError, match="something else is kept there"):
        create_store(bare_place, key_check=KEY_CHECK)
    with pytest.raises(StoreError, match="it is no store of convqa yet; run 'convqa store init'"):
        open_store(bare_place)
    with other.reading() as connection:
        assert inspect(connection).get_table_names() == ["turn"]
    other.close()


def test_another_key_is_refused(place: str) -> None:
    with pytest.raises(StoreError, match="another site key"):
        open_store(place, key_check="another")
    open_store(place).close()


@pytest.mark.parametrize(
    ("version", "problem"), [("0000", "a newer convqa made it"), ("9999", "a newer convqa made it")]
)
def test_another_version_is_refused(place: str, version: str, problem: str) -> None:
    with open_store(place) as store, store.writing() as connection:
        connection.execute(text("UPDATE convqa_schema SET version_num = :version"), {"version": version})
    for refused in (open_store, upgrade_store):
        with pytest.raises(StoreError, match=problem):
            refused(place)


def test_an_upgrade_of_what_is_new_changes_nothing(place: str) -> None:
    assert upgrade_store(place) == ("0003", "0003")
    open_store(place, key_check=KEY_CHECK).close()


def test_a_transaction_is_kept_whole_or_not_at_all(store: Store) -> None:
    with suppress(StoreError), store.writing() as connection:
        connection.execute(insert(team), {"id": "t1", "name": "Nord"})
        connection.execute(insert(team), {"id": "t1", "name": "once more"})
    with store.writing() as connection:
        connection.execute(insert(team), {"id": "t2", "name": "Syd"})
    with store.reading() as connection:
        assert connection.execute(select(team.c.id)).scalars().all() == ["t2"]


def test_a_reader_sees_the_store_as_it_was_at_its_beginning(store: Store) -> None:
    with store.reading() as connection:
        assert connection.execute(select(team)).all() == []
        with store.writing() as other:
            other.execute(insert(team), {"id": "t1", "name": "Nord"})
        assert connection.execute(select(team)).all() == []


def test_the_audit_log_cannot_be_changed(store: Store) -> None:
    columns = ("at", "actor", "action", "subject_kind", "subject_key", "detail", "previous", "hash")
    with store.writing() as connection:
        connection.execute(insert(metadata.tables["audit"]), dict.fromkeys(columns, "x"))
    for statement in ("UPDATE audit SET actor = 'y'", "DELETE FROM audit"):
        with pytest.raises(StoreError), store.writing() as connection:
            connection.exec_driver_sql(statement)
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT actor FROM audit").scalars().all() == ["x"]


def test_a_reader_cannot_write(place: str) -> None:
    with open_store(place, writable=False) as store:
        refused = pytest.raises(StoreError, match="it may be read and not written")
        with refused, store.reading() as connection:
            connection.execute(insert(team), {"id": "t1", "name": "Nord"})


def test_a_file_is_for_its_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite"
    create_store(path, key_check=KEY_CHECK).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_empty_file_that_a_broken_off_call_left_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite"
    path.touch()
    create_store(path, key_check=KEY_CHECK).close()
    open_store(path, key_check=KEY_CHECK).close()


def test_two_stores_do_not_know_each_other(new_place: NewPlace) -> None:
    with open_store(new_place()) as first, open_store(new_place()) as second:
        with first.writing() as connection:
            connection.execute(insert(team), {"id": "t1", "name": "Nord"})
        with second.reading() as connection:
            assert connection.execute(select(team)).all() == []
