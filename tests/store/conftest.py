"""Stores for tests: each test that asks for one runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from convqa.store import Store, create_store, open_store
from tests.store.server import Server, find_binaries, running

KEY_CHECK = "key-check-of-the-tests"
_NUMBERS = count()

NewPlace = Callable[[], str]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """PostgreSQL, started once; where it is not installed the test is skipped, or fails where it must be there."""
    binaries = find_binaries()
    if binaries is None:
        sentence = "PostgreSQL is not installed: install Debian's package 'postgresql' to run this test"
        if os.environ.get("CONVQA_TEST_POSTGRES") == "required":
            pytest.fail(sentence)
        pytest.skip(sentence)
    with running(binaries) as one:
        yield one


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a new store, to be copied: migrations take longer than most tests."""
    path = tmp_path_factory.mktemp("store") / "template.sqlite"
    create_store(path, key_check=KEY_CHECK).close()
    return path


@pytest.fixture(scope="session")
def template_database(server: Server) -> str:
    """The same as a database."""
    server.run("CREATE DATABASE {}", "template_store")
    create_store(server.url("template_store"), key_check=KEY_CHECK).close()
    return "template_store"


@pytest.fixture
def new_file(tmp_path: Path, template: Path) -> NewPlace:
    """Makes files with an empty store."""

    def make() -> str:
        return str(shutil.copy(template, tmp_path / f"store-{next(_NUMBERS)}.sqlite"))

    return make


@pytest.fixture
def new_database(server: Server, template_database: str) -> Iterator[NewPlace]:
    """Makes databases with an empty store."""
    made = []

    def make() -> str:
        made.append(f"store_{next(_NUMBERS)}")
        server.copy(template_database, made[-1])
        return server.url(made[-1])

    yield make
    for name in made:
        server.run("DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture
def bare_database(server: Server) -> Iterator[NewPlace]:
    """Makes databases with nothing in them."""
    made = []

    def make() -> str:
        made.append(f"bare_{next(_NUMBERS)}")
        server.run("CREATE DATABASE {}", made[-1])
        return server.url(made[-1])

    yield make
    for name in made:
        server.run("DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture(params=["sqlite", "postgresql"])
def new_place(request: pytest.FixtureRequest) -> NewPlace:
    """Makes empty stores of one engine; where each lies."""
    found: NewPlace = request.getfixturevalue("new_file" if request.param == "sqlite" else "new_database")
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place where a store can be made."""
    if request.param == "sqlite":
        return str(tmp_path / "new.sqlite")
    make: NewPlace = request.getfixturevalue("bare_database")
    return make()


@pytest.fixture
def place(new_place: NewPlace) -> str:
    """Where an empty store lies."""
    return new_place()


@pytest.fixture
def store(place: str) -> Iterator[Store]:
    """An empty store, opened."""
    with open_store(place, key_check=KEY_CHECK) as one:
        yield one


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own, which needs the right to mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0 or mount("-t", "tmpfs", "-o", "size=4m", "none", str(folder)) != 0:
        pytest.skip("no disk may be mounted here; run this test as root outside of a container")
    yield folder
    subprocess.run(["/bin/umount", "-l", folder], check=True)  # noqa: S603 - the test's own disk


def mount(*words: str) -> int:
    """Call it; its exit code."""
    return subprocess.run(["/bin/mount", *words], check=False, capture_output=True).returncode  # noqa: S603


def fill_disk(folder: Path, *, leaving: int = 0) -> Path:
    """Leave so many bytes of room on the disk of a folder; the file that takes the rest."""
    path = folder / "much"
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    os.truncate(path, path.stat().st_size - leaving)
    return path


@pytest.fixture
def cramped_database(server: Server) -> Iterator[tuple[str, Path]]:
    """A database with nothing in it on a small disk of its own, and the folder where that is."""
    folder = Path(tempfile.mkdtemp(prefix="convqa-tests-"))
    if os.geteuid() != 0 or mount("-t", "tmpfs", "-o", "size=24m", "none", str(folder)) != 0:
        folder.rmdir()
        pytest.skip("no disk may be mounted here; run this test as root outside of a container")
    space = folder / "space"
    space.mkdir()
    assert server.user is not None
    for one in (folder, space):
        shutil.chown(one, server.user)
    name = f"cramped_{next(_NUMBERS)}"
    server.run(f"CREATE TABLESPACE {{}} LOCATION '{space}'", name)
    server.run("CREATE DATABASE {} TABLESPACE {}", name, name)
    yield server.url(name), folder
    server.run("DROP DATABASE {} WITH (FORCE)", name)
    server.run("DROP TABLESPACE {}", name)
    subprocess.run(["/bin/umount", "-l", folder], check=True)  # noqa: S603 - the test's own disk
    folder.rmdir()
