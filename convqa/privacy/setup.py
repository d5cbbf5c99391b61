"""How convqa is run at a site, as far as the papers tell of it: gathered from the files that a run would be given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from convqa import __version__, codebook
from convqa.classify.artefact import Meta
from convqa.classify.site import Figure, SiteCalibration
from convqa.conversation import Language
from convqa.errors import UsageError
from convqa.models import find_model, find_names
from convqa.redaction import load_redactor
from convqa.redaction.leak import Leak, measured_leak
from convqa.rubric import Rubric, load_rubric

__all__ = ["Agreed", "Annotated", "Measured", "People", "Setup", "Speech"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """How recordings are heard.

    Attributes:
        model: the speech model's name; of a folder its last part, since a path tells whose machine it is.
        voices: the name of the site's own models for telling voices apart; `None` for the encoder of convqa.
    """

    model: str
    voices: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A figure with its 95 % interval and the number it rests on."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """Agreement with annotators that were language models, from the model's own metrics: mean kappa of the ratings.

    Attributes:
        languages: by language, where it was measured.
        annotators: how far two of the annotators agree with each other; `None` where that was not measured.
        origins: by origin of the names, how often a conversation was redacted alike after its names were exchanged.
    """

    all: Measured
    languages: Mapping[Language, Measured]
    annotators: Measured | None
    origins: Mapping[str, tuple[float, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """Agreement with people on one rating; `kappa` is all `None` where it could not be had."""

    rating: str
    n: int
    kappa: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """What a site measured against its own people.

    Attributes:
        source: `evaluation` (`convqa evaluate --json`) or `calibration`.
        models: which machine was measured.
    """

    source: str
    models: tuple[str, ...]
    conversations: int
    ratings: tuple[Agreed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The running configuration.

    Attributes:
        model: as an assessment names it, with the site's calibration, e.g. ``"service@2+0a1b2c3d"``.
        own_key: whether the site has a key of its own; without one the published key is used.
        own_rubric: whether the rubric is another than the one that convqa ships.
        speech: how recordings are heard; `None` where only text is read.
        annotated: `None` where the model's folder holds no metrics.
        people: empty where agreement with people is not yet measured, or on too few to know any of it.
    """

    convqa: str
    model: str
    calibrated: bool
    codebook: str
    redactor: str
    rubric: Rubric
    own_rubric: bool
    own_key: bool
    speech: Speech | None
    leak: Leak
    annotated: Annotated | None
    people: tuple[People, ...]

    @classmethod
    def gather(
        cls,
        *,
        rubric: Path | None = None,
        model: Path | None = None,
        calibration: Path | None = None,
        evaluation: Path | None = None,
        own_key: bool = False,
        redactor: str | None = None,
        speech: Speech | None = None,
    ) -> Setup:
        """Read the files that a run would read; `None` stands for what comes with convqa, or for none.

        `evaluation` is what `convqa evaluate --json` wrote, `redactor` a `Redactor.name`.

        Raises:
            RubricError, ModelError, UsageError: a file is not what it should be.
        """
        folder = find_model(model)
        meta = Meta.load(folder)
        site = None if calibration is None else SiteCalibration.load(calibration, meta)
        people = [] if evaluation is None else [_evaluated(evaluation)]
        people += [] if site is None else [_calibrated(site)]
        return cls(
            convqa=__version__,
            model=meta.title if site is None else f"{meta.title}+{site.hash[:8]}",
            calibrated=site is not None,
            codebook=codebook.VERSION,
            redactor=redactor or load_redactor(find_names()).name,
            rubric=(used := load_rubric(rubric)),
            own_rubric=used != load_rubric(),
            own_key=own_key,
            speech=speech,
            leak=measured_leak(),
            annotated=_annotated(folder / "metrics.json"),
            people=tuple(one for one in people if any(rating.kappa.value is not None for rating in one.ratings)),
        )


_MEAN = "mean rating kappa"


def _annotated(path: Path) -> Annotated | None:
    """The figures of a model's `metrics.json`; a folder without one, or with one of another shape, has none."""
    try:
        metrics = json.loads(path.read_text(encoding="utf-8"))
        test = metrics["test"]
        names = metrics.get("robustness", {}).get("a names", {}).get("before redaction", {})
        origins = names.get("share redacted alike by origin of the new names", {})
        second = metrics.get("annotators", {}).get("second annotator", {}).get(_MEAN)
        return Annotated(
            all=_figure(test["headline"][_MEAN]),
            languages={
                Language(code): _figure(of["headline"][_MEAN])
                for code, of in test.get("per language", {}).items()
                if code in list(Language) and _MEAN in of["headline"]
            },
            annotators=None if second is None else _figure(second),
            origins={name: (float(of["value"]), int(of["n"])) for name, of in sorted(origins.items())},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _figure(raw: Mapping[str, Any]) -> Measured:
    return TypeAdapter(Measured).validate_python({name: raw[name] for name in ("value", "low", "high", "n")})


def _calibrated(site: SiteCalibration) -> People:
    """What the site's calibration says of agreement, before it was applied: decisions stay the model's."""
    ratings = [
        Agreed(rating=change.part.removeprefix("ratings."), n=change.n, kappa=change.before)
        for change in site.agreement
        if change.measure == "kappa" and change.part.startswith("ratings.")
    ]
    return People(source="calibration", models=(site.model,), conversations=site.conversations, ratings=tuple(ratings))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    part: str
    n: int
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Conversations:
    compared: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evaluation:
    models: tuple[str, ...]
    conversations: _Conversations
    parts: tuple[_Part, ...]


def _evaluated(path: Path) -> People:
    try:
        found = TypeAdapter(_Evaluation).validate_python(json.loads(path.read_bytes()))
    except (OSError, ValueError, ValidationError):
        raise UsageError(
            f"{path}: cannot be read as figures of agreement with people; make it with 'convqa evaluate --json'."
        ) from None
    nothing = Figure(value=None, low=None, high=None)
    ratings = [
        Agreed(rating=part.part, n=part.n, kappa=part.figures.get("kappa", nothing))
        for part in found.parts
        if part.part in codebook.RATINGS and part.n
    ]
    return People(
        source="evaluation",
        models=found.models,
        conversations=found.conversations.compared,
        ratings=tuple(ratings),
    )
