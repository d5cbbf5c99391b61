"""Disks that are full, read-only or of another machine, and stores of somebody else: told, and left whole."""

from __future__ import annotations

import os
import shutil
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from convqa.errors import StoreError
from convqa.store import create_store, open_store
from convqa.store.address import remote_kind
from tests.store.conftest import KEY_CHECK, fill_disk, mount
from tests.store.test_faults import SAID, add, ids


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
