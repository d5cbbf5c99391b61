from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from convqa.cli.batch_progress import BatchProgress, Pace
from convqa.errors import InputError
from convqa.ingest.sources import Source


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def terminal() -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=90)


def source(folder: Path, name: str, size: int) -> Source:
    path = folder / name
    path.write_bytes(bytes(size))
    return Source(label=name, shown=name, path=str(path))


@pytest.mark.parametrize(
    ("pace", "line"),
    [
        (Pace(settled=0, read=0.0, size=0, rate=None, left_s=None), "0 conversations, 0% read"),
        (
            Pace(settled=12_345, read=30.0, size=120, rate=15.24, left_s=700.0),
            "12,345 conversations, 25% read, 15.2 a second, 12 min left",
        ),
    ],
)
def test_how_far_it_is_is_one_line(pace: Pace, line: str) -> None:
    assert str(pace) == line
    assert len(line) <= 70


def test_time_left_follows_the_bytes_of_late(tmp_path: Path, terminal: Console) -> None:
    clock = Clock()
    first, second = source(tmp_path, "a", 100), source(tmp_path, "b", 300)
    trouble = InputError(source="c", problem="p", remedy="r")
    with BatchProgress([first, second, trouble], terminal, patience_s=0.0, clock=clock) as progress:
        clock.now = 1.0
        progress.over(first)
        assert (progress.pace.rate, progress.pace.left_s) == (None, None)
        clock.now = 10.0
        for _ in range(20):
            progress.settled()
        progress.reading(second, 0.5)
        assert progress.pace == Pace(settled=20, read=250.0, size=400, rate=2.0, left_s=6.0)
        clock.now = 100.0
        progress.reading(second, 0.75)
        assert progress.pace.rate is not None
        assert progress.pace.rate < 0.3
    assert isinstance(terminal.file, io.StringIO)
    assert "20 conversations, 81% read, 0.2 a second, 30 s left" in terminal.file.getvalue()
    assert terminal.file.getvalue().endswith("\x1b[2K")


def test_without_a_terminal_nothing_is_shown_and_no_file_looked_at(tmp_path: Path) -> None:
    gone = Source(label="a", shown="a", path=str(tmp_path / "none"))
    with BatchProgress([gone], None, patience_s=0.0) as progress:
        progress.reading(gone, 0.5)
        progress.over(gone)
        progress.settled()
    assert progress.pace.settled == 1
