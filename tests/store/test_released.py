"""Stores of every schema that was released come to this version with all their rows, and back, on both engines."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, inspect

from convqa.errors import StoreError, UsageError
from convqa.redaction import SiteKey
from convqa.store import migrate, open_store
from convqa.store.audit import AuditLog, newest_entries
from convqa.store.check import check
from convqa.store.keys import key_check
from convqa.store.schema import metadata
from convqa.store.sums import dangling
from convqa.store.upgrading import Upgraded, upgrade
from tests.store.conftest import fill_disk
from tests.store.contents import Contents, dump
from tests.store.full import KEY, LOG
from tests.store.released import RELEASED, count_rows, load, moving

LATER = Path(__file__).parent / "later"


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if there were one more migration; this convqa then needs schema 0004."""
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "_VERSIONS", (*migrate._VERSIONS, LATER))
        migrate.newest.cache_clear()
        assert migrate.newest() == "0004"
        yield
    migrate.newest.cache_clear()


def make(place: str, schema: str) -> str:
    """A store as a convqa of that time left it."""
    if "://" not in place:
        Path(place).touch()
    with moving(place) as store, store.writing() as connection:
        load(connection, schema)
    return place


def move(place: str, to: str) -> dict[str, int]:
    """Bring it to a schema, see that everything refers to something, and count the rows."""
    with moving(place) as store, store.writing() as connection:
        current = migrate.version_of(connection) or ""
        (migrate.upgrade if to >= current else migrate.downgrade)(connection, to)
        assert migrate.version_of(connection) == to
        assert [table for table, asked in dangling() if connection.execute(asked).scalar_one()] == []
        if store.address.path is not None:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
            assert connection.exec_driver_sql("PRAGMA integrity_check").all() == [("ok",)]
        return count_rows(connection)


def described(place: str) -> dict[str, Any]:
    """What the tables are like."""
    with moving(place) as store, store.reading() as connection:
        return {table: _described(connection, table) for table in inspect(connection).get_table_names()}


def _described(connection: Connection, table: str) -> list[Any]:
    found = inspect(connection)
    columns = [(one["name"], str(one["type"]), one["nullable"]) for one in found.get_columns(table)]
    keys = [
        found.get_pk_constraint(table),
        found.get_foreign_keys(table),
        found.get_unique_constraints(table),
        found.get_indexes(table),
        found.get_check_constraints(table),
    ]
    return [sorted(columns), *[sorted(map(repr, one if isinstance(one, list) else [one])) for one in keys]]


def contents(place: str | Path) -> Contents:
    with open_store(place, key_check=key_check(KEY), writable=False) as store:
        return dump(store)


@pytest.mark.parametrize("schema", RELEASED)
def test_a_migration_that_was_released_was_not_changed(bare_place: str, schema: str) -> None:
    released = described(make(bare_place, schema))
    with moving(bare_place) as store, store.writing() as connection:
        migrate.downgrade(connection)
        assert count_rows(connection) == {}
        migrate.upgrade(connection, schema)
    assert described(bare_place) == released


@pytest.mark.parametrize("schema", RELEASED)
def test_up_and_down_and_up_with_all_rows(bare_place: str, schema: str) -> None:
    make(bare_place, schema)
    with moving(bare_place) as store, store.reading() as connection:
        rows = count_rows(connection)
    assert all(rows.values()), "there is a table without rows"
    before = described(bare_place)
    for to in (migrate.newest(), schema, migrate.newest()):
        counted = move(bare_place, to)
        assert {name: counted[name] for name in rows if name in counted} == rows
        if to == schema:
            assert described(bare_place) == before
    with open_store(bare_place, key_check=key_check(KEY)) as store:
        assert [one for one in check(store, KEY) if one.is_fault] == []
        assert set(dump(store)) | {"audit", "run"} == set(metadata.tables)


def test_every_schema_is_kept() -> None:
    assert migrate.newest() in RELEASED, "run python -m tests.store.released"


