"""What is heavy, loaded as the options say: the classifier, what recognises speech, what redacts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convqa.cli.reading import SpeechRequest
from convqa.errors import MissingExtraError, ModelError

if TYPE_CHECKING:
    from convqa.ingest import SpeechOptions
    from convqa.ingest.audio.engine import Diarizer, SpeechEngine
    from convqa.ingest.sources import Source
    from convqa.pipeline import Classifier
    from convqa.redaction import Redactor, Tagger

__all__ = [
    "ClassifierLoader",
    "Loaders",
    "SpeechLoader",
    "check_speech",
    "load_released",
    "load_speech",
    "site_redactor",
]

ClassifierLoader = Callable[[Path | None, Path | None], "Classifier"]
SpeechLoader = Callable[[SpeechRequest], "SpeechOptions"]


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
