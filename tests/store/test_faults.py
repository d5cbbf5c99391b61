"""What goes wrong with a store is told in one sentence that quotes nothing, and leaves what is stored whole."""

from __future__ import annotations

import sqlite3
import time
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import insert, select, text

from convqa.errors import MissingExtraError, StoreError, UsageError
from convqa.store import Store, create_store, open_store
from convqa.store.address import find_address
from convqa.store.engine import connect
from convqa.store.schema import team
from tests.store.conftest import KEY_CHECK, NewPlace
from tests.store.server import Server, find_binaries, running

SAID = "Gurli Vestergård 010170-1234"


def add(store: Store, *ids: str, name: str = "Nord") -> None:
    with store.writing() as connection:
        connection.execute(insert(team), [{"id": one, "name": name} for one in ids])


def ids(store: Store) -> list[str]:
    with store.reading() as connection:
        return sorted(connection.execute(select(team.c.id)).scalars())


def test_a_row_that_is_refused_is_not_quoted(store: Store) -> None:
    add(store, "t1")
    with pytest.raises(StoreError) as caught:
        add(store, "t2", "t1", name=SAID)
    assert "the database met a fault" in str(caught.value)
    assert not caught.value.passing
    assert "Gurli" not in str(caught.value)
    assert "Gurli" not in repr(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert ids(store) == ["t1"]


def test_text_that_postgresql_cannot_hold_is_a_fault_and_is_not_quoted(new_database: NewPlace) -> None:
    with open_store(new_database()) as store:
        for bad in ("\0", "\ud83d"):
            with pytest.raises(StoreError) as caught:
                add(store, "t1", name=f"{SAID}{bad}")
            assert "Gurli" not in str(caught.value)


def test_a_full_disk(new_file: NewPlace) -> None:
    with open_store(new_file()) as store:
        add(store, "t1")
        with store.writing() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(
            StoreError, match=r"the disk is full; free some space.*run the same command again"
        ) as caught:
            add(store, "t2", name=SAID * 10_000)
        assert caught.value.passing
        assert ids(store) == ["t1"]


def test_a_store_that_another_program_holds(new_file: NewPlace) -> None:
    path = new_file()
    with open_store(path, wait_s=0.05) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program has held it for too long") as caught:
            add(store, "t1")
        assert caught.value.passing
        assert ids(store) == []  # who reads need not wait
        other.close()
        add(store, "t1")


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"not a database at all " * 100, "it is no SQLite database"), (b"", "it is no store of convqa yet")],
)
def test_a_file_that_is_no_store_is_left_as_it_is(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=problem):
        open_store(path, writable=False)
    assert path.read_bytes() == content


@pytest.mark.parametrize("writable", [True, False])
def test_a_file_that_is_not_there(tmp_path: Path, writable: bool) -> None:
    with pytest.raises(StoreError, match="there is no such file; make it with 'convqa store init'"):
        open_store(tmp_path / "none.sqlite", writable=writable)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_goes_meanwhile_is_not_made_anew(new_file: NewPlace) -> None:
    path = Path(new_file())
    store = connect(find_address(path))
    path.unlink()
    with pytest.raises(StoreError, match="it cannot be opened"):
        add(store, "t1")
    assert not path.exists()


def test_a_folder_and_a_place_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="this is a folder; name a file in it"):
        create_store(tmp_path, key_check=KEY_CHECK)
    with pytest.raises(StoreError, match="it cannot be made"):
        create_store(tmp_path / "none" / "a.sqlite", key_check=KEY_CHECK)


@pytest.mark.parametrize(
    "address", ["mysql://u:hunter2@h/d", "postgresql+asyncpg://u:hunter2@h/d", "postgresql://u:hunter2@h:port/d"]
)
def test_an_address_of_another_database_does_not_tell_its_password(address: str) -> None:
    with pytest.raises((UsageError, StoreError)) as caught:
        open_store(address)
    assert "hunter2" not in str(caught.value)


def test_what_messages_show_holds_no_password() -> None:
    try:
        shown = find_address("postgres://qa:hunter2@db.example/convqa?sslpassword=hunter2").shown
    except MissingExtraError:
        pytest.skip("PostgreSQL's driver is not installed")
    assert shown == "postgresql://qa:***@db.example/convqa"


