from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from rich.console import Console

from convqa.cli.progress import with_progress


@pytest.fixture
def terminal() -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=80)


def shown_on(terminal: Console) -> str:
    assert isinstance(terminal.file, io.StringIO)
    return terminal.file.getvalue()


def test_results_pass_through_unchanged(terminal: Console) -> None:
    assert list(with_progress(range(5), terminal, patience_s=0)) == [0, 1, 2, 3, 4]
    assert list(with_progress(range(5), None, patience_s=0)) == [0, 1, 2, 3, 4]


def test_nothing_is_shown_of_a_short_run(terminal: Console) -> None:
    list(with_progress(range(5), terminal, patience_s=60))
    assert shown_on(terminal) == ""


def test_a_long_run_is_counted_and_the_line_taken_away_at_the_end(terminal: Console) -> None:
    list(with_progress(range(1234), terminal, patience_s=0))
    assert "1,234 conversations" in shown_on(terminal)
    assert "\x1b[2K" in shown_on(terminal)


def test_the_display_ends_when_the_results_break_off(terminal: Console) -> None:
    def results() -> Iterator[int]:
        yield 1
        yield 2
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(with_progress(results(), terminal, patience_s=0))
    assert shown_on(terminal).endswith("\x1b[2K")
