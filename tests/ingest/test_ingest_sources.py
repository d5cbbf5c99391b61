from __future__ import annotations

import errno
import io
import itertools
import os
import tracemalloc
from pathlib import Path

import pytest

from convqa.conversation import Transcript
from convqa.errors import InputError, UsageError
from convqa.ingest import read
from convqa.ingest.finding import find_sources
from convqa.ingest.sources import Source

CHAT = "Agent: Hej\nKunde: Hallo\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    top = tmp_path / "in"
    for name in (
        "b.txt",
        "a/c.txt",
        "a/A.TXT",
        "z.json",
        ".hidden.txt",
        ".git/x.txt",
        "photo.jpg",
        "README.md",
        "~$l.xlsx",
    ):
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"turns": [{"role": "agent", "text": "Hej"}]}' if name == "z.json" else CHAT, encoding="utf-8")
    return top


def labels(*inputs: str | Path) -> list[str]:
    return [item.source if isinstance(item, Transcript) else str(item) for item in read([str(name) for name in inputs])]


def test_a_folder_is_walked(folder: Path) -> None:
    assert labels(folder) == ["a/A.TXT", "a/c.txt", "b.txt", "z.json"]


def test_ids_come_from_the_path_without_the_suffix(folder: Path) -> None:
    found = [item for item in read([str(folder)]) if isinstance(item, Transcript)]
    assert [(item.id, item.id_given) for item in found][:3] == [("a/A", False), ("a/c", False), ("b", False)]


def test_patterns_and_files(folder: Path) -> None:
    assert labels(folder / "*.txt") == ["b.txt"]
    assert labels(folder / "**/*.txt") == ["a/c.txt", "b.txt"]
    assert labels(folder / "a") == ["A.TXT", "c.txt"]
    assert labels(folder / "a/c.txt") == ["c.txt"]
    assert labels(folder / "README.md") == ["README.md"]  # asked for by name


def test_a_name_that_looks_like_a_pattern_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "chat[1].txt"
    path.write_text(CHAT, encoding="utf-8")
    assert labels(path) == ["chat[1].txt"]


