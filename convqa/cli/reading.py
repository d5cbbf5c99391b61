"""The options that say how input is read and by what, the same for every command that reads conversations.

What is loaded for them is told in `loading.py`.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import click

from convqa.conversation import Channel, Language
from convqa.cores import usable_cores

if TYPE_CHECKING:
    from convqa.ingest import IngestOptions

__all__ = [
    "LANGUAGE",
    "READ_FILE",
    "SpeechRequest",
    "ingest_options",
    "input_options",
    "names_option",
    "reading_options",
    "speech_options",
]

F = TypeVar("F", bound=Callable[..., Any])


class _Languages(click.Choice):  # type: ignore[type-arg]  # click 8.1 knows none
    """The five by their codes, and as sources write them ("no", "Dansk", "sv-SE")."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from convqa.ingest.values import parse_language

        known = parse_language(value)
        return str(super().convert(known.value if known else value, param, ctx))


LANGUAGE = _Languages([language.value for language in Language])
READ_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


_INPUT = (
    click.option("--map", "columns", metavar="FIELD=COLUMN,...", help="Which column or path holds which field."),
    click.option("--language", type=LANGUAGE, help="The language of all conversations, instead of recognising it."),
    click.option("--channel", type=click.Choice([channel.value for channel in Channel]), help="The channel of all."),
    click.option("--agent", metavar="ID", help="Who the agent is in all of them, where the source does not say."),
    click.option("--encoding", metavar="NAME", help="The encoding of all text files, instead of recognising it."),
)  # fmt: skip
_NAMES = click.option(
    "--names-model", "names_models", multiple=True, metavar="[LANGUAGE=]NAME",
    help="Find persons with your spaCy pipeline too: a package or a folder. May be repeated.",
)  # fmt: skip
_MODEL = click.option("--model", type=click.Path(path_type=Path), metavar="FOLDER", help="Another model folder.")
_WORKERS = click.option(
    "--workers", type=click.IntRange(min=1), default=usable_cores, show_default="one a core", metavar="N",
    help="Conversations read at once; never changes a result.",
)  # fmt: skip
_SPEECH = (
    click.option("--speech-model", metavar="NAME", help="A folder, a size or a hub's name; else small."),
    click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True,
                 help="Where speech is recognised."),
    click.option("--precision", type=click.Choice(["auto", "int8", "int8_float16", "float16", "float32"]),
                 default="auto", show_default=True, help="How exactly; auto is int8 on cpu, float16 on cuda."),
    click.option("--agent-channel", type=click.Choice(["1", "2", "left", "right"]),
                 help="The agent's channel in recordings of two; else inferred."),
    click.option("--speakers", type=click.IntRange(min=2, max=8), default=2, show_default=True, metavar="N",
                 help="How many speak in recordings of one channel."),
    click.option("--diarization-model", type=click.Path(path_type=Path), metavar="FOLDER",
                 help="Your own models for telling voices in one channel apart."),
    click.option("--download", is_flag=True, help="Fetch the speech model from the hub if it is not here."),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechRequest:
    """What the call says of recordings; `model` is `--speech-model`, `None` where it names none."""

    model: str | None = None
    device: str = "auto"
    precision: str = "auto"
    agent_channel: str | None = None
    speakers: int = 2
    diarization_model: Path | None = None
    download: bool = False
    threads: int = field(default_factory=usable_cores)

    @classmethod
    def take(cls, options: MutableMapping[str, Any], threads: int | None = None) -> Self:
        """Take `speech_options` out of what click has read; `threads`: of the processor, `None` for all."""
        return cls(
            model=options.pop("speech_model"),
            device=options.pop("device"),
            precision=options.pop("precision"),
            agent_channel=options.pop("agent_channel"),
            speakers=options.pop("speakers"),
            diarization_model=options.pop("diarization_model"),
            download=options.pop("download"),
            threads=threads or usable_cores(),
        )


def speech_options(command: F) -> F:
    """Add what says how recordings are read; `SpeechRequest.take` reads them."""
    return _add(command, _SPEECH)


def reading_options(command: F) -> F:
    """Add all of them to a command."""
    return _add(command, (*_INPUT, _NAMES, _MODEL, _WORKERS))


def input_options(command: F) -> F:
    """Add them to a command that needs no model."""
    return _add(command, (*_INPUT, _NAMES, _WORKERS))


def names_option(command: F) -> F:
    """Add by what else persons are found; the other two hold it."""
    return _add(command, (_NAMES,))


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
