from __future__ import annotations

import gc
import io
import json
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from convqa.assessment import Assessment
from convqa.errors import InputError, UsageError
from convqa.report.html import HtmlReport
from convqa.report.json_lines import JsonLinesWriter, StreamWriter, unfinished
from convqa.report.records import to_line
from convqa.report.tables import CsvWriter, ParquetWriter
from convqa.report.workbook import XlsxWriter
from convqa.report.writers import (
    FileWriter,
    partial_path,
    write_lines,
    write_text,
)

MakeAssessment = Callable[..., Assessment]
Open = Callable[[Path], FileWriter]

WRITERS = [JsonLinesWriter, CsvWriter, XlsxWriter, ParquetWriter, HtmlReport]


@pytest.fixture(params=WRITERS, ids=[writer.__name__ for writer in WRITERS])
def open_writer(request: pytest.FixtureRequest) -> Open:
    return cast("Open", request.param)


def test_a_file_has_its_name_only_when_it_is_whole(open_writer: Open, tmp_path: Path, make: MakeAssessment) -> None:
    path = tmp_path / "made" / "out.file"
    writer = open_writer(path)
    writer.write(make())
    assert not path.exists()
    writer.close()
    assert path.stat().st_size > 0
    assert [file.name for file in path.parent.iterdir()] == ["out.file"]


def test_a_file_without_assessments_is_whole_too(open_writer: Open, tmp_path: Path) -> None:
    with open_writer(tmp_path / "out.file"):
        pass
    assert (tmp_path / "out.file").exists()


def test_a_failed_run_leaves_the_former_file_as_it_was(open_writer: Open, tmp_path: Path, make: MakeAssessment) -> None:
    path = tmp_path / "out.file"
    path.write_text("yesterday")
    with pytest.raises(UsageError):
        _write_and_fail(open_writer, path, make())
    assert path.read_text() == "yesterday"


def _write_and_fail(open_writer: Open, path: Path, assessment: Assessment) -> None:
    with open_writer(path) as writer:
        writer.write(assessment)
        raise UsageError("stop")


def test_the_same_assessments_give_the_same_bytes(
    open_writer: Open, tmp_path: Path, many: Callable[[int], list[Assessment]]
) -> None:
    for name in ("one", "two"):
        with open_writer(tmp_path / name) as writer:
            for assessment in many(12):
                writer.write(assessment)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_folder_is_no_file(open_writer: Open, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"it is a folder; name a file in it\.$"):
        open_writer(tmp_path)


def test_a_place_that_cannot_be_written_is_named_at_once(open_writer: Open, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"cannot write .*out\.x: Not a directory; choose another place\.$"):
        open_writer(tmp_path / "file" / "out.x")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_one_sentence(open_writer: Open, tmp_path: Path, make: MakeAssessment) -> None:
    path = tmp_path / "out.x"
    partial_path(path).symlink_to("/dev/full")
    with pytest.raises(UsageError, match=r"^cannot write .*out\.x: .*; free some space or choose") as caught:
        _write_one(open_writer, path, make())
    assert "\n" not in str(caught.value)
    assert not path.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("ending", ["partial", "partial.zip"])
def test_a_workbook_on_a_full_disk_leaves_no_second_complaint(
    tmp_path: Path, make: MakeAssessment, ending: str
) -> None:
    (tmp_path / f"out.x.{ending}").symlink_to("/dev/full")
    with pytest.raises(UsageError, match="cannot write"):
        _write_one(XlsxWriter, tmp_path / "out.x", make())
    gc.collect()  # a complaint of what is collected fails the test


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_nothing_is_left_of_a_small_file_on_a_full_disk(tmp_path: Path) -> None:
    (tmp_path / "out.json.partial").symlink_to("/dev/full")
    with pytest.raises(UsageError, match="cannot write"):
        write_text(tmp_path / "out.json", "{}")
    assert not list(tmp_path.iterdir())


def _write_one(open_writer: Open, path: Path, assessment: Assessment) -> None:
    writer = open_writer(path)
    try:
        writer.write(assessment)
        writer.close()
    finally:
        writer.discard()


def test_lines_are_on_disk_as_they_are_written(tmp_path: Path, make: MakeAssessment) -> None:
    path = tmp_path / "out.jsonl"
    writer = JsonLinesWriter(path)
    writer.write(make("a"))
    assert partial_path(path).read_text(encoding="utf-8") == to_line(make("a")) + "\n"
    writer.discard()
    assert [assessment.conversation.id for assessment in unfinished(path)] == ["a"]