def test_a_server_that_is_not_there() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(StoreError, match="its server cannot be reached") as caught:
        open_store("postgresql://qa:hunter2@127.0.0.1:1/convqa")
    assert caught.value.passing
    assert "hunter2" not in str(caught.value)


def test_a_database_that_is_not_there(server: Server) -> None:
    with pytest.raises(StoreError, match="there is no database of this name; make it with 'createdb'") as caught:
        open_store(server.url("nowhere"))
    assert str(caught.value).startswith(f"the store {server.url('nowhere')}: ")
    assert not caught.value.passing


def test_who_is_not_let_in_need_not_try_again(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGPASSWORD", raising=False)
    binaries = find_binaries()
    assert binaries is not None
    with running(binaries) as own:
        for role, most in (("known", -1), ("busy", 0)):
            own.run(f"CREATE ROLE {{}} LOGIN PASSWORD 'right' CONNECTION LIMIT {most}", role)
        with psycopg.connect(own.url("postgres")) as connection:
            (rules,) = connection.execute("SHOW hba_file").fetchone() or ("",)
        Path(rules).write_text("host all convqa all trust\nhost all known,busy all scram-sha-256\n", encoding="utf-8")
        own.run("SELECT pg_reload_conf()")

        def told(user: str) -> tuple[bool, bool]:
            with pytest.raises(StoreError) as caught:
                open_store(own.url("postgres").replace("convqa@", f"{user}@"))
            assert "right" not in str(caught.value)
            return "the user or the password is not accepted; check them" in str(caught.value), caught.value.passing

        for _ in range(100):  # the server reads its rules in a moment
            if told("known:hunter2") == (True, False):
                break
            time.sleep(0.05)
        assert [told(one) for one in ("known:hunter2", "known", "nobody")] == [(True, False)] * 3
        assert told("busy:right") == (False, True)
    assert server.process.poll() is None


def add_and_cut_off(store: Store, other: Store) -> None:
    with store.writing() as connection:
        own = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        connection.execute(insert(team), {"id": "t2", "name": "Nord"})
        with other.writing() as second:
            second.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": own})
        connection.execute(insert(team), {"id": "t3", "name": "Nord"})


def test_a_connection_that_is_cut_off(new_database: NewPlace) -> None:
    url = new_database()
    with open_store(url) as store, open_store(url) as other:
        add(store, "t1")
        with pytest.raises(StoreError) as caught:
            add_and_cut_off(store, other)
        assert caught.value.passing
        assert "run the same command again" in str(caught.value)
        assert ids(store) == ["t1"]
        add(store, "t2")


def test_a_lock_that_is_not_let_go(new_database: NewPlace) -> None:
    url = new_database()
    with open_store(url) as first, open_store(url, wait_s=0.05) as second, first.writing() as connection:
        connection.execute(insert(team), {"id": "t1", "name": "Nord"})
        with pytest.raises(StoreError, match="another program has held it for too long") as caught:
            add(second, "t1")
        assert caught.value.passing


def test_a_server_that_may_only_be_read(server: Server, new_database: NewPlace) -> None:
    url = new_database()
    server.run("ALTER DATABASE {} SET default_transaction_read_only = on", url.rpartition("/")[2])
    with pytest.raises(StoreError, match="it may be read and not written; give the address"):
        open_store(url)
    with open_store(url, writable=False) as store:
        assert ids(store) == []


def wait_until_lost(store: Store) -> None:
    """Wait until the process that serves the store has noticed, too, that its server is gone."""
    for number in count():
        try:
            add(store, f"last-{number}")
        except StoreError:
            return
        assert number < 1_000
        time.sleep(0.01)


def test_a_server_that_is_killed(server: Server) -> None:
    binaries = find_binaries()
    assert binaries is not None
    with running(binaries) as own:
        create_store(own.url("postgres"), key_check=KEY_CHECK).close()
        with open_store(own.url("postgres")) as store:
            add(store, "t1")
            own.process.kill()
            own.process.wait()
            wait_until_lost(store)
            for _ in range(2):
                with pytest.raises(StoreError, match="run the same command again") as caught:
                    add(store, "t2")
                assert caught.value.passing
    assert server.process.poll() is None
