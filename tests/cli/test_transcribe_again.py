"""A later run of `convqa transcribe`: what is left alone, and what stopped and killed runs leave."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.transcribing import CHILD, ENVIRONMENT, CountingEngine, bytes_of, convqa, files, speech
from tests.cli.transcribing import calls as calls
from tests.cli.transcribing import made as made
from tests.sounds import FakeEngine, talk, write_call


def test_what_is_there_already_is_not_heard_again(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    convqa("transcribe", calls, "--output", out)
    before = bytes_of(out)
    engine = CountingEngine()
    done = convqa("transcribe", calls, "--output", out, options=speech(engine))
    assert done.exit_code == 0
    assert done.stdout == f"0 transcripts were written to {out}.\n4 of 4 were there already.\n"
    assert engine.heard == 0
    assert bytes_of(out) == before


def test_a_changed_and_a_new_recording_are_heard_and_the_rest_is_not(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    convqa("transcribe", calls, "--output", out)
    before = bytes_of(out)
    write_call(calls / "call-1.wav", talk(lines=range(6)))
    write_call(calls / "call-3.wav", talk(lines=(0, 7)))
    done = convqa("transcribe", calls, "--output", out)
    assert done.stdout == f"2 transcripts were written to {out}.\n3 of 5 were there already.\n"
    after = bytes_of(out)
    assert {name for name in after if after[name] != before.get(name)} == {"call-1.vtt", "call-3.vtt"}


@pytest.mark.parametrize(
    "change",
    [
        ("--speakers", "3"),
        ("--language", "en"),
        ("--channel", "social"),
        ("--agent-channel", "left"),
        ("--raw", "--yes"),
    ],
    ids=lambda change: change[0],
)
def test_with_other_options_all_is_done_anew(calls: Path, tmp_path: Path, change: tuple[str, ...]) -> None:
    out = tmp_path / "out"
    convqa("transcribe", calls, "--output", out)
    done = convqa("transcribe", calls, "--output", out, *change)
    assert done.stdout == f"4 transcripts were written to {out}.\n"
    assert len(files(out)) == 4


def test_with_another_model_all_is_done_anew(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    convqa("transcribe", calls, "--output", out)
    done = convqa("transcribe", calls, "--output", out, options=speech(CountingEngine("fake-speech@2 tones")))
    assert done.stdout.startswith("4 transcripts")
    assert len(files(out)) == 4


def test_ctrl_c_keeps_what_is_finished(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = convqa("transcribe", calls, "--output", out, options=speech(CountingEngine(stop_at=5)))
    assert done.exit_code == 130
    assert done.stderr == "Stopped; 2 transcripts were written. The same call goes on from there.\n"
    assert len(files(out)) == 2
    done = convqa("transcribe", calls, "--output", out)
    assert done.stdout.splitlines()[1] == "2 of 4 were there already."


@pytest.mark.sweep
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_any_moment_a_run_leaves_whole_files_and_the_next_one_goes_on(tmp_path: Path) -> None:
    calls, out, whole = tmp_path / "calls", tmp_path / "out", tmp_path / "whole"
    calls.mkdir()
    for number in range(6):
        write_call(calls / f"call-{number}.wav", talk(lines=(0, 1 + 2 * (number % 4))))
    options = speech(FakeEngine())
    assert convqa("transcribe", calls, "--output", whole, options=options).exit_code == 0
    done = subprocess.run(  # noqa: S603
        [sys.executable, CHILD, "kill", calls, out], capture_output=True, text=True, check=False, env=ENVIRONMENT
    )
    killed, former, right = [json.loads(line) for line in done.stdout.splitlines()], 0, bytes_of(whole)
    assert any(run["files"] for run in killed), done.stderr
    for run in killed:
        assert set(run["files"]) <= set(right)
        assert all(run["files"][name] == hashlib.sha256(right[name]).hexdigest() for name in run["files"])
        assert len(run["partials"]) <= 1
        assert len(run["files"]) >= former
        former = len(run["files"])
    done_now = convqa("transcribe", calls, "--output", out, options=options)
    assert done_now.stdout.endswith(f"{former} of 6 were there already.\n")
    assert bytes_of(out) == right


def test_a_leftover_of_a_killed_run_is_removed(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    convqa("transcribe", calls, "--output", out)
    shutil.copy(out / "call-1.vtt", out / ".call-9.vtt.partial")
    convqa("transcribe", calls, "--output", out)
    assert len(files(out)) == 4
