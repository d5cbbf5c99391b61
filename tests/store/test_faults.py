"""What goes wrong with a store is told in one sentence that quotes nothing, and leaves what is stored whole."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from convqa.errors import ConvqaError, MissingExtraError, StoreError, UsageError
from convqa.store import Store, create_store, open_store
from convqa.store.address import find_address, remote_kind
from convqa.store.engine import connect
from convqa.store.schema import team
from tests.store.conftest import KEY_CHECK, NewPlace, fill_disk, mount
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


def test_a_disk_that_is_full(disk: Path) -> None:
    with create_store(disk / "a.sqlite", key_check=KEY_CHECK) as store:
        add(store, "t1")
        with pytest.raises(StoreError, match="the disk is full") as caught:
            add(store, "t2", name="x" * 8_000_000)
        assert caught.value.passing
        assert ids(store) == ["t1"]
        with store.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        add(store, "t3")


def test_a_disk_without_any_room(disk: Path) -> None:
    path = disk / "a.sqlite"
    with create_store(path, key_check=KEY_CHECK) as store:
        add(store, "t1")
    much = fill_disk(disk)
    for writable in (False, True):
        with pytest.raises(StoreError, match="the disk is full; free some space") as caught:
            open_store(path, writable=writable)
        assert caught.value.passing
    with pytest.raises(StoreError, match="the disk is full; free some space"):
        create_store(disk / "b.sqlite", key_check=KEY_CHECK)
    much.unlink()
    with open_store(path) as store:
        assert ids(store) == ["t1"]


def test_a_server_whose_disk_is_full(cramped_database: tuple[str, Path]) -> None:
    url, folder = cramped_database
    with create_store(url, key_check=KEY_CHECK) as store:
        add(store, "t1")
        much = fill_disk(folder)
        with pytest.raises(StoreError, match="the disk of its server is full; free some space there") as caught:
            add(store, *[f"n{number}" for number in range(20_000)], name=SAID)
        assert caught.value.passing
        assert "Gurli" not in str(caught.value)
        assert ids(store) == ["t1"]
        much.unlink()
        add(store, "t2")
        assert ids(store) == ["t1", "t2"]


def test_a_disk_that_is_read_only(disk: Path) -> None:
    path = disk / "a.sqlite"
    with create_store(path, key_check=KEY_CHECK) as store:
        add(store, "t1")
    assert mount("-o", "remount,ro", str(disk)) == 0
    with pytest.raises(StoreError, match="its disk may be read and not written; copy it"):
        open_store(path)
    with open_store(path, writable=False) as store:
        assert ids(store) == ["t1"]


def test_a_disk_that_became_read_only_meanwhile(disk: Path) -> None:
    path = disk / "a.sqlite"
    create_store(path, key_check=KEY_CHECK).close()
    path.with_name("a.sqlite-wal").write_bytes(b"x")
    assert mount("-o", "remount,ro", str(disk)) == 0
    with pytest.raises(StoreError, match=r"part of it lies in a\.sqlite-wal; copy both files"):
        open_store(path, writable=False)


def test_a_disk_that_somebody_else_writes_to(disk: Path) -> None:
    path = disk / "a.sqlite"
    create_store(path, key_check=KEY_CHECK).close()
    assert mount("-o", "remount,ro", str(disk)) == 0
    with open_store(path, writable=False) as store:
        assert ids(store) == []
        assert mount("-o", "remount,rw", str(disk)) == 0
        with open_store(path) as other:
            add(other, "t1")
        with pytest.raises(
            StoreError, match="another program wrote to it meanwhile; run the same command again"
        ) as caught:
            ids(store)
        assert caught.value.passing


@pytest.fixture
def others() -> Iterator[Path]:
    """A folder that everybody may look into and its owner alone may write to."""
    folder = Path(tempfile.mkdtemp(prefix="convqa-tests-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def as_somebody_else(deed: Callable[[], object]) -> None:
    """Do something as a user who owns nothing, which needs the right to become one."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user; run this test as root")
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            deed()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def test_a_store_of_somebody_else_can_be_read_and_not_written(others: Path) -> None:
    path = others / "a.sqlite"
    with create_store(path, key_check=KEY_CHECK) as store:
        add(store, "t1")
    path.chmod(0o644)
    content = path.read_bytes()

    def use() -> None:
        with open_store(path, writable=False) as store:
            assert ids(store) == ["t1"]
        with pytest.raises(StoreError, match="it may be read and not written; check the permissions"):
            open_store(path)

    as_somebody_else(use)
    assert path.read_bytes() == content
    assert [one.name for one in others.iterdir()] == ["a.sqlite"]


def test_a_store_of_somebody_else_who_is_at_work(others: Path) -> None:
    path = others / "a.sqlite"
    create_store(path, key_check=KEY_CHECK).close()
    path.chmod(0o644)
    with open_store(path) as store:
        add(store, "t1")

        def read() -> None:
            with open_store(path, writable=False) as other:
                assert ids(other) == ["t1"]

        as_somebody_else(read)


def test_a_store_that_only_its_owner_may_read(others: Path) -> None:
    path = others / "a.sqlite"
    create_store(path, key_check=KEY_CHECK).close()

    def use() -> None:
        for writable in (True, False):
            with pytest.raises(
                StoreError, match="it cannot be opened; check that it is there and that you may read it"
            ):
                open_store(path, writable=writable)

    as_somebody_else(use)


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
tmpfs /tmp tmpfs rw 0 0
srv:/calls /mnt/calls nfs4 rw 0 0
//srv/my\\040share /mnt/my\\040share cifs rw 0 0
/dev/sdb1 /mnt/calls/local xfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/mnt/calls/a.sqlite", "nfs4"),
        ("/mnt/calls/2026/a.sqlite", "nfs4"),
        ("/mnt/my share/a.sqlite", "cifs"),
        ("/mnt/calls/local/a.sqlite", None),
        ("/mnt/callsheet/a.sqlite", None),
        ("/var/a.sqlite", None),
    ],
)
def test_disks_of_other_machines_are_known(tmp_path: Path, path: str, kind: str | None) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS, encoding="utf-8")
    assert remote_kind(Path(path), mounts) == kind


def test_a_system_that_does_not_say_where_its_disks_are(tmp_path: Path) -> None:
    assert remote_kind(Path("/var/a.sqlite"), tmp_path / "none") is None


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
    with pytest.raises(ConvqaError) as caught:
        open_store(server.url("nowhere"))
    assert str(caught.value).startswith(f"the store {server.url('nowhere')}: ")


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


def test_a_server_that_is_killed(server: Server) -> None:
    binaries = find_binaries()
    assert binaries is not None
    with running(binaries) as own:
        create_store(own.url("postgres"), key_check=KEY_CHECK).close()
        with open_store(own.url("postgres")) as store:
            add(store, "t1")
            own.process.kill()
            own.process.wait()
            for _ in range(2):
                with pytest.raises(StoreError, match="run the same command again") as caught:
                    add(store, "t2")
                assert caught.value.passing
    assert server.process.poll() is None
