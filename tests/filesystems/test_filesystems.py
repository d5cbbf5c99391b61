from __future__ import annotations

import errno
import io
import sys
from pathlib import Path
from typing import Any

import pytest

from convqa import filesystems
from convqa.conversation import Transcript
from convqa.errors import InputError, MissingExtraError, UsageError
from convqa.ingest import read


@pytest.mark.parametrize(
    ("text", "expected"),
    [("s3://b/c", True), ("file:///a", True), ("C://a", False), ("a/b", False), ("-", False), ("gs://b", True)],
)
def test_what_is_a_place(text: str, expected: bool) -> None:
    assert filesystems.is_uri(text) is expected


@pytest.mark.parametrize(
    ("folder", "name", "joined"),
    [
        ("s3://b/c/", "d/e å.txt", "s3://b/c/d/e%20%C3%A5.txt"),
        ("s3://b?region=eu-north-1", "d", "s3://b/d?region=eu-north-1"),
    ],
)
def test_places_in_a_folder(folder: str, name: str, joined: str) -> None:
    assert filesystems.join(folder, name) == joined


def test_a_password_in_a_place_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError, match="must hold no name and password") as caught:
        filesystems.open_file("s3://me:secret@bucket/x.jsonl")
    assert "secret" not in str(caught.value)


def test_an_unknown_scheme_is_told() -> None:
    with pytest.raises(UsageError, match="ftp:// is no place"):
        list(filesystems.list_files("ftp://host/x"))


def test_without_pyarrow_a_place_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.fs", None)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"s3:// places needs .*'convqa\[parquet\]'"):
        list(read(["s3://bucket-of-no-one/x"]))


def test_files_at_a_place_are_read_as_those_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "2026 å").mkdir()
    for name in ("a.txt", "2026 å/b #1.txt", ".hidden.txt", "c.docx"):
        (tmp_path / name).write_text("Agent: Hej\nKunde: Hallo\n", encoding="utf-8")
    by_place = list(read([tmp_path.as_uri()]))
    assert by_place == list(read([str(tmp_path)]))
    assert [one.source for one in by_place if isinstance(one, Transcript)] == ["2026 å/b #1.txt", "a.txt"]
    (alone,) = read([(tmp_path / "2026 å" / "b #1.txt").as_uri()])
    assert isinstance(alone, Transcript)
    assert alone.source == "b #1.txt"


def test_errors_show_a_place_as_people_write_it(tmp_path: Path) -> None:
    (tmp_path / "Gurli Vestergård.csv").write_bytes(b"")
    (error,) = read([tmp_path.as_uri()])
    assert isinstance(error, InputError)
    assert error.source.endswith("/Gurli Vestergård.csv")


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    (error,) = read([(tmp_path / "none").as_uri()])
    assert str(error).endswith("/none: there is no such file or folder; check the spelling.")
    (error,) = read([tmp_path.as_uri()])
    assert "holds no file of a known type" in str(error)


def test_trouble_of_a_store_gets_a_reason_without_its_path() -> None:
    long = "When reading 'secret/Gurli' in bucket 'b': AWS Error ACCESS_DENIED during HeadObject operation"
    for words, reason in [(long, "access denied"), ("curl 6", "the store did not answer as it should")]:
        with pytest.raises(OSError, match=reason) as caught, filesystems._with_reason():
            raise OSError(words)
        assert caught.value.strerror == reason


def test_trouble_in_the_middle_of_a_file_gets_a_reason_too(monkeypatch: pytest.MonkeyPatch) -> None:
    class Lost(io.BytesIO):
        def readinto(self, _: Any, /) -> int:
            raise OSError("AWS Error NETWORK_CONNECTION during GetObject operation of 'secret/Gurli'")

        def read(self, _: int | None = -1, /) -> bytes:
            return bytes(self.readinto(None))

    class System:
        def open_input_file(self, _: str) -> Lost:
            return Lost()

    monkeypatch.setattr(filesystems, "_open", lambda uri: (System(), uri))
    for size in (-1, 10):
        with filesystems.open_file("s3://b/x") as stream, pytest.raises(OSError, match="network connection") as caught:
            stream.read(size)
        assert caught.value.errno == errno.EIO
    (error,) = errors_at(["s3://b/x.parquet"], monkeypatch)
    assert error.passing
    assert "it cannot be read (network connection)" in str(error)


def errors_at(places: list[str], monkeypatch: pytest.MonkeyPatch) -> list[InputError]:
    found = [filesystems.Place(uri=place, name=place.rpartition("/")[2]) for place in places]
    monkeypatch.setattr(filesystems, "list_files", lambda _: iter(found))
    return [one for one in read(places) if isinstance(one, InputError)]