@pytest.mark.parametrize("torn", ["", '{"schema":"convqa', "x" * 200_000])
def test_a_killed_run_goes_on_after_its_last_whole_line(tmp_path: Path, make: MakeAssessment, torn: str) -> None:
    path = tmp_path / "out.jsonl"
    partial_path(path).write_text(to_line(make("a")) + "\n" + torn, encoding="utf-8")
    assert list(unfinished(path)) == [next(unfinished(path))]
    with JsonLinesWriter(path, resume=True) as writer:
        writer.write(make("b"))
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["conversation"]["id"] for line in lines] == ["a", "b"]


def test_only_a_torn_line_means_nothing_was_done(tmp_path: Path, make: MakeAssessment) -> None:
    path = tmp_path / "out.jsonl"
    partial_path(path).write_text("{", encoding="utf-8")
    assert list(unfinished(path)) == []
    with JsonLinesWriter(path, resume=True) as writer:
        writer.write(make())
    assert path.read_text(encoding="utf-8") == to_line(make()) + "\n"


def test_nothing_unfinished_is_nothing_done(tmp_path: Path) -> None:
    assert list(unfinished(tmp_path / "out.jsonl")) == []


def test_without_resume_a_killed_run_is_kept_aside(tmp_path: Path, make: MakeAssessment) -> None:
    path = tmp_path / "out.jsonl"
    partial_path(path).write_text(to_line(make("a")) + "\n", encoding="utf-8")
    with JsonLinesWriter(path) as writer:
        writer.write(make("b"))
    assert path.read_text(encoding="utf-8") == to_line(make("b")) + "\n"
    kept = tmp_path / "out.jsonl.partial.1"
    assert kept.read_text(encoding="utf-8") == to_line(make("a")) + "\n"
    assert writer.kept == kept


@pytest.mark.parametrize("line", ["not json", "[1, 2]", '{"schema": "other/1"}'])
def test_a_line_that_is_no_record_is_named(tmp_path: Path, make: MakeAssessment, line: str) -> None:
    path = tmp_path / "out.jsonl"
    partial_path(path).write_text(to_line(make()) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"out\.jsonl\.partial:2: "):
        list(unfinished(path))


def test_a_stream_gets_each_line_at_once_and_stays_open(make: MakeAssessment) -> None:
    stream = io.BytesIO()
    writer = StreamWriter(stream)
    writer.write(make())
    writer.close()
    writer.discard()
    assert stream.getvalue() == to_line(make()).encode() + b"\n"


class _Gone(io.RawIOBase):
    def __init__(self, error: OSError) -> None:
        self.error = error

    def write(self, _: object, /) -> int:
        raise self.error


def test_a_reader_that_left_is_no_fault_of_the_call(make: MakeAssessment) -> None:
    with pytest.raises(BrokenPipeError):
        StreamWriter(cast("BinaryIO", _Gone(BrokenPipeError()))).write(make())
    with pytest.raises(UsageError, match="cannot write standard output: the system refused"):
        StreamWriter(cast("BinaryIO", _Gone(OSError()))).write(make())


def test_a_pipe_is_not_replaced(open_writer: Open, tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(UsageError, match="it is a pipe or a device"):
        open_writer(path)
    assert path.is_fifo()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_and_what_it_leads_to_is_written(
    open_writer: Open, tmp_path: Path, make: MakeAssessment, there: bool
) -> None:
    target = tmp_path / "disk" / "real.file"
    if there:
        target.parent.mkdir()
        target.write_text("yesterday")
    link = tmp_path / "out.file"
    link.symlink_to(target)
    with open_writer(link) as writer:
        writer.write(make())
    assert link.is_symlink()
    assert target.read_bytes().strip() not in (b"", b"yesterday")
    assert [path.name for path in target.parent.iterdir()] == ["real.file"]


def test_a_file_that_another_run_writes_is_left_to_it(open_writer: Open, tmp_path: Path, make: MakeAssessment) -> None:
    path = tmp_path / "out"
    with open_writer(path) as writer:
        writer.write(make())
        with pytest.raises(UsageError, match="another run of convqa is writing to"):
            open_writer(path)
        writer.write(make())
    assert [one.name for one in tmp_path.iterdir()] == ["out"]
    open_writer(path).discard()


def test_nothing_is_left_of_records_that_were_never_written(tmp_path: Path) -> None:
    JsonLinesWriter(tmp_path / "out.jsonl").discard()
    assert list(tmp_path.iterdir()) == []


def test_lines_are_written_as_they_come_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "lines.jsonl"
    assert write_lines(path, (f"æ{number}" for number in range(3))) == 3
    assert path.read_text(encoding="utf-8") == "æ0\næ1\næ2\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_lines_that_break_off_leave_the_former_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    write_lines(path, ["former"])

    def broken() -> Iterator[str]:
        yield "new"
        raise UsageError("of the source")

    with pytest.raises(UsageError, match="of the source"):
        write_lines(path, broken())
    assert path.read_text(encoding="utf-8") == "former\n"
    assert list(tmp_path.iterdir()) == [path]
