"""What `convqa transcribe` reports, leaves out, asks about first or refuses."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from convqa.errors import MissingExtraError, ModelError
from convqa.ingest import SpeechOptions
from tests.cli.transcribing import CHILD, ENVIRONMENT, convqa, files
from tests.cli.transcribing import calls as calls
from tests.cli.transcribing import made as made
from tests.sounds import FakeDiarizer, FakeEngine, talk, write_call

CONSENTED = 7


def test_a_broken_recording_is_reported_and_the_rest_is_done(calls: Path, tmp_path: Path) -> None:
    (calls / "Lene Hansen.wav").write_bytes(b"RIFF nothing")
    (calls / "empty.mp3").write_bytes(b"")
    done = convqa("transcribe", calls, "--output", tmp_path / "out")
    assert done.exit_code == 1
    lines = done.stderr.splitlines()
    assert len(lines) == 3
    assert "Hansen" not in done.stderr
    assert lines[-1] == ("2 inputs could not be transcribed and are listed above; 4 conversations were transcribed.")
    assert len(files(tmp_path / "out")) == 4


def test_text_among_the_recordings_is_left_out_and_counted(calls: Path, tmp_path: Path) -> None:
    for number in range(2):
        (calls / f"chat-{number}.txt").write_text("Agent: Hi.\nCustomer: Hello.\n", encoding="utf-8")
    done = convqa("transcribe", calls, "--output", tmp_path / "out")
    assert done.exit_code == 0
    assert done.stdout.endswith("2 inputs are no recordings and were left out.\n")
    assert len(files(tmp_path / "out")) == 4


def test_only_text_is_a_wrong_call(tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text("Agent: Hi.\nCustomer: Hello.\n", encoding="utf-8")
    done = convqa("transcribe", tmp_path / "chat.txt", "--output", tmp_path / "out")
    assert done.exit_code == 2
    assert "none of the inputs is a recording" in done.stderr


def test_raw_warns_and_does_nothing_without_a_yes(calls: Path, tmp_path: Path) -> None:
    done = convqa("transcribe", calls, "--output", tmp_path / "out", "--raw")
    assert done.exit_code == 2
    assert "names, numbers, addresses" in done.stderr
    assert "add --yes" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("form", ["vtt", "json"])
def test_raw_with_a_yes_warns_and_writes_for_the_user_alone(calls: Path, tmp_path: Path, form: str) -> None:
    done = convqa("transcribe", calls, "--output", tmp_path / "out", "--raw", "--yes", "--to", form)
    assert done.exit_code == 0
    assert "names, numbers, addresses" in done.stderr
    for name in files(tmp_path / "out"):
        assert stat.S_IMODE((tmp_path / "out" / name).stat().st_mode) == 0o600
        assert "Astrid" in (tmp_path / "out" / name).read_text(encoding="utf-8")
        assert "Hansen" not in name


@pytest.mark.parametrize(("answer", "code"), [("y", CONSENTED), ("n", 2)])
def test_at_a_terminal_raw_asks(tmp_path: Path, answer: str, code: int) -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    child = subprocess.Popen(  # noqa: S603
        [sys.executable, CHILD, "ask", write_call(tmp_path / "call.wav", talk()), tmp_path / "out"],
        stdin=theirs, stderr=subprocess.PIPE, env=ENVIRONMENT,
    )  # fmt: skip
    os.write(ours, f"{answer}\n".encode())
    _, errors = child.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert child.returncode == code, errors
    assert b"Write them?" in errors


@pytest.mark.parametrize(
    ("inside", "said"), [(".", "lies inside the input folder"), ("out", "lies inside the input folder")]
)
def test_the_folder_cannot_be_one_that_is_read(calls: Path, inside: str, said: str) -> None:
    done = convqa("transcribe", calls, "--output", calls / inside)
    assert done.exit_code == 2
    assert said in done.stderr


@pytest.mark.parametrize(
    "error", [ModelError("there is no such model; name a folder."), MissingExtraError(what="Sound", extra="audio")]
)
def test_without_an_engine_nothing_is_begun(calls: Path, tmp_path: Path, error: Exception) -> None:
    def engine() -> FakeEngine:
        raise error

    options = SpeechOptions(engine=engine, diarizer=FakeDiarizer)
    done = convqa("transcribe", calls, "--output", tmp_path / "out", options=options)
    assert done.exit_code == 2
    assert str(error) in done.stderr
    assert not (tmp_path / "out").exists()
