"""Standard streams that are closed, full, or left by their reader."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from convqa.cli import main
from convqa.cli.loading import Loaders
from convqa.pipeline import Classifier

ROOT = Path(__file__).parents[2]
Convqa = Callable[..., Result]


def shell(command: str) -> subprocess.CompletedProcess[str]:
    """Run a shell's line in which `convqa` is the program."""
    return subprocess.run(  # noqa: S603
        ["/bin/sh", "-c", command.replace("convqa", f"{sys.executable} -m convqa")],
        capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("convqa score - <&-", "Error: Standard input is closed, and - reads it; pipe something in, or name a file.\n"),
        (
            "convqa score x --output - >&-",
            "Error: --output - writes to standard output, which is closed; name a file.\n",
        ),
        ("convqa schema >&-", "Error: cannot write standard output: it is closed; send it to a file or a pipe.\n"),
    ],
)
def test_a_closed_stream_is_one_sentence(command: str, sentence: str) -> None:
    done = shell(command)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", sentence)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_standard_output_is_one_sentence() -> None:
    done = shell("convqa schema >/dev/full")
    remedy = "free some space or choose another place."
    assert (done.returncode, done.stderr) == (
        2,
        f"Error: cannot write standard output: No space left on device; {remedy}\n",
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("command", ["convqa --help", "convqa --version", "convqa score --help"])
def test_help_on_a_full_standard_output_is_one_sentence(command: str) -> None:
    done = shell(f"{command} >/dev/full")
    assert (done.returncode, done.stderr) == (2, "Error: the system refused: No space left on device.\n")


def test_a_reader_that_leaves_ends_it_quietly() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "convqa", "schema"],
        stdout=writing, stderr=subprocess.PIPE, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


def test_ctrl_c_while_the_model_loads(calls: Path) -> None:
    def load(_: Path | None, __: Path | None) -> Classifier:
        raise KeyboardInterrupt

    result = CliRunner().invoke(main, ["score", str(calls)], obj=Loaders(classifier=load))
    assert (result.exit_code, result.output) == (130, "Stopped.\n")


def test_a_name_that_is_too_long_does_not_stop_the_others(convqa: Convqa, calls: Path, tmp_path: Path) -> None:
    result = convqa("score", calls, tmp_path / ("x" * 300))
    assert result.exit_code == 1
    assert "it cannot be read (file name too long)" in result.stderr
    assert "10 conversations were scored." in result.stderr


@pytest.mark.parametrize("option", ["--output", "--csv", "--report"])
def test_an_output_name_that_is_too_long(convqa: Convqa, calls: Path, tmp_path: Path, option: str) -> None:
    result = convqa("score", calls, option, tmp_path / ("x" * 300))
    assert result.exit_code == 2
    assert result.stderr.endswith("File name too long; choose another place.\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("name", ["chat.txt", "*.txt"])
def test_a_locked_folder_does_not_stop_the_others(convqa: Convqa, calls: Path, tmp_path: Path, name: str) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0)
    result = convqa("score", calls, locked / name)
    assert result.exit_code == 1
    assert "you may not read it" in result.stderr
    assert "10 conversations were scored." in result.stderr
    assert convqa("score", calls, "--csv", locked / "out.csv").exit_code == 2
