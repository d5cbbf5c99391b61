"""The options that say how input is read and by what, the same for every command that reads conversations."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import click

from convqa.conversation import Channel, Language
from convqa.cores import usable_cores
from convqa.errors import MissingExtraError, ModelError

if TYPE_CHECKING:
    from convqa.ingest import IngestOptions, SpeechOptions
    from convqa.ingest.audio.engine import Diarizer, SpeechEngine
    from convqa.ingest.sources import Source
    from convqa.pipeline import Classifier
    from convqa.redaction import Redactor, Tagger

__all__ = [
    "LANGUAGE",
    "READ_FILE",
    "ClassifierLoader",
    "Loaders",
    "SpeechLoader",
    "SpeechRequest",
    "check_speech",
    "ingest_options",
    "input_options",
    "load_released",
    "load_speech",
    "names_option",
    "reading_options",
    "site_redactor",
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


ClassifierLoader = Callable[[Path | None, Path | None], "Classifier"]
SpeechLoader = Callable[[SpeechRequest], "SpeechOptions"]


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


def load_speech(request: SpeechRequest) -> SpeechOptions:
    """How recordings are read; what it takes is loaded at the first one, and once."""
    from convqa.ingest import SpeechOptions

    @cache
    def engine() -> SpeechEngine:
        from convqa.ingest.audio.whisper import DEFAULT_MODEL, WhisperEngine

        return WhisperEngine(
            request.model or DEFAULT_MODEL,
            device=request.device,
            precision=request.precision,
            threads=request.threads,
            download=request.download,
        )

    @cache
    def diarizer() -> Diarizer:
        if request.diarization_model:
            from convqa.ingest.audio.own_models import load_own_models

            return load_own_models(request.diarization_model)
        from convqa.ingest.audio.voices import load_diarizer
        from convqa.models import find_voices

        return load_diarizer(find_voices())

    channels = {"1": 1, "left": 1, "2": 2, "right": 2}
    agent_channel = channels[request.agent_channel] if request.agent_channel else None
    return SpeechOptions(engine=engine, diarizer=diarizer, agent_channel=agent_channel, speakers=request.speakers)


def check_speech(found: Sequence[object], recordings: Sequence[Source], speech: SpeechOptions, *, named: bool) -> None:
    """Load the speech model before anything is read, where a run without it would be for nothing.

    Args:
        found: all that is to be read.
        recordings: those of them that are recordings.
        speech: how they are read.
        named: the call names the model.

    Raises:
        ModelError, MissingExtraError: it, or what runs it, cannot be had, and the call names it or there is nothing
            but recordings. Otherwise each of them is reported, and the rest is read.
    """
    if not recordings:
        return
    try:
        speech.engine()
    except (MissingExtraError, ModelError):
        if named or len(recordings) == len(found):
            raise


def _load_pipelines(options: Sequence[str]) -> Tagger:
    from convqa.redaction.names.pipelines import load_pipelines

    return load_pipelines(options)


def site_redactor(
    key_file: Path | None,
    names_models: Sequence[str] = (),
    load_pipelines: Callable[[Sequence[str]], Tagger] = _load_pipelines,
) -> Redactor:
    """The redactor of a run.

    Args:
        key_file: of the site's key; `None`: the published one.
        names_models: every `--names-model`.
        load_pipelines: loads those; not called for none.

    Raises:
        UsageError: the key file is not what it should be, or a pipeline of the site's cannot be used.
        MissingExtraError: there are pipelines, and the extra `spacy` is not installed.
        ModelError: the finder of names is missing or damaged.
    """
    from convqa.models import find_names
    from convqa.redaction import SiteKey, load_redactor

    key = SiteKey.load(key_file) if key_file else None
    return load_redactor(find_names(), key, load_pipelines(names_models) if names_models else None)


def load_released(folder: Path | None, calibration: Path | None) -> Classifier:
    """The classifier of a model folder, or of the one that belongs to this convqa, with a site's calibration if given.

    Raises:
        ModelError: there is none, it is damaged, or the calibration belongs to another.
    """
    from convqa.classify import Classifier
    from convqa.models import find_model

    return Classifier.load(find_model(folder), calibration)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaders:
    """Where commands get what is heavy; tests give their own (`obj` of click's context)."""

    classifier: Callable[[Path | None, Path | None], Any] = load_released
    speech: SpeechLoader = load_speech
