"""Files are looked up by their content, and read once for it and for what is in them, where they are short."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from convqa.batch.asking import take_print
from convqa.batch.sink import Sink
from convqa.batch.stored import StoredBatch
from convqa.cli.batch_progress import BatchProgress, ToldWatcher
from convqa.cli.logs import EventLog
from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.ingest.sources import Source
from convqa.redaction import SiteKey
from convqa.store import create_store
from convqa.store.keys import key_check
from convqa.store.known import Making
from tests.store.entries import RUBRIC

KEY = SiteKey.default()
SAID = b"Agent: Hello\nCustomer: Hi\n"


def source(folder: Path, name: str, content: bytes = SAID) -> Source:
    path = folder / name
    path.write_bytes(content)
    return Source(label=name, shown=str(path), path=str(path))


@pytest.mark.parametrize(("most", "is_kept"), [(len(SAID), True), (len(SAID) - 1, False), (0, False)])
def test_a_short_file_is_kept(tmp_path: Path, most: int, is_kept: bool) -> None:
    one = source(tmp_path, "a.txt")
    taken = take_print(one, "", KEY, "", most=most)
    assert (taken.key, taken.lines) == (take_print(one, "", KEY, "").key, 2)
    Path(one.shown).write_bytes(b"changed")
    with taken.reread(one).open() as file:
        assert file.read() == (SAID if is_kept else b"changed")


def test_of_a_file_of_which_a_window_is_asked_for_that_is_kept(tmp_path: Path) -> None:
    one = source(tmp_path, "a.txt")
    part = Source(label=one.label, shown=one.shown, path=one.path, window=(13, len(SAID)))
    with take_print(part, "", KEY, "", most=100).reread(part).open() as file:
        assert file.read() == SAID[13:]


def test_what_cannot_be_read_is_known_by_nothing(tmp_path: Path) -> None:
    gone = Source(label="a.txt", shown="a.txt", path=str(tmp_path / "a.txt"))
    taken = take_print(gone, "", KEY, "", most=100)
    assert (taken.key.bytes, taken.content) == ("", None)


def test_a_run_reads_short_files_once(tmp_path: Path) -> None:
    read: dict[str, bool] = {}

    def look(one: Source) -> Iterator[Transcript | InputError]:
        read[one.label] = one.data is not None
        yield one.error("it is empty", "leave it out")

    found = [source(tmp_path, "a.txt"), source(tmp_path, "b.txt", b"x" * (16 << 20)), source(tmp_path, "c.txt")]
    watcher = ToldWatcher(progress=BatchProgress(found, None), events=EventLog(None), on_passed=list[str]().clear)
    making = Making(model="m", redactor="r", codebook="1", rubric=RUBRIC, feedback_language=None)
    with create_store(tmp_path / "qa.sqlite", key_check=key_check(KEY)) as store:
        sink = Sink(writer=None, watcher=watcher, feedback_language=None)
        batch = StoredBatch(store=store, sink=sink, key=KEY, making=making, options="", read=look)
        assert len(list(batch.survey(found))) == 3
    assert read == {"a.txt": True, "b.txt": False, "c.txt": True}
