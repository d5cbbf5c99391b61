"""What lies in a model folder: `meta.json` as a type.

    encoder.onnx    the encoder, int8        tokenizer.json   its trimmed vocabulary
    judge.onnx      the heads                phrases.npz      what the wording alone says
    meta.json       this file's `Meta`       instructions.npz what is not read: orders to the rater
    stacking.npz    customers' labels        metrics.json     measured figures
    README.md       the model card

`training/package.py` writes such a folder; `Meta.load` reads it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from convqa import codebook
from convqa.classify.inputs import Packing
from convqa.codebook import BEHAVIOURS, PHASES
from convqa.drift import Reference
from convqa.errors import ModelError

__all__ = ["FORMAT", "TOLD", "Calibration", "Meta", "Weights"]

FORMAT = 5
"""Version of the folder's layout; raised when an older convqa could not use a newer folder."""

TOLD = (*PHASES, *(f"{name}+" for name in BEHAVIOURS), *(f"{name}-" for name in BEHAVIOURS if name != "extra"))
"""The labels of an agent's turn that ratings rest on; the codebook knows no broken extra."""

_OF_THE_OUTPUTS = ("name", "version", "codebook", "packing", "base", "files", "weights")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How logits become probabilities, decisions and intervals; fitted by `convqa.calibration`.

    The one that a model brings rests on its out-of-fold predictions: it holds for our test conversations.

    Attributes:
        slope, shift: probability = sigmoid(slope * logit + shift) (Platt 1999), one per label, under `phases`
            (3) and `signals` (6).
        temperature: softmax(logits / temperature) (Guo et al. 2017) for `behaviours`, `sentiment` and each choice
            on the conversation.
        thresholds: the probability from which a label is given: `phases` (3), `signals` (6), `shown` (5),
            `broken` (5).
        half_width: (8,) half the width of each rating's interval, from split conformal prediction: in units of the
            error that the model expects (`decide.spread`), and where it expects none, in rating units.
        satisfaction_half_width: the same for satisfaction.
    """

    slope: dict[str, list[float]]
    shift: dict[str, list[float]]
    temperature: dict[str, float]
    thresholds: dict[str, list[float]]
    half_width: list[float]
    satisfaction_half_width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What ratings rest on, weighed (`convqa.classify.weighing`).

    Attributes:
        up: (8,) > 0, on the evidence that raises a rating.
        down: (8,) > 0, on the evidence that lowers it, and on absences.
        labels: (12, 8) what each of `TOLD`, seen in a turn of an agent, adds to the evidence for each rating; >= 0 for
            what was done, <= 0 for what was broken.
    """

    up: list[float]
    down: list[float]
    labels: list[list[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """A model's description of itself.

    Attributes:
        format: layout of the folder, see `FORMAT`.
        name, version: together the provenance, e.g. ``service@1``.
        codebook: the version of the codebook it was trained on.
        packing: how turns are cut into windows.
        base: (8,) each rating before any evidence.
        files: SHA-256 of every other file of the folder that the model is made of.
        weights: of evidence and labels in the ratings; `None`: the evidence counts as it comes, and labels do not.
        reference: how its ratings lay on our test conversations (out of fold); `None` where it was not recorded.
    """

    format: int
    name: str
    version: str
    codebook: str
    packing: Packing
    base: list[float]
    calibration: Calibration
    files: dict[str, str]
    weights: Weights | None = None
    reference: Reference | None = None

    @property
    def title(self) -> str:
        """Name and version, e.g. ``"service@1"``."""
        return f"{self.name}@{self.version}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 over all that decides the model's raw outputs: its files, its base, how it reads."""
        parts = {name: value for name, value in asdict(self).items() if name in _OF_THE_OUTPUTS}
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    @classmethod
    def load(cls, folder: Path) -> Meta:
        """Read `meta.json` of a model folder.

        Raises:
            ModelError: it is missing, not valid, or made for another convqa or codebook.
        """
        path = folder / "meta.json"
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise ModelError(f"{path}: cannot be read; name a whole model folder with --model.") from None
        if not isinstance(raw, dict) or raw.get("format") != FORMAT:
            raise ModelError(f"{path}: is not of format {FORMAT}; take the model that belongs to this convqa.")
        try:
            meta = TypeAdapter(cls).validate_python(raw)
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"])
            raise ModelError(f"{path}: the field {where} is not valid; install the model again.") from None
        if meta.codebook != codebook.VERSION:
            raise ModelError(
                f"{path}: was trained on codebook {meta.codebook}, this convqa follows {codebook.VERSION}; "
                "take the model that belongs to it."
            )
        return meta
