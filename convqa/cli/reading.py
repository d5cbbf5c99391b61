"""The options that say how input is read and by what, the same for every command that reads conversations."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from convqa.conversation import Channel, Language

if TYPE_CHECKING:
    from convqa.classify import Classifier
    from convqa.ingest import IngestOptions

__all__ = ["LANGUAGE", "READ_FILE", "ingest_options", "input_options", "load_released", "reading_options"]

F = TypeVar("F", bound=Callable[..., Any])

LANGUAGE = click.Choice([language.value for language in Language])
READ_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_INPUT = (
    click.option("--map", "columns", metavar="FIELD=COLUMN,...", help="Which column or path holds which field."),
    click.option("--language", type=LANGUAGE, help="The language of all conversations, instead of recognising it."),
    click.option("--channel", type=click.Choice([channel.value for channel in Channel]), help="The channel of all."),
    click.option("--agent", metavar="ID", help="Who the agent is in all of them, where the source does not say."),
    click.option("--encoding", metavar="NAME", help="The encoding of all text files, instead of recognising it."),
)  # fmt: skip
_MODEL = click.option("--model", type=click.Path(path_type=Path), metavar="FOLDER", help="Another model folder.")
_WORKERS = click.option(
    "--workers", type=click.IntRange(min=1), default=_cores, show_default="one a core", metavar="N",
    help="Conversations read at once; never changes a result.",
)  # fmt: skip


def reading_options(command: F) -> F:
    """Add all of them to a command."""
    return _add(command, (*_INPUT, _MODEL, _WORKERS))


def input_options(command: F) -> F:
    """Add them to a command that needs no model."""
    return _add(command, (*_INPUT, _WORKERS))


def _add(command: F, options: Sequence[Callable[[F], F]]) -> F:
    for option in reversed(options):
        command = option(command)
    return command


def ingest_options(
    *, columns: str | None, language: str | None, channel: str | None, agent: str | None, encoding: str | None
) -> IngestOptions:
    """What the options say of the input.

    Raises:
        UsageError: a field of the map or the encoding is unknown.
    """
    from convqa.ingest import IngestOptions, parse_columns

    return IngestOptions(
        columns=parse_columns(columns) if columns is not None else None,
        language=Language(language) if language else None,
        channel=Channel(channel) if channel else None,
        agent=agent,
        encoding=encoding,
    )


def load_released(folder: Path | None, calibration: Path | None) -> Classifier:
    """The classifier of a model folder, or of the one that belongs to this convqa, with a site's calibration if given.

    Raises:
        ModelError: there is none, it is damaged, or the calibration belongs to another.
    """
    from convqa.classify import Classifier
    from convqa.models import find_model

    return Classifier.load(find_model(folder), calibration)
