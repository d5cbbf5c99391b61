"""How far a long run is, for a person who watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

__all__ = ["watched_terminal", "with_progress"]

T = TypeVar("T")


def watched_terminal() -> Console | None:
    """Standard error where it is a terminal; `None` where it is a file, a pipe or a log."""
    if not sys.stderr.isatty():
        return None
    from rich.console import Console

    return Console(stderr=True)


def with_progress(results: Iterable[T], terminal: Console | None, *, patience_s: float = 2.0) -> Generator[T]:
    """Pass the results on and count them on the terminal.

    How many will come is not known, because input is read while it is scored.

    Args:
        results: one a conversation.
        terminal: where to count; `None` shows nothing.
        patience_s: nothing is shown of runs shorter than this.
    """
    shown: Progress | None = None
    started = time.monotonic()
    try:
        for done, result in enumerate(results, start=1):
            yield result
            if shown is None and terminal is not None and time.monotonic() - started >= patience_s:
                shown = _show(terminal)
            if shown is not None:
                shown.update(shown.task_ids[0], completed=done)
    finally:
        if shown is not None:
            shown.stop()


def _show(terminal: Console) -> Progress:
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed:,} conversations"), TimeElapsedColumn())
    progress = Progress(*columns, console=terminal, transient=True)
    progress.add_task("", total=None)
    progress.start()
    return progress