def test_the_order_of_arguments_does_not_matter_and_each_file_is_read_once(folder: Path) -> None:
    (folder / "link.txt").symlink_to(folder / "b.txt")
    arguments = [str(folder), str(folder / "b.txt"), str(folder / "a/*.txt"), str(folder / "a")]
    results = {tuple(labels(*order)) for order in itertools.permutations(arguments)}
    assert results == {("a/A.TXT", "a/c.txt", "b.txt", "z.json")}


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for name in ("mon/chat.txt", "tue/chat.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(CHAT, encoding="utf-8")
    assert labels(tmp_path / "tue", tmp_path / "mon") == ["mon/chat.txt", "tue/chat.txt"]


def test_links(folder: Path) -> None:
    (folder / "round").symlink_to(folder, target_is_directory=True)
    (folder / "nowhere.txt").symlink_to(folder / "missing.txt")
    (folder / "nowhere.jpg").symlink_to(folder / "missing.jpg")
    found = labels(folder)
    assert sorted(item for item in found if "nowhere" not in item) == ["a/A.TXT", "a/c.txt", "b.txt", "z.json"]
    assert [item for item in found if "nowhere" in item] == [
        f"{folder}/nowhere.txt: the link leads nowhere; restore its target or remove the link."
    ]


def test_a_pipe_found_by_chance_is_not_opened(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    assert any("not a regular file" in item for item in labels(folder))


def test_standard_input() -> None:
    found = list(read(["-"], stdin=io.BytesIO(CHAT.encode())))
    assert [(item.source, item.id) for item in found if isinstance(item, Transcript)] == [("-", "stdin")]


@pytest.mark.parametrize(
    ("content", "speakers"),
    [
        (CHAT, 2),
        ('{"turns": [{"role": "agent", "text": "a"}]}', 1),
        ('\n[\n{"turns": [{"role": "agent", "text": "a"}]}]', 1),
        ('{"turns": [{"role": "agent", "text": "a"}]}\n{"turns": [{"role": "agent", "text": "a"}]}', 1),
        ('{broken\n{"turns": [{"role": "agent", "text": "a"}]}', 1),
        ("thread_id,author,message\n1,a,b\n1,c,d\n", 2),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>a\n", 1),
        ("1\n00:00:01,000 --> 00:00:02,000\nA: a\nB: b\nA: c\n", 2),
        ("[10:02] Jonas: Hej\n[10:03] Lene: Hallo", 2),
    ],
)
def test_content_is_recognised(tmp_path: Path, content: str, speakers: int) -> None:
    (tmp_path / "x.log").write_text(content, encoding="utf-8")
    for found in (read(["-"], stdin=io.BytesIO(content.encode())), read([str(tmp_path / "x.log")])):
        transcripts = [item for item in found if isinstance(item, Transcript)]
        assert transcripts
        assert all(len(item.speakers) == speakers for item in transcripts)


@pytest.mark.parametrize("inputs", [[], ["nothing.txt"], ["no*thing"], ["nothing/"], ["nothing.txt", "no*thing"]])
def test_nothing_at_all_is_a_wrong_call(inputs: list[str]) -> None:
    with pytest.raises(UsageError, match=r"No input was named|Nothing matches"):
        read(inputs)


def test_one_missing_of_several(folder: Path) -> None:
    found = labels(folder / "b.txt", "nothing.txt", "no*thing")
    assert sorted(found) == [
        "b.txt",
        "no*thing: no file matches the pattern; check the pattern.",
        "nothing.txt: there is no such file or folder; check the spelling.",
    ]


def test_a_folder_without_readable_files(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"x")
    [error] = labels(tmp_path)
    assert "the folder holds no file of a known type" in error


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that opens but cannot be read")
def test_a_file_that_fails_while_it_is_read(folder: Path) -> None:
    (folder / "bad.txt").symlink_to("/proc/self/mem")
    found = labels(folder)
    assert len(found) == 5
    assert any("bad.txt: it cannot be read" in item for item in found)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_permissions(folder: Path) -> None:
    (folder / "b.txt").chmod(0)
    (folder / "a").chmod(0)
    try:
        assert [item for item in labels(folder) if "you may not read it" in item] == [
            f"{folder}/{name}: you may not read it; change its permissions." for name in ("a", "b.txt")
        ]
    finally:
        (folder / "a").chmod(0o755)


def test_reading_is_lazy(folder: Path) -> None:
    found = read([str(folder)])
    assert isinstance(next(found), Transcript)
    (folder / "b.txt").unlink()
    rest = list(found)
    assert [type(item) for item in rest] == [Transcript, InputError, Transcript]


def test_a_closed_standard_input_is_a_wrong_call() -> None:
    with pytest.raises(UsageError, match="Standard input is closed"):
        find_sources(["-"], None)


def test_a_name_that_the_system_refuses_is_one_error(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Agent: Hi\nKunde: Hej\n")
    found = find_sources([str(tmp_path / "good.txt"), str(tmp_path / ("x" * 300))], None)
    assert [str(item).endswith("check the disk and the path.") for item in found] == [True, False]


class _Broken(io.BytesIO):
    def read(self, _: int | None = -1, /) -> bytes:
        raise IsADirectoryError(21, "Is a directory")


def test_a_standard_input_that_cannot_be_read_is_one_error() -> None:
    [error] = find_sources(["-"], _Broken())
    assert "is a directory" in str(error)


def test_a_file_that_goes_while_others_are_read(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text("Kunde: Hej\nJonas: Goddag\n", encoding="utf-8")
    found = read([str(tmp_path)])
    first = next(found)
    (tmp_path / "b.txt").unlink()
    second, third = found
    assert isinstance(first, Transcript)
    assert str(second) == f"{tmp_path}/b.txt: it was here and is gone; put it back, or leave it out."
    assert isinstance(third, Transcript)


def test_a_file_that_waits_to_be_read_takes_little_memory(tmp_path: Path) -> None:
    count = 3000
    for number in range(count):
        (tmp_path / f"call-2026-11-28-{number:06}.txt").touch()
    taken = []
    for _ in range(3):  # in one of them Python's own table of names may grow, which other tests decide
        tracemalloc.start()
        try:
            found = find_sources([str(tmp_path)], None)
            taken.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
        assert len(found) == count
    assert min(taken) / count < 520 + 2 * len(str(tmp_path))


class _Lost(io.BytesIO):
    """A file of which the connection is lost once somebody looks at its end."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() > 100:
            raise OSError(errno.ECONNRESET, "Connection reset by peer")
        return super().read(size)


def test_a_workbook_whose_connection_is_lost_is_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "book.xlsx").write_bytes(b"PK\3\4" + bytes(5_000))
    monkeypatch.setattr(Source, "_open", lambda _: _Lost((tmp_path / "book.xlsx").read_bytes()))
    (error,) = read([str(tmp_path)])
    assert isinstance(error, InputError)
    assert (error.passing, "connection reset by peer" in str(error)) == (True, True)
    monkeypatch.undo()
    (error,) = read([str(tmp_path)])
    assert isinstance(error, InputError)
    assert (error.passing, "the workbook is damaged" in str(error)) == (False, True)