@pytest.mark.usefixtures("later")
def test_a_change_of_tables_that_others_refer_to(bare_place: str) -> None:
    make(bare_place, "0001")
    with moving(bare_place) as store, store.reading() as connection:
        rows = count_rows(connection)
    before = described(bare_place)
    assert move(bare_place, "0004") == rows | {"note": 3}
    with moving(bare_place) as store, store.reading() as connection:
        assert "redacted" in {one["name"] for one in inspect(connection).get_columns("version")}
    assert move(bare_place, "0001") == rows
    assert described(bare_place) == before
    assert move(bare_place, "0004") == rows | {"note": 3}


def test_an_older_store_is_upgraded_when_told(bare_place: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    make(bare_place, "0003")
    before = contents(bare_place)
    request.getfixturevalue("later")
    with pytest.raises(StoreError, match="an older convqa made it; run 'convqa store upgrade', after a backup"):
        open_store(bare_place)
    is_file = "://" not in bare_place
    if not is_file:
        with pytest.raises(UsageError, match=r"pg_dump; then run the same with --no-backup"):
            upgrade(bare_place, LOG)
    done = upgrade(bare_place, LOG, copying=is_file)
    copy = tmp_path / "new.schema-0003.sqlite" if is_file else None
    assert done == Upgraded(before="0003", after="0004", copy=copy)
    assert upgrade(bare_place, LOG) == Upgraded(before="0004", after="0004", copy=None)
    after = contents(bare_place)
    assert after == before
    with open_store(bare_place, writable=False) as store, store.reading() as connection:
        (entry,) = newest_entries(connection, 1)
    assert (entry["action"], entry["detail"]) == ("store.upgrade", '{"before": 3}')
    if copy is not None:
        with sqlite3.connect(copy) as plain:
            assert plain.execute("SELECT version_num FROM convqa_schema").fetchall() == [("0003",)]
            assert plain.execute("SELECT count(*) FROM turn").fetchone() == (16,)
        plain.close()
        assert not list(tmp_path.glob("*.partial*"))


def test_an_upgrade_that_cannot_be_is_not_begun(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    place = make(str(tmp_path / "old.sqlite"), "0003")
    with moving(place) as store, store.writing() as connection:
        connection.exec_driver_sql("UPDATE file_version SET version_id = 99")
        before = count_rows(connection)
    request.getfixturevalue("later")
    with pytest.raises(StoreError, match="rows of it refer to rows that are not there, so it was left as it was"):
        upgrade(place, LOG)
    with pytest.raises(StoreError, match="another site key"):
        upgrade(place, AuditLog(key=SiteKey(b"another key of 16 bytes"), actor="a"))
    with moving(place) as store, store.reading() as connection:
        assert migrate.version_of(connection) == "0003"
        assert count_rows(connection) == before


def test_an_upgrade_on_a_full_disk(disk: Path, request: pytest.FixtureRequest) -> None:
    place = make(str(disk / "old.sqlite"), "0003")
    before = contents(place)
    request.getfixturevalue("later")
    much = fill_disk(disk, leaving=50_000)
    for copying in (True, False):
        with pytest.raises(StoreError, match="the disk is full; free some space") as caught:
            upgrade(place, LOG, copying=copying)
        assert caught.value.passing
        assert sorted(one.name for one in disk.glob("*[!l-m]")) == ["much", "old.sqlite"]
    much.unlink()
    assert upgrade(place, LOG).after == "0004"
    assert contents(place) == before


def test_two_contents_of_one_id_are_one_member_in_an_older_schema(bare_place: str) -> None:
    make(bare_place, "0002")
    with moving(bare_place) as store, store.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO sample_member SELECT sample_id, agent_id, identity, 'input-a' FROM sample_member"
        )
    assert move(bare_place, "0001")["sample_member"] == 1
    with moving(bare_place) as store, store.reading() as connection:
        assert connection.exec_driver_sql("SELECT input_hash FROM sample_member").scalars().all() == ["input-a"]
    assert move(bare_place, "0002")["sample_member"] == 1
