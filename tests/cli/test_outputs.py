from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from convqa.cli.outputs import STANDARD_OUTPUT, Outputs, check_outputs
from convqa.conversation import Language, Role, Speaker, Transcript, Utterance
from convqa.errors import UsageError
from convqa.pipeline import Pipeline
from convqa.rubric import Thresholds


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    folder = tmp_path / "calls"
    folder.mkdir()
    (folder / "one.txt").write_text("Agent: Hello", encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["calls/one.txt", "calls/../calls/one.txt"])
@pytest.mark.parametrize("source", ["calls/one.txt", "calls/*.txt", "calls/o??.txt"])
def test_an_input_is_never_overwritten(calls: Path, name: str, source: str) -> None:
    top = calls.parent
    with pytest.raises(UsageError, match=r"--csv .* would overwrite what is read; choose another name\."):
        check_outputs({"--csv": top / name}, [str(top / source)], [])


def test_an_input_is_known_by_another_name(calls: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.txt"
    link.hardlink_to(calls / "one.txt")
    with pytest.raises(UsageError, match="would overwrite"):
        check_outputs({"--output": link}, [str(calls / "one.txt")], [])


def test_other_files_that_are_read_are_safe_too(tmp_path: Path) -> None:
    key = tmp_path / "site.key"
    with pytest.raises(UsageError, match="would overwrite"):
        check_outputs({"--output": key}, ["-"], [key])


@pytest.mark.parametrize("name", ["calls/new.jsonl", "calls/deep/new.jsonl", "calls"])
def test_nothing_is_written_into_an_input_folder(calls: Path, name: str) -> None:
    with pytest.raises(UsageError, match="lies inside the input folder"):
        check_outputs({"--output": calls.parent / name}, [str(calls)], [])


def test_two_outputs_need_two_files(tmp_path: Path) -> None:
    both = {"--csv": tmp_path / "out", "--xlsx": tmp_path / "." / "out"}
    with pytest.raises(UsageError, match=re.escape("--csv and --xlsx both name")):
        check_outputs(both, ["-"], [])


@pytest.mark.parametrize("name", ["calls.jsonl", "callsnew/out.jsonl", "out.txt"])
def test_neighbours_of_an_input_are_free(calls: Path, name: str) -> None:
    top = calls.parent
    check_outputs({"--output": top / name, "--csv": top / "table.csv"}, [str(calls)], [])
    check_outputs({"--output": calls / "one.jsonl"}, [str(calls / "one.txt"), "-"], [])


def test_a_file_that_cannot_be_written_leaves_no_trace(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match="it is a folder"):
        Outputs({"--csv": tmp_path / "out.csv", "--report": tmp_path / "folder"}, None)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


@pytest.mark.parametrize("option", ["--csv", "--xlsx", "--parquet", "--report"])
def test_only_records_go_to_standard_output(option: str) -> None:
    check_outputs({"--output": STANDARD_OUTPUT}, ["-"], [])
    with pytest.raises(UsageError, match=rf"^{option} cannot go to standard output; name a file\.$"):
        check_outputs({option: STANDARD_OUTPUT}, ["-"], [])


def test_names_that_the_system_cannot_look_at_are_no_traceback(calls: Path) -> None:
    long = "x" * 300
    check_outputs({"--csv": calls.parent / long}, [str(calls / long), str(calls)], [])
    loop = calls.parent / "loop"
    loop.symlink_to(loop)
    check_outputs({"--csv": loop}, [str(calls)], [])
    for path in (calls.parent / long, loop):
        with pytest.raises(UsageError, match=r"^cannot write .*; choose another place\.$"):
            Outputs({"--csv": path}, None)


def test_a_pipe_is_refused_and_left_alone(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(UsageError, match="it is a pipe or a device"):
        Outputs({"--output": tmp_path / "out.jsonl", "--csv": pipe}, None)
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]
    assert pipe.is_fifo()


def test_records_of_an_interrupted_run_are_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.jsonl"
    for number in (1, 2):
        (tmp_path / "out.jsonl.partial").write_text(f"run {number}", encoding="utf-8")
        Outputs({"--output": out}, None).discard()
        kept = tmp_path / f"out.jsonl.partial.{number}"
        assert capsys.readouterr().err == f"The records of an interrupted run are kept in {kept}.\n"
        assert kept.read_text(encoding="utf-8") == f"run {number}"


def test_one_writer_that_fails_keeps_no_other(tmp_path: Path) -> None:
    outputs = Outputs({"--xlsx": tmp_path / "a.xlsx", "--csv": tmp_path / "b.csv"}, None)

    class Failing:
        def discard(self) -> None:
            raise OSError

    outputs._writers.insert(0, Failing())  # type: ignore[arg-type]
    outputs.discard()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("threshold", "marked"), [(0.9, True), (0.5, False)])
def test_the_report_marks_as_badly_heard_what_the_rubric_says(
    tmp_path: Path, pipeline: Pipeline, threshold: float, marked: bool
) -> None:
    call = Transcript(
        id="c",
        source="c.wav",
        language=Language.EN,
        speakers=(Speaker(key="c", role=Role.CUSTOMER),),
        utterances=(Utterance(speaker="c", text="Where is my parcel?", speech_confidence=0.7),),
    )
    outputs = Outputs({"--report": tmp_path / "out.html"}, None, Thresholds(speech_confidence=threshold))
    outputs.write(pipeline.assess(call))
    outputs.close(failed=0)
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert ('<span class="heard">' in page) is marked
