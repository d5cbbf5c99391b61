"""A backup holds what the store held at one moment, whoever writes meanwhile, and is there whole or not at all."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import event, func, insert, select

from convqa.errors import StoreError
from convqa.store import Store, create_store, open_store
from convqa.store.address import find_address
from convqa.store.audit import verify
from convqa.store.backup import back_up
from convqa.store.check import check
from convqa.store.copying import copy_rows
from convqa.store.keys import key_check
from convqa.store.schema import conversation, team
from tests.store.conftest import NewPlace, fill_disk, mount
from tests.store.contents import Contents, dump
from tests.store.full import KEY, damage, fill
from tests.store.published import published
from tests.store.server import Server

CODE = key_check(KEY)


@pytest.fixture
def full(place: str) -> Iterator[Store]:
    """A store with something in every table."""
    with open_store(published(place, KEY), key_check=CODE) as store:
        fill(store)
        yield store


@pytest.fixture
def aside(tmp_path: Path) -> Path:
    """A folder for the copies."""
    folder = tmp_path / "aside"
    folder.mkdir()
    return folder


def contents(place: str | Path) -> Contents:
    with open_store(place, key_check=CODE, writable=False) as store:
        return dump(store)


def assert_whole(place: str | Path) -> None:
    """Also its audit log, which `dump` leaves out."""
    with open_store(place, key_check=CODE) as store:
        assert [one for one in check(store, KEY) if one.is_fault] == []
        with store.reading() as connection:
            assert verify(connection, KEY).entries == 3


def test_a_backup_holds_what_the_store_holds(full: Store, aside: Path) -> None:
    path = aside / "copy.sqlite"
    assert back_up(full, path) == path.stat().st_size
    assert [one.name for one in aside.iterdir()] == ["copy.sqlite"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert contents(path) == dump(full)
    assert_whole(path)


def test_what_is_there_is_not_overwritten(full: Store, aside: Path) -> None:
    path = aside / "copy.sqlite"
    path.write_bytes(b"x")
    with pytest.raises(StoreError, match="there is a file of this name; give another name"):
        back_up(full, path)
    assert path.read_bytes() == b"x"
    if full.address.path is not None:
        with pytest.raises(StoreError, match="there is a file of this name"):
            back_up(full, full.address.path)


def test_what_a_killed_call_left_is_taken_away(full: Store, aside: Path) -> None:
    others = ["copy.sqlite.jsonl.partial", "copy.sqlite.partial.csv", "other.sqlite.0a1b2c3d.partial"]
    for name in ("copy.sqlite.0a1b2c3d.partial", "copy.sqlite.0a1b2c3d.partial-wal", *others):
        (aside / name).write_bytes(b"x")
    back_up(full, aside / "copy.sqlite")
    assert sorted(one.name for one in aside.iterdir()) == ["copy.sqlite", *others]


def test_who_writes_meanwhile_is_not_in_it_and_does_not_wait(full: Store, place: str, aside: Path) -> None:
    before = dump(full)

    def write() -> None:
        with open_store(place, wait_s=0.5) as other, other.writing() as connection:
            connection.execute(insert(team), {"id": "t2", "name": "Syd"})

    at_statement(full, 2, write)
    back_up(full, aside / "copy.sqlite")
    assert contents(aside / "copy.sqlite") == before
    assert len(dump(full)["team"]) == 2


def at_statement(store: Store, number: int, deed: Callable[[], object]) -> None:
    """Do something just after the store was asked so many things."""
    seen = count(1)

    @event.listens_for(store.engine, "after_cursor_execute")
    def hear(*_: object) -> None:
        if next(seen) == number:
            deed()


def test_a_store_goes_from_one_engine_to_the_other_and_back(full: Store, aside: Path, bare_database: NewPlace) -> None:
    url = bare_database()
    copy_rows(full, find_address(url), at_once=2)
    assert contents(url) == dump(full)
    assert_whole(url)
    with open_store(url, key_check=CODE) as store:
        back_up(store, aside / "back.sqlite")
        with store.writing() as connection:  # numbers go on after those that came along
            connection.execute(insert(conversation), {"identity": "i", "opening": "", "first_seen_at": "x"})
            assert connection.execute(select(func.max(conversation.c.id))).scalar_one() == 4
    assert contents(aside / "back.sqlite") == dump(full)
    with pytest.raises(StoreError, match="it is there already"):
        copy_rows(full, find_address(url))


def test_a_copy_that_is_cut_off_leaves_nothing(full: Store, server: Server, bare_database: NewPlace) -> None:
    url = bare_database()
    before = dump(full)
    at_statement(full, 20, lambda: cut_off(server, url))
    with pytest.raises(StoreError, match="run the same command again") as caught:
        copy_rows(full, find_address(url))
    assert caught.value.passing
    assert dump(full) == before
    with pytest.raises(StoreError, match="it is no store of convqa yet"):
        open_store(url)
    copy_rows(full, find_address(url))
    assert contents(url) == before


def test_a_backup_that_is_cut_off_leaves_nothing(server: Server, bare_database: NewPlace, aside: Path) -> None:
    url = bare_database()
    with create_store(url, key_check=CODE) as store:
        fill(store)
        before = dump(store)
        at_statement(store, 20, lambda: cut_off(server, url))
        with pytest.raises(StoreError, match="run the same command again") as caught:
            back_up(store, aside / "copy.sqlite")
        assert caught.value.passing
        assert list(aside.iterdir()) == []
        assert dump(store) == before
        back_up(store, aside / "copy.sqlite")
    assert contents(aside / "copy.sqlite") == before


def cut_off(server: Server, url: str) -> None:
    """End all connections to a database, as a server does that is told to stop."""
    name = url.rpartition("/")[2]
    server.run(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608


def test_a_store_that_is_being_written_to_can_be_copied(full: Store, aside: Path) -> None:
    with full.writing() as connection:
        connection.execute(insert(team), {"id": "t2", "name": "Syd"})
        back_up(full, aside / "copy.sqlite")
    assert len(contents(aside / "copy.sqlite")["team"]) == 1


def test_a_backup_on_a_disk_that_is_full(full: Store, disk: Path) -> None:
    before = dump(full)
    (disk / "much").write_bytes(b"x" * 3_900_000)
    with pytest.raises(StoreError, match=r"copy\.sqlite: the disk is full; free some space") as caught:
        back_up(full, disk / "copy.sqlite")
    assert caught.value.passing
    assert [one.name for one in disk.iterdir()] == ["much"]
    (disk / "much").unlink()
    back_up(full, disk / "copy.sqlite")
    assert contents(disk / "copy.sqlite") == before == dump(full)


def test_a_backup_on_a_disk_that_is_read_only(full: Store, disk: Path) -> None:
    assert mount("-o", "remount,ro", str(disk)) == 0
    with pytest.raises(StoreError, match=r"copy\.sqlite: it cannot be written \(Read-only file system\); give another"):
        back_up(full, disk / "copy.sqlite")
    with pytest.raises(StoreError, match="it cannot be written"):
        back_up(full, disk / "none" / "copy.sqlite")


def test_a_copy_into_a_database_whose_disk_is_full(full: Store, cramped_database: tuple[str, Path]) -> None:
    url, folder = cramped_database
    before = dump(full)
    at_statement(full, 2, lambda: fill_disk(folder))
    with pytest.raises(StoreError, match="the disk of its server is full; free some space there") as caught:
        copy_rows(full, find_address(url))
    assert caught.value.passing
    (folder / "much").unlink()
    copy_rows(full, find_address(url))
    assert contents(url) == dump(full) == before


def test_a_store_on_a_disk_that_is_full_or_read_only_can_be_copied(disk: Path, aside: Path) -> None:
    with create_store(disk / "a.sqlite", key_check=CODE) as store:
        fill(store)
        before = dump(store)
        fill_disk(disk)
        back_up(store, aside / "full.sqlite")
    assert mount("-o", "remount,ro", str(disk)) == 0
    with open_store(disk / "a.sqlite", writable=False) as store:
        back_up(store, aside / "fixed.sqlite")
    assert contents(aside / "full.sqlite") == contents(aside / "fixed.sqlite") == before


def test_a_damaged_file_makes_no_backup(tmp_path: Path, aside: Path) -> None:
    path = tmp_path / "bad.sqlite"
    with create_store(path, key_check=CODE) as store:
        fill(store)
    damage(path)
    with (
        open_store(path, writable=False) as store,
        pytest.raises(StoreError, match="it is not whole, so it was not kept"),
    ):
        back_up(store, aside / "copy.sqlite")
    assert list(aside.iterdir()) == []
