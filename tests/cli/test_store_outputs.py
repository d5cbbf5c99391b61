"""No output is written over the store of the call, its names or its key, however the store is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from convqa.cli.store_options import StoreRequest
from convqa.store import address

Convqa = Callable[..., Result]
FILES = ("qa.sqlite", "qa.sqlite-wal", "qa.names.sqlite", "qa.names.sqlite-shm", "site.key")
NAMED = ("option", "environment", "default", "link")


@pytest.fixture
def folder(convqa: Convqa, tmp_path: Path) -> Path:
    """A store with names, its key, and something to score and to judge by."""
    key, store = tmp_path / "site.key", tmp_path / "qa.sqlite"
    key.write_text("a key of the tests, long enough", encoding="utf-8")
    people = tmp_path / "people.csv"
    people.write_text("agent;name\n17;Mette Holm\n", encoding="utf-8")
    for call in (("store", "init"), ("names", "import", people)):
        assert convqa(*call, "--store", store, "--key-file", key).exit_code == 0
    (tmp_path / "call.txt").write_text("Agent: Hello, how can I help?\nCustomer: My parcel is late.\n", "utf-8")
    (tmp_path / "own.toml").write_text(
        'name = "own"\nversion = 1\n[weights]\ncontact=1\ndiscover=1\nrespond=1\nownership=1\nclarity=1\npresence=1\n'
        "extra=1\neffort=1\n",
        encoding="utf-8",
    )
    return tmp_path


def options(named: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str | Path]:
    """How a call of any command but score names the store."""
    path = folder / "qa.sqlite"
    if named == "environment":
        monkeypatch.setenv("CONVQA_STORE", str(path))
        return []
    if named == "default":
        monkeypatch.delenv("CONVQA_STORE", raising=False)
        monkeypatch.setattr(address, "default_path", lambda: path)
        return []
    if named == "link":
        (folder / "elsewhere").mkdir()
        link = folder / "elsewhere" / "qa.sqlite"
        link.symlink_to(path)
        return ["--store", link]
    return ["--store", path]


@pytest.mark.parametrize("named", NAMED)
@pytest.mark.parametrize(
    "call",
    [
        ("store", "figures", "--json"),
        ("store", "export", "--agent", "0" * 16, "--overwrite", "--out"),
        ("rescore", "--rubric", "own.toml", "--compare", "--json"),
        ("score", "call.txt", "--csv"),
        ("score", "call.txt", "--log"),
    ],
    ids=lambda call: " ".join((call[0], call[-1])),
)
def test_nothing_is_written_over_the_store(
    convqa: Convqa, folder: Path, call: tuple[str, ...], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = options(named, folder, monkeypatch)
    if call[0] == "score":
        told = told or ["--store"]
    monkeypatch.chdir(folder)
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    files = [one for one in FILES if named != "link" or ".names." not in one]  # names lie beside the link
    for name in files:
        done = convqa(*call, name, "--key-file", "site.key", *told)
        assert (done.exit_code, done.stdout) == (2, "")
        assert done.stderr == f"Error: {call[-1]} {name} would overwrite what is read; choose another name.\n"
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


@pytest.mark.parametrize("where", ["postgresql://qa@db/convqa", "", "/"])
def test_only_a_file_has_to_be_kept(where: str) -> None:
    assert StoreRequest(where=where, key_file=Path("site.key")).files() == [Path("site.key")]
    assert StoreRequest(where=where, key_file=None).files() == []
