"""Exports of 200 MB are read in bounded memory, whatever their format."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.reading import LARGE, PEAK, measured

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SIZE = 200 * 10**6
MOST_MEGABYTES = 150

SCORE = (
    PEAK
    + """
import sys
from click.testing import CliRunner
from convqa.cli import main
from convqa.cli.loading import Loaders
from tests.conftest import FakeClassifier

run = CliRunner(catch_exceptions=False).invoke(main, sys.argv[1:], obj=Loaders(classifier=lambda *_: FakeClassifier()))
assert run.exit_code == 0, run.stderr
print(used()[0])
"""
)


@pytest.mark.parametrize("name", LARGE)
def test_200_megabytes_in_bounded_memory(name: str, tmp_path: Path) -> None:
    count = LARGE[name].write(tmp_path / name, SIZE)
    good, spoken, errors, memory, _ = measured(tmp_path / name)
    extra = count if name == "intercom.json" else 0  # its first messages
    assert (good, spoken, errors) == (count, 20 * count + extra, 0)
    assert memory < MOST_MEGABYTES


def test_200_damaged_megabytes(tmp_path: Path) -> None:
    large = LARGE["generic.json"]
    count = large.write(tmp_path / large.name, SIZE)
    with (tmp_path / large.name).open("r+b") as file:
        file.truncate(SIZE * 9 // 10)
    good, _, errors, memory, _ = measured(tmp_path / large.name)
    assert count * 8 // 10 < good < count
    assert errors == 1
    assert memory < MOST_MEGABYTES


def test_scoring_takes_no_more_memory_for_more_conversations(tmp_path: Path) -> None:
    """With a classifier that costs nothing; eight times as many as in the smaller file, which is read whole."""
    peaks = []
    for size in (2 * 10**6, 17 * 10**6):
        LARGE["generic.json"].write(tmp_path / "x.json", size)
        outputs = ("--output", tmp_path / "x.jsonl", "--csv", tmp_path / "x.csv", "--report", tmp_path / "x.html")
        arguments = ("score", tmp_path / "x.json", *outputs, "--workers", "1")
        command = [sys.executable, "-c", SCORE, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603 - our own code
        peaks.append(float(done.stdout))
    assert peaks[1] - peaks[0] < 50
