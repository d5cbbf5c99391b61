"""Standard output that is full, closed, or read by a program that has seen enough; and standard error beside a bar."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from convqa.errors import UsageError

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["complain", "let_go", "say", "show"]


@contextmanager
def _stdout_trouble() -> Iterator[None]:
    """Around what writes to standard output; sees that it arrives.

    Raises:
        UsageError: it is closed, or cannot be written (disk full).
        BrokenPipeError: its reader has left.
    """
    from convqa.report.writers import naming_trouble

    if sys.stdout is None:
        raise UsageError("cannot write standard output: it is closed; send it to a file or a pipe.")
    with naming_trouble(Path("standard output")):
        yield
        sys.stdout.flush()


def say(text: str) -> None:
    """Write to standard output; raises as `show`."""
    with _stdout_trouble():
        click.echo(text, nl=False)


def show(*parts: RenderableType) -> None:
    """Write tables and text to standard output, one below the other.

    Raises:
        UsageError: it is closed, or cannot be written (disk full).
        BrokenPipeError: its reader has left.
    """
    from rich.console import Console

    console = Console()
    # Captured, since the library has its own idea of how a program ends when its reader leaves.
    with _stdout_trouble(), console.capture() as captured:
        console.print(*parts, sep="\n")
    say(captured.get())


def complain(text: str) -> None:
    """Write a line to standard error, above the bar where one is shown: `click.echo` would write over it."""
    if sys.stderr is not None:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def let_go() -> None:
    """Drop what standard output does not take, or Python would complain of it once more as it ends."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
            os.close(nowhere)
